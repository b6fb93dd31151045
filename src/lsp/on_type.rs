//! The indentation of the line that a key has begun or closed.

use super::document::Document;
use crate::diagnostic::Edit;
use crate::source::{Source, Span};
use crate::syntax::brackets;
use crate::syntax::words::{Role, beginning};

/// How deep a block is, and a clause.
const INDENT: usize = 4;

/// What to change of the line that a byte lies in, so that it is as deep as it belongs.
pub fn edits(document: &Document, at: u32) -> Vec<Edit> {
    let source = &document.source;
    let line = source.line_of(at);
    let start = source.line_start(line);
    let text = source.slice(source.line_span(line));
    let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
    let wanted = " ".repeat(depth(source, line, text.trim()));
    if text[..indent] == wanted {
        return Vec::new();
    }
    vec![Edit {
        span: Span::new(start, start + indent as u32),
        text: wanted,
    }]
}

fn depth(source: &Source, line: u32, words: &str) -> usize {
    let above = source
        .text()
        .get(..source.line_start(line) as usize)
        .unwrap_or("");
    let mut open: Vec<usize> = Vec::new();
    for (bracket, at) in brackets(above) {
        match bracket {
            b'{' | b'(' | b'[' => open.push(indent_at(source, at)),
            _ => drop(open.pop()),
        }
    }
    if words.starts_with(['}', ')', ']']) {
        return open.pop().unwrap_or(0);
    }
    let inside = open.pop().map_or(0, |depth| depth + INDENT);
    let first = words
        .split(|c: char| !c.is_ascii_lowercase())
        .next()
        .unwrap_or("");
    let clause = beginning(first).is_some_and(|word| word.role == Role::Clause);
    let last = above.trim_end().lines().next_back().unwrap_or("");
    let goes_on = last.trim_end().ends_with(',') || words.is_empty() && is_clause(last);
    match (clause, goes_on) {
        (_, true) => last.len() - last.trim_start().len(),
        (true, false) => inside + INDENT,
        (false, false) => inside,
    }
}

fn is_clause(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    matches!(first, "on" | "with" | "giving") && !line.trim_end().ends_with('{')
}

fn indent_at(source: &Source, at: u32) -> usize {
    let text = source.slice(source.line_span(source.line_of(at)));
    text.len() - text.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> String {
        let document = Document::new("a.flow", text, Default::default());
        let mut text = text.to_owned();
        for edit in edits(&document, text.len() as u32) {
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        text
    }

    #[test]
    fn a_line_is_as_deep_as_its_block() {
        for (text, meant) in [
            ("if true {\n", "if true {\n    "),
            (
                "if true {\n    log \"a\"\n    }",
                "if true {\n    log \"a\"\n}",
            ),
            (
                "try {\n    if true {\n        }",
                "try {\n    if true {\n    }",
            ),
            ("hold contact <C>\non", "hold contact <C>\n    on"),
            (
                "hold contact <C>\n    on Unknown -> fail\n",
                "hold contact <C>\n    on Unknown -> fail\n    ",
            ),
            ("log \"{\"\n", "log \"{\"\n"),
            ("let A = [\n", "let A = [\n    "),
            ("log \"a\" # {\n", "log \"a\" # {\n"),
        ] {
            assert_eq!(typed(text), meant, "{text:?}");
        }
    }
}
