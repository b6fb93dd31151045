//! The text without what is being typed, so that what stands around it can be read.

use super::line::Line;
use crate::lsp::document::Document;
use crate::lsp::lexer::{Look, lex};
use crate::source::Span;

/// The text with blanks from where the clause begins to the end of its line, or to the brace that
/// closes a block around it.
pub(super) fn without(document: &Document, line: &Line<'_>) -> Document {
    let text = document.text();
    let last = document.source.line_of(line.at);
    let end = document.source.line_span(last).end.max(line.at);
    let end = before_close(text, Span::new(line.at, end));
    let part = line.from as usize..end as usize;
    let blank = text[part.clone()].replace(|letter: char| letter != '\n' && letter != '\r', " ");
    let mut probe = text.to_owned();
    let missing = part.len().saturating_sub(blank.len());
    let blank = format!("{blank}{}", " ".repeat(missing));
    probe.replace_range(part, &blank);
    document.with_text(probe)
}

fn before_close(text: &str, part: Span) -> u32 {
    let mut depth = 0;
    for token in lex(text, part) {
        match token.sort {
            Look::Sign(b'{') => depth += 1,
            Look::Sign(b'}') if depth == 0 => return token.span.start,
            Look::Sign(b'}') => depth -= 1,
            _ => {}
        }
    }
    part.end
}
