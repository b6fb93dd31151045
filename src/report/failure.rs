//! How a run ended, for people: the same form as a finding of the checker, with what was tried.

use super::advice;
use super::look::Style;
use super::people::{Note, People};
use super::text;
use super::title::title;
use crate::diagnostic::Severity;
use crate::outcome::Outcome;
use crate::run::event::{Attempt, End, Failure, Fault, LeftOpen, RunReport};
use crate::source::{Source, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Attempts shown in full; of more, the first ones and the last are.
const SHOWN: usize = 6;

/// Things left open that are shown each by itself: of a long loop there may be hundreds.
const LEFT: usize = 5;

impl People<'_> {
    /// Everything there is to say about a run that did not reach its end, and about writes whose
    /// fate nobody knows; empty for one that went well.
    pub fn run(&self, source: &Source, report: &RunReport) -> String {
        let mut text = match (&report.end, report.undone.is_empty()) {
            (End::Cancelled, false) => String::new(),
            (End::Cancelled, true) => self.cancelled(report.cleaned_up),
            (end, _) => self.end(source, end),
        };
        for end in &report.also {
            text.push('\n');
            text.push_str(&self.end(source, end));
        }
        if !report.undone.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.undone(source, report));
        }
        if !told_already(report) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.unknown(report));
        }
        for left in self.left_open(source, &report.left_open) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&left);
        }
        text
    }

    fn end(&self, source: &Source, end: &End) -> String {
        match end {
            End::Finished { .. } => String::new(),
            End::Failed(failure) => self.failure(source, failure),
            End::Faulted(fault) => self.fault(source, fault),
            End::Cancelled => self.cancelled(true),
        }
    }

    fn cancelled(&self, cleaned_up: bool) -> String {
        let title = match cleaned_up {
            true => "the run was cancelled; `always` has run",
            false => "the run was cancelled",
        };
        self.message(Severity::Warning, title, None)
    }

    /// What the run has opened and is still open, one message each: nothing else will close it.
    fn left_open(&self, source: &Source, left: &[LeftOpen]) -> Vec<String> {
        let shown = left.iter().take(LEFT).map(|one| {
            let opened = match one.certain {
                true => "opened here",
                false => "may be open since this statement",
            };
            self.note(Note {
                code: None,
                severity: Severity::Warning,
                message: text::in_a_line(&self.redactor.show(&one.what)).into_owned(),
                source: Some(source),
                labels: vec![(one.span, opened.to_owned())],
                why: one.harm.as_deref().map(str::to_owned),
                help: Some(format!("{} by hand", one.close)),
            })
        });
        let mut notes: Vec<String> = shown.collect();
        if let Some(more @ 1..) = left.len().checked_sub(LEFT) {
            let title = format!("{more} more like these are still open");
            notes.push(self.message(Severity::Warning, &title, None));
        }
        notes
    }

    /// What a run that was ended at once has left as it was.
    fn undone(&self, source: &Source, report: &RunReport) -> String {
        let label = |span: &Span| (*span, "its `always` did not finish".to_owned());
        self.note(Note {
            code: None,
            severity: Severity::Warning,
            message:
                "the run was stopped immediately: the clean-up under `always` was not finished"
                    .into(),
            source: Some(source),
            labels: report.undone.iter().map(label).collect(),
            why: None,
            help: Some("do the clean-up by hand".into()),
        })
    }

    fn failure(&self, source: &Source, failure: &Failure) -> String {
        let mut text = self.note(Note {
            code: None,
            severity: Severity::Error,
            message: match nowhere(failure) {
                true => format!(
                    "{}: {}",
                    title(failure, self.redactor),
                    self.redactor.reason(&failure.reason)
                ),
                false => title(failure, self.redactor),
            },
            source: (!nowhere(failure)).then_some(source),
            labels: self.labels(failure),
            why: None,
            help: None,
        });
        text.push_str(&self.tried(&failure.attempts));
        let help = advice::for_failure(failure, self.catalogue, self.redactor);
        if !help.is_empty() {
            text.push_str(&self.section("help: ", &help));
        }
        text
    }

    fn fault(&self, source: &Source, fault: &Fault) -> String {
        // A journal that is lost, or a run that goes on elsewhere, stops no statement.
        let is_at_one = fault.span != Span::default();
        let label = || (fault.span, "the flow stopped here".to_owned());
        self.note(Note {
            code: None,
            severity: Severity::Error,
            message: text::in_a_line(&self.redactor.show(&fault.message)).into_owned(),
            source: is_at_one.then_some(source),
            labels: is_at_one.then(label).into_iter().collect(),
            why: None,
            help: fault.help.clone(),
        })
    }

    fn unknown(&self, report: &RunReport) -> String {
        let in_doubt = report.in_doubt.iter();
        let list: Vec<String> = in_doubt
            .map(|doubt| text::in_a_line(&self.redactor.show(&doubt.what)).into_owned())
            .collect();
        let title = format!(
            "unknown result: {} may have taken effect: {}",
            text::count(list.len(), "action", "actions"),
            list.join(", ")
        );
        let help = "check in the vendor's desktop or reports before you run this again: a \
             second run could repeat them";
        self.message(Severity::Warning, &title, Some(help))
    }

    /// Every attempt: when, how it ended, and what went over the wire.
    fn tried(&self, attempts: &[Attempt]) -> String {
        let (Some(first), Some(last)) = (attempts.first(), attempts.last()) else {
            return String::new();
        };
        let mut lines = vec![summary(attempts, first, last)];
        let skipped = attempts.len().saturating_sub(SHOWN);
        for (index, attempt) in attempts.iter().enumerate() {
            if skipped > 0 && (SHOWN / 2..SHOWN / 2 + skipped).contains(&index) {
                if index == SHOWN / 2 {
                    lines.push(format!("… {skipped} more like these …"));
                }
                continue;
            }
            self.attempt(index + 1, attempt, &mut lines);
        }
        self.lines("tried: ", &lines)
    }

    fn attempt(&self, number: usize, attempt: &Attempt, lines: &mut Vec<String>) {
        let at = self.clock(attempt.at);
        let mut line = format!("{number}. {at}  {}", attempt.outcome);
        if !attempt.reason.is_empty() && &*attempt.outcome != "Success" {
            line.push_str(&format!(" ({})", self.redactor.clean(&attempt.reason)));
        }
        lines.push(line);
        for exchange in &attempt.exchanges {
            lines.push(format!(
                "   {}: {}, after {}",
                self.redactor.clean(&exchange.asked),
                self.redactor.clean(&exchange.answered),
                text::duration(exchange.took)
            ));
        }
    }

    fn clock(&self, at: Timestamp) -> String {
        let zone = self.zone.clone().unwrap_or_else(TimeZone::system);
        let local = at.to_zoned_datetime(zone);
        local.strftime("%H:%M:%S%.3f").to_string()
    }

    /// Lines under a word, each cut where the width ends.
    fn lines(&self, word: &str, lines: &[String]) -> String {
        let mut text = String::new();
        for (index, line) in lines.iter().enumerate() {
            let head = match index {
                0 => self.look.paint(Style::Name, word),
                _ => " ".repeat(word.len()),
            };
            let line = text::in_a_line(line.trim_end());
            text.push_str(&format!("  {head}{line}\n"));
        }
        text
    }

    /// A text under a word, wrapped.
    fn section(&self, word: &str, body: &str) -> String {
        let width = self.look.width.saturating_sub(word.len() + 3).max(30);
        let lines: Vec<String> = body
            .lines()
            .flat_map(|line| text::wrap(line, width))
            .collect();
        self.lines(word, &lines)
    }
}

