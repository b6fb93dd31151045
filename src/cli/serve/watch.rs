//! Watches the runs of the service: for the log, the metrics, and the actions on their way.

use super::flight::Flight;
use crate::cli::watched::{Log, Metrics, line};
use crate::host::traces::Traces;
use crate::journal::Ending;
use crate::report::{Redactor, trace};
use crate::run::Observer;
use crate::run::event::{Event, EventKind, RunReport};
use crate::value::Text;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Who watches which run.
pub struct Watches {
    log: Arc<Log>,
    runs: Mutex<HashMap<Arc<str>, Arc<Watch>>>,
}

impl Watches {
    pub fn new(log: Arc<Log>) -> Self {
        Self {
            log,
            runs: Mutex::default(),
        }
    }

    /// Watches a run that is about to begin.
    pub fn add(&self, run: &Arc<str>, watch: Watch) {
        self.runs().insert(run.clone(), Arc::new(watch));
    }

    /// A run is over.
    pub fn over(&self, report: &RunReport) {
        if let Some(watch) = self.runs().remove(&report.run) {
            watch.metrics.in_doubt(&watch.flow, report.in_doubt.len());
        }
    }

    /// A run has not begun.
    pub fn remove(&self, run: &str) {
        self.runs().remove(run);
    }

    fn of(&self, run: &str) -> Option<Arc<Watch>> {
        self.runs().get(run).cloned()
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<Arc<str>, Arc<Watch>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Watches {
    fn event(&self, run: &Arc<str>, event: &Event) {
        if let Some(watch) = self.of(run) {
            watch.event(run, event);
        }
    }

    fn is_full(&self) -> bool {
        self.log.is_full()
    }

    fn sensitive(&self, run: &Arc<str>, texts: &[Text]) {
        if let Some(watch) = self.of(run) {
            let redactor = &watch.redactor;
            texts.iter().for_each(|text| redactor.register_text(text));
        }
    }
}

/// Watches one run. It knows the values of this run alone: they go with it.
pub struct Watch {
    pub flow: Arc<str>,
    /// By what the run was started.
    pub by: Arc<str>,
    /// The same, as the metrics have it: without names.
    pub kind: &'static str,
    pub log: Arc<Log>,
    pub metrics: Arc<Metrics>,
    pub flight: Arc<Flight>,
    pub traces: Option<Arc<Traces>>,
    pub redactor: Redactor,
    pub started: OnceLock<Timestamp>,
}

impl Watch {
    fn event(&self, run: &Arc<str>, event: &Event) {
        if let Some(traces) = &self.traces {
            traces.event(run, event);
        }
        if event.kind == EventKind::Started {
            let _ = self.started.set(event.at);
        }
        self.count(run, event);
        if self.log.is_json() {
            let line = trace::event_json(run, event, &event.source, &self.redactor);
            return self.log.json(line);
        }
        if let Some(line) = self.line(run, event) {
            self.log.say("run", &line);
        }
    }

    fn count(&self, run: &str, event: &Event) {
        match &event.kind {
            EventKind::Started => self.metrics.started(&self.flow, self.kind),
            EventKind::Answered { name, .. } | EventKind::Abandoned { name, .. } => {
                self.flight.landed(name);
            }
            EventKind::Retrying { outcome, .. } => self.metrics.retried(&self.flow, outcome),
            EventKind::Ended(end) => {
                self.flight.over(run);
                let began = self.started.get();
                let took = began.map(|began| event.at.duration_since(*began));
                self.metrics
                    .ended(&self.flow, Ending::from(end).word(), took);
            }
            _ => {}
        }
    }

    /// The line for people; most events have none.
    fn line(&self, run: &str, event: &Event) -> Option<String> {
        let of = (run, &*self.flow, &*self.by);
        let began = self.started.get();
        let took = began.map(|began| event.at.duration_since(*began));
        line(of, event, (took, &self.redactor))
    }
}
