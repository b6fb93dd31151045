//! What is not said where a line could not be read: findings that only follow from that.

use super::rules;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// The findings of meaning that do not follow from one of syntax.
pub(super) fn without(
    found: Vec<Diagnostic>,
    syntax: &[Diagnostic],
    source: &Source,
) -> Vec<Diagnostic> {
    let mut broken: Vec<(u32, u32)> = syntax.iter().map(|one| statement(source, one)).collect();
    broken.sort_unstable();
    let labels = syntax.iter().flat_map(|one| &one.labels);
    let mut places: Vec<Span> = labels.map(|label| label.span).collect();
    places.sort_unstable_by_key(|place| place.start);
    let follows = |one: &Diagnostic| match one.severity {
        Severity::Error => is_half_read(one) && touches(one.span(), &places),
        _ => within(&broken, source.line_of(one.span().start)),
    };
    found.into_iter().filter(|one| !follows(one)).collect()
}

/// Whether a finding can come from a value or a kind of which only a part was read.
fn is_half_read(found: &Diagnostic) -> bool {
    let rules = [rules::wrong_kind::RULE, rules::unknown_kind::RULE];
    rules.iter().any(|rule| rule.code == found.code)
}

fn touches(span: Span, places: &[Span]) -> bool {
    let until = places.partition_point(|place| place.start <= span.end);
    let mut near = places[..until].iter().rev().take(MOST_PLACES);
    near.any(|place| span.start <= place.end)
}

/// How many places that could not be read are looked at before a finding's end.
const MOST_PLACES: usize = 8;

fn within(lines: &[(u32, u32)], line: u32) -> bool {
    let until = lines.partition_point(|(first, _)| *first <= line);
    let mut near = lines[..until].iter().rev().take(MOST_LINES as usize);
    near.any(|(_, last)| line <= *last)
}

/// How many lines a statement is taken to have at the most.
const MOST_LINES: u32 = 30;

/// The lines from a broken statement's first one to the one that could not be read. A line that is
/// indented below one that opens no block belongs to that one's statement.
fn statement(source: &Source, problem: &Diagnostic) -> (u32, u32) {
    let last = source.line_of(problem.span().start);
    let deep = indent(text(source, last));
    let least = last.saturating_sub(MOST_LINES).max(1);
    let mut above = (least..last).rev().map(|line| (line, text(source, line)));
    let head = above.find(|(_, text)| !text.trim().is_empty() && indent(text) < deep);
    match head {
        Some((line, text)) if !text.trim_end().ends_with('{') => (line, last),
        _ => (last, last),
    }
}

fn text(source: &Source, line: u32) -> &str {
    source.slice(source.line_span(line))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
