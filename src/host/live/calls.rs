//! Asking systems: a task for each question that is under way.

use super::about;
use super::command::Command;
use super::driver::Driver;
use super::gate::Gate;
use super::open::Asking;
use super::settle;
use super::shared::Shared;
use crate::clock;
use crate::journal::{About, Journal, JournalError, Record as JournalRecord, asked_of};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Completion, Effect, EffectId, Request};
use crate::system::System;
use crate::value::Record;
use std::sync::Arc;
use tokio::sync::mpsc::WeakUnboundedSender;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

impl Driver {
    /// Starts what a run has asked for.
    pub fn serve_these(&mut self, key: u64, effects: Vec<Effect>) {
        for effect in effects {
            match effect.request {
                Request::Sleep(time) => {
                    let timer = self.timers.start(key, effect.id, time);
                    if let Some(live) = self.runs.get_mut(&key) {
                        live.sleeps(effect.id, timer, time);
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
                "no connection to this system is set up",
            ));
        };
        let writes = effect.writes();
        let of = self.shared.journal.as_ref();
        let of = of.and_then(|_| asked_of(&effect.request));
        let gate = self.shared.gate.clone().filter(|_| effect.is_call());
        let mut intent = match (&self.shared.journal, &effect.request) {
            (Some(journal), Request::Call(call)) if writes => Some(Box::new(Intent {
                journal: journal.clone(),
                run: live.run.name().clone(),
                looks: about::needs_a_look(&*system, call),
                about: about::about(&*system, call),
            })),
            _ => None,
        };
        let waits = gate.is_some() || intent.as_ref().is_some_and(|intent| intent.looks);
        if let Some(intent) = intent.as_mut().filter(|_| !waits)
            && let Err(problem) = intent.keep(&effect)
        {
            return reply.lose(problem.to_string());
        }
        let shared = self.shared.clone();
        let task = match waits {
            true => {
                live.run.hold_back(id);
                let whom = (system, shared);
                tokio::spawn(perform_in_turn(whom, effect, intent, (gate, reply)))
            }
            false => tokio::spawn(async move {
                let answer = perform((&system, &shared), &effect, intent).await;
                reply.send_kept(answer);
            }),
        };
        // most runs ask for one thing at a time
        if live.calls.is_empty() {
            live.calls.reserve_exact(1);
        }
        live.calls.push(Asking {
            id,
            of,
            writes,
            task: task.abort_handle(),
        });
    }

    /// Whether an action that a gate has let pass is sent now. The intent is kept here, between what else
    /// happens to the run: its journal shows for good whether the action was left before it was sent.
    pub fn is_in_turn(
        &mut self,
        key: u64,
        id: EffectId,
        intent: Option<Box<JournalRecord>>,
    ) -> bool {
        let Some(live) = self.runs.get_mut(&key).filter(|live| live.waits_for(id)) else {
            return false;
        };
        if let (Some(journal), Some(intent)) = (&self.shared.journal, intent)
            && let Err(problem) = journal.append(live.run.name(), *intent)
        {
            self.lose(key, id, problem.to_string());
            return false;
        }
        live.run.let_go(id);
        true
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
    Answer::new(Outcome::UNKNOWN, "the connection ended without an answer")
}

/// The intent to write, on its way into the journal.
pub(super) struct Intent {
    journal: Arc<dyn Journal>,
    run: Arc<str>,
    /// Whether somebody has to look first how things are.
    pub looks: bool,
    pub about: About,
}

impl Intent {
    fn keep(&mut self, effect: &Effect) -> Result<(), JournalError> {
        let record = self.record(effect);
        self.journal.append(&self.run, record)
    }

    fn record(&mut self, effect: &Effect) -> JournalRecord {
        JournalRecord::asked(effect, clock::now(), std::mem::take(&mut self.about))
    }
}

/// Asks one question; the intent to write, which the journal has, is on the disk before it is sent.
/// Nothing is answered to a sleep.
async fn perform(
    (system, shared): (&Arc<dyn System>, &Shared),
    effect: &Effect,
    intent: Option<Box<Intent>>,
) -> Result<Option<Answer>, JournalError> {
    let looks = intent.as_ref().is_some_and(|intent| intent.looks);
    if let Some(intent) = intent {
        intent.journal.settled(&intent.run).await?;
    }
    Ok(match &effect.request {
        Request::Call(call) => {
            let sent = Instant::now();
            let mut answer = system.perform(call, &effect.name).await;
            if looks {
                // in a box: most actions are not looked at
                Box::pin(about::after(&**system, call, &mut answer)).await;
            }
            match !call.reads && answer.outcome == Outcome::UNKNOWN {
                // in a box: a question that is under way keeps no room for it
                true => {
                    let asking = shared.asking();
                    let came = Box::pin(settle::came_of(system, &asking, (call, sent))).await;
                    Some(shown(came, answer))
                }
                false => Some(answer),
            }
        }
        Request::Watch(watch) => Some(system.watch(watch).await),
        Request::Await(what) => Some(system.next(what).await),
        Request::Sleep(_) | Request::Signal(_) => None,
    })
}

/// An answer that says nothing of the write, or what its system shows of it; what went over the wire
/// stands in both.
fn shown(shown: Option<Answer>, unknown: Answer) -> Answer {
    match shown {
        Some(shown) => Answer {
            exchanges: unknown.exchanges,
            ..shown
        },
        None => unknown,
    }
}

/// The same where a gate says when, or somebody looks first: only then is the intent kept, since a
/// run that dies while it waits has sent nothing.
async fn perform_in_turn(
    (system, shared): (Arc<dyn System>, Arc<Shared>),
    effect: Effect,
    mut intent: Option<Box<Intent>>,
    (gate, reply): (Option<Arc<dyn Gate>>, Reply),
) {
    if let (Some(intent), Request::Call(call)) = (&mut intent, &effect.request) {
        about::complete(intent, &*system, call).await;
    }
    if let Some(gate) = &gate {
        gate.admit(&effect).await;
    }
    let record = intent.as_mut().map(|intent| intent.record(&effect));
    if !reply.may_send(record).await {
        return reply.withdraw();
    }
    let answer = perform((&system, &shared), &effect, intent).await;
    if let (Some(gate), Ok(Some(answer))) = (&gate, &answer) {
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
            id: self.id,
            problem,
        });
    }

    /// Whether its run still waits for it. From here on it counts as sent.
    async fn may_send(&self, intent: Option<JournalRecord>) -> bool {
        let (send, may_send) = oneshot::channel();
        let asked = Command::InTurn {
            key: self.key,
            id: self.id,
            intent: intent.map(Box::new),
            send,
        };
        let commands = self.commands.upgrade();
        commands.is_some_and(|commands| commands.send(asked).is_ok()) && may_send.await.is_ok()
    }

    /// Nobody waits for an answer.
    fn withdraw(mut self) {
        self.sent = true;
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
