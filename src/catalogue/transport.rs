//! The outcomes that come from the transport: every action can end in them.

use super::Outcome;

/// Name, when, whether the same again may end otherwise, whether a read can end so.
const TRANSPORT: [(&str, &str, bool, bool); 5] = [
    (
        "Unauthorized",
        "The credentials are rejected, or lack the permission.",
        false,
        true,
    ),
    (
        "Throttled",
        "Too many requests in a short time. If the system states a pause, a retry waits for it.",
        true,
        true,
    ),
    (
        "Unavailable",
        "The request did not reach the system, or the system could not accept it. Nothing was changed.",
        true,
        true,
    ),
    (
        "Unknown",
        "The request was sent and its result is unknown: no trustworthy answer or confirmation came.",
        true,
        false,
    ),
    (
        "Rejected",
        "Any other refusal; the system's own text is shown.",
        false,
        true,
    ),
];

/// Adds those that are not among the documented ones.
pub(super) fn add(outcomes: &mut Vec<Outcome>, reads: bool) {
    for (name, about, transient, read_too) in TRANSPORT {
        let documented = outcomes.iter().any(|outcome| &*outcome.name == name);
        if documented || (reads && !read_too) {
            continue;
        }
        outcomes.push(Outcome {
            name: name.into(),
            about: about.into(),
            transient,
            transport: true,
        });
    }
}
