//! Which faults make sense for this simulator: a name that no request has would never act, and a test
//! of it would pass for nothing.

use super::auth::SignIn;
use super::endpoints;
use crate::nearest::nearest;
use crate::sim::fault::{Fault, FaultError};

/// `Err` says why a fault can never act here.
pub(in crate::sim) fn check(fault: &Fault) -> Result<(), FaultError> {
    fault.fits_cxone()?;
    let on = fault.on.trim();
    let is_address = on.contains(['*', '/', ' ']);
    let known = || operations().any(|name| name.eq_ignore_ascii_case(on));
    if is_address || known() {
        return Ok(());
    }
    let meant = match nearest(on, operations()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    };
    Err(FaultError(format!(
        "CXone's simulator has no operation `{on}`{meant} Names of operations are in `GET /simulator/log`; \
         an address needs `*` or `/`, such as `POST */hold`."
    )))
}

/// The names of all requests: of the API, and of signing in.
fn operations() -> impl Iterator<Item = &'static str> {
    let of_api = endpoints::rows().map(|(_, _, name, _)| name);
    of_api.chain(SignIn::ALL.map(SignIn::name))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sim::fault::{Act, Fault};

    fn answer(on: &str) -> Result<(), String> {
        check(&Fault::on(on, Act::LoseEvent)).map_err(|why| why.to_string())
    }

    #[test]
    fn names_of_no_operation_are_refused() {
        for on in [
            "hold",
            "endContact",
            "ENDCONTACT",
            "token",
            "*",
            "POST */hold",
            "/contacts/*",
        ] {
            assert_eq!(answer(on), Ok(()), "{on}");
        }
        let why = answer("endContct").expect_err("no operation has this name");
        assert!(why.contains("did you mean `endContact`?"), "{why}");
        assert!(answer("florble").is_err() && answer("").is_err());
    }
}
