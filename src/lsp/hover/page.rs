//! The page of a finding.

use crate::catalogue::Catalogue;
use crate::check::rules;
use crate::diagnostic::Code;
use crate::lsp::document::Document;
use crate::source::Span;
use crate::syntax::codes;

/// What the findings at a place are about, and the span of the first.
pub fn at(document: &Document, at: u32) -> Option<(Span, String)> {
    let here = |span: Span| span.start <= at && at <= span.end;
    let found = document.problems().iter();
    let found: Vec<_> = found.filter(|found| here(found.span())).collect();
    let mut codes: Vec<Code> = found.iter().map(|found| found.code).collect();
    codes.dedup();
    let pages: Vec<String> = codes
        .into_iter()
        .filter_map(|code| page(code, document.catalogue))
        .collect();
    Some((found.first()?.span(), pages.join("\n\n---\n\n")))
}

/// A finding's page as it is shown beside the text: less its examples' heading level.
pub fn page(code: Code, catalogue: &Catalogue) -> Option<String> {
    if let Some(page) = rules::page(code, catalogue) {
        return Some(smaller(&page.text()));
    }
    codes::page(code).map(smaller)
}

/// Headings as bold lines: a pointer's box has no room for chapters.
fn smaller(page: &str) -> String {
    let mut code = false;
    let lines = page.lines().map(|line| {
        code ^= line.starts_with("```");
        match line.trim_start_matches('#') {
            title if !code && title.len() < line.len() => format!("**{}**", title.trim()),
            _ => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
