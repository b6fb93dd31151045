//! Traces of runs for OpenTelemetry: a span for each run, action and attempt, sent over HTTP as JSON.
//!
//! The form is small and fixed, so that it is written here: OpenTelemetry's own crates bring more than this
//! program has for it, and a runtime of their own. Spans have the names that reports and metrics use, and hold
//! no value of a run.

mod ids;
mod json;
mod run;
mod send;
mod settings;
mod span;

pub use ids::Parent;
pub use send::{Collector, Counts};
pub use settings::Settings;

use crate::program::Program;
use crate::run::Observer;
use crate::run::event::Event;
use crate::value::Text;
use ids::Ids;
use jiff::Timestamp;
use run::RunTrace;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The runs that are traced. What happens in one is told to [`event`](Self::event).
pub struct Traces {
    collector: Collector,
    runs: Mutex<HashMap<Arc<str>, RunTrace>>,
}

impl Traces {
    /// Those that are sent to a collector.
    pub fn new(collector: Collector) -> Self {
        Self {
            collector,
            runs: Mutex::default(),
        }
    }

    /// Traces a run from now on. `began`: when it did, where it goes on; `parent`: what it is a part of, where
    /// who asked for it has said so.
    pub fn add(
        &self,
        run: &Arc<str>,
        (flow, program): (&str, &Program),
        (began, parent): (Option<Timestamp>, Option<Parent>),
    ) {
        let trace = RunTrace::new(Ids::of(run, parent), (flow, program), began);
        self.runs().insert(run.clone(), trace);
    }

    /// It is not traced: it has not begun.
    pub fn remove(&self, run: &str) {
        self.runs().remove(run);
    }

    /// Something has happened in a run.
    pub fn event(&self, run: &Arc<str>, event: &Event) {
        let mut spans = Vec::new();
        let mut runs = self.runs();
        let Some(trace) = runs.get_mut(run) else {
            return;
        };
        if trace.event(run, event, &mut spans) {
            runs.remove(run);
        }
        drop(runs);
        spans.into_iter().for_each(|span| self.collector.push(span));
    }

    /// How many spans were sent, and were not.
    pub fn counts(&self) -> Counts {
        self.collector.counts()
    }

    /// Sends what is left, for no longer than a moment.
    pub async fn end(&self) {
        self.collector.end().await;
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<Arc<str>, RunTrace>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run that other programs trace too, before this one and after it.
pub struct Shared {
    run: Arc<str>,
    trace: RunTrace,
}

impl Shared {
    /// From its beginning on; `parent`: what it is a part of.
    pub fn new(
        run: &Arc<str>,
        of: (&str, &Program),
        (began, parent): (Timestamp, Option<Parent>),
    ) -> Self {
        Self {
            run: run.clone(),
            trace: RunTrace::new(Ids::of(run, parent), of, Some(began)),
        }
    }

    /// Something has happened in it. What is not new was sent before, and is only taken in.
    pub fn event(&mut self, event: &Event, is_new: bool, traces: &Traces) {
        let mut spans = Vec::new();
        self.trace.event(&self.run, event, &mut spans);
        if is_new {
            spans
                .into_iter()
                .for_each(|span| traces.collector.push(span));
        }
    }
}

/// Hears what another observer hears, too.
pub struct Ear {
    /// Who hears it first.
    pub inner: Arc<dyn Observer>,
    /// What is traced.
    pub traces: Arc<Traces>,
    /// The name of the flow, as reports have it.
    pub flow: Arc<str>,
    /// The flow.
    pub program: Arc<Program>,
    /// When the run began, where it goes on.
    pub began: Option<Timestamp>,
}

impl Observer for Ear {
    fn event(&self, run: &Arc<str>, event: &Event) {
        if !self.traces.runs().contains_key(run) {
            let of = (&*self.flow, &*self.program);
            self.traces.add(run, of, (self.began, None));
        }
        self.traces.event(run, event);
        self.inner.event(run, event);
    }

    fn is_full(&self) -> bool {
        self.inner.is_full()
    }

    fn sensitive(&self, run: &Arc<str>, texts: &[Text]) {
        self.inner.sensitive(run, texts);
    }
}
