//! The one task that drives all runs of an engine.

use super::command::Command;
use super::later::Later;
use super::open::{Coming, Live, Starting};
use super::shared::Shared;
use super::timers::{Due, Timers};
use crate::run::effect::Completion;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// How much work a run may do before others get a turn: about a thousand statements, or half a
/// megabyte of texts.
const SLICE: u32 = 1_000;

/// How long a run rests before it is looked at again.
const REST: Duration = Duration::from_millis(20);

/// Drives all runs.
pub(super) struct Driver {
    pub shared: Arc<Shared>,
    pub commands: mpsc::WeakUnboundedSender<Command>,
    inbox: mpsc::UnboundedReceiver<Command>,
    pub later: Later,
    pub starting: HashMap<u64, Box<Starting>>,
    pub runs: HashMap<u64, Box<Live>>,
    /// The names of the open runs, and of those that are starting.
    pub names: HashSet<Arc<str>>,
    pub timers: Timers,
    /// Runs that have more to do before they are told anything.
    busy: VecDeque<u64>,
    resting: Resting,
    /// Keeps the inbox open as long as there are runs.
    open: Option<mpsc::UnboundedSender<Command>>,
}

impl Driver {
    pub fn new(
        shared: Arc<Shared>,
        commands: mpsc::WeakUnboundedSender<Command>,
        inbox: mpsc::UnboundedReceiver<Command>,
    ) -> Self {
        Self {
            shared,
            commands,
            inbox,
            later: Later::default(),
            starting: HashMap::new(),
            runs: HashMap::new(),
            names: HashSet::new(),
            timers: Timers::default(),
            busy: VecDeque::new(),
            resting: Resting::default(),
            open: None,
        }
    }

    /// Drives until every engine handle is gone and every run is over.
    pub async fn drive(mut self) {
        let mut told = Vec::with_capacity(256);
        loop {
            tokio::select! {
                count = self.inbox.recv_many(&mut told, 256) => {
                    if count == 0 {
                        return;
                    }
                    told.drain(..).for_each(|command| self.obey(command));
                }
                due = self.timers.next() => self.rang(due),
                () = tokio::task::yield_now(), if !self.busy.is_empty() => self.next_busy(),
                () = self.resting.over() => self.look_at_resting(),
            }
            self.keep_open();
        }
    }

    fn keep_open(&mut self) {
        let idle = self.runs.is_empty() && self.starting.is_empty() && self.later.is_empty();
        match (idle, &self.open) {
            (true, Some(_)) => self.open = None,
            (false, None) => self.open = self.commands.upgrade(),
            _ => {}
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Start { key, asked } => self.start_in_turn(key, asked),
            Command::Room => self.room(),
            Command::Resume { key, going_on } => self.resume(key, *going_on),
            Command::Provided { key, provided } => self.provided(key, provided),
            Command::Completed {
                key,
                id,
                completion,
            } => {
                let live = self.runs.get_mut(&key);
                let of = live.and_then(|live| live.answered(id));
                let completion = *completion;
                self.tell(key, Coming { id, completion, of });
                self.end_lost(key);
            }
            Command::Cancel { key } => self.cancel(key),
            Command::Leave { key } => {
                let leaves = self
                    .runs
                    .get(&key)
                    .is_some_and(|live| live.run.is_cancelling());
                if !leaves {
                    self.cancel(key);
                }
            }
            Command::Signal {
                key,
                name,
                value,
                told,
            } => {
                self.start_before_its_turn(key);
                let _ = told.send(self.signal(key, name, value));
            }
            Command::Deliver { signal, told } => {
                let _ = told.send(self.deliver(signal));
            }
            Command::InTurn {
                key,
                id,
                intent,
                send,
            } => {
                if self.is_in_turn(key, id, intent) {
                    let _ = send.send(());
                }
            }
            Command::Lost { key, id, problem } => self.lose(key, id, problem),
        }
        self.keep_open();
    }

    fn rang(&mut self, due: Due) {
        if let Some(live) = self.runs.get_mut(&due.run) {
            live.timers.retain(|(id, _)| *id != due.id);
            if due.again.is_none() {
                live.slept(due.id);
            }
            match due.again {
                Some(key) => live.timers.push((due.id, key)),
                None => self.tell(
                    due.run,
                    Coming {
                        id: due.id,
                        completion: Completion::Slept,
                        of: None,
                    },
                ),
            }
        }
    }

    fn next_busy(&mut self) {
        if let Some(key) = self.busy.pop_front() {
            self.give_turn(key);
        }
    }

    /// Tells a run a completion: now, or when it has nothing else to do. One that has to rest is told
    /// later too, but that a limit is over.
    pub fn tell(&mut self, key: u64, coming: Coming) {
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        let limit = live.run.is_limit(coming.id);
        let can_be_told = !live.busy || (live.rests && !live.run.has_more_to_do());
        if can_be_told && limit {
            live.rests = false;
        } else if live.busy && !live.rests && live.run.is_within(coming.id) {
            // A limit does not wait until a computation is done.
            return live.pass_limit(&self.shared, coming.id);
        } else if live.busy {
            live.put_off(coming);
            return;
        } else if live.is_held_up() {
            live.put_off(coming);
            return self.rest(key);
        }
        if live.tell(&self.shared, coming) || live.busy {
            self.give_turn(key);
        }
    }

    /// Lets a run go on for a slice, and serves what it asks for.
    pub fn give_turn(&mut self, key: u64) {
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        loop {
            if live.run.advance(SLICE) {
                live.busy = true;
                return self.after_slice(key);
            }
            live.busy = false;
            let Some(coming) = live.take_put_off() else {
                break;
            };
            live.tell(&self.shared, coming);
        }
        self.serve(key);
    }

    /// A run has more to do. What happened is shown before; nobody waits for the end of a long
    /// computation to read of its beginning.
    fn after_slice(&mut self, key: u64) {
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        live.show();
        live.heed_deadline(&self.shared);
        live.heed_limits(&self.shared);
        match live.is_held_up() {
            true => self.rest(key),
            false => self.busy.push_back(key),
        }
    }

    /// A run has no turn until those who watch it have taken in what they were told: a flow that logs
    /// faster than anybody reads would fill the memory.
    fn rest(&mut self, key: u64) {
        if let Some(live) = self.runs.get_mut(&key) {
            live.busy = true;
            live.rests = true;
            self.resting.add(key);
        }
    }

    /// Gives those a turn that need not rest any more.
    fn look_at_resting(&mut self) {
        for key in self.resting.take() {
            let Some(live) = self.runs.get_mut(&key).filter(|live| live.rests) else {
                continue;
            };
            let is_over = live.heed_deadline(&self.shared);
            let is_left = live.heed_limits(&self.shared);
            match is_over || is_left || !live.is_held_up() {
                true => {
                    live.rests = false;
                    self.give_turn(key);
                }
                false => self.resting.add(key),
            }
        }
    }
}

/// Runs that rest, and when they are looked at next.
#[derive(Default)]
struct Resting {
    runs: Vec<u64>,
    next: Option<Instant>,
}

impl Resting {
    fn add(&mut self, key: u64) {
        if !self.runs.contains(&key) {
            self.runs.push(key);
        }
        self.next.get_or_insert_with(|| Instant::now() + REST);
    }

    fn take(&mut self) -> Vec<u64> {
        self.next = None;
        std::mem::take(&mut self.runs)
    }

    /// Never, where none rests.
    async fn over(&self) {
        match self.next {
            Some(next) => tokio::time::sleep_until(next).await,
            None => std::future::pending().await,
        }
    }
}
