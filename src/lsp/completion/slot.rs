//! What is to be written next, from what stands before it in its clause.

use super::line::{Clause, Inside, Line};
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
        Clause::Statement if line.in_test => of_test(line, tokens),
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

fn statement<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
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
fn value_or(tokens: &[Token], after: &'static [&'static str]) -> Slot<'static> {
    match tokens.last() {
        Some(last) if ends_value(last) => match after {
            [] => Slot::Nothing,
            words => Slot::Next { words },
        },
        _ => Slot::Value,
    }
}

fn ends_value(token: &Token) -> bool {
    matches!(
        token.sort,
        Look::Name | Look::Number | Look::Text | Look::Sign(b')' | b']' | b'}' | b'>')
    )
}

fn run(rest: &[Token]) -> Slot<'static> {
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
fn phrase<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
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
fn parts<'a>(line: &Line<'a>, tokens: &[Token]) -> Option<Vec<Part<'a>>> {
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

fn of_test<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
    let words: Vec<&str> = tokens.iter().map(|token| line.text(token)).collect();
    match words.as_slice() {
        [] => Slot::InTest,
        ["run"] => Slot::Step,
        ["expect", "emitted"] => Slot::Nothing,
        ["given", "now" | "today"] => Slot::Nothing,
        ["given", rest @ ..] if rest.contains(&"answers") => answer(line, &tokens[1..]),
        ["given" | "expect", ..] if tokens[1..].iter().all(|token| token.sort == Look::Word) => {
            Slot::Mocked {
                parts: tokens[1..]
                    .iter()
                    .map(|token| Part::Word(line.text(token)))
                    .collect(),
            }
        }
        ["given", .., "="] => Slot::Value,
        _ => Slot::Nothing,
    }
}

fn answer<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
    let at = tokens
        .iter()
        .position(|token| line.text(token) == "answers");
    let (phrase, answers) = tokens.split_at(at.unwrap_or(tokens.len()));
    match (answers.last(), parts(line, phrase)) {
        (Some(last), Some(parts)) if !ends_value(last) => Slot::Answer { parts },
        _ => Slot::Nothing,
    }
}
