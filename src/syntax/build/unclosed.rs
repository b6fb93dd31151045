//! Blocks that are never closed. The last one open in the file is seldom the one that somebody
//! forgot to close: how lines are indented says more.

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::marks::{Mark, Marks};

/// A block that is most likely the one without its `}`, and what shows it.
struct Culprit {
    open: usize,
    shown: usize,
    why: &'static str,
}

/// A block that is open while the file is looked through.
struct Open {
    at: usize,
    indent: usize,
}

impl Builder<'_> {
    /// Reports a block that is never closed: once in a file, since one missing brace leaves all
    /// the blocks around it open. That a `step` stands inside of it is then no other mistake.
    pub(super) fn unclosed(&mut self) {
        if std::mem::replace(&mut self.unclosed_reported, true) {
            return;
        }
        let culprit = culprit(self.text);
        let (open, shown) = (culprit.open as u32, culprit.shown as u32);
        self.problems.push(
            Diagnostic::error(
                codes::UNCLOSED_BLOCK,
                Span::new(open, open + 1),
                "block is never closed",
            )
            .label("opened here")
            .also(Span::at(shown), culprit.why)
            .help("add a `}` at the end of the block"),
        );
    }
}

/// Looks through a file in which at least one block is not closed.
fn culprit(text: &str) -> Culprit {
    let mut open: Vec<Open> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - words.len();
        if let Some(found) = suspicious(&open, words, indent, start + indent) {
            return found;
        }
        braces(line, start, indent, &mut open);
        start += line.len();
    }
    Culprit {
        open: open.last().map_or(0, |open| open.at),
        shown: text.trim_end().len(),
        why: "the file ends without its `}`",
    }
}

/// Whether a line shows that the innermost open block should have been closed before it.
fn suspicious(open: &[Open], words: &str, indent: usize, at: usize) -> Option<Culprit> {
    let innermost = open.last()?;
    let blank = words.trim().is_empty() || words.starts_with('#');
    let closes = words.starts_with('}');
    let outside = match closes {
        true => indent < innermost.indent,
        false => indent <= innermost.indent,
    };
    if blank || !outside {
        return None;
    }
    Some(Culprit {
        open: innermost.at,
        shown: at,
        why: match closes {
            true => "this `}` is indented like one of a block further out",
            false => "this line is indented as if the block were closed",
        },
    })
}

/// Opens and closes what a line opens and closes; texts and comments do not count.
fn braces(line: &str, start: usize, indent: usize, open: &mut Vec<Open>) {
    for (mark, at, _) in Marks::of(line) {
        match mark {
            Mark::Open(b'{') => open.push(Open {
                at: start + at,
                indent,
            }),
            Mark::Close(b'}') => drop(open.pop()),
            _ => {}
        }
    }
}
