//! What is told of a run while it goes on.

use super::jobs::Job;
use super::seen::Seen;
use crate::clock;
use crate::report::text::in_a_line;
use crate::report::trace::{self, Detail};
use crate::report::{Printer, Style};
use crate::run::event::{Event, EventKind};
use crate::source::Source;
use crate::value::Text;
use jiff::Timestamp;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Lines after which a story is told no further: what goes wrong is in the report anyway.
const LONGEST_STORY: usize = 60;

/// How a run is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Telling {
    /// Its log alone.
    Quiet,
    Lines(Detail),
    /// Line by line, for programs.
    Json,
    /// Nothing: its log goes into the document at the end.
    Silent,
}

/// Watches one run.
pub(super) struct Watch {
    printer: Printer,
    source: Arc<Source>,
    label: Option<String>,
    row: Option<usize>,
    telling: Telling,
    /// Whether the run's clock stands: its events are told at the time when they come.
    stands: bool,
    started: OnceLock<Timestamp>,
    told: AtomicUsize,
    seen: Arc<Seen>,
}

impl Watch {
    pub fn new(printer: &Printer, source: &Arc<Source>, job: &Job, telling: Telling) -> Self {
        Self {
            printer: printer.clone(),
            source: source.clone(),
            label: job.label.clone(),
            row: job.number(),
            telling,
            stands: job.planned.is_some(),
            started: OnceLock::new(),
            told: AtomicUsize::new(0),
            seen: Arc::default(),
        }
    }

    /// What the run did until now.
    pub fn seen(&self) -> Arc<Seen> {
        self.seen.clone()
    }

    /// What the run is called where there are several.
    pub fn label(&self) -> Option<&String> {
        self.label.as_ref()
    }

    /// An event as it is told.
    pub fn timed(&self, event: &Event) -> Event {
        let at = match self.stands {
            true => clock::now(),
            false => event.at,
        };
        Event {
            at,
            ..event.clone()
        }
    }

    /// Counts what happened.
    pub fn look(&self, event: &Event) {
        self.seen.look(event);
    }

    fn lines(&self, event: &Event, detail: Detail) {
        let started = *self.started.get_or_init(|| event.at);
        let telling = trace::Telling {
            detail,
            look: self.printer.look(),
            redactor: self.printer.redactor(),
        };
        for line in telling.lines(event, started, &self.source) {
            let told = self.told.fetch_add(1, Ordering::Relaxed);
            match (detail, told) {
                (Detail::Story, LONGEST_STORY) => self.note("  … (--trace prints everything)"),
                (Detail::Story, told) if told > LONGEST_STORY => {}
                _ => self.note(&line),
            }
        }
    }

    fn note(&self, line: &str) {
        match &self.label {
            Some(label) => {
                let label = self.printer.look().paint(Style::Faint, label);
                self.printer.note(&format!("{label}: {line}"));
            }
            None => self.printer.note(line),
        }
    }

    fn log(&self, text: &Text) {
        let text = self.printer.redactor().show(text);
        let text = in_a_line(&text);
        match &self.label {
            Some(label) => self.printer.result(&format!("{label}: {text}")),
            // GitHub Actions takes a line that begins so for a command
            None if text.trim_start().starts_with("::") => {
                self.printer.result(&format!("log: {text}"));
            }
            None => self.printer.result(&text),
        }
    }

    /// The line at the bottom of a terminal: what is waited for right now.
    fn progress(&self, event: &Event) {
        if self.label.is_some() || self.telling != Telling::Lines(Detail::Story) {
            return;
        }
        match &event.kind {
            EventKind::Asked { what, .. } => {
                let what = self.printer.redactor().show(what);
                self.printer.progress(&format!("        {what} …"));
            }
            EventKind::Progress { done, of } => {
                self.printer
                    .progress(&format!("        {done} of {of} done"));
            }
            EventKind::Retrying { .. } | EventKind::Waiting { .. } => {
                self.printer.progress("        waiting …");
            }
            EventKind::Answered { .. } | EventKind::Ended(_) => self.printer.progress(""),
            _ => {}
        }
    }
}

impl Watch {
    /// Whether anything is told of an event at all: what is not need not be kept.
    pub fn is_told(&self, event: &Event) -> bool {
        match self.telling {
            Telling::Json | Telling::Lines(_) => true,
            Telling::Quiet => matches!(event.kind, EventKind::Log(_)),
            Telling::Silent => false,
        }
    }

    pub fn tell(&self, run: &str, event: &Event) {
        match self.telling {
            Telling::Json => {
                let redactor = self.printer.redactor();
                let mut line = trace::event_json(run, event, &self.source, redactor);
                line["row"] = self.row.into();
                self.printer.json_note(&line);
            }
            Telling::Silent => {}
            telling => {
                self.progress(event);
                match (&event.kind, telling) {
                    (EventKind::Log(text), _) => self.log(text),
                    (_, Telling::Lines(detail)) => self.lines(event, detail),
                    _ => {}
                }
            }
        }
    }
}
