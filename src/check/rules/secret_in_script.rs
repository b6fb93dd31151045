//! # F083 secret-in-script (error)
//!
//! ## What it checks
//!
//! A secret is written into the flow.
//!
//! ## Why it matters
//!
//! A flow is read, shared and kept under version control. Secrets are inputs, from the
//! environment, a command, the keyring.
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

use super::Rule;
use crate::check::resolve::is_literal;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Item;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(83, "secret-in-script");

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
            found.add(default(model.slice(line.name), value.span));
        }
    }
}

/// A literal where a secret is wanted.
pub fn problem(what: &str, at: Span) -> Diagnostic {
    RULE.at(
        at,
        format!("{what} is a secret and must not be written in a flow"),
    )
    .label("every reader of the file can read it")
    .help("use an input instead, and set it from the environment or a profile")
}

/// A default for a secret input.
pub fn default(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("secret `{name}` cannot have a default"))
        .label("every reader of the file can read it")
        .help("remove the default; the value comes from the environment or a profile")
}
