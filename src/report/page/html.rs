//! The page itself.

use super::bulk::{list, plot, state_class};
use super::model::{Detail, Entry, Flow, Page, Run, State};
use super::timeline::{class, timeline};
use crate::graph;
use crate::report::text::{count, duration};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest::{SHA256, digest};
use std::collections::BTreeSet;

/// More runs than this are a list that somebody has to scroll through.
const MANY: usize = 50;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page as a file.
pub fn html(page: &Page) -> String {
    let style = format!("{STYLE}{}", graph::STYLE);
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(SCRIPT)
    );
    let markup: Markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) }
                style { (PreEscaped(&style)) }
            }
            body {
                (head(page))
                main {
                    (doubts(page))
                    @if page.runs.len() > 1 {
                        @if let Some(plot) = plot(page) { (plot) }
                        (filters(page))
                    }
                    div class="both" {
                        section class="runs" aria-label="What happened" { (runs(page)) }
                        (flows(page))
                    }
                }
                (foot(page))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

/// What a policy takes instead of the text itself.
fn hash(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    format!("'sha256-{}'", STANDARD.encode(digest.as_ref()))
}

fn head(page: &Page) -> Markup {
    html! {
        header {
            h1 { (page.title) }
            @for line in &page.lead { p { (line) } }
            @if page.runs.len() > 1 {
                ul class="totals" aria-label="Totals" {
                    @for state in State::ALL {
                        @let many = page.runs.iter().filter(|run| run.state == state).count();
                        @if many > 0 {
                            li { a class=(state_class(state)) href=(format!("#state={}", state.word())) {
                                (state.sign()) " " (many) " " (state.said(page.unit))
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn foot(page: &Page) -> Markup {
    let made = page.made.to_zoned_datetime(TimeZone::system());
    html! {
        footer { p {
            "Made on " (made.strftime("%Y-%m-%d at %H:%M:%S %Z").to_string())
            " by flow " (env!("CARGO_PKG_VERSION"))
            ". Numbers to dial, personal values and secrets are hidden."
        } }
    }
}

/// What somebody has to do comes first.
fn doubts(page: &Page) -> Markup {
    let open = page.runs.iter().filter_map(|run| {
        let detail = run.detail.as_ref()?;
        (!detail.doubts.is_empty()).then_some((run, &detail.doubts))
    });
    let open: Vec<_> = open.collect();
    html! {
        @if !open.is_empty() {
            section class="todo" aria-labelledby="todo" {
                h2 id="todo" { "Unknown results" }
                p { "These actions may have taken effect. Check each one in the system before anything is run again." }
                ul {
                    @for (run, doubts) in open {
                        @for doubt in doubts {
                            li {
                                (run.title) ": " strong { (doubt.what) }
                                @for command in &doubt.commands { br; code { (command) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn filters(page: &Page) -> Markup {
    let outcomes: BTreeSet<&str> = page.runs.iter().map(|run| run.outcome.as_str()).collect();
    let states: BTreeSet<State> = page.runs.iter().map(|run| run.state).collect();
    html! {
        form id="filter" hidden aria-label="Filter" {
            label { "Ended " select name="state" {
                option value="" { "in any way" }
                @for state in states { option value=(state.word()) { (state.said(page.unit)) } }
            } }
            label { "Outcome " select name="outcome" {
                option value="" { "any" }
                @for outcome in outcomes.iter().filter(|outcome| !outcome.is_empty()) {
                    option value=(outcome) { (outcome) }
                }
            } }
            label { "Text " input name="text" type="search"; }
            output aria-live="polite" {}
        }
    }
}

fn runs(page: &Page) -> Markup {
    let shown = || {
        page.runs
            .iter()
            .enumerate()
            .filter_map(|(number, run)| Some((number, run, run.detail.as_ref()?)))
    };
    let left = page.runs.len() - shown().count();
    let several = page.runs.len() > 1;
    // of thousands, those that did not go well come before the list of all
    let details_first = page.runs.len() > MANY;
    html! {
        @if several && !details_first { (all(page)) }
        @if several && shown().next().is_some() { h2 { "In detail" } }
        @if several && left > 0 {
            p { "The runs that did not succeed are shown; " (count(left, "other is", "others are")) " only listed." }
        }
        @for (number, run, detail) in shown() {
            (article(page, number, run, detail))
        }
        @if details_first { (all(page)) }
    }
}

fn all(page: &Page) -> Markup {
    html! {
        h2 { "All " (page.unit) "s" }
        (list(page))
    }
}

fn article(page: &Page, number: usize, run: &Run, detail: &Detail) -> Markup {
    let took = duration(SignedDuration::from_millis(run.took_ms));
    let began = run.began.to_zoned_datetime(TimeZone::system());
    let began = began.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let said = format!("{} {}", run.state.sign(), run.state.said(page.unit));
    let flow = format!("f{}", run.flow);
    html! {
        details id=(format!("r{number}")) class="run" data-s=(run.state.word()) data-o=(run.outcome)
            data-f=(flow) open[page.runs.len() <= 3] {
            summary {
                span class=(state_class(run.state)) { (said) } " "
                strong { (run.title) }
                @if !run.outcome.is_empty() { " " (run.outcome) }
                span class="soft" { " " (began) ", " (took) ", " (count(run.attempts as usize, "attempt", "attempts")) }
            }
            (earlier(detail))
            @if let Some(time) = timeline(number, &detail.entries) { (time) }
            ol class="entries" {
                @for (place, entry) in detail.entries.iter().enumerate() {
                    (self::entry(number, place, entry, &flow))
                }
            }
            @if !detail.results.is_empty() {
                h3 { "Results" }
                dl { @for (name, value) in &detail.results { dt { (name) } dd { (value) } } }
            }
            @if !detail.failure.is_empty() {
                h3 { "What went wrong" }
                pre tabindex="0" { (detail.failure) }
            }
        }
    }
}

/// What is missing is said: a story that begins in its middle would be read as the whole.
fn earlier(detail: &Detail) -> Markup {
    html! {
        @if detail.earlier > 0 {
            p class="soft" {
                "Only the last " (detail.entries.len()) " events are shown: "
                (count(detail.earlier, "earlier one is", "earlier ones are")) " not listed"
                @if detail.uncounted { ", and not counted in the graph" }
                ". " code { "flow runs show" } " lists all events of a run that is kept."
            }
        }
    }
}

fn entry(run: usize, number: usize, entry: &Entry, flow: &str) -> Markup {
    let at = format!("{}.{}s", entry.at_ms / 1000, entry.at_ms % 1000 / 100);
    html! {
        li id=(format!("e{run}-{number}")) class=(class(entry.sort)) data-l=(entry.line) {
            span class="at" { (at) } " "
            span { (entry.text) } " "
            @if entry.line > 0 {
                a class="line" href=(format!("#{flow}l{}", entry.line)) { "line " (entry.line) }
            }
            @if !entry.more.is_empty() {
                ul { @for more in &entry.more { li { (more) } } }
            }
        }
    }
}

fn flows(page: &Page) -> Markup {
    html! {
        div class="flows" {
            @for (number, flow) in page.flows.iter().enumerate() { (self::flow(number, flow)) }
        }
    }
}

fn flow(number: usize, flow: &Flow) -> Markup {
    let (name, picture) = (format!("f{number}"), &flow.picture);
    let (width, height) = (picture.width, picture.height);
    html! {
        section class="flow" id=(name) aria-labelledby=(format!("{name}h")) {
            h2 id=(format!("{name}h")) { (flow.name) }
            ol class="source" tabindex="0" aria-label=(format!("text of {}", flow.name)) {
                @for (line, text) in flow.lines.iter().enumerate() {
                    li id=(format!("{name}l{}", line + 1)) data-l=(line + 1) { code { (text) } }
                }
            }
            div class="graph" tabindex="0" role="region" aria-label=(format!("graph of {}", flow.name)) {
                svg class="fg" role="graphics-document" aria-label=(format!("graph of {}", flow.name))
                    width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) {
                    desc { (flow.said) }
                    (PreEscaped(graph::body(picture, &format!("{name}g-"))))
                }
            }
        }
    }
}
