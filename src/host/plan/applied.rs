//! A system that does what was planned, and nothing else.

use super::expected::as_planned;
use super::place::Place;
use super::step::{Planned, Sighting, Step};
use crate::catalogue::{Action, Opens, SystemEntry};
use crate::host::look::{Looker, Seen, refusal};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Call};
use crate::system::{Pending, System};
use crate::value::Record;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What is said of a write that no plan holds.
const NOT_PLANNED: &str = "it is not in the plan, so nothing was sent";

/// The steps of a run by their places.
pub type Steps = HashMap<Place, Step>;

/// A connection that is told what was planned.
pub struct Applied {
    inner: Arc<dyn System>,
    /// By the row that the run is for; 0 where there are no rows.
    runs: Arc<HashMap<u64, Steps>>,
    looker: Arc<Looker>,
    /// What this run has left open: closing it again is never refused.
    open: Mutex<HashSet<(String, Arc<str>)>>,
}

impl Applied {
    /// A connection for these runs.
    pub fn new(
        inner: Arc<dyn System>,
        runs: Arc<HashMap<u64, Steps>>,
        looker: Arc<Looker>,
    ) -> Self {
        Self {
            inner,
            runs,
            looker,
            open: Mutex::default(),
        }
    }

    /// What was done before this connection was made: what it has left open may be closed.
    pub fn has_done(&self, call: &Call, key: &str) {
        let entry = self.inner.entry();
        if let Some(action) = entry.action(&call.action) {
            self.leave_open(action, call, key);
        }
    }

    /// The steps of planned runs, to be found by their rows and places.
    pub fn steps<'a>(
        runs: impl IntoIterator<Item = (u64, &'a Planned)>,
    ) -> Arc<HashMap<u64, Steps>> {
        let by_place = |planned: &Planned| {
            let steps = planned.steps.iter().filter_map(|step| match step {
                Step::Read { place, .. } | Step::Write { place, .. } => {
                    Some((place.clone(), step.clone()))
                }
                Step::Assumed { .. } => None,
            });
            steps.collect()
        };
        let runs = runs.into_iter();
        Arc::new(
            runs.map(|(row, planned)| (row, by_place(planned)))
                .collect(),
        )
    }

    fn planned(&self, key: &str) -> Option<&Step> {
        let run = Place::run(key);
        let row = run.rsplit_once('-').and_then(|(_, row)| row.parse().ok());
        let steps = row.and_then(|row| self.runs.get(&row));
        steps.or_else(|| self.runs.get(&0))?.get(&Place::of(key))
    }

    async fn read(&self, call: &Call, key: &str) -> Answer {
        let entry = self.inner.entry();
        // Who acts, and in which session, is a matter of the day.
        let provides = entry
            .action(&call.action)
            .is_some_and(|action| action.outputs.iter().any(|output| output.provides));
        match self.planned(key) {
            Some(Step::Read {
                call: then, answer, ..
            }) if !provides && then.action == call.action && then.system == call.system => {
                answer.clone()
            }
            _ => self.inner.perform(call, key).await,
        }
    }

    async fn write(&self, call: &Call, key: &str) -> Answer {
        let entry = self.inner.entry().clone();
        let Some(action) = entry.action(&call.action) else {
            return self.inner.perform(call, key).await;
        };
        let planned = match self.planned(key) {
            Some(Step::Write {
                call: then,
                sighting,
                ..
            }) => as_planned(action, call, then).map(|call| (call, sighting.as_ref())),
            _ => None,
        };
        let (sent, sighting) = match planned {
            Some(planned) => planned,
            None if self.closes(action, call, key) => (call.clone(), None),
            None => return Answer::withheld(Outcome::REJECTED, NOT_PLANNED),
        };
        if let Some(refused) = self.has_changed(action, &sent, sighting).await {
            return refused;
        }
        let answer = self.inner.perform(&sent, key).await;
        if answer.is_success() || answer.outcome == Outcome::UNKNOWN {
            self.leave_open(action, &sent, key);
        }
        answer
    }

    /// Looks at the thing again, and says how it has changed, if it has.
    async fn has_changed(
        &self,
        action: &Action,
        call: &Call,
        then: Option<&Sighting>,
    ) -> Option<Answer> {
        let then = then?;
        if let Some(left) = &then.left {
            let (seen, changed) = self.looker.changed(&*self.inner, left).await?;
            let why = changed?;
            return Some(Answer::withheld(refusal(action, &seen), why));
        }
        let (thing, id, now) = self.looker.look(&*self.inner, action, &call.args).await?;
        if now == then.seen {
            return None;
        }
        let why = match &now {
            Seen::Unseen => format!(
                "{thing} {} was {} when the plan was made, and {} does not show it now",
                &*id.said(),
                then.seen.words(),
                self.inner.entry().title
            ),
            now => format!(
                "{thing} {} was {} when the plan was made, and is {} now",
                &*id.said(),
                then.seen.words(),
                now.words()
            ),
        };
        Some(Answer::withheld(refusal(action, &now), why))
    }

    /// Whether the action closes what this run has opened: nobody is left on hold for the plan's sake.
    fn closes(&self, action: &Action, call: &Call, key: &str) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut closes = action.closes.iter();
        closes.any(|what| {
            let of = self.opener(what);
            let mark = mark(key, of.as_deref(), &call.args);
            open.contains(&(mark, what.clone()))
        })
    }

    fn leave_open(&self, action: &Action, call: &Call, key: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for opens in action.opened() {
            let mark = mark(key, which(action, opens), &call.args);
            open.insert((mark, opens.what.clone()));
        }
    }

    /// The parameter that says which thing is open, of an action that opens such a thing.
    fn opener(&self, what: &str) -> Option<Arc<str>> {
        let mut actions = self.inner.entry().actions.iter();
        let opens = actions.find_map(|action| {
            let opens = action.opened().find(|opens| *opens.what == *what)?;
            let by = opens.by.as_deref();
            Some(by.or_else(|| which(action, opens)))
        });
        opens?.map(Into::into)
    }
}

/// The parameter that says which thing an action opens. What only its answer names is not known here,
/// and counts as the only one.
fn which<'a>(action: &Action, opens: &'a Opens) -> Option<&'a str> {
    let of = opens.of.as_deref()?;
    action.param(of).map(|_| of)
}

/// Which thing of which run.
fn mark(key: &str, of: Option<&str>, args: &Record) -> String {
    let id = of.and_then(|of| args.get(of));
    let id = id.map(|id| id.said().to_string()).unwrap_or_default();
    format!("{} {id}", Place::run(key))
}

impl System for Applied {
    fn entry(&self) -> &Arc<SystemEntry> {
        self.inner.entry()
    }

    fn inner(&self) -> Option<&dyn System> {
        Some(&*self.inner)
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        match call.reads {
            true => Box::pin(self.read(call, key)),
            false => Box::pin(self.write(call, key)),
        }
    }
}
