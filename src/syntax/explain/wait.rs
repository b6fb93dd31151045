//! `wait`, `wait until` and `await`.

use super::clause::clauses;
use super::messages as say;
use super::value::{expr, operand, time_limit};
use super::walk::{Walk, Way};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::{Of, Want};
use crate::syntax::words::is_statement_word;

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
    let next = walk.after(1);
    match walk.peek() {
        Some(token) if token.text == "signal" && next.is_some_and(names_signal) => {
            return Err(say::signal_is_awaited(walk));
        }
        Some(token) if token.sort == Sort::Word => walk.step(),
        Some(token) if token.sort == Sort::Name && next.is_some_and(is_value) => {
            return Err(say::thing_in_lower_case(walk, token));
        }
        Some(token) if token.text == "<" || token.sort == Sort::Name => {
            return Err(say::no_thing(walk, token));
        }
        Some(token) if token.sort == Sort::Number => return Err(say::wait_until_time(walk)),
        _ => return Err(say::missing(walk, "what is waited for", None)),
    }
    walk.want(|_| Want::Subject { thing });
    operand(walk, "which one")?;
    if let Some(sign) = walk.peek().filter(|sign| matches!(sign.text, "=" | "!=")) {
        return Err(say::is_for_sign(walk, sign));
    }
    walk.need_word("is")?;
    walk.take("not");
    if let Some(word) = walk.peek().filter(|word| matches!(word.text, "in" | "a")) {
        return Err(say::word_before_state(walk, word));
    }
    walk.want(|_| Want::State { thing });
    walk.need_name("the state")?;
    if let Some(or) = walk.peek().filter(|or| matches!(or.text, "or" | "and")) {
        return Err(say::one_state(or));
    }
    time_limit(walk)?;
    clauses(walk)
}

/// `Desk:` of a wait that has its system's name inside: another message's matter.
fn system_prefix(walk: &mut Walk<'_>) {
    if walk.after(1).is_some_and(|next| next.text == ":") {
        walk.at += 2;
    }
}

fn names_signal(token: Token<'_>) -> bool {
    matches!(token.sort, Sort::Name | Sort::Text)
}

fn is_value(token: Token<'_>) -> bool {
    matches!(token.sort, Sort::Name | Sort::Text | Sort::Number) || token.text == "<"
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
    if walk.is("signal") && (next.is_none_or(names_signal) || walk.unfinished) {
        if walk.tokens.get(1).is_some_and(|sign| sign.text == ":") {
            return Err(say::signal_of_no_system(walk));
        }
        walk.step();
        return signal(walk);
    }
    match walk.peek() {
        Some(word) if matches!(word.text, "until" | "for" | "the" | "a" | "an" | "next") => {
            return Err(say::word_after_await(walk, word));
        }
        Some(word) if word.sort == Sort::Word => walk.step(),
        Some(name) if name.sort == Sort::Name => {
            return Err(say::thing_in_lower_case(walk, name));
        }
        _ => return Err(say::missing(walk, "what is awaited", None)),
    }
    after_thing(walk)?;
    time_limit(walk)?;
    clauses(walk)
}

/// What others write right behind what is awaited.
fn after_thing(walk: &mut Walk<'_>) -> Way {
    let (Some(thing), Some(token)) = (walk.before(), walk.peek()) else {
        return Ok(());
    };
    let next = walk.after(1);
    match token.sort {
        Sort::Name if next.is_some_and(|sign| matches!(sign.text, ":" | "=")) => {
            Err(say::missing(walk, "`with`", Some(" with")))
        }
        _ if is_value(token) => Err(say::unnamed_condition(walk, token)),
        Sort::Word if matches!(token.text, "where" | "if" | "when") => {
            Err(say::replace_word(walk, token, "with"))
        }
        Sort::Word if matches!(token.text, "is" | "to") => Err(say::wait_for_state(walk)),
        Sort::Word if thing.text == "signal" && is_part(token.text) => Err(say::bad_name(token)),
        Sort::Word if say::is_limit(walk) => Err(say::limit_without_comma(walk)),
        Sort::Word if is_part(token.text) => Err(say::thing_of_words(walk, thing)),
        _ => Ok(()),
    }
}

/// Whether a word may be a further one of what is awaited: `custom event`.
fn is_part(word: &str) -> bool {
    let joins = ["in", "from", "of", "by", "and", "or", "as", "at", "that"];
    !is_statement_word(word) && !joins.contains(&word)
}
