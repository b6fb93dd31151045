//! What is told: the content of an event, before it is written.

use crate::sim::fault::Oddity;
use crate::sim::finesse::xml::Element;

/// The event's own word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    Post,
    Put,
    Delete,
}

impl Change {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    /// The node it is published at: `/finesse/api/User/1001/Dialogs`.
    pub node: String,
    /// What stands in `<data>`.
    pub data: Element,
    pub change: Change,
    /// Empty where it answers nothing.
    pub request_id: String,
    /// What it tells of: `/finesse/api/Dialog/16804377`.
    pub source: String,
    /// How it differs from what is usual.
    pub oddity: Option<Oddity>,
    /// How often it comes.
    pub copies: u8,
}

/// What becomes of the events of a request.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Fate {
    /// None comes.
    pub lost: bool,
    /// They come later by this much, in milliseconds.
    pub late: i64,
    /// They do not name the request.
    pub unnamed: bool,
    /// They come twice.
    pub twice: bool,
    /// They are written in another way.
    pub oddity: Option<Oddity>,
}
