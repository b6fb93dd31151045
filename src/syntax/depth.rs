//! How deep brackets are nested, and where a script can be cut. Looked at before anything is
//! parsed: what reads, checks and runs a tree does it by recursion, and no script may end that
//! with a crash. So nothing here may count less than the grammar opens; where a script is broken
//! it may count more.
//!
//! A long script is parsed part by part, each as long as a processor's cache likes it: what is
//! noted of a part is longer than the part.

use super::codes;
use super::marks::{Mark, Marks};
use super::words::ends_brackets;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// How many brackets and braces may be open at once.
pub const MOST_OPEN: usize = 64;

/// From which length on a part may end, in bytes.
pub(super) const PART: usize = 16 << 10;

/// What one look through a script shows.
#[derive(Default)]
pub(super) struct Parts {
    /// Where each part ends.
    pub(super) ends: Vec<usize>,
    /// Every comment.
    pub(super) comments: Vec<Span>,
}

/// The parts of a script, each at least `length` bytes long but for the last; or where brackets are
/// nested deeper than [`MOST_OPEN`].
pub(super) fn parts(source: &Source, length: usize) -> Result<Parts, u32> {
    ends(source.text(), length).map_err(|at| at as u32)
}

/// That brackets are nested too deep at a place.
pub(super) fn problem(at: u32) -> Diagnostic {
    Diagnostic::error(
        codes::TOO_DEEP,
        Span::new(at, at + 1),
        "brackets are nested too deeply",
    )
    .label(format!("{MOST_OPEN} are open already"))
    .help("move what is inside into a `step`, or set variables for parts of it with `let`")
}

/// What is open: a block goes on until its brace, anything else ends with its statement.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Block,
    Record,
    Bracket,
}

/// Where parts end, or where the first bracket too many opens. Texts and comments do not count.
fn ends(source: &str, length: usize) -> Result<Parts, usize> {
    let text = source.as_bytes();
    let mut open: Vec<Open> = Vec::with_capacity(MOST_OPEN + 1);
    let mut parts = Parts::default();
    let mut least = length;
    for (mark, at, end) in Marks::of(source) {
        match mark {
            Mark::Open(b'{') => open.push(brace(text, at)),
            Mark::Open(_) => open.push(Open::Bracket),
            Mark::Close(b'}') => close(&mut open, |open| open != Open::Bracket),
            Mark::Close(_) => close(&mut open, |open| open == Open::Bracket),
            Mark::Line => match open.last() {
                None if at >= least && may_cut(text, at) => {
                    parts.ends.push(at + 1);
                    least = at + length;
                }
                None | Some(Open::Block) => {}
                Some(_) if begins_statement(text, at + 1) => {
                    open.retain(|open| *open == Open::Block);
                }
                Some(_) => {}
            },
            Mark::Comment => parts.comments.push(comment(text, at, end)),
            Mark::Text => {}
        }
        if open.len() > MOST_OPEN {
            return Err(at);
        }
    }
    parts.ends.push(text.len());
    Ok(parts)
}

/// A comment without the blanks at its end.
fn comment(text: &[u8], start: usize, end: usize) -> Span {
    let whole = text.get(start..end).unwrap_or_default();
    Span::new(start as u32, (start + whole.trim_ascii_end().len()) as u32)
}

/// Whether nothing goes on over the line end at `at`, outside of all brackets: what does, does so
/// after a comma, with comments and empty lines between. A byte order mark is one only at the very
/// start: none may come to stand there.
fn may_cut(text: &[u8], at: usize) -> bool {
    const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
    let before = text.get(..at).unwrap_or_default();
    let start = before.iter().rposition(|byte| *byte == b'\n');
    let line = before.get(start.map_or(0, |at| at + 1)..);
    let line = line.unwrap_or_default().trim_ascii_end();
    let after = text.get(at + 1..).unwrap_or_default();
    !matches!(line.last(), None | Some(b','))
        && !line.contains(&b'#')
        && !after.starts_with(BYTE_ORDER_MARK)
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
    std::str::from_utf8(word).is_ok_and(ends_brackets)
}

#[cfg(test)]
mod tests {
    use super::ends;

    #[test]
    fn comments_are_found_outside_of_texts() {
        let text = "# one \r\nlog \"# no \\\" # no\" # two\nlog \"open # no\n#";
        let found = ends(text, 1).unwrap_or_default().comments;
        let found: Vec<&str> = found
            .iter()
            .map(|at| &text[at.start as usize..at.end as usize])
            .collect();
        assert_eq!(found, ["# one", "# two", "#"]);
    }

    #[test]
    fn parts_end_where_nothing_goes_on() {
        for (text, parts) in [
            ("log A\nlog B\nlog C", &["log A\n", "log B\n", "log C"][..]),
            (
                "try {\n    log A\n}\nlog B",
                &["try {\n    log A\n}\n", "log B"],
            ),
            (
                "hold on A,\n\n    B -> fail",
                &["hold on A,\n\n    B -> fail"],
            ),
            (
                "hold on A, # why\n    B -> fail",
                &["hold on A, # why\n    B -> fail"],
            ),
            ("let A = [\n1\n]\nlog A", &["let A = [\n1\n]\n", "log A"]),
            ("let A = (\nlog A\nlog B", &["let A = (\nlog A\n", "log B"]),
        ] {
            let ends = ends(text, 1).unwrap_or_default().ends;
            let starts = std::iter::once(&0).chain(&ends);
            let cut: Vec<&str> = starts.zip(&ends).map(|(a, b)| &text[*a..*b]).collect();
            assert_eq!(cut, parts);
        }
    }
}
