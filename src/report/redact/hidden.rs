//! A part of a text that nobody may see.

use std::ops::Range;
use std::sync::Arc;

/// A part of a text that is shown as something else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
    /// The bytes that are not shown.
    pub range: Range<usize>,
    /// What is shown in their place.
    pub shown: Arc<str>,
}
