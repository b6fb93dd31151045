//! # F103 allow-wrong (error)
//!
//! A `# flow:` comment has the wrong form.
//!
//! ## Why it matters
//!
//! The author relies on such a comment. It needs a rule (code or name) and a reason for later
//! readers: `# flow: allow F074 the desk calls back within the hour`. It applies to its own line
//! or, on a line of its own, to the next line. Errors cannot be suppressed: the flow could not run.
//!
//! ## Bad
//!
//! ```flow
//! # flow: allow F081
//! let Unused = 3
//! ```
//!
//! ## Good
//!
//! ```flow
//! # flow: allow F081 the report of next month reads it
//! let Unused = 3
//! ```

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

pub const RULE: Rule = Rule::error(103, "allow-wrong");

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
    /// A rule's name in place of its number.
    Name(Rule),
    /// No such rule.
    Unknown(String),
    /// The rule is an error.
    Hard(Code),
    /// No reason.
    NoReason(Code),
}

/// A comment that cannot be followed.
pub fn problem(at: Span, why: &Why) -> Diagnostic {
    let form = "write `# flow: allow F074 why it is right here`";
    match why {
        Why::Word(word) => RULE
            .at(
                at,
                format!("`flow: {}` means nothing", super::shortened(word)),
            )
            .label("the only word here is `allow`")
            .help(form),
        Why::NoCode => RULE
            .at(at, "this comment does not say what it allows")
            .label("the number of a rule is missing")
            .help(form),
        Why::Name(rule) => RULE
            .at(
                at,
                format!("a rule is allowed by its number: {}", rule.code),
            )
            .label("this is its name")
            .help(format!(
                "write `# flow: allow {} why it is right here`",
                rule.code
            )),
        Why::Unknown(text) => RULE
            .at(at, format!("there is no rule `{}`", super::shortened(text)))
            .label("it would allow nothing")
            .help("take the number from the finding that you mean, like F074"),
        Why::Hard(code) => RULE
            .at(
                at,
                format!("{code} is an error, which no comment can allow"),
            )
            .label("a script with this error does not run")
            .help("mend what it finds, and leave the comment out"),
        Why::NoReason(code) => RULE
            .at(
                at,
                format!("this comment does not say why {code} is right here"),
            )
            .label("the reason is missing")
            .help(format!(
                "write it after the number: `# flow: allow {code} …`"
            )),
    }
}
