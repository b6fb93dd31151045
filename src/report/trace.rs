//! What happens in a run, line by line while it happens.

use super::concise;
use super::json;
use super::look::{Look, Style};
use super::redact::Redactor;
use super::text;
use crate::run::effect::Answer;
use crate::run::event::{End, Event, EventKind};
use crate::source::Source;
use crate::value::Text;
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

/// How events are told.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// How much.
    pub detail: Detail,
    /// How it looks.
    pub look: Look,
    /// What shows texts as they are marked.
    pub redactor: &'a Redactor,
}

impl Telling<'_> {
    /// The lines for one event, without line ends; none where there is nothing to say.
    pub fn lines(&self, event: &Event, started: Timestamp, source: &Source) -> Vec<String> {
        let full = self.detail == Detail::Full;
        let look = self.look;
        let show = |text: &Text| self.redactor.show(text);
        let said = match &event.kind {
            EventKind::Answered { what, answer, .. } => self.answered(&show(what), answer),
            EventKind::Retrying {
                retry, of, after, ..
            } => vec![retrying(*retry, *of, text::duration(*after), look)],
            EventKind::Abandoned { what, .. } => vec![format!(
                "{} {} {} (the run stopped waiting for its answer)",
                show(what),
                arrow(look),
                look.paint(Style::Care, "Unknown")
            )],
            EventKind::AlsoFailed(end) => vec![format!("also {}", self.ended(end))],
            EventKind::Signalling { name, at_most, .. } => {
                vec![format!(
                    "waits for signal {name}, at most {}",
                    text::duration(*at_most)
                )]
            }
            EventKind::Waiting { at_most } => {
                vec![format!("waits {}", text::duration(*at_most))]
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
                let line = format!("starts {} (attempt {attempt}, {name})", show(what));
                vec![look.paint(Style::Faint, &line)]
            }
            EventKind::Progress { done, of } if full => vec![format!("{done} of {of} done")],
            EventKind::Ended(end) if full => vec![self.ended(end)],
            _ => Vec::new(),
        };
        timed(event.at, started, said, look)
    }

    fn answered(&self, what: &str, answer: &Answer) -> Vec<String> {
        let look = self.look;
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
            line.push_str(&format!(" ({})", self.redactor.clean(&answer.reason)));
        }
        if let Some(by) = answer.confirmed.as_ref().filter(|by| by.is_worth_telling()) {
            line.push_str(&look.paint(Style::Faint, &format!(" ({by})")));
        }
        let mut lines = vec![line];
        let full = self.detail == Detail::Full;
        for exchange in answer.exchanges.iter().filter(|_| full) {
            let line = format!(
                "  {}: {}, after {}",
                self.redactor.clean(&exchange.asked),
                self.redactor.clean(&exchange.answered),
                text::duration(exchange.took)
            );
            lines.push(look.paint(Style::Faint, &line));
        }
        lines
    }

    /// How it ended, in a word.
    fn ended(&self, end: &End) -> String {
        let look = self.look;
        match end {
            End::Finished { .. } => look.paint(Style::Good, "succeeded"),
            End::Failed(failure) => {
                let title = super::title::title(failure, self.redactor);
                format!("{}: {title}", look.paint(Style::Bad, "failed"))
            }
            End::Cancelled => look.paint(Style::Care, "cancelled"),
            End::Faulted(fault) => {
                let message = self.redactor.show(&fault.message);
                format!("{}: {message}", look.paint(Style::Bad, "stopped"))
            }
        }
    }
}

fn timed(at: Timestamp, started: Timestamp, said: Vec<String>, look: Look) -> Vec<String> {
    let since = at.duration_since(started).as_millis().max(0);
    let tenths = since / 100;
    let stamp = format!("{:>6}", format!("{}.{}s", tenths / 10, tenths % 10));
    said.into_iter()
        .enumerate()
        .map(|(index, line)| (index, text::in_a_line(&line).into_owned()))
        .map(|(index, line)| match index {
            0 => format!("{}  {line}", look.paint(Style::Faint, &stamp)),
            _ => format!("{}  {line}", " ".repeat(stamp.len())),
        })
        .collect()
}

fn retrying(retry: u32, of: Option<u32>, after: String, look: Look) -> String {
    let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
    look.paint(Style::Care, &format!("retry {retry}{of} in {after}"))
}

fn arrow(look: Look) -> String {
    look.paint(Style::Faint, "->")
}

/// One event for programs, as they may see it.
pub fn event_json(run: &str, event: &Event, source: &Source, redactor: &Redactor) -> Json {
    let mut line = json!({
        "version": json::VERSION,
        "run": run,
        "flow": &**source.name(),
        "at": event.at.to_string(),
        "location": json::place(source, event.span),
    });
    json::merge(&mut line, kind_json(&event.kind, source, redactor));
    json::also(&mut line, "type", json::KIND);
    line
}

fn kind_json(kind: &EventKind, source: &Source, redactor: &Redactor) -> Json {
    let show = |text: &Text| redactor.show(text);
    match kind {
        EventKind::Started => json!({ "type": "started" }),
        EventKind::Asked {
            name,
            what,
            attempt,
        } => {
            json!({ "type": "attempt", "name": &**name, "statement": show(what), "attempt": attempt })
        }
        EventKind::Answered {
            name,
            what,
            answer,
            took,
        } => json!({
            "type": "outcome",
            "name": &**name,
            "statement": show(what),
            "outcome": &*answer.outcome,
            "reason": redactor.clean(&answer.reason),
            "confirmed": answer.confirmed.as_ref().map(ToString::to_string),
            "took_ms": ms(*took),
            "exchanges": super::run_json::exchanges(&answer.exchanges, redactor),
        }),
        EventKind::Retrying {
            what,
            outcome,
            retry,
            of,
            after,
            handler,
        } => json!({
            "type": "retrying",
            "statement": show(what),
            "outcome": &**outcome,
            "retry": retry,
            "of": of,
            "after_ms": ms(*after),
            "handler": json::place(source, *handler),
        }),
        EventKind::Handled { outcome, handler } => json!({
            "type": "handled",
            "outcome": &**outcome,
            "handler": json::place(source, *handler),
        }),
        EventKind::Signalling {
            name,
            question,
            at_most,
            ..
        } => json!({
            "type": "signalling",
            "signal": &**name,
            "question": question.as_ref().map(show),
            "at_most_ms": ms(*at_most),
        }),
        EventKind::Waiting { at_most } => json!({ "type": "waiting", "at_most_ms": ms(*at_most) }),
        EventKind::Progress { done, of } => json!({ "type": "progress", "done": done, "of": of }),
        EventKind::Log(text) => json!({ "type": "log", "text": show(text) }),
        EventKind::Emitted(name, value) => {
            json!({ "type": "emitted", "name": &**name, "value": redactor.json(value) })
        }
        EventKind::Abandoned { name, what } => {
            json!({ "type": "abandoned", "name": &**name, "statement": show(what) })
        }
        EventKind::AlsoFailed(end) => {
            let mut json = super::run_json::end(end, source, redactor);
            json["type"] = "cleanup_failed".into();
            json
        }
        EventKind::Ended(end) => {
            let mut json = super::run_json::end(end, source, redactor);
            json["type"] = "ended".into();
            json
        }
    }
}

fn ms(duration: jiff::SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
