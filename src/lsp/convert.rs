//! Answers in the protocol's terms.

use super::hover::Said;
use super::requests::Asking;
use crate::diagnostic::Edit;
use crate::source::Span;
use lsp_types::{Hover, MarkupContent, MarkupKind, Range, TextEdit};

/// Where a span lies.
pub(super) fn range(asking: &Asking<'_>, span: Span) -> Range {
    asking.encoding.range(&asking.document.source, span)
}

/// Replacements.
pub(super) fn edits(asking: &Asking<'_>, edits: &[Edit]) -> Vec<TextEdit> {
    let one = |edit: &Edit| TextEdit {
        range: range(asking, edit.span),
        new_text: edit.text.clone(),
    };
    edits.iter().map(one).collect()
}

/// Markdown.
pub(super) fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}

/// What is said of a word.
pub(super) fn hover(asking: &Asking<'_>, said: Said) -> Hover {
    Hover {
        range: Some(range(asking, said.span)),
        contents: markdown(said.text).into(),
    }
}
