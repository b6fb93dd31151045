//! How deep brackets are nested. Looked at before anything is parsed: what reads, checks and runs
//! a tree does it by recursion, and no script may end that with a crash.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// How many brackets and braces may be open at once.
pub const MOST_OPEN: usize = 64;

/// A finding where brackets are nested deeper than [`MOST_OPEN`].
pub(super) fn too_deep(source: &Source) -> Option<Diagnostic> {
    let at = first_too_deep(source.text().as_bytes())?;
    Some(problem(at as u32))
}

/// That brackets are nested too deep at a place.
pub(super) fn problem(at: u32) -> Diagnostic {
    Diagnostic::error(
        codes::TOO_DEEP,
        Span::new(at, at + 1),
        "brackets are nested too deep",
    )
    .label(format!("{MOST_OPEN} are open already"))
    .help("move what is inside into a `step`, or give parts of it names with `let`")
}

/// Where the first bracket too many opens. Texts and comments do not count.
fn first_too_deep(text: &[u8]) -> Option<usize> {
    let (mut blocks, mut brackets) = (0usize, 0usize);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' if ends_line(text, at) => blocks += 1,
            b'(' | b'[' | b'{' => brackets += 1,
            b'}' if brackets == 0 => blocks = blocks.saturating_sub(1),
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            b'"' => at = end_of_text(text, at),
            b'#' => at = end_of_line(text, at),
            _ => {}
        }
        // a bracket left open ends with its statement
        if byte == b'\n' && !goes_on(text, at) {
            brackets = 0;
        }
        if blocks + brackets > MOST_OPEN {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether nothing follows in the line after `at`: such a brace opens a block.
fn ends_line(text: &[u8], at: usize) -> bool {
    let rest = text.get(at + 1..).unwrap_or(&[]);
    let next = rest
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    matches!(next, None | Some(b'\n' | b'#'))
}

/// Whether the line after `at` may be inside of a bracket that is still open: it is indented.
fn goes_on(text: &[u8], at: usize) -> bool {
    matches!(
        text.get(at + 1),
        Some(b' ' | b'\t' | b')' | b']' | b'\n' | b'\r')
    )
}

fn end_of_text(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match text.get(at) {
            Some(b'\\') if text.get(at + 1) != Some(&b'\n') => at += 2,
            Some(b'"') | None => return at,
            Some(b'\n') => return at - 1,
            Some(_) => at += 1,
        }
    }
}

/// The byte before the end of the line that holds `at`.
fn end_of_line(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or(&[]);
    let length = rest.iter().position(|&byte| byte == b'\n');
    at + length.unwrap_or(rest.len()) - 1
}
