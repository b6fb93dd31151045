//! Asking systems: a task for each question that is under way.

use super::command::Command;
use super::driver::Driver;
use super::open::Asking;
use crate::journal::{Journal, Record as JournalRecord, asked_of};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Completion, Effect, EffectId, Request};
use crate::system::System;
use crate::value::Record;
use std::sync::Arc;
use tokio::sync::mpsc::WeakUnboundedSender;
use tokio::task::AbortHandle;

impl Driver {
    /// Starts what a run has asked for.
    pub fn serve_these(&mut self, key: u64, effects: Vec<Effect>) {
        for effect in effects {
            match effect.request {
                Request::Sleep(time) => {
                    let timer = self.timers.start(key, effect.id, time);
                    if let Some(live) = self.runs.get_mut(&key) {
                        live.sleeps(effect.id, timer);
                    }
                }
                _ => self.ask(key, effect),
            }
        }
    }

    fn ask(&mut self, key: u64, effect: Effect) {
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        let id = effect.id;
        let system = system_of(&effect.request).and_then(|name| self.shared.systems.get(name));
        let reply = Reply::new(self.commands.clone(), key, id);
        let Some(system) = system.cloned() else {
            return reply.send(Answer::new(
                Outcome::UNAVAILABLE,
                "there is no connection to this system",
            ));
        };
        let writes = effect.writes();
        let of = self.shared.journal.as_ref();
        let of = of.and_then(|_| asked_of(&effect.request));
        let intent = self.shared.journal.clone().filter(|_| writes);
        if let Some(journal) = &intent {
            let record = JournalRecord::asked(&effect, live.run.now());
            if let Err(problem) = journal.append(live.run.name(), record) {
                return reply.lose(problem.to_string());
            }
        }
        let kept = intent.map(|journal| (journal, live.run.name().clone()));
        let task = tokio::spawn(perform(system, effect, kept, reply));
        live.calls.push(Asking {
            id,
            of,
            writes,
            task: task.abort_handle(),
        });
    }

    /// Asks systems for what their profiles bring. Each run asks anew: what was brought once may
    /// not be good any more.
    pub fn ask_provided(&self, key: u64, systems: Vec<Arc<str>>) -> AbortHandle {
        let (shared, commands) = (self.shared.clone(), self.commands.clone());
        let asking = tokio::spawn(async move {
            let mut all: Vec<(Arc<str>, Record)> = Vec::new();
            for name in systems {
                if let Some(system) = shared.systems.get(&name) {
                    all.push((name, system.provided().await?));
                }
            }
            Ok(all)
        });
        let abort = asking.abort_handle();
        tokio::spawn(async move {
            let provided = match asking.await {
                Ok(provided) => provided,
                Err(ended) if ended.is_cancelled() => return,
                Err(_) => Err(Box::new(broken())),
            };
            if let Some(commands) = commands.upgrade() {
                let _ = commands.send(Command::Provided { key, provided });
            }
        });
        abort
    }
}

/// What a system says that has panicked.
fn broken() -> Answer {
    Answer::new(
        Outcome::UNKNOWN,
        "the connection broke down without an answer",
    )
}

/// Asks one question; the intent to write is kept for good before it is sent.
async fn perform(
    system: Arc<dyn System>,
    effect: Effect,
    kept: Option<(Arc<dyn Journal>, Arc<str>)>,
    reply: Reply,
) {
    if let Some((journal, run)) = kept
        && let Err(problem) = journal.settled(&run).await
    {
        return reply.lose(problem.to_string());
    }
    let answer = match &effect.request {
        Request::Call(call) => system.perform(call, &effect.name).await,
        Request::Watch(watch) => system.watch(watch).await,
        Request::Await(what) => system.next(what).await,
        Request::Sleep(_) => return,
    };
    reply.send(answer);
}

fn system_of(request: &Request) -> Option<&Arc<str>> {
    match request {
        Request::Call(call) => Some(&call.system),
        Request::Watch(watch) => Some(&watch.system),
        Request::Await(what) => Some(&what.system),
        Request::Sleep(_) => None,
    }
}

/// Whoever answers a run. A connection that breaks down without an answer answers that.
struct Reply {
    commands: WeakUnboundedSender<Command>,
    key: u64,
    id: EffectId,
    sent: bool,
}

impl Reply {
    fn new(commands: WeakUnboundedSender<Command>, key: u64, id: EffectId) -> Self {
        Self {
            commands,
            key,
            id,
            sent: false,
        }
    }

    fn send(mut self, answer: Answer) {
        self.complete(answer);
    }

    fn complete(&mut self, answer: Answer) {
        self.tell(Command::Completed {
            key: self.key,
            id: self.id,
            completion: Box::new(Completion::Answer(answer)),
        });
    }

    fn lose(mut self, problem: String) {
        self.tell(Command::Lost {
            key: self.key,
            problem,
        });
    }

    fn tell(&mut self, command: Command) {
        self.sent = true;
        if let Some(commands) = self.commands.upgrade() {
            let _ = commands.send(command);
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if !self.sent {
            self.complete(broken());
        }
    }
}
