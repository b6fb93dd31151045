//! What stands at the top of a file.

use super::brackets::listed;
use super::clause::{block, clauses};
use super::messages as say;
use super::value::expr;
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

pub(super) fn use_line(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::System);
    walk.want(|_| Want::Word("steps"));
    if say::means_steps(walk) {
        return steps_line(walk);
    }
    match walk.peek() {
        Some(token) if token.sort == Sort::Word => walk.step(),
        Some(token) if token.is_letters() || token.sort == Sort::Text => {
            return Err(say::small_system(walk, token));
        }
        _ => return Err(say::missing(walk, "the system's name", None)),
    }
    if walk.is(",") {
        return Err(Box::new(
            Diagnostic::error(
                codes::LEFT_OVER,
                walk.here(),
                "each system needs its own `use` line",
            )
            .help("write a `use` line for each system"),
        ));
    }
    if walk.take("as") {
        walk.need_new_name("the name for it in this file")?;
    }
    walk.need_end()
}

/// `use steps from "wrap-up.flow"`
fn steps_line(walk: &mut Walk<'_>) -> Way {
    if !walk.take("steps") {
        return Err(say::form_of_steps(walk));
    }
    if !walk.take("from") {
        return Err(say::form_of_steps(walk));
    }
    match walk.peek() {
        Some(token) if token.sort == Sort::Text => walk.step(),
        _ => return Err(say::form_of_steps(walk)),
    }
    walk.need_end()
}

pub(super) fn input_line(walk: &mut Walk<'_>) -> Way {
    let name = walk.need_new_name("the input's name")?;
    if !walk.take(":") {
        return Err(say::no_kind(walk, name));
    }
    let first = walk.here();
    kind(walk)?;
    let source = walk.source;
    let kind = source.slice(Span::new(first.start, walk.gap().end.max(first.start)));
    if walk.take("=") {
        expr(walk, "the default", Of::Kind(kind))?;
    }
    if walk.peek().is_some_and(|token| token.sort == Sort::Text) {
        walk.step();
    }
    walk.need_end()
}

fn kind(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Kind { words: Vec::new() });
    while walk.take_all(&["list", "of"]) {}
    walk.want(|_| Want::Kind { words: Vec::new() });
    if walk.take_all(&["one", "of"]) {
        return choices(walk);
    }
    let Some(token) = walk.peek() else {
        return Err(say::kind_expected(walk));
    };
    if token.sort == Sort::Name || token.sort == Sort::Mixed {
        return Err(say::capital_kind(token));
    }
    let first = walk.at;
    if walk.take_sort(Sort::Word).is_none() {
        return Err(say::kind_expected(walk));
    }
    while walk.is("/") || walk.peek().is_some_and(|next| next.sort == Sort::Word) {
        walk.step();
    }
    walk.want(|walk| Want::Kind {
        words: walk.tokens[first..].iter().map(|word| word.text).collect(),
    });
    Ok(())
}

fn choices(walk: &mut Walk<'_>) -> Way {
    loop {
        match walk.peek() {
            Some(token) if token.sort == Sort::Text => walk.step(),
            Some(token) if token.is_letters() => return Err(say::unquoted(walk, token)),
            _ => return Err(say::no_value(walk, "a text")),
        }
        if !walk.take(",") {
            return Ok(());
        }
    }
}

pub(super) fn everywhere(walk: &mut Walk<'_>) -> Way {
    match walk.may("on") {
        true => clauses(walk),
        false => Err(say::missing(walk, "`on`", Some(" on"))),
    }
}

/// `every weekday at 18:00 in "Europe/Rome"`, `every 15m`
pub(super) fn every_line(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Word("day"));
    walk.want(|_| Want::Word("weekday"));
    match walk.peek() {
        Some(token) if token.sort == Sort::Number => walk.step(),
        Some(token) if token.sort == Sort::Name => {
            walk.step();
            while walk.is(",") && walk.after(1).is_some_and(|next| next.sort == Sort::Name) {
                walk.at += 2;
            }
            time_of_day(walk)?;
        }
        Some(token) if matches!(token.text, "day" | "weekday") => {
            walk.step();
            time_of_day(walk)?;
        }
        _ => return Err(say::form_of_every(walk)),
    }
    if walk.is(",") && walk.after(1).is_some_and(|next| next.text == "if") && walk.unfinished {
        rest_of_every(walk);
    }
    if walk.is(",") && walk.after(2).is_some_and(|next| next.text == "missed") {
        walk.step();
        if !walk.take_all(&["if", "missed", "run", "within"]) {
            return Err(say::form_of_every_clause(walk));
        }
        if walk.take_sort(Sort::Number).is_none() {
            return Err(say::no_value(walk, "a duration"));
        }
    }
    if walk.take(",") {
        walk.want(|_| Want::Word("if missed run within"));
        walk.want(|_| Want::Word("if running wait"));
        if !walk.take_all(&["if", "running", "wait"]) {
            return Err(say::form_of_every_clause(walk));
        }
    }
    walk.need_end()
}

/// What goes on after `, if`, as far as it is there.
fn rest_of_every(walk: &mut Walk<'_>) {
    let begun = walk.tokens.iter().skip(walk.at + 1);
    let begun: Vec<&str> = begun.map(|token| token.text).collect();
    for form in ["if missed run within", "if running wait"] {
        let mut words = form.split(' ');
        let fits = begun.iter().all(|word| words.next() == Some(word));
        let said: usize = begun.iter().map(|word| word.len() + 1).sum();
        if let Some(more) = form.get(said..).filter(|_| fits) {
            walk.wants.push(Want::Word(more));
        }
    }
}

/// `when contact arrives with Skill: "4021"`
pub(super) fn when_line(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Arrival);
    if walk.take_sort(Sort::Word).is_none() {
        return Err(say::form_of_when(walk));
    }
    walk.want(|_| Want::Word("arrives"));
    if !walk.take("arrives") {
        return Err(say::form_of_when(walk));
    }
    clauses(walk)
}

fn time_of_day(walk: &mut Walk<'_>) -> Way {
    if walk.peek().is_none() {
        walk.want(|_| Want::Word("at"));
        return Err(say::form_of_every(walk));
    }
    walk.need_word("at")?;
    if walk.take_sort(Sort::Number).is_none() {
        return Err(say::form_of_every(walk));
    }
    if walk.take("in") && walk.take_sort(Sort::Text).is_none() {
        return Err(say::no_value(walk, "a time zone in quotes"));
    }
    Ok(())
}

pub(super) fn step_head(walk: &mut Walk<'_>) -> Way {
    let name = walk.need_new_name("the step's name")?;
    if !walk.take("(") {
        return Err(say::no_params(walk, name));
    }
    listed(walk, ")", |walk, _| param(walk))?;
    block(walk)
}

fn param(walk: &mut Walk<'_>) -> Way {
    walk.need_new_name("a name")?;
    if walk.is(":") || walk.is("=") {
        return Err(Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                walk.here(),
                "a step's parameter has no type and no default",
            )
            .label("only its name goes here")
            .help("write only the name"),
        ));
    }
    Ok(())
}

pub(super) fn test_head(walk: &mut Walk<'_>) -> Way {
    if walk.take_sort(Sort::Text).is_none() {
        return Err(say::unnamed_test(walk));
    }
    block(walk)
}
