//! Statements without a block.

use super::clause::clauses;
use super::messages as say;
use super::phrase::{call_step, phrase};
use super::value::expr;
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::Token;
use crate::syntax::want::{Of, Want};

pub(super) fn let_stmt(walk: &mut Walk<'_>) -> Way {
    let name = walk.need_new_name("the name")?;
    match walk.peek() {
        Some(sign) if sign.text == ":" => return Err(say::equals_for(walk, sign)),
        Some(dot) if dot.text == "." => return Err(say::field_changed(walk, name)),
        _ => walk.need_sign("=")?,
    }
    walk.then_end(|walk| expr(walk, "the value", Of::Any))
}

pub(super) fn emit(walk: &mut Walk<'_>) -> Way {
    walk.need_new_name("the result's name")?;
    if let Some(sign) = walk.peek().filter(|sign| sign.text == "=") {
        return Err(say::colon_for(walk, sign.span));
    }
    if let (None, Some(name)) = (walk.peek(), walk.before()) {
        return Err(say::result_alone(walk, name));
    }
    walk.need_sign(":")?;
    walk.then_end(|walk| expr(walk, "the value", Of::Any))
}

/// `return`, `finish`, `fail`: alone, or with a value.
pub(super) fn jump_value(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Value(Of::Text));
    if walk.peek().is_some() {
        expr(walk, "a text", Of::Text)?;
    }
    walk.need_end()
}

pub(super) fn run(walk: &mut Walk<'_>) -> Way {
    if walk.is("this") {
        return Err(Box::new(
            Diagnostic::error(
                codes::NOT_A_STATEMENT,
                walk.here(),
                "`run this flow` belongs in a test",
            )
            .label("a flow cannot run itself")
            .help("run a step: `run <Step>(…)`"),
        ));
    }
    call_step(walk)?;
    clauses(walk)
}

/// An action: its words and values, then its clauses.
pub(super) fn action<'a>(walk: &mut Walk<'a>, first: Token<'a>, prefix: Option<&'a str>) -> Way {
    if let Some(foreign) = say::foreign_first(walk, first) {
        return Err(foreign);
    }
    if let Some(meant) = say::meant(walk, first) {
        return Err(meant);
    }
    walk.head = "";
    let parts = phrase(walk, &["with", "giving", "on"])?;
    let more = parts.len();
    walk.want(|_| Want::Phrase {
        prefix,
        parts,
        mocked: None,
    });
    match more {
        0 => Ok(()),
        _ => clauses(walk),
    }
}
