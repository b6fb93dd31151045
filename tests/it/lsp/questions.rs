//! Every question at any place of a text.

use contactflow::lsp::document::Document;
use contactflow::lsp::{
    code_action, completion, definition, folding, formatting, hover, inlay, rename,
    semantic_tokens, symbols,
};
use contactflow::source::Span;

/// Asks everything that can be asked at a place.
pub fn at(document: &Document, at: u32) {
    let length = document.text().len() as u32;
    let inside = |span: Span| {
        assert!(
            span.start <= span.end && span.end <= length,
            "{span:?} in {length} bytes"
        );
        assert_eq!(
            document.source.slice(span).len(),
            span.len(),
            "{span:?} cuts a letter"
        );
    };
    if let Some(said) = hover::hover(document, at) {
        inside(said.span);
    }
    definition::definition(document, at)
        .into_iter()
        .for_each(inside);
    definition::references(document, at, true)
        .into_iter()
        .for_each(inside);
    if let Ok(edits) = rename::rename(document, at, "Zzz") {
        edits.iter().for_each(|edit| inside(edit.span));
    }
    let offered = completion::completions(document, at);
    inside(offered.word);
    for offer in code_action::offers(document, Span::at(at)) {
        offer.edits.iter().for_each(|edit| inside(edit.span));
    }
}

/// Asks everything that can be asked of a whole text.
pub fn whole(document: &Document) {
    let length = document.text().len() as u32;
    formatting::edits(document);
    symbols::symbols(document);
    for fold in folding::folds(document) {
        assert!(fold.first < fold.last && fold.last <= document.source.line_count());
    }
    inlay::hints(document, Span::new(0, length));
    let tokens = semantic_tokens::tokens(document);
    for pair in tokens.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{pair:?} overlap");
    }
    for word in document.index().words.windows(2) {
        assert!(word[0].span.end <= word[1].span.start, "{word:?} overlap");
    }
}
