//! The outcomes that come from the transport: every action can end in them.

use super::Outcome;
use std::sync::LazyLock;

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
        "The system rejected the request for another reason; its message is shown.",
        false,
        true,
    ),
];

/// The same as outcomes: every action has them, and their texts once are enough.
static OUTCOMES: LazyLock<[(Outcome, bool); 5]> = LazyLock::new(|| {
    TRANSPORT.map(|(name, about, transient, read_too)| {
        let outcome = Outcome {
            name: name.into(),
            about: about.into(),
            transient,
            transport: true,
            gone: false,
        };
        (outcome, read_too)
    })
});

/// Adds those that are not among the documented ones.
pub(super) fn add(outcomes: &mut Vec<Outcome>, reads: bool) {
    for (outcome, read_too) in &*OUTCOMES {
        let documented = outcomes.iter().any(|known| known.name == outcome.name);
        if !documented && (*read_too || !reads) {
            outcomes.push(outcome.clone());
        }
    }
}
