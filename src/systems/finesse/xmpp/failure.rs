//! Why there is no stream.

use std::fmt;

/// Why there is no stream, or no stream any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The server refused the credentials; trying again with them may lock the user.
    Refused(String),
    /// It cannot be reached, it broke off, or what came was no XMPP.
    Broken(String),
}

impl Failure {
    pub(super) fn broken(why: impl Into<String>) -> Self {
        Self::Broken(why.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) | Self::Broken(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Failure {}
