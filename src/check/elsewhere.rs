//! Lines in the words of another tool: `Hangup`, `END A CONTACT`. They do not parse, and the
//! catalogue knows what to write instead.

use super::rules;
use crate::catalogue::Catalogue;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::codes;

/// What is said of a line that begins with a capital: what the catalogue knows of it, or what the
/// parser has found.
pub(super) fn known(found: Diagnostic, source: &Source, catalogue: &Catalogue) -> Diagnostic {
    if found.code != codes::CASE {
        return found;
    }
    let line = source.line_span(source.line_of(found.span().start));
    let said = Span::new(found.span().start, line.end);
    let begins_line = source
        .slice(Span::new(line.start, said.start))
        .trim()
        .is_empty();
    let phrase = source
        .slice(said)
        .split('#')
        .next()
        .unwrap_or_default()
        .trim();
    if !begins_line || phrase.len() > LONGEST {
        return found;
    }
    let systems = catalogue.systems();
    let elsewhere = systems
        .filter_map(|system| system.from_elsewhere(phrase))
        .next();
    match elsewhere {
        Some(elsewhere) => {
            let at = Span::new(said.start, said.start + phrase.len() as u32);
            rules::unknown_action::problem(phrase, at, Some(&elsewhere), &[])
        }
        None => found,
    }
}

/// So many lines of a script are looked up.
pub(super) const MOST: usize = 50;

/// In bytes; a longer line is no name that any tool has.
const LONGEST: usize = 400;
