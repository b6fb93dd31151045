//! How an action ended, in one word: `Success`, `Unknown`, or what its catalogue says.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// The word for how an action ended. Those that the language itself knows are constants; the rest
/// stand in catalogues.
#[derive(Clone)]
pub struct Outcome(Word);

#[derive(Clone)]
enum Word {
    Known(&'static str),
    OfCatalogue(Arc<str>),
}

impl Outcome {
    /// It was done, as the system documents it.
    pub const SUCCESS: Self = Self(Word::Known("Success"));
    /// Nobody can tell whether it was done.
    pub const UNKNOWN: Self = Self(Word::Known("Unknown"));
    /// The system could not be asked, and nothing was done.
    pub const UNAVAILABLE: Self = Self(Word::Known("Unavailable"));
    /// The system refused it for a reason that its catalogue has no word for.
    pub const REJECTED: Self = Self(Word::Known("Rejected"));
    /// Whoever asked may not.
    pub const UNAUTHORIZED: Self = Self(Word::Known("Unauthorized"));
    /// Too much was asked in too short a time.
    pub const THROTTLED: Self = Self(Word::Known("Throttled"));
    /// The time for it was over.
    pub const TIMED_OUT: Self = Self(Word::Known("TimedOut"));
    /// A person who was asked has said no.
    pub const DECLINED: Self = Self(Word::Known("Declined"));
    /// A value names a time zone that does not exist.
    pub const UNKNOWN_ZONE: Self = Self(Word::Known("UnknownZone"));
    /// Every round was used up.
    pub const EXHAUSTED: Self = Self(Word::Known("Exhausted"));
    /// The script said `fail` where nothing else had gone wrong.
    pub const FAILED: Self = Self(Word::Known("Failed"));
    /// It was left because its run was cancelled, or its loop left.
    pub const CANCELLED: Self = Self(Word::Known("Cancelled"));
    /// The script asked for something that cannot be.
    pub const FAULT: Self = Self(Word::Known("Fault"));

    /// The word.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Word::Known(word) => word,
            Word::OfCatalogue(word) => word,
        }
    }

    /// The word, to be kept.
    pub fn text(&self) -> Arc<str> {
        match &self.0 {
            Word::Known(word) => (*word).into(),
            Word::OfCatalogue(word) => word.clone(),
        }
    }
}

impl Deref for Outcome {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Outcome {}

impl PartialEq<str> for Outcome {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Outcome {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Hash for Outcome {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Arc<str>> for Outcome {
    fn from(word: Arc<str>) -> Self {
        Self(Word::OfCatalogue(word))
    }
}

impl From<&str> for Outcome {
    fn from(word: &str) -> Self {
        Self(Word::OfCatalogue(word.into()))
    }
}

impl From<String> for Outcome {
    fn from(word: String) -> Self {
        Self(Word::OfCatalogue(word.into()))
    }
}

impl From<Outcome> for Arc<str> {
    fn from(outcome: Outcome) -> Self {
        outcome.text()
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Arc::<str>::deserialize(deserializer).map(Self::from)
    }
}
