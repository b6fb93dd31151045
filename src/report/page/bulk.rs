//! Many runs: their outcomes over time, and a line each.

use super::model::{Page, Run, State};
use crate::report::text;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

/// How many bars a plot has at most.
const BARS: i64 = 48;
const WIDE: i64 = 960;
const HIGH: i64 = 120;
/// A browser lays out only the parts of the list that are seen.
const CHUNK: usize = 250;
/// As many rows as a browser shows within a second.
const LISTED: usize = 12_000;

/// When the runs ended, and how.
pub(super) fn plot(page: &Page) -> Option<Markup> {
    let ends: Vec<(i64, State)> = page
        .runs
        .iter()
        .filter(|run| run.state != State::Open)
        .map(|run| (run.began.as_millisecond() + run.took_ms, run.state))
        .collect();
    let first = ends.iter().map(|(at, _)| *at).min()?;
    let last = ends.iter().map(|(at, _)| *at).max()?;
    let whole = (last - first).max(1);
    let bars = BARS.min(ends.len() as i64).max(1);
    let mut counts = vec![[0_i64; 3]; bars as usize];
    for (at, state) in &ends {
        let bar = ((at - first) * (bars - 1) / whole).clamp(0, bars - 1);
        counts[bar as usize][layer(*state)] += 1;
    }
    let highest = counts
        .iter()
        .map(|bar| bar.iter().sum())
        .max()
        .unwrap_or(1)
        .max(1);
    let step = WIDE / bars;
    let rate = ends.len() as f64 * 60_000.0 / whole as f64;
    let said = format!(
        "{} ended from {} to {}: {} per minute on average",
        text::count(ends.len(), page.unit, &format!("{}s", page.unit)),
        clock(first),
        clock(last),
        match rate < 100.0 {
            true => format!("{rate:.1}"),
            false => format!("{rate:.0}"),
        }
    );
    Some(html! {
        figure {
            p class="axis" aria-hidden="true" { (highest) }
            svg class="plot" viewBox=(format!("0 0 {WIDE} {HIGH}")) preserveAspectRatio="none" role="img" aria-label=(said) {
                @for (number, bar) in counts.iter().enumerate() {
                    (self::bar(number as i64 * step, step, bar, highest))
                }
            }
            // not in the picture: on a telephone its letters would be too small
            p class="axis" aria-hidden="true" { span { (clock(first)) } span { (clock(last)) } }
            figcaption {
                (said) ". "
                span class="key good" { "✓ " (State::Succeeded.said(page.unit)) } " "
                span class="key bad" { "✗ failed" } " "
                span class="key doubt" { "? unknown" }
            }
        }
    })
}

fn layer(state: State) -> usize {
    match state {
        State::Succeeded => 0,
        State::Doubt => 2,
        _ => 1,
    }
}

/// One bar: what went well at its foot.
fn bar(x: i64, step: i64, counts: &[i64; 3], highest: i64) -> Markup {
    let wide = (step - 2).max(1);
    let mut foot = HIGH;
    let parts = counts
        .iter()
        .zip(["good", "bad", "doubt"])
        .map(|(count, class)| {
            let high = (count * HIGH / highest).max(i64::from(*count > 0) * 2);
            foot -= high;
            (class, foot, high)
        });
    let parts: Vec<_> = parts.filter(|(_, _, high)| *high > 0).collect();
    html! {
        @for (class, top, high) in parts {
            rect class=(class) x=(x) y=(top) width=(wide) height=(high) {}
        }
    }
}

fn clock(ms: i64) -> String {
    let at = Timestamp::from_millisecond(ms).unwrap_or_default();
    let at = at.to_zoned_datetime(TimeZone::system());
    at.strftime("%H:%M:%S").to_string()
}

/// A line for each run; of more than a browser can show at once, those that did not go well.
pub(super) fn list(page: &Page) -> Markup {
    let several = page.flows.len() > 1;
    let all = page.runs.len() <= LISTED;
    let listed = page.runs.iter().enumerate();
    let listed = listed.filter(|(_, run)| all || run.state != State::Succeeded);
    let listed: Vec<(usize, &Run)> = listed.take(LISTED).collect();
    let left = page.runs.len() - listed.len();
    html! {
        @for runs in listed.chunks(CHUNK) {
            div class="chunk" {
                table {
                    thead { tr {
                        th scope="col" { (page.unit) }
                        th scope="col" { "ended" }
                        th scope="col" { "outcome" }
                        th scope="col" { "took" }
                        th scope="col" { "attempts" }
                        th scope="col" { "action" }
                        @if several { th scope="col" { "flow" } }
                    } }
                    tbody {
                        @for (number, run) in runs { (row(page, *number, run, several)) }
                    }
                }
            }
        }
        @if left > 0 {
            p { (text::count(left, "other is", "others are")) " not listed: the list would be too long for a browser." }
        }
    }
}

/// What is usual is not written out: ten thousand rows are to be a page that opens at once.
fn row(page: &Page, number: usize, run: &Run, several: bool) -> Markup {
    let took = text::duration(SignedDuration::from_millis(run.took_ms));
    let well = run.state == State::Succeeded;
    let title = run
        .title
        .strip_prefix(page.unit)
        .unwrap_or(&run.title)
        .trim_start();
    let title = if title.is_empty() { &run.title } else { title };
    html! {
        tr data-s=[(!well).then(|| run.state.word())] data-o=[(!run.outcome.is_empty()).then_some(&run.outcome)] {
            td { @if run.detail.is_some() {
                a href=(format!("#r{number}")) { (title) }
            } @else { (title) } }
            td class=[(!well).then(|| state_class(run.state))] { (run.state.sign()) " " (run.state.said(page.unit)) }
            td { (run.outcome) }
            td { (took) }
            td { (run.attempts) }
            td { (run.action) }
            @if several { td { (page.flows[run.flow].name) } }
        }
    }
}

pub(super) fn state_class(state: State) -> &'static str {
    match state {
        State::Succeeded => "good",
        State::Doubt => "doubt",
        State::Open => "open",
        _ => "bad",
    }
}
