//! # F143 bidi-control (warning)
//!
//! ## What it checks
//!
//! The text contains a character that reverses the direction of writing, one that no reader sees, or one
//! that a terminal obeys instead of showing it.
//!
//! ## Why it matters
//!
//! A reviewer sees a different text from the one that runs: a character for the direction reorders words,
//! and can hide a statement behind a comment. An id with an invisible character, often pasted with it, is
//! not the id that is read. A control character hides or recolours lines in a terminal, and a lone carriage
//! return looks like a new line.
//!
//! ## Example
//!
//! ```flow
//! log "to<U+202E>egral"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! log "to large"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` removes the character. In a text of a right-to-left
//! language it may be intended.
//!
//! ## Related
//!
//! See F017 look-alike, F030 unknown-character.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::value::letter;

pub const RULE: Rule = Rule::warning(143, "bidi-control");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let text = model.source.text();
    // no piece is left halfway: so the compiler looks at many bytes at once
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) || matches!(byte, b'\n' | b'\t');
    let all = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & plain(byte));
    if text.as_bytes().chunks(1 << 10).all(all) {
        return;
    }
    let turns = text.char_indices().filter(|(at, letter)| {
        letter::turns(*letter)
            || (*at > 0 && letter::is_unseen(*letter))
            || is_obeyed(text, *at, *letter)
    });
    for (at, letter) in turns {
        let start = at as u32;
        found.add(problem(
            letter,
            Span::new(start, start + letter.len_utf8() as u32),
        ));
    }
}

/// Characters that a terminal or an editor obeys: an escape hides or recolours lines, and some take a
/// carriage return alone, or Unicode's own line ends, for a new line.
fn is_obeyed(text: &str, at: usize, letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' => true,
        letter => letter.is_control(),
    }
}

fn problem(letter: char, at: Span) -> Diagnostic {
    let code = format!("U+{:04X}", u32::from(letter));
    let edit = Edit {
        span: at,
        text: String::new(),
    };
    let problem = match letter::turns(letter) {
        true => RULE
            .at(
                at,
                format!("invisible character {code} turns the writing direction"),
            )
            .label("what follows is shown in a different order")
            .why("a reviewer reads a different line from the one that runs"),
        false if !letter::is_unseen(letter) => RULE
            .at(at, format!("control character {code} is part of the text"))
            .label("a terminal or an editor obeys it")
            .why("a reviewer may see other lines than the ones that run"),
        false => RULE
            .at(
                at,
                format!("invisible character {code} is part of the text"),
            )
            .why("an id or a word with it is another one than a reviewer reads"),
    };
    problem
        .help("remove the character")
        .fix("Remove the character", Safety::Unsafe, vec![edit])
}
