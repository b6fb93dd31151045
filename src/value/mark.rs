//! Who may see a value.

use serde::{Deserialize, Serialize};

/// Who may see a text.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Anyone.
    #[default]
    Plain,
    /// Words of a system: anyone, once they have been searched for values of the marks below.
    Foreign,
    /// A person's: goes to the system, never into a log, trace, report or recording.
    Personal,
    /// A number to dial: personal too, and said so where it is hidden.
    PhoneNumber,
    /// A secret: never shown anywhere.
    Secret,
}

impl Mark {
    /// Whether anyone may see it.
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }

    /// Whether nobody may see it.
    pub fn is_hidden(&self) -> bool {
        *self >= Self::Personal
    }
}
