//! What is to be written next in a line of a test.

use super::heads::ends_value;
use super::line::Line;
use super::slot::{Part, Slot, parts};
use crate::lsp::lexer::{Look, Token};

pub(super) fn line_of_test<'a>(line: &Line<'a>, tokens: &[Token]) -> Slot<'a> {
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
