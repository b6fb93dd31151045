//! Listens to one system for one thing. A connection that is lost is made again by the policy of all
//! connections.

use super::{Ended, Wanted};
use crate::cli::serve::begin::name_of;
use crate::cli::serve::queue::{Arrived, Queue};
use crate::cli::serve::service::Service;
use crate::clock;
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Await};
use crate::system::System;
use crate::systems::net::reconnect::Reconnect;
use crate::value::{Record, Value};
use jiff::Timestamp;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// The first pause before a lost connection is made again.
const FIRST: Duration = Duration::from_secs(2);
/// Whoever has listened so long without being refused is heard.
const SETTLED: Duration = Duration::from_secs(1);
/// How often it is kept that it is heard.
const BEAT: Duration = Duration::from_secs(5);

/// Listens until it is dropped.
pub struct Ear {
    pub of: Wanted,
    _task: Ended,
}

impl Ear {
    pub fn open(service: &Arc<Service>, queue: &Arc<Queue>, of: Wanted) -> Self {
        let listening = Listening {
            service: service.clone(),
            queue: queue.clone(),
            of: of.clone(),
        };
        let task = tokio::spawn(listening.listen());
        Self {
            of,
            _task: Ended(task),
        }
    }
}

struct Listening {
    service: Arc<Service>,
    queue: Arc<Queue>,
    of: Wanted,
}

impl Listening {
    async fn listen(self) {
        let mut policy = Reconnect::new(FIRST);
        let mut before = self.heard_until().await;
        loop {
            let answer = self.until_answer(&mut policy, &mut before).await;
            if answer.is_success() {
                policy.up();
                self.arrived(answer.outputs);
                continue;
            }
            let why = self.why(&answer);
            self.service.streams.silent(&self.of.trigger, &why);
            sleep(policy.pause()).await;
        }
    }

    /// Waits for the next answer; while it waits, it is heard.
    async fn until_answer(&self, policy: &mut Reconnect, before: &mut Option<Timestamp>) -> Answer {
        let system = &self.of.connected.systems[self.of.system];
        let mut next = pin!(next(&**system, &self.of));
        let mut beat = Instant::now() + SETTLED;
        let mut up = false;
        loop {
            tokio::select! {
                biased;
                answer = &mut next => {
                    if answer.is_success() {
                        self.heard(before).await;
                    }
                    return answer;
                }
                () = sleep_until(beat) => {
                    match system.unheard() {
                        None => {
                            if !std::mem::replace(&mut up, true) {
                                policy.up();
                            }
                            self.heard(before).await;
                        }
                        Some(why) => {
                            let why = self.service.printer.redactor().clean(&why).into_owned();
                            self.service.streams.silent(&self.of.trigger, &why);
                        }
                    }
                    beat = Instant::now() + BEAT;
                }
            }
        }
    }

    /// What this is known by in the journal, where it stands up to when it was heard.
    fn id(&self) -> Arc<str> {
        let house = self.service.house();
        let folder = house.and_then(|house| house.note.served.clone());
        let folder = folder.map(|folder| folder.display().to_string());
        name_of(&[
            "heard",
            &folder.unwrap_or_default(),
            &self.of.trigger.text(),
        ])
    }

    async fn heard_until(&self) -> Option<Timestamp> {
        let (journal, id) = (self.service.journal.clone(), self.id());
        let until = tokio::task::spawn_blocking(move || journal.schedule_until(&id)).await;
        until.ok().and_then(Result::ok).flatten()
    }

    async fn heard(&self, before: &mut Option<Timestamp>) {
        let now = clock::now();
        self.service
            .streams
            .heard(&self.of.trigger, now, before.take());
        let (journal, id) = (self.service.journal.clone(), self.id());
        let kept = tokio::task::spawn_blocking(move || journal.schedule_decided(&id, now)).await;
        if !matches!(kept, Ok(Ok(()))) {
            self.service.metrics.journal_failed();
        }
    }

    fn why(&self, answer: &Answer) -> String {
        let reason = self.service.printer.redactor().clean(&answer.reason);
        match reason.is_empty() {
            true => answer.outcome.to_string(),
            false => reason.into_owned(),
        }
    }

    fn arrived(&self, outputs: Record) {
        let trigger = &self.of.trigger;
        self.service
            .metrics
            .arrived(&trigger.system, &trigger.thing.name);
        let arrived = Arrived {
            at: Instant::now(),
            system: trigger.system.clone(),
            thing: trigger.thing.clone(),
            outputs,
        };
        if let Err(arrived) = self.queue.push(arrived) {
            super::starts::too_many(&self.service, &arrived);
        }
    }
}

/// The next one that arrives, or why none is heard.
async fn next(system: &dyn System, of: &Wanted) -> Answer {
    let trigger = &of.trigger;
    let mut needs = Record::new();
    if !trigger.thing.needs.is_empty() {
        let provided = match system.provided().await {
            Ok(provided) => provided,
            Err(answer) => return *answer,
        };
        for name in &trigger.thing.needs {
            match provided.get(name).filter(|value| **value != Value::Nothing) {
                Some(value) => drop(needs.insert(name.clone(), value.clone())),
                None => {
                    let reason = format!("the profile provides no {name}: set `agent` in it");
                    return Answer::new(Outcome::REJECTED, reason);
                }
            }
        }
    }
    let what = Await {
        system: trigger.system.clone(),
        thing: trigger.thing.name.clone(),
        with: trigger.with.iter().cloned().collect(),
        needs,
    };
    system.next(&what).await
}
