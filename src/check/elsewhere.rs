//! Lines in the words of another tool, or of the desk: `Hangup`, `END A CONTACT`, `log out`, `put
//! contact on hold`. They do not parse, and the catalogue knows what to write instead.

use super::{Model, rules};
use crate::catalogue::NotFound;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;

/// What is said of a line that cannot be read: what the systems in scope know of it, or what the
/// parser has found.
pub(super) fn known(found: Diagnostic, model: &Model<'_>) -> Diagnostic {
    let line = model
        .source
        .line_span(model.source.line_of(found.span().start));
    let text = model.slice(line);
    let statement = text.split('#').next().unwrap_or_default().trim_end();
    let start = line.start + (text.len() - text.trim_start().len()) as u32;
    let whole = Span::new(start, line.start + statement.len() as u32);
    if whole.start >= whole.end || statement.len() > LONGEST {
        return found;
    }
    let systems = || model.systems.list.iter().map(|system| system.entry);
    let desk = words(statement);
    let mut meant = systems().find_map(|entry| entry.foreign_name(&desk));
    if meant.is_none() && found.code == codes::CASE && found.span().start == start {
        let of_vendor = systems().find_map(|entry| entry.from_elsewhere(statement.trim()));
        // Who closes a block with `END` ends no contact.
        let closes = statement.trim().eq_ignore_ascii_case("end");
        meant = of_vendor.filter(|meant| !closes || matches!(meant, NotFound::Foreign(_)));
    }
    match meant {
        Some(meant) => said(model, whole, &meant),
        None => found,
    }
}

fn said(model: &Model<'_>, at: Span, meant: &NotFound) -> Diagnostic {
    rules::unknown_action::problem(model.slice(at), at, Some(meant), &[])
}

/// The words of a line without its values: `put contact on hold`.
fn words(line: &str) -> String {
    let is_word = |part: &&str| part.bytes().all(|letter| letter.is_ascii_lowercase());
    let words: Vec<&str> = line.split_whitespace().filter(is_word).collect();
    words.join(" ")
}

/// So many lines of a script are looked up.
pub(super) const MOST: usize = 50;

/// In bytes; a longer line is no name that any tool has.
const LONGEST: usize = 400;
