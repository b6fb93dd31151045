//! Counts the actions of a worker: how long each waited for its turn, and what came of it.

use super::gate::Shared;
use crate::cli::watched::Metrics;
use crate::host::live::Gate;
use crate::run::effect::{Answer, Effect, Request};
use crate::system::Pending;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The gate of a worker: what its budgets admit is counted.
pub(super) struct Counted {
    budgets: Option<Shared>,
    metrics: Arc<Metrics>,
    /// Actions that were admitted and not answered, by their names.
    open: Mutex<HashMap<Arc<str>, Instant>>,
}

impl Counted {
    pub fn new(budgets: Option<Shared>, metrics: Arc<Metrics>) -> Self {
        Self {
            budgets,
            metrics,
            open: Mutex::default(),
        }
    }

    /// An attempt at a run is over: whatever it has not been told is another worker's, or nobody's.
    pub fn over(&self, run: &str) {
        let of = |name: &str| {
            let rest = name.strip_prefix(run);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.open().retain(|name, _| !of(name));
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Arc<str>, Instant>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gate for Counted {
    fn admit<'a>(&'a self, effect: &'a Effect) -> Pending<'a, ()> {
        Box::pin(async move {
            let asked = Instant::now();
            if let Some(budgets) = &self.budgets {
                budgets.admit(effect).await;
            }
            if let Request::Call(call) = &effect.request {
                self.metrics.waited(&call.system, asked.elapsed());
                self.open().insert(effect.name.clone(), Instant::now());
            }
        })
    }

    fn answered(&self, effect: &Effect, answer: &Answer) {
        if let Some(budgets) = &self.budgets {
            budgets.answered(effect, answer);
        }
        if let Request::Call(call) = &effect.request {
            let sent = self.open().remove(&effect.name);
            let took = sent.map(|sent| sent.elapsed()).unwrap_or_default();
            let of = (&*call.system, &*call.action);
            self.metrics.acted(of, &answer.outcome, took);
        }
    }
}
