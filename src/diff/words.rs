//! What actions and jumps are called, and what jumps do.

use crate::catalogue::{Action, PhrasePart};
use crate::program::{Expr, Jump};

/// Words that a name cannot end with: something belongs after them.
const OPEN_ENDS: [&str; 9] = ["to", "at", "in", "with", "by", "for", "from", "of", "as"];

/// An action without its values: `hold contact`; with `…` for them where it could not be read without:
/// `schedule callback to … at …`.
pub(super) fn called(action: &Action) -> String {
    let words: Vec<&str> = action
        .phrase
        .iter()
        .map(|part| match part {
            PhrasePart::Word(word) => &**word,
            PhrasePart::Value(_) => "…",
        })
        .collect();
    let end = words.iter().rposition(|word| *word != "…");
    let name = &words[..end.map_or(0, |end| end + 1)];
    let is_whole =
        !name.contains(&"…") && name.last().is_some_and(|last| !OPEN_ENDS.contains(last));
    match is_whole {
        true => name.join(" "),
        false => words.join(" "),
    }
}

/// A jump as the language writes it, and what it does.
pub(super) fn word(jump: &Jump) -> (&'static str, &'static str) {
    match jump {
        Jump::Next => ("next", "goes to the next item"),
        Jump::Leave => ("leave", "leaves the loop"),
        Jump::Restart => ("restart", "runs the `try` again"),
        Jump::Return(_) => ("return", "returns"),
        Jump::Finish(_) => ("finish", "ends the run as succeeded"),
        Jump::Fail(_) => ("fail", "ends the run as failed"),
    }
}

/// As what a jump ends the run.
pub(super) fn ending(jump: &Jump) -> Option<&'static str> {
    match jump {
        Jump::Finish(_) => Some("succeeded"),
        Jump::Fail(_) => Some("failed"),
        Jump::Next | Jump::Leave | Jump::Restart | Jump::Return(_) => None,
    }
}

pub(super) fn value(jump: &Jump) -> Option<&Expr> {
    match jump {
        Jump::Return(value) | Jump::Finish(value) | Jump::Fail(value) => value.as_ref(),
        Jump::Next | Jump::Leave | Jump::Restart => None,
    }
}
