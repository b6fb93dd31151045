//! What a test can reach.

use crate::source::Span;

/// Something that a test can reach.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its name in the flow: the same as long as the flow's text is.
    pub id: String,
    /// Where it is.
    pub span: Span,
    /// What has not happened where it was not reached: `hold contact` ends in `InvalidState`.
    pub what: String,
    /// The line of a test that reaches it.
    pub line: Option<String>,
}
