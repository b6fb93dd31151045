//! # F083 secret-in-flow (error)
//!
//! ## What it checks
//!
//! A secret is written into the flow.
//!
//! ## Why it matters
//!
//! Every reader of the flow could act as the agent whose password it is. A flow is shared and kept
//! under version control, with its history. Secrets are inputs, from the environment, a command or the
//! keyring.
//!
//! ## Example
//!
//! ```flow
//! input Password: secret = "hunter2"
//! log "{Password}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! input Password: secret
//! log "{Password}"
//! ```
//!
//! ## Fix
//!
//! None: the secret has to be changed too, because it was in a file: only you can do that.
//!
//! ## Related
//!
//! See F131 call-data-logged; `flow docs settings`.

use super::Rule;
use crate::check::resolve::is_literal;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, own_line};
use crate::source::Span;
use crate::syntax::tree::Item;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(83, "secret-in-flow");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        if typed.wanted == Kind::Secret && is_literal(&typed.expr.kind) {
            found.add(problem(&typed.role.text(), typed.expr.span));
        }
    }
    for item in &model.tree.items {
        if let Item::Input(line) = item
            && let Some(value) = &line.default
            && Kind::parse(model.slice(line.kind.span)) == Ok(Kind::Secret)
        {
            let after = Span::new(line.kind.span.end, value.span.end);
            let plain = own_line::replaced(model.source, after, "");
            found.add(default(model.slice(line.name), value.span, plain));
        }
    }
}

/// What a secret in a file does.
const KEPT: &str = "it stays in the history of the file, also after it is removed";

/// A literal where a secret is wanted.
pub fn problem(what: &str, at: Span) -> Diagnostic {
    RULE.at(
        at,
        format!("{what} is a secret and must not be written in a flow"),
    )
    .label("every reader of the file can read it")
    .why(KEPT)
    .help("use an input instead, and set it from the environment or a profile")
}

/// A default for a secret input.
pub fn default(name: &str, at: Span, line: Option<String>) -> Diagnostic {
    let help = match line {
        Some(line) => format!("write `{line}`; the value comes from the environment or a profile"),
        None => "remove the default; the value comes from the environment or a profile".to_owned(),
    };
    RULE.at(at, format!("secret `{name}` cannot have a default"))
        .label("every reader of the file can read it")
        .why(KEPT)
        .help(help)
}
