//! What follows the first words of a statement.

use super::line::Line;
use super::slot::{Slot, phrase};
use crate::lsp::lexer::{Look, Token};

pub(super) fn statement<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
    let Some(first) = tokens.first() else {
        return Slot::Statement;
    };
    let rest = &tokens[1..];
    match (first.sort, line.text(first)) {
        (Look::Word, "use") => match rest {
            [] => Slot::System,
            [_] => Slot::Next { words: &["as"] },
            _ => Slot::Nothing,
        },
        (Look::Word, "input") => input(line, rest),
        (Look::Word, "let") => after_sign(rest, b'='),
        (Look::Word, "emit") => after_sign(rest, b':'),
        (Look::Word, "log" | "finish" | "fail" | "return") => value_or(rest, &[]),
        (Look::Word, "if") => value_or(rest, &["and", "or", "in"]),
        (Look::Word, "within") => value_or(rest, &[]),
        (Look::Word, "run") => run(rest),
        (Look::Word, "for") => for_each(line, rest),
        (Look::Word, "repeat" | "try") => rounds(line, line.text(first), rest),
        (Look::Word, "wait") => wait(line, rest),
        (Look::Word, "await") if rest.is_empty() => Slot::Thing { awaited: true },
        (Look::Word, "await") => Slot::Next {
            words: &["giving", "with", "on"],
        },
        (Look::Word, "everywhere") => Slot::Next { words: &["on"] },
        (Look::Word, "step" | "test" | "next" | "leave" | "restart") => Slot::Nothing,
        _ => phrase(line, tokens),
    }
}

fn input<'a>(line: &Line<'a>, rest: &[Token]) -> Slot<'a> {
    let Some(colon) = rest.iter().position(|token| token.sort == Look::Sign(b':')) else {
        return Slot::Nothing;
    };
    let after = &rest[colon + 1..];
    if after.iter().any(|token| token.sort == Look::Sign(b'=')) {
        return Slot::Value;
    }
    Slot::Kind {
        words: after.iter().map(|token| line.text(token)).collect(),
    }
}

/// A value after a sign; before it a new name.
fn after_sign(rest: &[Token], sign: u8) -> Slot<'static> {
    match rest.iter().position(|token| token.sort == Look::Sign(sign)) {
        Some(at) => value_or(&rest[at + 1..], &[]),
        None => Slot::Nothing,
    }
}

/// A value where one is wanted, else the words that can follow one.
pub(super) fn value_or(tokens: &[Token], after: &'static [&'static str]) -> Slot<'static> {
    match tokens.last() {
        Some(last) if ends_value(last) => match after {
            [] => Slot::Nothing,
            words => Slot::Next { words },
        },
        _ => Slot::Value,
    }
}

pub(super) fn ends_value(token: &Token) -> bool {
    matches!(
        token.sort,
        Look::Name | Look::Number | Look::Text | Look::Sign(b')' | b']' | b'}' | b'>')
    )
}

pub(super) fn run(rest: &[Token]) -> Slot<'static> {
    match rest {
        [] => Slot::Step,
        [.., last] if last.sort == Look::Sign(b')') => Slot::Next {
            words: &["giving", "on"],
        },
        _ => Slot::Nothing,
    }
}

fn for_each<'a>(line: &Line<'a>, rest: &[Token]) -> Slot<'a> {
    let words: Vec<&str> = rest.iter().map(|token| line.text(token)).collect();
    match words.as_slice() {
        [] => Slot::Next { words: &["each"] },
        ["each"] => Slot::Nothing,
        ["each", _] => Slot::Next { words: &["in"] },
        ["each", _, "in"] => Slot::Value,
        [.., ","] => Slot::Next {
            words: &["at most"],
        },
        [.., "most"] => Slot::Value,
        [.., last] if last.bytes().all(|byte| byte.is_ascii_digit()) => Slot::Next {
            words: &["at once"],
        },
        _ => Slot::Nothing,
    }
}

fn rounds<'a>(line: &Line<'a>, first: &str, rest: &[Token]) -> Slot<'a> {
    let words: Vec<&str> = rest.iter().map(|token| line.text(token)).collect();
    match (first, words.as_slice()) {
        ("repeat", []) => Slot::Next {
            words: &["at most"],
        },
        (_, [.., "times"]) => Slot::Next { words: &["every"] },
        (_, [.., "most" | "every"]) => Slot::Value,
        (_, [.., last]) if last.bytes().all(|byte| byte.is_ascii_digit()) => {
            Slot::Next { words: &["times"] }
        }
        _ => Slot::Nothing,
    }
}

fn wait<'a>(line: &Line<'a>, rest: &[Token]) -> Slot<'a> {
    let words: Vec<&str> = rest.iter().map(|token| line.text(token)).collect();
    let Some(("until", after)) = words.split_first().map(|(first, rest)| (*first, rest)) else {
        return match rest {
            [] => Slot::Next { words: &["until"] },
            _ => Slot::Nothing,
        };
    };
    let after = match after {
        [_, ":", rest @ ..] => rest,
        all => all,
    };
    match after {
        [] => Slot::Thing { awaited: false },
        [thing] => Slot::Subject { thing },
        [thing, .., "is"] => Slot::State { thing },
        [thing, .., "is", "not"] => Slot::State { thing },
        [.., ","] => Slot::Next {
            words: &["at most"],
        },
        [.., "most"] => Slot::Value,
        _ if after.contains(&"is") => Slot::Next { words: &["on"] },
        _ => Slot::Next {
            words: &["is", "is not"],
        },
    }
}
