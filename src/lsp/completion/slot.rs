//! What is to be written next, from what stands before it in its clause.

use super::heads::{ends_value, run, statement, value_or};
use super::line::{Clause, Inside, Line};
use super::slot_of_tests;
use crate::lsp::lexer::{Look, Token};

/// What is to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Slot<'a> {
    /// A new name, or something nobody can foresee.
    Nothing,
    /// A statement.
    Statement,
    /// A line of a test.
    InTest,
    /// The rest of an action's phrase.
    Phrase {
        prefix: Option<&'a str>,
        parts: Vec<Part<'a>>,
    },
    /// The same in a test, where values may be left out.
    Mocked { parts: Vec<Part<'a>> },
    /// An outcome that a mocked action answers.
    Answer { parts: Vec<Part<'a>> },
    /// A parameter's name.
    Param { given: Vec<&'a str> },
    /// A parameter's value.
    ParamValue { name: &'a str },
    /// The name that `giving` gives.
    Giving,
    /// An outcome.
    Outcome { named: Vec<&'a str> },
    /// What a handler does; of these outcomes.
    Reaction { of: Vec<&'a str>, then: bool },
    /// How a `retry` goes on.
    RetryTail { words: Vec<&'a str> },
    /// A value.
    Value,
    /// A name in a text.
    InText,
    /// A field of what these names lead to.
    Field { path: Vec<&'a str> },
    /// `contact` after `wait until` and `await`.
    Thing { awaited: bool },
    /// Which one.
    Subject { thing: &'a str },
    /// The state that is waited for.
    State { thing: &'a str },
    /// A step's name.
    Step,
    /// A system's name.
    System,
    /// A kind, of which these words are there.
    Kind { words: Vec<&'a str> },
    /// One of these words.
    Next { words: &'static [&'static str] },
}

/// A part of a phrase as far as it is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part<'a> {
    /// A word.
    Word(&'a str),
    /// A value.
    Value,
}

impl Part<'_> {
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Word(_))
    }
}

/// What is to be written at the place of a line.
pub(super) fn slot<'a>(line: &Line<'a>) -> Slot<'a> {
    match line.inside {
        Inside::Text => return Slot::Nothing,
        Inside::Value => return field(line).unwrap_or(Slot::InText),
        Inside::Brackets => return field(line).unwrap_or(Slot::Value),
        Inside::Nothing => {}
    }
    if let Some(slot) = field(line) {
        return slot;
    }
    let tokens = line.clause_tokens();
    match line.clause {
        Clause::Statement if line.in_test => slot_of_tests::line_of_test(line, tokens),
        Clause::Statement => statement(line, tokens),
        Clause::On => outcome(line, tokens),
        Clause::Reaction => reaction(line, tokens, false),
        Clause::Then => reaction(line, tokens, true),
        Clause::With => argument(line, tokens),
        Clause::Giving if tokens.is_empty() => Slot::Giving,
        Clause::Giving => Slot::Next { words: &["on"] },
        Clause::Else if tokens.is_empty() => Slot::Next { words: &["if"] },
        Clause::Else => Slot::Value,
    }
}

/// After `Name.`, with nothing between.
fn field<'a>(line: &Line<'a>) -> Option<Slot<'a>> {
    let mut path = Vec::new();
    let mut rest = line.tokens.as_slice();
    let mut end = line.partial.start;
    while let [before @ .., name, dot] = rest {
        let joined = dot.sort == Look::Sign(b'.') && dot.span.end == end;
        if !joined || name.sort != Look::Name || name.span.end != dot.span.start {
            break;
        }
        path.push(line.text(name));
        (rest, end) = (before, name.span.start);
    }
    path.reverse();
    (!path.is_empty()).then_some(Slot::Field { path })
}

fn outcome<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
    let words: Vec<&str> = tokens.iter().map(|token| line.text(token)).collect();
    match words.as_slice() {
        ["any"] => Slot::Next { words: &["other"] },
        [] | [.., ","] => Slot::Outcome { named: words },
        _ => Slot::Next { words: &["->"] },
    }
}

fn reaction<'a>(line: &Line<'a>, tokens: &[Token], then: bool) -> Slot<'a> {
    let words: Vec<&str> = tokens.iter().map(|token| line.text(token)).collect();
    match words.split_first() {
        None => Slot::Reaction {
            of: handled(line),
            then,
        },
        Some((&"retry", rest)) => match rest.last() {
            Some(&("every" | "off" | "most")) => Slot::Value,
            _ => Slot::RetryTail {
                words: rest.to_vec(),
            },
        },
        Some((&"run", _)) => run(&tokens[1..]),
        Some((&("fail" | "finish" | "return"), _)) => value_or(&tokens[1..], &[]),
        _ => Slot::Nothing,
    }
}

