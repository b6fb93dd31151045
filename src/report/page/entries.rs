//! Events become what a page lists.

use super::model::{Entry, Sort};
use crate::graph::Seen;
use crate::outcome::Outcome;
use crate::report::redact::Redactor;
use crate::report::text;
use crate::run::effect::Answer;
use crate::run::event::{End, Event, EventKind};
use crate::source::Source;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

/// What happened, in order; what is not answered yet comes last.
pub(super) fn entries(events: &[Event], source: &Source, redactor: &Redactor) -> Vec<Entry> {
    let began = events
        .first()
        .map_or(Timestamp::UNIX_EPOCH, |event| event.at);
    let mut list = List {
        began,
        source,
        redactor,
    };
    let mut entries: Vec<Entry> = events
        .iter()
        .filter_map(|event| list.entry(event))
        .collect();
    entries.extend(list.open(events));
    entries
}

struct List<'a> {
    began: Timestamp,
    source: &'a Source,
    redactor: &'a Redactor,
}

impl List<'_> {
    fn entry(&mut self, event: &Event) -> Option<Entry> {
        let show = |text| self.redactor.show(text);
        Some(match &event.kind {
            EventKind::Answered {
                what, answer, took, ..
            } => self.answered(event, &show(what), answer, *took),
            EventKind::Retrying {
                retry, of, after, ..
            } => {
                let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
                let text = format!("retry {retry}{of} in {}", text::duration(*after));
                self.make(event, Sort::Pause, text, *after)
            }
            EventKind::Handled { outcome, handler } => {
                let line = self.source.line_at_home(handler.start);
                let text = format!("{outcome} is handled in line {line}");
                self.make(event, Sort::Other, text, SignedDuration::ZERO)
            }
            EventKind::Signalling { name, at_most, .. } => {
                let most = text::duration(*at_most);
                let text = format!("waits for signal {name}, at most {most}");
                self.make(event, Sort::Other, text, SignedDuration::ZERO)
            }
            EventKind::Waiting { at_most } => {
                let text = format!("waits {}", text::duration(*at_most));
                self.make(event, Sort::Pause, text, *at_most)
            }
            EventKind::Log(text) => {
                let text = format!("log: {}", show(text));
                self.make(event, Sort::Other, text, SignedDuration::ZERO)
            }
            EventKind::Emitted(name, value) => {
                let text = format!("emit {name}: {}", self.redactor.show_value(value));
                self.make(event, Sort::Other, text, SignedDuration::ZERO)
            }
            EventKind::Abandoned { what, .. } => {
                let text = format!(
                    "{} → Unknown: the run stopped waiting for its answer",
                    show(what)
                );
                self.make(event, Sort::Unknown, text, SignedDuration::ZERO)
            }
            EventKind::AlsoFailed(end) => {
                let text = format!("also {}", word(end));
                self.make(event, Sort::Bad, text, SignedDuration::ZERO)
            }
            EventKind::Ended(end) => {
                let sort = match end {
                    End::Finished { .. } => Sort::Good,
                    _ => Sort::Bad,
                };
                Entry {
                    line: 0,
                    ..self.make(
                        event,
                        sort,
                        format!("the run {}", word(end)),
                        SignedDuration::ZERO,
                    )
                }
            }
            EventKind::Started | EventKind::Asked { .. } | EventKind::Progress { .. } => {
                return None;
            }
        })
    }

    fn answered(&self, event: &Event, what: &str, answer: &Answer, took: SignedDuration) -> Entry {
        let mut text = format!("{what} → {}", answer.outcome);
        if !answer.reason.is_empty() && !answer.is_success() {
            text.push_str(&format!(" ({})", self.redactor.clean(&answer.reason)));
        }
        if let Some(by) = answer.confirmed.as_ref().filter(|by| by.is_worth_telling()) {
            text.push_str(&format!(" ({by})"));
        }
        let sort = match answer.is_success() {
            true => Sort::Good,
            false if answer.outcome == Outcome::UNKNOWN => Sort::Unknown,
            false => Sort::Bad,
        };
        let mut entry = self.make(event, sort, text, took);
        // it is told when it is over
        entry.at_ms = (entry.at_ms - entry.took_ms).max(0);
        let exchanges = answer.exchanges.iter().map(|exchange| {
            format!(
                "{}: {}, after {}",
                self.redactor.clean(&exchange.asked),
                self.redactor.clean(&exchange.answered),
                text::duration(exchange.took)
            )
        });
        entry.more = exchanges.collect();
        entry
    }

    fn make(&self, event: &Event, sort: Sort, text: String, took: SignedDuration) -> Entry {
        Entry {
            sort,
            at_ms: ms(event.at.duration_since(self.began)),
            took_ms: ms(took),
            text,
            more: Vec::new(),
            line: self.source.line_at_home(event.span.start),
        }
    }

    /// What was asked for and has no answer.
    fn open(&self, events: &[Event]) -> Vec<Entry> {
        let over = events.iter().filter_map(|event| match &event.kind {
            EventKind::Answered { name, .. } | EventKind::Abandoned { name, .. } => Some(name),
            _ => None,
        });
        let over: HashSet<_> = over.collect();
        let ended = matches!(
            events.last().map(|event| &event.kind),
            Some(EventKind::Ended(_))
        );
        let open = events.iter().filter_map(|event| match &event.kind {
            EventKind::Asked { name, what, .. } if !over.contains(name) && !ended => {
                let text = format!("{}: no answer yet", self.redactor.show(what));
                Some(self.make(event, Sort::Other, text, SignedDuration::ZERO))
            }
            _ => None,
        });
        open.collect()
    }
}

pub(super) fn ms(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn word(end: &End) -> &'static str {
    match end {
        End::Finished { .. } => "succeeded",
        End::Failed(_) => "failed",
        End::Cancelled => "was cancelled",
        End::Faulted(_) => "stopped",
    }
}

/// Counts an event, for the picture of its flow.
pub fn see(seen: &mut Seen, event: &Event) {
    let at = event.span.start;
    match &event.kind {
        EventKind::Answered { answer, .. } => seen.outcome(at, &answer.outcome, 1),
        EventKind::Retrying { handler, .. } | EventKind::Handled { handler, .. } => {
            seen.handler(handler.start, 1);
        }
        EventKind::Log(_)
        | EventKind::Emitted(..)
        | EventKind::Waiting { .. }
        | EventKind::Signalling { .. } => seen.other(at, 1),
        _ => {}
    }
}
