//! Tabs and carriage returns as blanks: the grammar knows one sort of blank.

use std::borrow::Cow;

/// The text with each tab and carriage return as a blank, every character where it was. Most
/// scripts have none, and are not copied.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\t', b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(['\t', '\r'], " "))
}
