//! Asking systems: a task for each question that is under way.

use super::command::Command;
use super::driver::Driver;
use super::gate::Gate;
use super::open::Asking;
use crate::journal::{Journal, JournalError, Record as JournalRecord, asked_of};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Completion, Effect, EffectId, Request};
use crate::system::System;
use crate::value::Record;
use jiff::Timestamp;
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
                Request::Signal(_) => self.await_signal(key, &effect),
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
        let gate = self.shared.gate.clone().filter(|_| effect.is_call());
        if let Some(journal) = intent.as_ref().filter(|_| gate.is_none()) {
            let record = JournalRecord::asked(&effect, live.run.now());
            if let Err(problem) = journal.append(live.run.name(), record) {
                return reply.lose(problem.to_string());
            }
        }
        let kept = intent.map(|journal| (journal, live.run.name().clone()));
        let task = match gate {
            Some(gate) => tokio::spawn(perform_at_gate(system, effect, kept, (gate, reply))),
            None => tokio::spawn(async move {
                let answer = perform(&*system, &effect, kept).await;
                reply.send_kept(answer);
            }),
        };
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

/// The journal that keeps the intent to write, and the run whose it is.
type KeptIn = Option<(Arc<dyn Journal>, Arc<str>)>;

/// Asks one question; the intent to write is kept for good before it is sent. Nothing is answered
/// to a sleep.
async fn perform(
    system: &dyn System,
    effect: &Effect,
    kept: KeptIn,
) -> Result<Option<Answer>, JournalError> {
    if let Some((journal, run)) = kept {
        journal.settled(&run).await?;
    }
    Ok(match &effect.request {
        Request::Call(call) => Some(system.perform(call, &effect.name).await),
        Request::Watch(watch) => Some(system.watch(watch).await),
        Request::Await(what) => Some(system.next(what).await),
        Request::Sleep(_) | Request::Signal(_) => None,
    })
}

/// The same where a gate says when: only then is the intent kept, since a run that dies while it
/// waits has sent nothing.
async fn perform_at_gate(
    system: Arc<dyn System>,
    effect: Effect,
    kept: KeptIn,
    (gate, reply): (Arc<dyn Gate>, Reply),
) {
    gate.admit(&effect).await;
    if let Some((journal, run)) = &kept {
        let record = JournalRecord::asked(&effect, Timestamp::now());
        if let Err(problem) = journal.append(run, record) {
            return reply.lose(problem.to_string());
        }
    }
    let answer = perform(&*system, &effect, kept).await;
    if let Ok(Some(answer)) = &answer {
        gate.answered(&effect, answer);
    }
    reply.send_kept(answer);
}

fn system_of(request: &Request) -> Option<&Arc<str>> {
    match request {
        Request::Call(call) => Some(&call.system),
        Request::Watch(watch) => Some(&watch.system),
        Request::Await(what) => Some(&what.system),
        Request::Sleep(_) | Request::Signal(_) => None,
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

    /// What came of it, unless the journal was lost before it was sent.
    fn send_kept(self, answer: Result<Option<Answer>, JournalError>) {
        match answer {
            Ok(Some(answer)) => self.send(answer),
            Ok(None) => {}
            Err(problem) => self.lose(problem.to_string()),
        }
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
