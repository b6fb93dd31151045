//! Statements without a block.

use super::clause::clauses;
use super::messages as say;
use super::phrase::{call_step, phrase};
use super::value::{expr, operand, time_limit};
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::{Sort, Token};
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

pub(super) fn wait(walk: &mut Walk<'_>) -> Way {
    if walk.take("until") {
        return wait_until(walk);
    }
    if walk.is("for") {
        return Err(say::wait_for_word(walk));
    }
    walk.then_end(|walk| expr(walk, "how long", Of::Duration))
}

pub(super) fn wait_until(walk: &mut Walk<'_>) -> Way {
    system_prefix(walk);
    walk.want(|_| Want::Thing { awaited: false });
    let thing = walk.peek().map_or("", |thing| thing.text);
    match walk.peek() {
        Some(token) if token.sort == Sort::Word => walk.step(),
        Some(token) if token.text == "<" || token.sort == Sort::Name => {
            return Err(say::no_thing(walk, token));
        }
        _ => return Err(say::missing(walk, "what is waited for", None)),
    }
    walk.want(|_| Want::Subject { thing });
    operand(walk, "which one")?;
    walk.need_word("is")?;
    walk.take("not");
    walk.want(|_| Want::State { thing });
    walk.need_name("the state")?;
    time_limit(walk)?;
    clauses(walk)
}

fn system_prefix(walk: &mut Walk<'_>) {
    if walk.after(1).is_some_and(|next| next.text == ":") {
        walk.at += 2;
    }
}

/// `Approved "may it go on?"` after `await signal`
fn signal(walk: &mut Walk<'_>) -> Way {
    walk.need_new_name("the signal's name")?;
    if let Some(text) = walk.take_sort(Sort::Text) {
        super::text::check(walk, text)?;
    }
    time_limit(walk)?;
    clauses(walk)
}

pub(super) fn wait_for(walk: &mut Walk<'_>) -> Way {
    system_prefix(walk);
    walk.want(|_| Want::Thing { awaited: true });
    walk.want(|_| Want::Word("signal"));
    let next = walk.after(1);
    let names = next.is_none_or(|next| matches!(next.sort, Sort::Name | Sort::Text));
    if walk.is("signal") && (names || walk.unfinished) {
        walk.step();
        return signal(walk);
    }
    if walk.take_sort(Sort::Word).is_none() {
        return Err(say::missing(walk, "what is awaited", None));
    }
    time_limit(walk)?;
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