/// Whether it failed before any line of the script was reached.
fn nowhere(failure: &Failure) -> bool {
    failure.span.is_empty() && failure.action.is_none()
}

/// Whether nothing is unknown but the very call that ended the run, which has been told.
fn told_already(report: &RunReport) -> bool {
    match (&report.end, report.in_doubt.as_slice()) {
        (_, []) => true,
        (End::Failed(failure), [doubt]) => {
            let last = failure.attempts.last().map(|attempt| attempt.at);
            failure.outcome == Outcome::UNKNOWN
                && failure.span == doubt.span
                && last == Some(doubt.at)
        }
        _ => false,
    }
}

impl People<'_> {
    fn labels(&self, failure: &Failure) -> Vec<(crate::source::Span, String)> {
        let mut labels = Vec::new();
        if nowhere(failure) {
            return labels;
        }
        let by_itself = failure.by == Some(failure.span) || failure.what.is_empty();
        let first = match (by_itself, failure.reason.is_empty()) {
            (true, _) => "the run ended here".to_owned(),
            (false, true) => failure.outcome.to_string(),
            (false, false) => {
                format!(
                    "{}: {}",
                    failure.outcome,
                    self.redactor.reason(&failure.reason)
                )
            }
        };
        labels.push((failure.span, first));
        if let Some(by) = failure.by.filter(|by| *by != failure.span) {
            labels.push((by, "this handler ended the run".into()));
        }
        for through in &failure.through {
            labels.push((*through, "in this step or block".into()));
        }
        labels
    }
}

fn summary(attempts: &[Attempt], first: &Attempt, last: &Attempt) -> String {
    let took = last.at.duration_since(first.at);
    match attempts.len() {
        1 => "once".into(),
        count => format!("{count} times in {}", text::duration(took)),
    }
}
