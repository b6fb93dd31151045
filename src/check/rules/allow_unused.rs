//! # F102 unused-suppression (warning)
//!
//! ## What it checks
//!
//! A `# flow: allow` comment suppresses a finding that does not occur on its line.
//!
//! ## Why it matters
//!
//! The comment would hide the next finding of that rule, such as a contact left on hold. The finding
//! that it was for is fixed, or has moved to another line.
//!
//! ## Example
//!
//! ```flow
//! log "hello" # flow: allow F081 used by the next flow
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! log "hello"
//! ```
//!
//! ## Fix
//!
//! Safe: `flow check --fix` removes the comment.
//!
//! ## Related
//!
//! See F103 wrong-suppression; `flow docs settings`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Code, Diagnostic, Edit, Safety};
use crate::source::{Source, Span};

pub const RULE: Rule = Rule::warning(102, "unused-suppression");

pub(crate) fn find(_: &Model<'_>, _: &mut Findings) {
    // Found when the other findings are there: `allow` looks at them and at the comments.
}

/// A comment that nothing needs; its fix takes it out with the blanks or the line around it.
pub fn problem(source: &Source, code: Code, at: Span) -> Diagnostic {
    let edit = Edit {
        span: around(source, at),
        text: String::new(),
    };
    RULE.at(
        at,
        format!("unused suppression: {code} does not occur on this line"),
    )
    .why("it would hide the next finding of this rule on this line")
    .help("remove the comment")
    .fix("Remove the comment", Safety::Safe, vec![edit])
}

fn around(source: &Source, at: Span) -> Span {
    let line = source.line_span(source.line_of(at.start));
    let before = source.slice(Span::new(line.start, at.start));
    let kept = before.trim_end().len() as u32;
    let next = source.line_span(source.line_of(at.start) + 1).start;
    match kept {
        0 => Span::new(line.start, next.max(at.end)),
        _ => Span::new(line.start + kept, at.end),
    }
}
