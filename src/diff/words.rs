//! What actions and statements are called, and what jumps do.

use crate::catalogue::{Action, PhrasePart};
use crate::graph::{before_block, outside_quotes};
use crate::program::{Jump, Leaves};

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

/// As what a jump ends the run.
pub(super) fn ending(jump: &Jump) -> Option<&'static str> {
    match jump.leaves() {
        Leaves::Finished => Some("succeeded"),
        Leaves::Failed => Some("failed"),
        Leaves::Handler | Leaves::Round | Leaves::Loop | Leaves::Try | Leaves::Step => None,
    }
}

/// A statement without its handlers and blocks.
pub(super) fn head(key: &str, text: &str) -> String {
    let text = match key {
        "if" | "for each" | "repeat" | "try" | "within" => before_block(text),
        _ => match outside_quotes(text, " on ") {
            Some(end) => &text[..end],
            None => text,
        },
    };
    text.to_owned()
}
