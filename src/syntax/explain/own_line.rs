//! Help made of the reader's own line: what it is with the fix made.

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::source::{Source, Span};

/// How help begins that shows a form of the language: the reader's own line says it better.
pub(super) const FORM: &str = "the form is ";

/// Puts the mended line in the place of a form, where a fix is certain.
pub(super) fn in_help(source: &Source, mut found: Diagnostic) -> Diagnostic {
    let form = found
        .help
        .as_ref()
        .is_none_or(|help| help.starts_with(FORM));
    let line = found
        .fix
        .as_ref()
        .filter(|_| form)
        .and_then(|fix| mended(source, fix));
    if let Some(line) = line {
        found.help = Some(format!("write `{line}`"));
    }
    found
}

/// The line of a fix with the fix made; nothing where it takes more than one line to show.
fn mended(source: &Source, fix: &Fix) -> Option<String> {
    let first = fix.edits.first().filter(|_| fix.safety == Safety::Safe)?;
    let line = source.line_span(source.line_of(first.span.start));
    let inside = |edit: &Edit| {
        line.start <= edit.span.start && edit.span.end <= line.end && !edit.text.contains('\n')
    };
    if !fix.edits.iter().all(inside) {
        return None;
    }
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut text, mut at) = (String::new(), line.start);
    for edit in edits {
        text.push_str(source.slice(Span::new(at, edit.span.start.max(at))));
        text.push_str(&edit.text);
        at = edit.span.end.max(at);
    }
    text.push_str(source.slice(Span::new(at, line.end)));
    let text = text.trim();
    (!text.contains(['`', '#']) && text.chars().count() <= MOST).then(|| text.to_owned())
}

/// A longer line is no help to read.
const MOST: usize = 90;
