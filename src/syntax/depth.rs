//! How deep brackets are nested. Looked at before anything is parsed: what reads, checks and runs
//! a tree does it by recursion, and no script may end that with a crash. So nothing here may count
//! less than the grammar opens; where a script is broken it may count more.

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

/// The words that end whatever bracket is open when they begin a line: `statement_word` in the
/// grammar.
const STATEMENT_WORDS: [&str; 22] = [
    "let", "log", "if", "on", "with", "giving", "for", "repeat", "run", "else", "emit", "try",
    "always", "wait", "within", "await", "step", "input", "use", "finish", "fail", "return",
];

/// What is open: a block goes on until its brace, anything else ends with its statement.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Block,
    Record,
    Bracket,
}

/// Where the first bracket too many opens. Texts and comments do not count.
fn first_too_deep(text: &[u8]) -> Option<usize> {
    let mut open: Vec<Open> = Vec::with_capacity(MOST_OPEN + 1);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' => open.push(brace(text, at)),
            b'(' | b'[' => open.push(Open::Bracket),
            b'}' => close(&mut open, |open| open != Open::Bracket),
            b')' | b']' => close(&mut open, |open| open == Open::Bracket),
            b'"' => at = end_of_text(text, at),
            b'#' => at = end_of_line(text, at),
            b'\n' if open.last().is_some_and(|last| *last != Open::Block) => {
                if begins_statement(text, at + 1) {
                    open.retain(|open| *open == Open::Block);
                }
            }
            _ => {}
        }
        if open.len() > MOST_OPEN {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// What the brace at `at` opens: a record stands where a value does, and not at a line's end.
fn brace(text: &[u8], at: usize) -> Open {
    let before = text.get(..at).unwrap_or_default();
    let before = before.iter().rfind(|byte| !is_blank(**byte));
    let value = matches!(before, Some(b'(' | b'[' | b',' | b'=' | b':' | b'{'));
    match value && !ends_line(text, at) {
        true => Open::Record,
        false => Open::Block,
    }
}

fn close(open: &mut Vec<Open>, fits: impl Fn(Open) -> bool) {
    if let Some(at) = open.iter().rposition(|open| fits(*open)) {
        open.remove(at);
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// Whether nothing follows in the line after `at`: such a brace opens a block.
fn ends_line(text: &[u8], at: usize) -> bool {
    let rest = text.get(at + 1..).unwrap_or_default();
    let next = rest.iter().find(|byte| !is_blank(**byte));
    matches!(next, None | Some(b'\n' | b'#'))
}

/// Whether the line at `start` can only be a statement.
fn begins_statement(text: &[u8], start: usize) -> bool {
    let line = text.get(start..).unwrap_or_default().trim_ascii_start();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let end = line.iter().position(|byte| !is_word(byte));
    let word = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
    STATEMENT_WORDS.iter().any(|known| known.as_bytes() == word)
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

#[cfg(test)]
mod tests {
    use super::STATEMENT_WORDS;
    use crate::syntax::grammar::{Flow, Rule};
    use pest::Parser;

    #[test]
    fn statement_words_end_brackets_in_the_grammar_too() {
        for word in STATEMENT_WORDS {
            assert!(Flow::parse(Rule::statement_word, word).is_ok(), "{word}");
        }
    }
}
