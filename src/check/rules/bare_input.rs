//! # F068 missing-brackets (error)
//!
//! ## What it checks
//!
//! An input has no angle brackets in an action or after `with`.
//!
//! ## Why it matters
//!
//! A reviewer would take the input for a variable of the flow. The angle brackets mark inputs.
//!
//! ## Example
//!
//! ```flow
//! hold contact ContactId
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Fix
//!
//! Safe or unsafe: it is safe if the name is known to be an input, and unsafe if it may be a variable
//! that is missing.
//!
//! ## Related
//!
//! See F054 unknown-name, F069 needless-brackets.

use super::Rule;
use super::unknown_name::{self, Verdict};
use crate::check::resolve::Brackets;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::value::Kind;
use std::collections::HashSet;

pub const RULE: Rule =
    Rule::error(68, "missing-brackets").does("the run would stop here with its work half done");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for brackets in &model.facts.brackets {
        if let Brackets::Missing(at) = brackets {
            found.add(problem(model.slice(*at), *at, true));
        }
    }
    let mut texts = None;
    unknown_name::each(model, |unknown, verdict| match verdict {
        Verdict::Input => found.add(problem(unknown.name, unknown.span, true)),
        Verdict::PerhapsInput => {
            let texts = texts.get_or_insert_with(|| texts_wanted(model));
            let found_here = problem(unknown.name, unknown.span, false);
            found.add(match texts.contains(&unknown.span.start) {
                true => found_here.help(perhaps_text(unknown.name)),
                false => found_here,
            });
        }
        Verdict::Gone(_) | Verdict::Unknown(_) => {}
    });
}

/// Where values begin that a text is wanted for.
fn texts_wanted(model: &Model<'_>) -> HashSet<u32> {
    let typed = model.facts.typed.iter();
    let texts = typed.filter(|typed| typed.wanted == Kind::Text);
    texts.map(|typed| typed.expr.span.start).collect()
}

/// A name where a text is wanted may as well be a text without its quotes.
fn perhaps_text(name: &str) -> String {
    format!(
        "write `<{name}>` for an input, `\"{name}\"` for a text, or set it first: `let {name} = …`"
    )
}

/// A bare name; `sure` where it is known to be an input.
pub fn problem(name: &str, at: Span, sure: bool) -> Diagnostic {
    let safety = if sure { Safety::Safe } else { Safety::Unsafe };
    let edit = Edit {
        span: at,
        text: format!("<{name}>"),
    };
    let help = if sure {
        format!("write `<{name}>`")
    } else {
        format!("write `<{name}>` for an input, or set it first: `let {name} = …`")
    };
    let problem = RULE.at(at, format!("unknown variable `{name}`"));
    let problem = if sure {
        Diagnostic {
            message: format!("input `{name}` needs angle brackets here"),
            ..problem
        }
    } else {
        problem
    };
    problem
        .help(help)
        .fix(format!("Write `<{name}>`"), safety, vec![edit])
}
