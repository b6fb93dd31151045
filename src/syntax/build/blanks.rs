//! Tabs and carriage returns as blanks: the grammar knows one sort of blank.

use std::borrow::Cow;

/// The text with each tab and carriage return as a blank, every character where it was. Most
/// scripts have none, and are not copied.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    // one at a time is searched for many bytes at once
    if !text.contains('\t') && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(['\t', '\r'], " "))
}
