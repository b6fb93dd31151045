//! One call at a time, and no call whose answer could be another's.
//!
//! The page's library tells answers apart by the name of the method alone. So a method that was
//! asked and has not answered is closed: until its answer comes, however late, or until the page
//! (or the connection) is a new one and the answer's own time is over.

use super::ask::{Ask, Fault, Transport};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout};

/// The queue before a transport.
#[derive(Debug)]
pub(super) struct Line {
    transport: Arc<dyn Transport>,
    turn: Arc<tokio::sync::Mutex<()>>,
    gate: Arc<Gate>,
    /// How long an answer may take.
    within: Duration,
}

impl Line {
    pub fn new(transport: Arc<dyn Transport>, gate: Arc<Gate>, within: Duration) -> Self {
        Self {
            transport,
            turn: Arc::default(),
            gate,
            within,
        }
    }

    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// Asks, when it is its turn. What has been sent stays sent when the future is dropped, and
    /// keeps its turn and its method until it is answered.
    pub async fn ask(&self, ask: Ask) -> Result<Json, Fault> {
        let turn = self.turn.clone().lock_owned().await;
        self.transport.ready().await?;
        if ask.answered {
            self.gate.enter(ask.name())?;
        }
        let (tell, told) = oneshot::channel();
        let sent = Sent {
            answer: self.transport.send(ask.clone()),
            ask,
            gate: self.gate.clone(),
            within: self.within,
        };
        tokio::spawn(sent.settle(tell, turn));
        let gone = || Fault::CutOff("the program is ending".to_owned());
        told.await.unwrap_or_else(|_| Err(gone()))
    }
}

/// A call on its way.
struct Sent {
    answer: crate::systems::Pending<'static, Result<Json, Fault>>,
    ask: Ask,
    gate: Arc<Gate>,
    within: Duration,
}

impl Sent {
    /// Hands the answer over, or says that there is none in time; then waits for it on.
    async fn settle(
        mut self,
        tell: oneshot::Sender<Result<Json, Fault>>,
        turn: OwnedMutexGuard<()>,
    ) {
        let in_time = timeout(self.within, &mut self.answer).await;
        match in_time {
            Ok(came) => {
                self.leave(&came);
                drop(turn);
                drop(tell.send(came));
            }
            Err(_) => {
                drop(turn);
                drop(tell.send(Err(Fault::Silent(self.within))));
                let late = self.answer.as_mut().await;
                self.leave(&late);
            }
        }
    }

    fn leave(&self, came: &Result<Json, Fault>) {
        if !self.ask.answered {
            return;
        }
        match came {
            Err(Fault::CutOff(_)) => self.gate.hold(self.ask.name(), self.within),
            _ => self.gate.leave(self.ask.name()),
        }
    }
}

/// Which methods may be asked now.
#[derive(Debug, Default)]
pub(super) struct Gate {
    closed: Mutex<HashMap<Arc<str>, Closed>>,
    /// Why nothing may be asked any more.
    spoiled: Mutex<Option<String>>,
}

#[derive(Clone, Copy, Debug)]
enum Closed {
    /// Asked then, and not answered.
    Since(Instant),
    /// Its answer's way is gone; until then it could still come on another.
    Until(Instant),
}

impl Gate {
    /// Closes a method behind a call; says why where it is closed.
    fn enter(&self, method: &Arc<str>) -> Result<(), Fault> {
        if let Some(why) = &*lock(&self.spoiled) {
            return Err(Fault::Closed(why.clone()));
        }
        let mut closed = lock(&self.closed);
        let now = Instant::now();
        match closed.get(method) {
            Some(Closed::Since(asked)) => return Err(unanswered(method, now - *asked)),
            Some(Closed::Until(then)) if *then > now => {
                return Err(on_its_way(method, *then - now));
            }
            _ => {}
        }
        closed.insert(method.clone(), Closed::Since(now));
        Ok(())
    }

    fn leave(&self, method: &str) {
        lock(&self.closed).remove(method);
    }

    fn hold(&self, method: &Arc<str>, time: Duration) {
        let until = Closed::Until(Instant::now() + time);
        lock(&self.closed).insert(method.clone(), until);
    }

    /// Takes in an answer that no call of this connection waits for. Where one was cut off, it is
    /// that one's. Else somebody else's calls are answered here too, and nothing can be told apart
    /// any more.
    pub fn stray(&self, method: &str) {
        if lock(&self.closed).remove(method).is_some() {
            return;
        }
        let why = format!(
            "the toolbar sent an answer of `{method}` that this program did not ask for: another \
             program's answers come here too, and cannot be told from its own; use the page instead"
        );
        lock(&self.spoiled).get_or_insert(why);
    }
}

fn unanswered(method: &str, since: Duration) -> Fault {
    Fault::Closed(format!(
        "not asked: the `{method}` of {} ago has no answer yet, and answers are told apart by the \
         name of the method alone",
        seconds(since)
    ))
}

fn on_its_way(method: &str, left: Duration) -> Fault {
    Fault::Closed(format!(
        "not asked: an earlier `{method}` was cut off, and its answer could still come; it can be \
         asked again in {}",
        seconds(left)
    ))
}

/// A time in messages: `1.5s`.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis}ms"),
        millis => format!("{}s", (millis as f64 / 100.0).round() / 10.0),
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
