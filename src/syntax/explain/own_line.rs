//! Help made of the reader's own line: what it is with the fix made.

use crate::diagnostic::{Diagnostic, Safety, own_line};
use crate::source::Source;

/// How help begins that shows a form of the language: the reader's own line says it better.
pub(super) const FORM: &str = "the form is ";

/// Puts the mended line in the place of a form, where a fix is certain.
pub(super) fn in_help(source: &Source, mut found: Diagnostic) -> Diagnostic {
    let form = found
        .help
        .as_ref()
        .is_none_or(|help| help.starts_with(FORM));
    let fix = found
        .fix
        .as_ref()
        .filter(|fix| form && fix.safety == Safety::Safe);
    if let Some(line) = fix.and_then(|fix| own_line::with(source, &fix.edits)) {
        found.help = Some(format!("write `{line}`"));
    }
    found
}
