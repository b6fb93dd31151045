//! How wide texts are in a picture.

use crate::graph::words::columns;

/// Between the edge of a box and its words.
pub(super) const PAD: i32 = 12;

/// How wide a text is: the letters are all of one width, 12 pixels high.
pub(super) fn width(text: &str) -> i32 {
    at(columns(text))
}

/// Where a column begins.
pub(super) fn at(columns: usize) -> i32 {
    (columns as i32 * 29).div_euclid(4)
}
