//! What a test can reach.

use crate::source::Span;

/// Something that a test can reach.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its name in the flow: the same as long as the flow's text is.
    pub id: String,
    /// Where it is.
    pub span: Span,
    /// What sort of thing it is.
    pub sort: Sort,
    /// What has not happened where it was not reached: `hold contact` ends in `InvalidState`.
    pub what: String,
    /// The line of a test that reaches it.
    pub line: Option<String>,
}

/// The sorts of points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// An action ends so.
    Outcome,
    /// A handler takes an outcome.
    Handler,
    /// The retries of a handler are used up.
    UsedUp,
    /// An `always` runs.
    Always,
    /// A condition is decided so.
    Arm,
}
