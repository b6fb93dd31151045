//! The gate of the service: how fast actions may be sent, which ones are on their way, and that no more
//! are sent when it stops.

use crate::cli::run::pace::Pace;
use crate::cli::watched::Metrics;
use crate::host::live::Gate;
use crate::run::effect::{Answer, Effect, Request};
use crate::system::Pending;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Knows which actions are on their way. Closed, it sends no more.
pub struct Flight {
    open: Mutex<HashMap<Arc<str>, Instant>>,
    closed: watch::Sender<bool>,
    metrics: Arc<Metrics>,
}

impl Flight {
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            open: Mutex::default(),
            closed: watch::Sender::new(false),
            metrics,
        }
    }

    /// Sends nothing more: runs stay where they are.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// The run has been told how an action ended.
    pub fn landed(&self, effect: &str) {
        self.open().remove(effect);
    }

    /// The run is over: whatever it has not waited for is nobody's any more.
    pub fn over(&self, run: &str) {
        let of = |name: &str| {
            let rest = name.strip_prefix(run);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.open().retain(|name, _| !of(name));
    }

    /// Waits until nothing is on its way any more; whether that was in time.
    pub async fn all_landed(&self, grace: Duration) -> bool {
        let until = tokio::time::Instant::now() + grace;
        while !self.open().is_empty() {
            if tokio::time::Instant::now() > until {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        true
    }

    async fn admit(&self, pace: Option<&Pace>, effect: &Effect) {
        let asked = Instant::now();
        if let Some(pace) = pace {
            pace.admit(effect).await;
        }
        if let Request::Call(call) = &effect.request {
            self.metrics.waited(&call.system, asked.elapsed());
        }
        let mut closed = self.closed.subscribe();
        // Under the lock of those on their way, so that a stop that waits for them sees this one.
        let may = {
            let mut open = self.open();
            let may = !*closed.borrow_and_update();
            if may {
                open.insert(effect.name.clone(), Instant::now());
            }
            may
        };
        if !may {
            std::future::pending::<()>().await;
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Arc<str>, Instant>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The gate of one engine: its profiles have a pace of their own.
pub struct OfEngine {
    pub flight: Arc<Flight>,
    pub pace: Option<Pace>,
}

impl Gate for OfEngine {
    fn admit<'a>(&'a self, effect: &'a Effect) -> Pending<'a, ()> {
        Box::pin(self.flight.admit(self.pace.as_ref(), effect))
    }

    fn answered(&self, effect: &Effect, answer: &Answer) {
        if let Some(pace) = &self.pace {
            pace.answered(effect, answer);
        }
        if let Request::Call(call) = &effect.request {
            let sent = self.flight.open().get(&effect.name).copied();
            let took = sent.map(|sent| sent.elapsed()).unwrap_or_default();
            let of = (&*call.system, &*call.action);
            self.flight.metrics.acted(of, &answer.outcome, took);
        }
    }
}
