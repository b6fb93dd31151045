//! What the engine says of an attempt that has failed, in words for whoever runs it.

/// A worker that cannot be reached is what is seen most, and the engine tells it as a matter of its connections.
pub(super) fn said(trouble: &str) -> String {
    let called = trouble.split_once("error when calling '");
    match called.and_then(|(_, rest)| rest.split_once("': ")) {
        Some((at, why)) => format!(
            "no worker answers at {}: start `flow worker` there, and the engine continues the run ({why})",
            at.trim_end_matches('/')
        ),
        None => trouble.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn a_worker_that_is_not_there_is_named_and_anything_else_stays() {
        let engine = "[500 Internal] error when calling 'http://127.0.0.1:9080/': h2 pool connection error: \
                      Connection refused (os error 111)";
        assert_eq!(
            said(engine),
            "no worker answers at http://127.0.0.1:9080: start `flow worker` there, and the engine continues the \
             run (h2 pool connection error: Connection refused (os error 111))"
        );
        let ours = "[500] cannot sign in: the user name or the password is wrong";
        assert_eq!(said(ours), ours);
    }
}
