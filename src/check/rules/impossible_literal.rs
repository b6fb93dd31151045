//! # F066 impossible-literal (error)
//!
//! A literal can never be what its place wants.
//!
//! ## Why it matters
//!
//! It would be refused each time the flow runs. It is better said now than with a caller on the
//! line.
//!
//! ## Bad
//!
//! ```flow
//! schedule callback to "12" at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidScheduleDate -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! schedule callback to "+448675309" at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```

use super::Rule;
use super::a;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

/// The rule itself.
pub const RULE: Rule = Rule::error(66, "impossible-literal");

/// A literal that cannot be read as the kind that is wanted.
pub fn problem(what: &str, at: Span, wanted: &Kind, why: &str) -> Diagnostic {
    RULE.at(at, format!("this can never be {}", a(wanted)))
        .label(reason(why, wanted))
        .help(format!("{what} wants {}", super::wanted(wanted)))
}

/// A literal that is wrong in itself.
pub fn broken(at: Span, kind: &Kind, why: &str) -> Diagnostic {
    RULE.at(at, format!("this is not {}", a(kind)))
        .label(reason(why, kind))
        .help(format!("write {}", super::wanted(kind)))
}

/// Why it cannot be read, without the example that the help gives.
fn reason(why: &str, kind: &Kind) -> String {
    let why = why.split(": write ").next().unwrap_or(why);
    let why = why.split(", like ").next().unwrap_or(why);
    match why.starts_with("write ") {
        true => format!("not written as {}", a(kind)),
        false => why.to_owned(),
    }
}
