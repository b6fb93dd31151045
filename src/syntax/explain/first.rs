//! Statements by their first word: which one was begun, or meant.

use super::blocks::{for_each, repeat, try_stmt, within};
use super::clause::{block, else_clause, giving, handler, if_stmt, with};
use super::messages as say;
use super::statement::{action, emit, jump_value, let_stmt, run};
use super::top::{every_line, everywhere, input_line, step_head, test_head, use_line, when_line};
use super::value::expr;
use super::wait::{wait, wait_for, wait_until};
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::tree::{Jump, Leaves, Plain, Takes};
use crate::syntax::want::{Of, Want};
use crate::syntax::words::is_language_word;

pub(super) fn statement(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Statement);
    let Some(first) = walk.peek() else {
        return walk
            .opens
            .map_or(Ok(()), |open| Err(say::loose_block(open)));
    };
    walk.head = first.text;
    match first.sort {
        Sort::Word if is_language_word(first.text) => {
            walk.step();
            known(walk, first.text)
        }
        Sort::Word if walk.after(1).is_some_and(|next| next.text == ":") => {
            walk.at += 2;
            after_prefix(walk, first)
        }
        Sort::Word => action(walk, first, None),
        Sort::Name => begins_with_name(walk, first),
        Sort::Mixed => Err(say::mixed_words(first)),
        _ => Err(say::no_statement(first)),
    }
}

fn known(walk: &mut Walk<'_>, word: &str) -> Way {
    match word {
        "let" => let_stmt(walk),
        "emit" => emit(walk),
        "if" => if_stmt(walk),
        "else" => else_clause(walk),
        "for" => for_each(walk),
        "repeat" => repeat(walk),
        "try" => try_stmt(walk),
        "always" => block(walk),
        "within" => within(walk),
        "wait" => wait(walk),
        "await" => wait_for(walk),
        "run" => run(walk),
        "use" => use_line(walk),
        "input" => input_line(walk),
        "everywhere" => everywhere(walk),
        "every" => every_line(walk),
        "when" => when_line(walk),
        "step" => step_head(walk),
        "test" => test_head(walk),
        "on" => handler(walk),
        "with" => with(walk),
        "giving" => giving(walk),
        "retry" => Err(say::only_in_handler(walk, word)),
        "then" => Err(say::lone_then(walk)),
        _ => plain(walk, word),
    }
}

/// A statement that is a word, and perhaps a value.
fn plain(walk: &mut Walk<'_>, word: &str) -> Way {
    if let Some(plain) = Plain::of(word) {
        return walk.then_end(|walk| match plain.takes() {
            Takes::Text => expr(walk, "a text", Of::Text),
            Takes::Duration(_) => expr(walk, "how long", Of::Duration),
        });
    }
    match Jump::of(word, Some(())) {
        Some(jump) if jump.leaves() == Leaves::Handler => Err(say::only_in_handler(walk, word)),
        Some(jump) if jump.value().is_some() => jump_value(walk),
        Some(_) => walk.need_end(),
        None => Err(say::only_in_test(walk, word)),
    }
}

/// `Desk: hold contact …`, or something that only begins with a name.
fn begins_with_name<'a>(walk: &mut Walk<'a>, first: Token<'a>) -> Way {
    let small = first.text.to_lowercase();
    if is_language_word(&small) {
        return Err(say::misspelt(walk, first, &small));
    }
    match walk.after(1).map(|next| next.text) {
        Some(":") => {
            walk.at += 2;
            after_prefix(walk, first)
        }
        Some("->") => Err(say::no_on(first)),
        Some("=") => {
            let help = format!("write `let {} = …`", first.text);
            Err(say::no_word(
                first,
                "let",
                "use `let` to set a variable",
                help,
            ))
        }
        Some("(") => {
            let help = format!("write `run {}(…)`", first.text);
            Err(say::no_word(first, "run", "use `run` to run a step", help))
        }
        _ => Err(say::capital_phrase(walk, first, &small)),
    }
}

fn after_prefix<'a>(walk: &mut Walk<'a>, prefix: Token<'a>) -> Way {
    walk.want(|_| Want::Phrase {
        prefix: Some(prefix.text),
        parts: Vec::new(),
        mocked: None,
    });
    match walk.peek() {
        Some(word) if word.sort == Sort::Word && !is_language_word(word.text) => {
            action(walk, word, Some(prefix.text))
        }
        Some(word) if word.text == "await" => {
            walk.head = "await";
            walk.step();
            wait_for(walk)
        }
        Some(word) if word.text == "when" => {
            walk.head = "when";
            walk.step();
            when_line(walk)
        }
        Some(word)
            if word.text == "wait" && walk.after(1).is_none_or(|next| next.text == "until") =>
        {
            walk.head = "wait";
            walk.step();
            walk.need_word("until")?;
            wait_until(walk)
        }
        Some(word) if word.sort == Sort::Word => Err(Box::new(
            Diagnostic::error(
                codes::LEFT_OVER,
                word.span,
                format!("`{}` belongs to no system", word.text),
            )
            .label("only actions, waits and `when` have a system's name before them")
            .help("remove the name and its `:`"),
        )),
        _ => Err(say::missing(walk, "an action", None)),
    }
}