/// The outcomes before the arrow.
fn handled<'a>(line: &Line<'a>) -> Vec<&'a str> {
    let before = line
        .tokens
        .get(..line.first.saturating_sub(1))
        .unwrap_or(&[]);
    let on = before.iter().rposition(|token| line.text(token) == "on");
    let names = before
        .get(on.map_or(before.len(), |on| on + 1)..)
        .unwrap_or(&[]);
    let names = names
        .iter()
        .filter(|token| matches!(token.sort, Look::Name | Look::Word));
    names.map(|token| line.text(token)).collect()
}

fn argument<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
    let mut depth = 0;
    let mut last = 0;
    let mut given = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.sort {
            Look::Sign(b'{' | b'(' | b'[') => depth += 1,
            Look::Sign(b'}' | b')' | b']') => depth -= 1,
            Look::Sign(b',') if depth == 0 => last = at + 1,
            Look::Sign(b':') if depth == 0 && at == last + 1 => {
                given.push(line.text(&tokens[at - 1]));
            }
            _ => {}
        }
    }
    match &tokens[last..] {
        [] => Slot::Param { given },
        [_] => Slot::Nothing,
        [name, _] => Slot::ParamValue {
            name: line.text(name),
        },
        [.., value] if ends_value(value) => Slot::Next {
            words: &["giving", "on"],
        },
        _ => Slot::Value,
    }
}

/// Words and values so far, and the system before them.
pub(super) fn phrase<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
    let (prefix, rest) = match tokens {
        [name, colon, rest @ ..] if colon.sort == Look::Sign(b':') => (Some(line.text(name)), rest),
        all => (None, all),
    };
    match parts(line, rest) {
        Some(parts) => Slot::Phrase { prefix, parts },
        None => Slot::Value,
    }
}

/// The parts of a phrase; nothing where a value is half there.
pub(super) fn parts<'a>(line: &Line<'a>, tokens: &[Token]) -> Option<Vec<Part<'a>>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut depth = 0;
    let mut in_value = false;
    for token in tokens {
        match token.sort {
            Look::Sign(b'(' | b'[' | b'{' | b'<') => depth += 1,
            Look::Sign(b')' | b']' | b'}' | b'>') => depth -= 1,
            Look::Sign(b'+' | b'-') => {
                in_value = true;
                continue;
            }
            Look::Word if depth == 0 && !is_value_word(line.text(token)) => {
                parts.push(Part::Word(line.text(token)));
                in_value = false;
                continue;
            }
            _ => {}
        }
        let more = in_value || matches!(token.sort, Look::Sign(b'.' | b'>' | b')' | b']' | b'}'));
        if !(more && parts.last() == Some(&Part::Value)) && depth <= 1 {
            parts.push(Part::Value);
        }
        in_value = depth > 0 || token.sort == Look::Sign(b'.');
    }
    (depth == 0 && !in_value).then_some(parts)
}

fn is_value_word(word: &str) -> bool {
    matches!(word, "now" | "today" | "tomorrow" | "true" | "false")
}
