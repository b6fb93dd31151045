//! # F055 unknown-step (error)
//!
//! `run` names a step that the file does not have.
//!
//! ## Why it matters
//!
//! What the step was to do for the caller would not happen.
//!
//! ## Bad
//!
//! ```flow
//! run Prak()
//!
//! step Park() {
//!     log "parked"
//! }
//! ```
//!
//! ## Good
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "parked"
//! }
//! ```

use super::Rule;
use super::{Swap, said};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(55, "unknown-step");

/// A step that is not there.
pub fn problem(name: &str, at: Span, near: Option<&str>) -> Diagnostic {
    RULE.at(at, format!("there is no step `{name}`"))
        .label("no step of this file has this name")
        .help(said(
            near,
            &format!("write it in this file: `step {name}() {{ … }}`"),
        ))
        .swap(at, near)
}
