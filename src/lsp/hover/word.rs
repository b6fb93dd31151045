//! A word of the language itself.

use crate::lsp::document::Document;
use crate::source::Span;
use crate::syntax::tokens::{Reader, Sort, Token};
use crate::syntax::words;

/// What a word at a byte means, where it means the same wherever it stands so.
pub fn at(document: &Document, at: u32) -> Option<(Span, String)> {
    let source = &document.source;
    let line = source.line_span(source.line_of(at));
    let tokens: Vec<Token<'_>> = Reader::new(source.text(), line).collect();
    let here = |token: &Token<'_>| token.span.start <= at && at < token.span.end;
    let index = tokens.iter().position(here)?;
    if tokens.get(index)?.sort != Sort::Word {
        return None;
    }
    calendar(&tokens, index)
        .or_else(|| inside(&tokens, index))
        .or_else(|| beginning(&tokens, index))
}

/// `open(support, now)`: the word is the name of a calendar, whatever else it means.
fn calendar(tokens: &[Token<'_>], index: usize) -> Option<(Span, String)> {
    let open = tokens.get(index.checked_sub(2)?)?;
    let bracket = tokens.get(index.checked_sub(1)?)?;
    let word = tokens.get(index)?;
    (open.text == "open" && bracket.text == "(" && bracket.glued).then(|| {
        let name = word.text;
        let about = format!(
            "`{name}` (calendar)\n\nOpening hours: `[calendar.{name}]` in `flow.toml`, or what the host program sets."
        );
        (word.span, about)
    })
}

fn inside(tokens: &[Token<'_>], index: usize) -> Option<(Span, String)> {
    words::everywhere().find_map(|known| {
        let count = known.words.split(' ').count();
        let mut starts = index.saturating_sub(count - 1)..=index;
        let found = starts.find_map(|start| {
            let part = tokens.get(start..start + count)?;
            let same = part
                .iter()
                .map(|token| token.text)
                .eq(known.words.split(' '));
            same.then_some(part)
        })?;
        let span = found.first()?.span.to(found.last()?.span);
        Some((span, format!("`{}`\n\n{}", known.form, known.about)))
    })
}

/// `for`, `every` and `with` begin something else in other places.
fn beginning(tokens: &[Token<'_>], index: usize) -> Option<(Span, String)> {
    let token = tokens.get(index)?;
    let first = tokens.first()?.text;
    let own = match token.text {
        "every" | "step" | "input" | "use" | "when" | "test" => index == 0,
        "for" => tokens
            .get(index + 1)
            .is_some_and(|next| next.text == "each"),
        "with" | "run" => !matches!(first, "given" | "expect" | "run") || token.text == "run",
        "flow" => false,
        _ => true,
    };
    let word = words::beginning(token.text).filter(|_| own)?;
    Some((token.span, format!("`{}`\n\n{}", word.form, word.about)))
}
