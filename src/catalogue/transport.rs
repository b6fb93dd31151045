//! The outcomes that come from the transport: every action can end in them.

use super::Outcome;

/// Name, when, whether the same again may end otherwise, whether a read can end so.
const TRANSPORT: [(&str, &str, bool, bool); 5] = [
    (
        "Unauthorized",
        "The system refuses the credentials, or they lack the permission for this.",
        false,
        true,
    ),
    (
        "Throttled",
        "The system was asked too often; it may say how long to wait.",
        true,
        true,
    ),
    (
        "Unavailable",
        "The request never reached the system, or the system could not take it; nothing was changed.",
        true,
        true,
    ),
    (
        "Unknown",
        "It was sent, and nobody knows whether it was done: no trustworthy answer or confirmation came.",
        true,
        false,
    ),
    (
        "Rejected",
        "The system refused for another reason, which it gives in its own words.",
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
