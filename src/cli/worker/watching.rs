//! Follows the runs of a worker, for traces and counts. Both name flows, systems and actions, and no value.

use super::counts::Counted;
use crate::cli::journal::Note;
use crate::cli::watched::{Log, Metrics, line};
use crate::host::restate::{Attempted, Follow, Follower};
use crate::host::traces::{Parent, Shared, Traces};
use crate::journal::Ending;
use crate::report::text::name;
use crate::report::{Redactor, trace};
use crate::run::event::{Event, RunReport};
use crate::value::Text;
use jiff::Timestamp;
use std::sync::Arc;

/// Where it is told of runs.
pub(super) struct Watching {
    pub traces: Option<Arc<Traces>>,
    pub metrics: Arc<Metrics>,
    pub actions: Arc<Counted>,
    /// Where lines about runs are written, if they are wanted.
    pub log: Option<Arc<Log>>,
}

impl Follower for Watching {
    fn attempt(&self, at: &Attempted<'_>) -> Box<dyn Follow> {
        let file = name(at.program.source.name()).into_owned();
        let flow: Arc<str> = file.strip_suffix(".flow").unwrap_or(&file).into();
        if at.is_first {
            self.metrics.started(&flow, "engine");
        }
        let trace = self.traces.as_ref().map(|traces| {
            let note = Note::read(at.note);
            let parent = note.and_then(|note| Parent::read(note.trace.as_deref()?));
            let of = (&*flow, at.program);
            (traces.clone(), Shared::new(at.run, of, (at.began, parent)))
        });
        Box::new(Watched {
            run: at.run.clone(),
            flow,
            began: at.began,
            trace,
            metrics: self.metrics.clone(),
            actions: self.actions.clone(),
            log: self.log.clone().map(|log| (log, Redactor::new())),
        })
    }
}

/// One attempt.
struct Watched {
    run: Arc<str>,
    flow: Arc<str>,
    began: Timestamp,
    trace: Option<(Arc<Traces>, Shared)>,
    metrics: Arc<Metrics>,
    actions: Arc<Counted>,
    log: Option<(Arc<Log>, Redactor)>,
}

impl Watched {
    fn say(&self, event: &Event) {
        let Some((log, redactor)) = &self.log else {
            return;
        };
        if log.is_json() {
            return log.json(trace::event_json(&self.run, event, &event.source, redactor));
        }
        let of = (&*self.run, &*self.flow, "engine");
        // Not by the event's time: the clock of a run that applies a plan stands.
        let took = Timestamp::now().duration_since(self.began);
        if let Some(line) = line(of, event, (Some(took), redactor)) {
            log.say("run", &line);
        }
    }
}

impl Follow for Watched {
    fn sensitive(&mut self, texts: &[Text]) {
        if let Some((_, redactor)) = &self.log {
            texts.iter().for_each(|text| redactor.register_text(text));
        }
    }

    fn event(&mut self, event: &Event, is_new: bool) {
        if is_new {
            self.say(event);
        }
        if let Some((traces, trace)) = &mut self.trace {
            trace.event(event, is_new, traces);
        }
    }

    fn ended(&mut self, report: &RunReport) {
        let how = Ending::from(&report.end).word();
        let took = Timestamp::now().duration_since(self.began);
        self.metrics.ended(&self.flow, how, Some(took));
        self.metrics.in_doubt(&self.flow, report.in_doubt.len());
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.actions.over(&self.run);
    }
}
