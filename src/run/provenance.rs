//! By what an outcome is known: one type for every system, so that no answer counts that does not
//! say where it comes from.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// By what an outcome is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Provenance {
    /// The answer to the request itself is documented to mean it.
    Reply,
    /// An event, which names what it is about.
    Event {
        /// Whose events: `agent session of agent 7`, a node and a topic, a page.
        source: Arc<str>,
    },
    /// A look at what there is.
    ReadBack {
        /// What was looked at: `GET contacts/active`.
        source: Arc<str>,
        /// How long after the write it was seen.
        after: SignedDuration,
    },
    /// The system has accepted it, and nothing can show that it was carried out.
    Accepted,
}

impl Provenance {
    /// By an event.
    pub fn event(source: impl Into<Arc<str>>) -> Self {
        Self::Event {
            source: source.into(),
        }
    }

    /// By a look.
    pub fn read_back(source: impl Into<Arc<str>>, after: SignedDuration) -> Self {
        Self::ReadBack {
            source: source.into(),
            after,
        }
    }

    /// Whether a report has something to say of it: of most actions the answer is all there is.
    pub fn is_worth_telling(&self) -> bool {
        *self != Self::Reply
    }
}

/// As reports put it behind an outcome.
impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply => f.write_str("confirmed by the answer"),
            Self::Event { .. } => f.write_str("confirmed by event"),
            Self::ReadBack { after, .. } => match after.as_millis().max(0) {
                ..1000 => f.write_str("read back within 1 s"),
                ms => write!(f, "read back after {} s", (ms + 500) / 1000),
            },
            Self::Accepted => f.write_str("accepted, not confirmed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_say_by_what_an_outcome_is_known() {
        let after = |ms| Provenance::read_back("GET x", SignedDuration::from_millis(ms));
        for (provenance, words) in [
            (
                Provenance::event("agent session of agent 7"),
                "confirmed by event",
            ),
            (after(0), "read back within 1 s"),
            (after(999), "read back within 1 s"),
            (after(2004), "read back after 2 s"),
            (after(12_640), "read back after 13 s"),
            (Provenance::Accepted, "accepted, not confirmed"),
        ] {
            assert_eq!(provenance.to_string(), words);
        }
    }

    #[test]
    fn a_journal_keeps_it() {
        for provenance in [
            Provenance::Reply,
            Provenance::event("x"),
            Provenance::read_back("GET x", SignedDuration::from_secs(3)),
            Provenance::Accepted,
        ] {
            let json = serde_json::to_string(&provenance).unwrap();
            assert_eq!(
                serde_json::from_str::<Provenance>(&json).unwrap(),
                provenance
            );
        }
    }
}
