//! # F053 unknown-parameter (error)
//!
//! `with` gives a parameter that the action does not take, or a test an output that it does not
//! have.
//!
//! ## Why it matters
//!
//! A value that nobody reads is a setting that silently does not apply.
//!
//! ## Bad
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FristName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```

use super::Rule;
use super::{Swap, listed, said};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(53, "unknown-parameter");

/// A parameter that `what` does not take.
pub fn problem(name: &str, at: Span, what: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known {
        [] => "it takes no parameters".to_owned(),
        known => format!("it takes {}", listed(known.iter().copied())),
    };
    RULE.at(at, format!("`{what}` has no parameter `{name}`"))
        .label("nothing reads this")
        .help(said(near, &rest))
        .swap(at, near)
}

/// An output that an action does not have.
pub fn output(name: &str, at: Span, what: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known {
        [] => "it gives nothing".to_owned(),
        known => format!("it gives {}", listed(known.iter().copied())),
    };
    RULE.at(at, format!("`{what}` has no output `{name}`"))
        .label("nothing of that name comes back")
        .help(said(near, &rest))
        .swap(at, near)
}
