//! The attempts of a run on a time line.

use super::model::{Entry, Sort};
use crate::report::text;
use jiff::SignedDuration;
use maud::{Markup, html};

/// How wide a time line is drawn; it is scaled to its place.
const WIDE: i64 = 720;
const ROW: i64 = 16;
/// So many bars still tell something.
const MOST: usize = 60;

/// The time line of a run; nothing where no time passed that could be shown.
pub(super) fn timeline(run: usize, entries: &[Entry]) -> Option<Markup> {
    let shown: Vec<(usize, &Entry)> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.sort != Sort::Other)
        .collect();
    let from = shown.len().saturating_sub(MOST);
    let shown = &shown[from..];
    let end = shown
        .iter()
        .map(|(_, entry)| entry.at_ms + entry.took_ms)
        .max()?;
    let start = shown.iter().map(|(_, entry)| entry.at_ms).min()?;
    let whole = (end - start).max(1);
    let height = shown.len() as i64 * ROW;
    let x = |ms: i64| (ms - start) * (WIDE - 8) / whole + 2;
    let axis = [start, start + whole / 2, end];
    Some(html! {
        @if from > 0 {
            p class="soft" { "The time line has the last " (MOST) " of " (from + MOST) "." }
        }
        svg class="time" viewBox=(format!("0 0 {WIDE} {height}")) height=(height) preserveAspectRatio="none"
            role="group" aria-label="time line" {
            @for (row, (number, entry)) in shown.iter().enumerate() {
                @let top = row as i64 * ROW + 2;
                @let wide = (entry.took_ms * (WIDE - 8) / whole).max(3);
                a href=(format!("#e{run}-{number}")) data-l=(entry.line) {
                    title { (entry.text) }
                    rect class="row" x="0" y=(top - 2) width=(WIDE) height=(ROW) {}
                    rect class=(class(entry.sort)) x=(x(entry.at_ms)) y=(top) width=(wide) height=(ROW - 5) {}
                }
            }
        }
        // not in the picture: on a telephone its letters would be too small
        p class="axis" aria-hidden="true" {
            @for at in axis { span { (text::duration(SignedDuration::from_millis(at))) } }
        }
    })
}

pub(super) fn class(sort: Sort) -> &'static str {
    match sort {
        Sort::Good => "good",
        Sort::Bad => "bad",
        Sort::Unknown => "doubt",
        Sort::Pause => "pause",
        Sort::Other => "other",
    }
}
