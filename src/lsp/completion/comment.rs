//! In comments: `# flow: allow` with the numbers of what is found on the line below.

use super::{Insert, Item, ItemSort, Offered};
use crate::check::rules;
use crate::diagnostic::Severity;
use crate::lsp::document::Document;
use crate::source::Span;

/// What can be written in a comment; nothing where the place is in none.
pub(super) fn offered(document: &Document, at: u32) -> Option<Offered> {
    let source = &document.source;
    let comments = &document.parsed().tree.comments;
    let before = comments.partition_point(|comment| comment.start < at);
    let comment = comments.get(before.checked_sub(1)?)?;
    let line = source.line_of(comment.start);
    if source.line_of(at) != line {
        return None;
    }
    let said = source.slice(Span::new(comment.start, at.max(comment.start)));
    let said = said.trim_start_matches('#').trim_start();
    let typed = said.rsplit(' ').next().unwrap_or("");
    let items = match said.strip_suffix(typed).map(str::trim_end) {
        Some("flow: allow") => codes(document, line),
        Some("" | "flow:") => {
            vec![Item::word("flow: allow", 0).insert(Insert::plain("flow: allow ").end())]
        }
        _ => Vec::new(),
    };
    let start = match said.starts_with("flow:") && !said.starts_with("flow: allow ") {
        true => at - said.len() as u32,
        false => at - typed.len() as u32,
    };
    Some(Offered {
        word: Span::new(start, at),
        items,
    })
}

fn codes(document: &Document, line: u32) -> Vec<Item> {
    let source = &document.source;
    let near = |at: u32| (line..=line + 3).contains(&source.line_of(at));
    let found = document.problems().iter();
    let found = found.filter(|one| one.severity != Severity::Error && near(one.span().start));
    let mut items: Vec<Item> = found
        .filter_map(|one| {
            let page = rules::page(one.code, document.catalogue)?;
            let code = one.code.to_string();
            let item = Item::plain(&code, ItemSort::Choice, page.rule.name, 0);
            Some(
                item.about(one.message.clone())
                    .insert(Insert::plain(&code).text(" ").place("why")),
            )
        })
        .collect();
    items.dedup_by(|a, b| a.label == b.label);
    items
}
