//! The words and values of an action, and the call of a step.

use super::brackets::listed;
use super::messages as say;
use super::value::{expr, opens, operand};
use super::walk::{Walk, Way};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::{Of, Part, Want};
use crate::syntax::words::VALUES;

/// `Park(ContactId)`
pub(super) fn call_step(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Step);
    let name = walk.need_name("the step's name")?;
    if !walk.is("(") {
        return Err(say::no_arguments(walk, name));
    }
    let open = walk.peek();
    walk.step();
    let closed = walk
        .tokens
        .iter()
        .skip(walk.at)
        .any(|token| token.text == ")");
    match open {
        Some(open) if !closed && !walk.unfinished => Err(say::unclosed(walk, open, ")")),
        _ => listed(walk, ")", |walk, what| expr(walk, what, Of::Any)),
    }
}

/// Words and values, up to one of these words.
pub(super) fn phrase<'a>(walk: &mut Walk<'a>, stops: &[&str]) -> Way<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    while let Some(token) = walk.peek() {
        if token.sort == Sort::Word && stops.contains(&token.text) {
            break;
        }
        if token.glued {
            return Err(say::no_blank(walk, token));
        }
        // A value and then a minus is no negative number: no action has two values side by side.
        if token.text == "-" && matches!(parts.last(), Some(Part::Value)) {
            return Err(say::sign_in_phrase(walk, token));
        }
        walk.data = true;
        phrase_part(walk, token)?;
        walk.data = false;
        parts.push(
            match token.sort == Sort::Word && !VALUES.contains(&token.text) {
                true => Part::Word(token.text),
                false => Part::Value,
            },
        );
    }
    Ok(parts)
}

fn phrase_part<'a>(walk: &mut Walk<'a>, token: Token<'a>) -> Way {
    match token.sort {
        Sort::Word if token.text == "open" && opens(walk, 1) => operand(walk, "a value"),
        Sort::Word if token.text == "next" && opens(walk, 2) => operand(walk, "a value"),
        Sort::Word if VALUES.contains(&token.text) => {
            operand(walk, "a value")?;
            shifted(walk, token)
        }
        Sort::Word => {
            walk.step();
            Ok(())
        }
        Sort::Mixed => Err(say::bad_name(token)),
        Sort::Sign if !matches!(token.text, "<" | "(" | "[" | "{" | "-") => {
            Err(say::sign_in_phrase(walk, token))
        }
        _ => operand(walk, "a value"),
    }
}

/// `now + 2h`
fn shifted(walk: &mut Walk<'_>, token: Token<'_>) -> Way {
    let sum = walk.is("+") || walk.is("-");
    if token.text == "now" && sum {
        walk.step();
        return operand(walk, "a duration");
    }
    Ok(())
}
