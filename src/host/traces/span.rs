//! A span: a part of a run, with its time.

use jiff::Timestamp;

/// One span, as it is sent.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Span {
    pub trace: String,
    pub id: String,
    pub parent: Option<String>,
    pub name: String,
    pub from: Timestamp,
    pub to: Timestamp,
    pub attributes: Vec<(&'static str, Attribute)>,
    pub failed: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Attribute {
    Text(String),
    Number(u64),
}

impl From<&str> for Attribute {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
