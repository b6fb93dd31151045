//! Runs are collected while they go on, or out of a journal, and become a page.

use super::entries::{entries, ms, see};
use super::model::{Detail, Doubt, Flow, Page, Run, State};
use crate::graph::{self, Seen};
use crate::program::Program;
use crate::report::redact::Redactor;
use crate::run::event::{End, Event, EventKind, RunReport};
use jiff::Timestamp;
use std::sync::Arc;

/// So many runs that did not go well are shown with all that happened in them; a page of thousands
/// must still open at once.
const IN_FULL: usize = 200;
/// Up to so many runs are all shown in full.
const FEW: usize = 20;
/// So many bytes they may take, so that a page of ten thousand contacts stays below two megabytes.
const ROOM: usize = 400_000;
const ROOM_OF_FEW: usize = 1_500_000;
/// So much of one run is shown: a loop can do anything thousands of times.
const LONGEST: usize = 400;

/// Collects runs.
pub struct Collect {
    redactor: Redactor,
    flows: Vec<(Arc<Program>, Seen)>,
    runs: Vec<Run>,
    /// How many runs there will be, as far as that is known.
    expected: usize,
    in_full: usize,
    /// How much may still be shown in full, in bytes of the page.
    room: usize,
}

/// A run that is over, or as far as it is.
pub struct Started<'a> {
    pub title: String,
    /// Its place in the list.
    pub number: u64,
    pub events: &'a [Event],
    /// What was there before them, and is in mind no more.
    pub dropped: Dropped,
    /// Where it is over.
    pub report: Option<&'a RunReport>,
    /// Why it failed, as people are told it; it is asked for only where it is shown.
    pub failure: &'a dyn Fn() -> String,
    /// The writes in doubt, and what to type when it is known what came of them.
    pub doubts: Vec<Doubt>,
    /// How it stands, where that is not how it ended: a test passes if its run fails as expected.
    pub state: Option<State>,
}

/// Events of a run that are not kept in mind.
#[derive(Clone, Copy, Default, Debug)]
pub struct Dropped {
    events: usize,
    attempts: usize,
}

impl Dropped {
    /// One more.
    pub fn count(&mut self, event: &Event) {
        self.events += 1;
        self.attempts += usize::from(is_attempt(event));
    }
}

fn is_attempt(event: &Event) -> bool {
    matches!(event.kind, EventKind::Asked { .. })
}

impl Collect {
    pub fn new(redactor: &Redactor, expected: usize) -> Self {
        Self {
            redactor: redactor.clone(),
            flows: Vec::new(),
            runs: Vec::new(),
            expected,
            in_full: 0,
            room: if expected <= FEW { ROOM_OF_FEW } else { ROOM },
        }
    }

    /// The number of a flow.
    fn flow(&mut self, program: &Arc<Program>) -> usize {
        let known = |(one, _): &(Arc<Program>, Seen)| {
            Arc::ptr_eq(one, program) || one.source == program.source
        };
        if let Some(known) = self.flows.iter().position(known) {
            return known;
        }
        self.flows.push((program.clone(), Seen::of_runs()));
        self.flows.len() - 1
    }

    /// Adds a run.
    pub fn add(&mut self, program: &Arc<Program>, started: Started<'_>) {
        let flow = self.flow(program);
        let seen = &mut self.flows[flow].1;
        started.events.iter().for_each(|event| see(seen, event));
        let known = || state(started.report, !started.doubts.is_empty());
        let state = started.state.unwrap_or_else(known);
        let few = self.expected <= FEW;
        let wanted = few || (state != State::Succeeded && self.in_full < IN_FULL);
        let shown = wanted && self.room > 0;
        self.in_full += usize::from(shown && !few);
        let run = self.run(program, flow, state, started, shown);
        let bytes = run.detail.as_ref().map_or(0, size);
        self.room = self.room.saturating_sub(bytes);
        self.runs.push(run);
    }

    /// Adds a run of which no more is known than how it stands.
    pub fn add_bare(&mut self, program: &Arc<Program>, run: Run) {
        let flow = self.flow(program);
        self.runs.push(Run { flow, ..run });
    }

