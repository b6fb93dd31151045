//! # F160 former-rule-name (note)
//!
//! ## What it checks
//!
//! A `# flow: allow` comment names a rule by its former name.
//!
//! ## Why it matters
//!
//! For a reviewer: the name in the comment is not the one in the finding or on its page. The comment
//! still suppresses the finding; a later version may not read the former name.
//!
//! ## Example
//!
//! ```flow
//! try {
//!     set security user <AgentId>
//! } on InvalidState -> fail # flow: allow never-fires the next version ends in it
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! try {
//!     set security user <AgentId>
//! } on InvalidState -> fail # flow: allow unreachable-handler the next version ends in it
//! ```
//!
//! ## Fix
//!
//! Safe: `flow check --fix` writes the name that the rule has now.
//!
//! ## Related
//!
//! See F102 unused-suppression, F103 wrong-suppression; `flow docs versions`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

pub const RULE: Rule = Rule::note(160, "former-rule-name");

pub(crate) fn find(_: &Model<'_>, _: &mut Findings) {
    // Found when the other findings are there: `allow` looks at them and at the comments.
}

/// The former name of a rule in a comment, and the one of now.
pub fn problem(at: Span, former: &str, now: &str) -> Diagnostic {
    let edit = Edit {
        span: at,
        text: now.to_owned(),
    };
    RULE.at(at, format!("rule `{former}` is now called `{now}`"))
        .label("a later version may not read this name")
        .help(format!("write `{now}`"))
        .fix(format!("Write `{now}`"), Safety::Safe, vec![edit])
}
