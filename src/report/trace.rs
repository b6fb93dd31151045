//! What happens in a run, line by line while it happens.

use super::concise;
use super::json;
use super::look::{Look, Style};
use super::text;
use crate::run::effect::Answer;
use crate::run::event::{End, Event, EventKind};
use crate::source::Source;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Detail {
    /// How each action ended, and what was tried again.
    Story,
    /// What went over the wire and which handler took what, too.
    Full,
}

/// The lines for one event, without line ends; none where there is nothing to say.
pub fn lines(
    event: &Event,
    started: Timestamp,
    source: &Source,
    detail: Detail,
    look: Look,
) -> Vec<String> {
    let full = detail == Detail::Full;
    let said = match &event.kind {
        EventKind::Answered { what, answer, .. } => answered(what, answer, full, look),
        EventKind::Retrying {
            retry, of, after, ..
        } => vec![retrying(*retry, *of, text::duration(*after), look)],
        EventKind::Abandoned { what, .. } => vec![format!(
            "{what} {} {} (nobody waits for its answer any more)",
            arrow(look),
            look.paint(Style::Care, "Unknown")
        )],
        EventKind::AlsoFailed(end) => vec![format!("also {}", ended(end, look))],
        EventKind::Waiting { at_most } => {
            vec![format!("waits, {} at most", text::duration(*at_most))]
        }
        EventKind::Handled { outcome, handler } if full => {
            let place = concise::place(source, *handler);
            vec![look.paint(Style::Faint, &format!("{outcome} is handled at {place}"))]
        }
        EventKind::Asked {
            what,
            attempt,
            name,
        } if full => {
            let line = format!("asks {what} (attempt {attempt}, {name})");
            vec![look.paint(Style::Faint, &line)]
        }
        EventKind::Progress { done, of } if full => vec![format!("{done} of {of} done")],
        EventKind::Ended(end) if full => vec![ended(end, look)],
        _ => Vec::new(),
    };
    timed(event.at, started, said, look)
}

fn timed(at: Timestamp, started: Timestamp, said: Vec<String>, look: Look) -> Vec<String> {
    let since = at.duration_since(started).as_millis().max(0);
    let tenths = since / 100;
    let stamp = format!("{:>6}", format!("{}.{}s", tenths / 10, tenths % 10));
    said.into_iter()
        .enumerate()
        .map(|(index, line)| match index {
            0 => format!("{}  {line}", look.paint(Style::Faint, &stamp)),
            _ => format!("{}  {line}", " ".repeat(stamp.len())),
        })
        .collect()
}

fn answered(what: &str, answer: &Answer, full: bool, look: Look) -> Vec<String> {
    let style = match answer.is_success() {
        true => Style::Good,
        false => Style::Bad,
    };
    let mut line = format!(
        "{what} {} {}",
        arrow(look),
        look.paint(style, &answer.outcome)
    );
    if !answer.reason.is_empty() && !answer.is_success() {
        line.push_str(&format!(" ({})", answer.reason));
    }
    let mut lines = vec![line];
    for exchange in answer.exchanges.iter().filter(|_| full) {
        let took = text::duration(exchange.took);
        let line = format!("  {}: {}, after {took}", exchange.asked, exchange.answered);
        lines.push(look.paint(Style::Faint, &line));
    }
    lines
}

fn retrying(retry: u32, of: Option<u32>, after: String, look: Look) -> String {
    let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
    look.paint(Style::Care, &format!("retry {retry}{of} in {after}"))
}

fn arrow(look: Look) -> String {
    look.paint(Style::Faint, "->")
}

/// How it ended, in a word.
fn ended(end: &End, look: Look) -> String {
    match end {
        End::Finished { .. } => look.paint(Style::Good, "finished"),
        End::Failed(failure) => {
            let title = super::failure::title(failure);
            format!("{}: {title}", look.paint(Style::Bad, "failed"))
        }
        End::Cancelled => look.paint(Style::Care, "cancelled"),
        End::Faulted(fault) => format!("{}: {}", look.paint(Style::Bad, "stopped"), fault.message),
    }
}

/// One event for programs.
pub fn event_json(run: &str, event: &Event, source: &Source) -> Json {
    let mut line = json!({
        "version": json::VERSION,
        "run": run,
        "at": event.at.to_string(),
        "place": json::place(source, event.span),
    });
    json::merge(&mut line, kind_json(&event.kind, source));
    line
}

fn kind_json(kind: &EventKind, source: &Source) -> Json {
    match kind {
        EventKind::Started => json!({ "kind": "started" }),
        EventKind::Asked {
            name,
            what,
            attempt,
        } => json!({ "kind": "asked", "name": &**name, "what": what, "attempt": attempt }),
        EventKind::Answered {
            name,
            what,
            answer,
            took,
        } => json!({
            "kind": "answered",
            "name": &**name,
            "what": what,
            "outcome": &*answer.outcome,
            "reason": answer.reason,
            "took_ms": ms(*took),
            "exchanges": super::run_json::exchanges(&answer.exchanges),
        }),
        EventKind::Retrying {
            what,
            outcome,
            retry,
            of,
            after,
        } => json!({
            "kind": "retrying",
            "what": what,
            "outcome": &**outcome,
            "retry": retry,
            "of": of,
            "after_ms": ms(*after),
        }),
        EventKind::Handled { outcome, handler } => json!({
            "kind": "handled",
            "outcome": &**outcome,
            "handler": json::place(source, *handler),
        }),
        EventKind::Waiting { at_most } => json!({ "kind": "waiting", "at_most_ms": ms(*at_most) }),
        EventKind::Progress { done, of } => json!({ "kind": "progress", "done": done, "of": of }),
        EventKind::Log(text) => json!({ "kind": "log", "text": text }),
        EventKind::Emitted(name, value) => {
            json!({ "kind": "emitted", "name": &**name, "value": value.to_json() })
        }
        EventKind::Abandoned { name, what } => {
            json!({ "kind": "abandoned", "name": &**name, "what": what })
        }
        EventKind::AlsoFailed(end) => {
            let mut json = super::run_json::end(end, source);
            json["kind"] = "also failed".into();
            json
        }
        EventKind::Ended(end) => {
            let mut json = super::run_json::end(end, source);
            json["kind"] = "ended".into();
            json
        }
    }
}

fn ms(duration: jiff::SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
