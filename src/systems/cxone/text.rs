//! Values as text, and text as addresses want it.

use crate::value::Value;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;
use std::borrow::Cow;

/// A value as text; most are.
pub(super) fn text_of(value: &Value) -> Cow<'_, str> {
    match value.as_text() {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(value.to_string()),
    }
}

/// A value as a part of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Names and values as a query.
pub(super) fn encoded<N: AsRef<str>>(pairs: impl IntoIterator<Item = (N, String)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name.as_ref());
        query.push('=');
        query.extend(utf8_percent_encode(&value, NON_ALPHANUMERIC));
    }
    query
}

/// JSON without the byte order mark that some senders put before it, which RFC 8259 lets a
/// reader pass over.
pub(super) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// A body as JSON; nothing where it cannot be read, which says nothing about what it means.
pub(super) fn json(body: &[u8]) -> Option<Json> {
    serde_json::from_slice(without_mark(body)).ok()
}
