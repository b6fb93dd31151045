//! The text without what is being typed, so that what stands around it can be read.

use super::line::Line;
use crate::lsp::document::Document;
use crate::source::Span;
use crate::syntax::tokens::Reader;

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

/// Where a part ends, or the brace stands in it that closes a block around it.
pub(super) fn before_close(text: &str, part: Span) -> u32 {
    let mut depth = 0;
    for token in Reader::new(text, part) {
        match token.text {
            "{" => depth += 1,
            "}" if depth == 0 => return token.span.start,
            "}" => depth -= 1,
            _ => {}
        }
    }
    part.end
}
