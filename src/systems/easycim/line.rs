//! One call at a time, and no call whose answer could be another's.
//!
//! The page's library tells answers apart by the name of the method alone. So a method that was
//! asked and has not answered is closed: until its answer comes, however late, or until the page
//! (or the connection) is a new one and the answer's own time is over.
//!
//! A toolbar may also answer twice, and then the second answer is on its way when the method is
//! asked again. So a method rests for a moment after its answer; an answer that repeats an earlier
//! one is believed only if no other comes after it; and once the toolbar was seen to answer twice,
//! a repeated answer is no call's own.

mod book;
mod gate;

use super::ask::{Ask, Fault, Pace, Transport};
pub(super) use gate::Gate;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, oneshot};
use tokio::time::{Instant, sleep, timeout};

/// How often it is looked whether the page's own call of a method has its answer.
const PAGE: Duration = Duration::from_millis(25);

/// The queue before a transport.
#[derive(Debug)]
pub(super) struct Line {
    transport: Arc<dyn Transport>,
    turn: Arc<tokio::sync::Mutex<()>>,
    gate: Arc<Gate>,
    times: Times,
}

/// How long things take on the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// How long an answer may take.
    pub within: Duration,
    /// How long a method rests after its answer.
    pub settle: Duration,
}

impl Line {
    pub fn new(transport: Arc<dyn Transport>, gate: Arc<Gate>, times: Times) -> Self {
        Self {
            transport,
            turn: Arc::default(),
            gate,
            times,
        }
    }

    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// Asks, when it is its turn. What has been sent stays sent when the future is dropped, and
    /// keeps its turn and its method until it is answered.
    ///
    /// Where the page itself waits for an answer of the same method, this waits for its turn, for as
    /// long as an answer may take.
    pub async fn ask(&self, ask: Ask) -> Result<Json, Fault> {
        let deadline = Instant::now() + self.times.within;
        loop {
            match self.once(ask.clone()).await {
                Err(Fault::Busy(_)) if Instant::now() + PAGE < deadline => sleep(PAGE).await,
                came => return came,
            }
        }
    }

    async fn once(&self, ask: Ask) -> Result<Json, Fault> {
        let turn = self.turn(&ask).await?;
        self.transport.ready().await?;
        if ask.answered {
            self.gate.enter(&ask.wire)?;
        }
        let (tell, told) = oneshot::channel();
        let mark = self.gate.mark();
        let pace = Pace {
            within: self.times.within,
            rest: self.gate.pause(&ask, self.times.settle),
        };
        let answer = self.transport.send(ask.clone(), pace);
        let sent = Sent {
            mark,
            ask,
            gate: self.gate.clone(),
            times: self.times,
        };
        tokio::spawn(sent.settle(answer, tell, turn));
        let gone = || Fault::CutOff("the program is ending".to_owned());
        told.await.unwrap_or_else(|_| Err(gone()))
    }

    /// The turn, when the method has rested. Nobody else waits for that. A toolbar that goes on
    /// sending what nobody asked for never lets a method rest, and must not hold a flow up for ever.
    async fn turn(&self, ask: &Ask) -> Result<OwnedMutexGuard<()>, Fault> {
        let mut resting = Duration::ZERO;
        loop {
            let turn = self.turn.clone().lock_owned().await;
            let rest = self.gate.rest(ask, self.times.settle);
            if rest.is_zero() {
                return Ok(turn);
            }
            drop(turn);
            if resting >= self.times.within {
                return Err(restless(&ask.wire, resting));
            }
            resting += rest;
            sleep(rest).await;
        }
    }
}

fn restless(method: &str, rested: Duration) -> Fault {
    Fault::Closed(format!(
        "nothing was sent: for {} the toolbar kept sending unrequested answers of `{method}`, and \
         one of them could be mistaken for this one's; if it continues, reload the page",
        seconds(rested)
    ))
}

/// A call on its way.
struct Sent {
    ask: Ask,
    gate: Arc<Gate>,
    times: Times,
    /// What was heard before it was sent.
    mark: u64,
}

type Answer = crate::system::Pending<'static, Result<Json, Fault>>;

impl Sent {
    /// Hands the answer over, or says that there is none in time; then waits for it on.
    async fn settle(
        self,
        mut answer: Answer,
        tell: oneshot::Sender<Result<Json, Fault>>,
        turn: OwnedMutexGuard<()>,
    ) {
        match timeout(self.times.within, &mut answer).await {
            Ok(came) => {
                let came = self.judged(came).await;
                self.leave(&came);
                drop(turn);
                drop(tell.send(came));
            }
            Err(_) => {
                drop(turn);
                drop(tell.send(Err(Fault::Silent(self.times.within))));
                let late = self.judged(answer.await).await;
                self.leave(&late);
            }
        }
    }

    /// The answer, where it is this call's own.
    async fn judged(&self, came: Result<Json, Fault>) -> Result<Json, Fault> {
        let Ok(said) = &came else { return came };
        if !self.ask.answered {
            return came;
        }
        if let Some(time) = self
            .gate
            .doubt(&self.ask, said, self.mark, self.times.settle)
        {
            sleep(time).await;
        }
        self.gate.judge(&self.ask, said, self.mark)?;
        came
    }

    fn leave(&self, came: &Result<Json, Fault>) {
        if !self.ask.answered {
            return;
        }
        match came {
            Err(Fault::CutOff(_)) | Err(Fault::Repeated { own: false }) => {
                self.gate.hold(&self.ask.wire, self.times.within);
            }
            _ => self.gate.leave(&self.ask.wire),
        }
    }
}

/// A time in messages: `1.5s`.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis}ms"),
        millis => format!("{}s", (millis as f64 / 100.0).round() / 10.0),
    }
}

#[cfg(test)]
mod tests;