    fn run(
        &self,
        program: &Program,
        flow: usize,
        state: State,
        started: Started<'_>,
        shown: bool,
    ) -> Run {
        let events = started.events;
        let first = events.first().map(|event| event.at);
        let last = events.last().map(|event| event.at);
        let began = started.report.map(|report| report.started).or(first);
        let began = began.unwrap_or(Timestamp::UNIX_EPOCH);
        let ended = started.report.map(|report| report.ended).or(last);
        let (outcome, action) = self.failed_at(started.report, events);
        let dropped = started.dropped;
        let attempts = events.iter().filter(|event| is_attempt(event)).count();
        Run {
            title: started.title,
            number: started.number,
            flow,
            state,
            outcome,
            action,
            began,
            took_ms: ended.map_or(0, |ended| ms(ended.duration_since(began))),
            attempts: (attempts + dropped.attempts) as u64,
            detail: shown.then(|| {
                let mut all = entries(events, &program.source, &self.redactor);
                let more = all.len().saturating_sub(LONGEST);
                // the end says most of what went wrong
                all.drain(..more);
                let results = started.report.map(|report| &report.results);
                let results = results
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name.to_string(), self.redactor.show_value(value)));
                Detail {
                    earlier: more + dropped.events,
                    uncounted: dropped.events > 0,
                    entries: all,
                    failure: (started.failure)(),
                    results: results.collect(),
                    doubts: started.doubts,
                }
            }),
        }
    }

    /// The outcome that a run failed with, and the action; the last action of one that did not.
    fn failed_at(&self, report: Option<&RunReport>, events: &[Event]) -> (String, String) {
        if let Some(End::Failed(failure)) = report.map(|report| &report.end) {
            let what = self.redactor.show(&failure.what);
            return (failure.outcome.to_string(), what);
        }
        let last = events.iter().rev().find_map(|event| match &event.kind {
            EventKind::Answered { what, .. } => Some(self.redactor.show(what)),
            _ => None,
        });
        (String::new(), last.unwrap_or_default())
    }

    /// The page of what has been collected.
    pub fn page(mut self, lead: Vec<String>, unit: &'static str) -> Page {
        self.runs.sort_by_key(|run| run.number);
        let redactor = &self.redactor;
        let show = |text: &str| redactor.clean_written(text).into_owned();
        let many = self.runs.iter().filter(|run| run.detail.is_some()).count();
        let whole = many == self.runs.len();
        let flows = self.flows.iter().map(|(program, seen)| {
            let source = &program.source;
            let graph = graph::graph(program, &show);
            let seen = Some(seen).filter(|seen| whole || !seen.is_empty());
            let text = source.text().trim_end_matches(['\n', '\r', ' ']);
            let last = source.line_of(u32::try_from(text.len()).unwrap_or(u32::MAX));
            let lines = 1..=last;
            Flow {
                name: crate::report::text::name(source.name()).into_owned(),
                lines: lines
                    .map(|line| show(source.slice(source.line_span(line))))
                    .collect(),
                picture: graph::picture(&graph, source, seen),
                said: graph::said(&graph, source, seen),
            }
        });
        let flows: Vec<Flow> = flows.collect();
        let names: Vec<&str> = flows.iter().map(|flow| flow.name.as_str()).collect();
        Page {
            title: names.join(", "),
            lead,
            unit,
            flows,
            runs: self.runs,
            made: Timestamp::now(),
        }
    }
}

fn state(report: Option<&RunReport>, doubt: bool) -> State {
    let Some(report) = report else {
        return State::Open;
    };
    if doubt || !report.in_doubt.is_empty() {
        return State::Doubt;
    }
    match &report.end {
        End::Finished { .. } => State::Succeeded,
        End::Failed(_) => State::Failed,
        End::Cancelled => State::Cancelled,
        End::Faulted(_) => State::Stopped,
    }
}

/// About how many bytes of a page it takes, with what stands around its texts.
fn size(detail: &Detail) -> usize {
    let around = 350;
    let entries = detail.entries.iter().map(|entry| {
        let more: usize = entry.more.iter().map(|more| more.len() + 10).sum();
        2 * entry.text.len() + more + around
    });
    entries.sum::<usize>() + detail.failure.len() + around
}
