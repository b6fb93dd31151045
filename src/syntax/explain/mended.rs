//! A mend has to lead to a line that can be read: help and fixes are tried before they are shown.

use super::{Place, problem_of};
use crate::diagnostic::{Diagnostic, Safety, own_line};
use crate::source::{Source, Span};

/// So many mistakes of one line are mended in the help for its first one.
const MOST: usize = 4;
/// How help begins that quotes what to write.
const WRITE: &str = "write `";

/// Takes a safe fix away whose own words are wrong where it puts them. Only the statement is read again: a file
/// of nothing but mistakes would be read as often as it has lines.
pub(super) fn without_wrong_fix(
    source: &Source,
    statement: Span,
    place: Place,
    mut found: Diagnostic,
) -> Diagnostic {
    let safe = found.fix.as_ref().filter(|fix| fix.safety == Safety::Safe);
    let Some([edit]) = safe.map(|fix| fix.edits.as_slice()) else {
        return found;
    };
    let inside = statement.start <= edit.span.start && edit.span.end <= statement.end;
    if edit.text.is_empty() || !inside {
        return found;
    }
    let before = source.slice(Span::new(statement.start, edit.span.start));
    let after = source.slice(Span::new(edit.span.end, statement.end));
    let text = format!("{before}{}{after}", edit.text);
    let (start, end) = (before.len(), before.len() + edit.text.len());
    let next = problem_of(&Source::new("", text), 0, place);
    if next.is_some_and(|next| (start..=end).contains(&(next.span().start as usize))) {
        found.fix = None;
    }
    found
}

/// Mends the other mistakes of the reader's own line too where help quotes it. Where one of them has no mend,
/// the next finding says so.
pub(super) fn in_help(
    source: &Source,
    start: u32,
    place: Place,
    mut found: Diagnostic,
) -> Diagnostic {
    let mut shown = found.clone();
    own_line::in_help(source, &mut shown);
    let help = shown
        .help
        .as_deref()
        .and_then(|help| help.strip_prefix(WRITE));
    let Some((quoted, rest)) = help.and_then(|help| help.split_once('`')) else {
        return found;
    };
    let own = line_of(source, start, place, &found);
    let Some((_, place)) = own.filter(|(line, _)| is_of(source, *line, &found, quoted)) else {
        return found;
    };
    // such a line goes on in the next one
    if quoted.ends_with([',', '(', '[']) {
        return found;
    }
    if let Some(line) = mend(quoted, place).filter(|line| line != quoted) {
        found.help = Some(format!("{WRITE}{line}`{rest}"));
    }
    found
}

/// The words that lines begin with which belong to the statement above them.
const CLAUSES: [&str; 5] = ["on ", "with ", "giving ", "else ", "always "];

/// The line of what a fix changes without its indent, and what it is: the statement's first line, or one
/// of its clauses. The lines of a list or a record are neither.
fn line_of(source: &Source, start: u32, place: Place, found: &Diagnostic) -> Option<(Span, Place)> {
    let at = changed(found)?;
    let line = source.line_span(source.line_of(at.start));
    let text = source.slice(line);
    let indent = text.len() - text.trim_start().len();
    let line = Span::new(line.start + indent as u32, line.end);
    if line.start == start {
        return Some((line, place));
    }
    let own = text.trim_start();
    let is_clause = line.start > start && CLAUSES.iter().any(|word| own.starts_with(word));
    is_clause.then_some((line, Place::Clause))
}

/// What a fix changes, or what is wrong where there is none.
fn changed(found: &Diagnostic) -> Option<Span> {
    match found.fix.as_ref().map(|fix| fix.edits.as_slice()) {
        Some([edit]) => Some(edit.span),
        Some(_) => None,
        None => Some(found.span()),
    }
}

/// Whether what is quoted is this line with something else where it is wrong.
fn is_of(source: &Source, line: Span, found: &Diagnostic, quoted: &str) -> bool {
    let inside = |at: &Span| line.start <= at.start && at.end <= line.end;
    let Some(at) = changed(found).filter(inside) else {
        return false;
    };
    let before = source.slice(Span::new(line.start, at.start));
    let after = source.slice(Span::new(at.end, line.end)).trim_end();
    let new = quoted.strip_prefix(before);
    let new = new.and_then(|rest| rest.strip_suffix(after));
    new.is_some_and(|new| !new.trim().is_empty()) && !(before.is_empty() && after.is_empty())
}

/// A line without its mistakes, as far as each of them has a mend of its own.
fn mend(line: &str, place: Place) -> Option<String> {
    let mut line = line.to_owned();
    for _ in 0..MOST {
        let source = Source::new("", line.as_str());
        let Some(problem) = problem_of(&source, 0, place) else {
            return Some(line);
        };
        line = own_line::with(&source, &problem.fix?.edits)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::source::Source;
    use crate::syntax::parse;

    fn first(line: &str) -> (Option<String>, Option<String>) {
        let source = Source::new("a.flow", format!("use cxone\n{line}\n"));
        let parsed = parse(&source);
        let found = parsed.problems.first().expect("the line is wrong");
        let mut found = found.clone();
        crate::diagnostic::own_line::in_help(&source, &mut found);
        let fix = found.fix.as_ref();
        let fixed = fix.and_then(|fix| crate::diagnostic::own_line::with(&source, &fix.edits));
        (found.help, fixed)
    }

    #[test]
    fn help_quotes_a_line_without_its_other_mistakes() {
        for (line, wanted) in [
            ("let x = 5 minutes", "write `let X = 5m`"),
            (
                "if <X> == 3 then { log \"a\" }",
                "write `if <X> = 3 { log \"a\" }`",
            ),
        ] {
            let (help, _) = first(line);
            let help = help.unwrap_or_default();
            assert!(help.starts_with(wanted), "{line}: {help}");
        }
    }

    #[test]
    fn what_only_a_variable_has_is_no_text() {
        let (help, _) = first("if c.Age > 2h { log \"a\" }");
        assert_eq!(help.as_deref(), Some("write `if C.Age > 2h { log \"a\" }`"));
    }

    /// A fix that is made without asking leaves no other error in its own place.
    #[test]
    fn a_text_without_its_name_is_not_made_a_name() {
        let (help, fixed) = first("tag contact <ContactId> with \"Sale\"");
        assert_eq!(fixed, None);
        assert!(!help.unwrap_or_default().contains("with Sale"));
    }
}
