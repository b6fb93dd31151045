//! The ids of a run's spans. They are made of its name, so that a run that goes on after a crash goes on in the
//! same trace.

use ring::digest::{SHA256, digest};
use std::fmt::Write;
use std::sync::Arc;

/// What a run is a part of: the span of the program that asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parent {
    trace: String,
    span: String,
}

impl Parent {
    /// The header `traceparent`, as W3C's Trace Context has it; nothing where it is none.
    pub fn read(header: &str) -> Option<Self> {
        let parts: Vec<&str> = header.trim().split('-').collect();
        let [version, trace, span, flags, more @ ..] = parts.as_slice() else {
            return None;
        };
        let known = match *version {
            "00" => more.is_empty(),
            "ff" => false,
            _ => is_hex(version, 2),
        };
        let is_id = |id: &str, length| is_hex(id, length) && id.bytes().any(|byte| byte != b'0');
        (known && is_id(trace, 32) && is_id(span, 16) && is_hex(flags, 2)).then(|| Self {
            trace: (*trace).into(),
            span: (*span).into(),
        })
    }

    /// The same as a header.
    pub fn header(&self) -> String {
        format!("00-{}-{}-01", self.trace, self.span)
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == length && text.bytes().all(lower)
}

/// The ids of one run.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub trace: String,
    /// The span of the run.
    pub root: String,
    /// What that is a part of.
    pub parent: Option<String>,
    run: Arc<str>,
}

impl Ids {
    pub fn of(run: &Arc<str>, parent: Option<Parent>) -> Self {
        let (trace, parent) = match parent {
            Some(parent) => (parent.trace, Some(parent.span)),
            None => (hex(&["trace", run], 16), None),
        };
        Self {
            trace,
            root: hex(&["run", run], 8),
            parent,
            run: run.clone(),
        }
    }

    /// The span of an action, by what its attempts are named in common.
    pub fn action(&self, name: &str) -> String {
        hex(&["action", &self.run, name], 8)
    }

    /// The span of an attempt.
    pub fn attempt(&self, name: &str) -> String {
        hex(&["attempt", &self.run, name], 8)
    }
}

/// The first bytes of a digest of words.
fn hex(words: &[&str], bytes: usize) -> String {
    let all = words.join("\0");
    let digest = digest(&SHA256, all.as_bytes());
    let mut text = String::with_capacity(bytes * 2);
    for byte in &digest.as_ref()[..bytes] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_the_standard_has_it() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let parent = Parent::read(good).expect("it is one");
        assert_eq!(parent.header(), good);
        // A later version may say more behind.
        assert!(Parent::read(&format!("01{}-more", &good[2..])).is_some());
        for bad in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        ] {
            assert_eq!(Parent::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_run_has_the_same_ids_whoever_goes_on_with_it_and_no_other_has_them() {
        let (one, other) = (Ids::of(&"r1".into(), None), Ids::of(&"r2".into(), None));
        let again = Ids::of(&"r1".into(), None);
        assert_eq!((&one.trace, &one.root), (&again.trace, &again.root));
        assert_eq!(one.action("RUN/1"), again.action("RUN/1"));
        assert_ne!(one.trace, other.trace);
        assert_ne!(one.action("RUN/1"), other.action("RUN/1"));
        assert_ne!(one.action("RUN/1"), one.attempt("RUN/1"));
        assert_eq!((one.trace.len(), one.root.len()), (32, 16));
    }
}
