//! Asking systems: a task for each question that is under way.

use super::driver::{Command, Driver};
use super::live::Live;
use super::timers::Timers;
use crate::journal::{Journal, Record as JournalRecord};
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
                        live.timers.push((effect.id, timer));
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
        let Some(system) = system.map(|connected| connected.system.clone()) else {
            return reply.send(Answer::new(
                "Unavailable",
                "there is no connection to this system",
            ));
        };
        let intent = self.shared.journal.clone().filter(|_| effect.writes());
        if let Some(journal) = &intent {
            let record = JournalRecord::asked(&effect, live.run.now());
            if let Err(problem) = journal.append(live.run.name(), record) {
                return reply.lose(problem.to_string());
            }
        }
        let kept = intent.map(|journal| (journal, live.run.name().clone()));
        let task = tokio::spawn(perform(system, effect, kept, reply));
        live.calls.push((id, task.abort_handle()));
    }

    /// Asks systems for what their profiles bring.
    pub fn ask_provided(&self, key: u64, systems: Vec<Arc<str>>) -> AbortHandle {
        let (shared, commands) = (self.shared.clone(), self.commands.clone());
        let task = async move {
            let mut all: Vec<(Arc<str>, Record)> = Vec::new();
            for name in systems {
                let Some(connected) = shared.systems.get(&name) else {
                    continue;
                };
                let ask = || connected.system.provided();
                let provided = connected.provided.get_or_try_init(ask).await?;
                all.push((name, provided.clone()));
            }
            Ok(all)
        };
        let task = async move {
            let provided = task.await;
            if let Some(commands) = commands.upgrade() {
                let _ = commands.send(Command::Provided { key, provided });
            }
        };
        tokio::spawn(task).abort_handle()
    }
}

impl Live {
    /// Nobody waits for this any more.
    pub fn stop(&mut self, id: EffectId, timers: &mut Timers) {
        if let Some(index) = self.timers.iter().position(|(other, _)| *other == id) {
            let (_, timer) = self.timers.swap_remove(index);
            timers.stop(&timer);
        }
        if let Some(index) = self.calls.iter().position(|(other, _)| *other == id) {
            let (_, call) = self.calls.swap_remove(index);
            call.abort();
        }
    }
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
        self.tell(Command::completed(
            self.key,
            self.id,
            Completion::Answer(answer),
        ));
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
            let broken = Answer::new("Unknown", "the connection broke down without an answer");
            self.tell(Command::completed(
                self.key,
                self.id,
                Completion::Answer(broken),
            ));
        }
    }
}
