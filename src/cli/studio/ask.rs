//! Reads what the page asks with.

use crate::config::Problem;
use serde_json::Value as Json;

/// A text that has to be there.
pub(super) fn text<'a>(asked: &'a Json, name: &str) -> Result<&'a str, Problem> {
    asked[name]
        .as_str()
        .ok_or_else(|| Problem::new(format!("the question has no `{name}`")))
}

/// A text that may be there.
pub(super) fn some<'a>(asked: &'a Json, name: &str) -> Option<&'a str> {
    asked[name].as_str().filter(|text| !text.is_empty())
}

pub(super) fn number(asked: &Json, name: &str) -> Option<usize> {
    asked[name]
        .as_u64()
        .and_then(|number| number.try_into().ok())
}
