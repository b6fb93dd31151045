//! # F103 wrong-suppression (error)
//!
//! ## What it checks
//!
//! A `# flow:` comment has the wrong form.
//!
//! ## Why it matters
//!
//! A finding about a caller could be suppressed without a decision: the comment needs a rule (code or
//! name) and a reason for later readers, `# flow: allow F074 the desk calls back within the hour`. It
//! applies to its own line or, on a separate line, to the next line. Errors cannot be suppressed: the
//! flow could not run.
//!
//! ## Example
//!
//! ```flow
//! # flow: allow F081
//! let Unused = 3
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! # flow: allow F081 the report of next month reads it
//! let Unused = 3
//! ```
//!
//! ## Fix
//!
//! None: the reason is yours to write.
//!
//! ## Related
//!
//! See F102 unused-suppression; `flow docs settings`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

pub const RULE: Rule = Rule::error(103, "wrong-suppression");

pub(crate) fn find(_: &Model<'_>, _: &mut Findings) {
    // Found when the other findings are there: `allow` looks at them and at the comments.
}

/// What is wrong with a comment.
#[derive(Debug)]
pub enum Why {
    /// Another word than `allow`.
    Word(String),
    /// No rule at all.
    NoCode,
    /// No such rule.
    Unknown(String),
    /// The rule is an error.
    Hard(Code),
    /// No reason.
    NoReason(Code),
}

/// A comment that cannot be followed.
pub fn problem(at: Span, why: &Why) -> Diagnostic {
    let form = "write `# flow: allow <code> <reason>`";
    let problem = match why {
        Why::Word(word) => RULE
            .at(
                at,
                format!("`flow: {}` is not a suppression", super::shortened(word)),
            )
            .label("the only word here is `allow`")
            .help(form),
        Why::NoCode => RULE.at(at, "the suppression names no rule").help(form),
        Why::Unknown(text) => RULE
            .at(at, format!("unknown rule `{}`", super::shortened(text)))
            .help("write the code of the finding, like F074, or its name"),
        Why::Hard(code) => RULE
            .at(at, format!("{code} is an error and cannot be suppressed"))
            .help("fix the error, and remove the comment"),
        Why::NoReason(code) => RULE
            .at(at, format!("the suppression of {code} has no reason"))
            .help(format!(
                "write the reason after the code: `# flow: allow {code} <reason>`"
            )),
    };
    problem.why("until it is right it suppresses nothing")
}
