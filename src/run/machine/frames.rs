//! What a branch is in the middle of: one frame for everything that is open.

use super::leaving::{Leaving, Why};
use crate::program::{self, Block, ForEach, Handler, Program, Repeat, Slot, Try, Within};
use crate::run::effect::{EffectId, Request};
use crate::run::event::{Attempt, Failure};
use crate::source::Span;
use crate::value::{Text, Value};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Something open. When it is on top and gets its turn, what was above it has ended well.
#[derive(Debug)]
pub(super) enum Frame {
    /// Statements, and which is next.
    Block(Block, u32),
    /// An action, watch or await under way.
    Act(Box<Act>),
    /// `wait`
    Wait(EffectId),
    /// `for each`, one item after the other.
    Each(Box<Each>),
    /// `for each`, several at once.
    Many(Box<Many>),
    /// `repeat`
    Rounds(Box<Rounds>),
    /// `try`
    Group(Box<Group>),
    /// The `always` of a `try`.
    Always(Box<AlwaysRun>),
    /// `within`
    Limited(Box<Limited>),
    /// A step that was called.
    Called(Box<Called>),
    /// The reaction of a handler.
    Reacting(Box<Reacting>),
}

/// Where a statement stands.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub path: Arc<str>,
    pub span: Span,
}

/// How often an action has been tried, and by which handlers it may be tried again.
#[derive(Debug, Default)]
pub(super) struct Tries {
    pub attempt: u32,
    pub tallies: Vec<Tally>,
    pub first_end: Option<Timestamp>,
    /// The pause before the next attempt.
    pub pause: Option<EffectId>,
    pub attempts: Vec<Attempt>,
}

/// What one handler has done for one statement.
#[derive(Debug)]
pub(super) struct Tally {
    pub key: HandlerKey,
    pub retries: u32,
    pub spent: bool,
}

/// A handler as seen from a statement: how far out its list is, which it is in the list, and
/// how many `then` deep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct HandlerKey {
    pub level: u16,
    pub index: u16,
    pub stage: u16,
}

/// What is asked of a system.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    Call(Arc<program::Call>),
    Watch(Arc<program::WaitUntil>),
    Await(Arc<program::Await>),
}

/// An action, watch or await under way.
#[derive(Debug)]
pub(super) struct Act {
    pub doing: Doing,
    pub site: Site,
    pub request: Request,
    /// As in the script, with its values.
    pub what: Text,
    pub tries: Tries,
    pub asked: Option<EffectId>,
    pub asked_at: Timestamp,
    pub name: Arc<str>,
    /// The limit of a watch or an await.
    pub limit: Option<EffectId>,
    /// How long the system asked to wait before the next attempt.
    pub retry_after: Option<SignedDuration>,
    /// Whether an attempt ended in `Unknown`, which the next one may settle.
    pub unknown: bool,
}

/// `for each`, one item after the other.
#[derive(Debug)]
pub(super) struct Each {
    pub each: Arc<ForEach>,
    pub site: Site,
    pub items: Arc<Vec<Value>>,
    pub next: usize,
}

/// `for each`, several at once.
#[derive(Debug)]
pub(super) struct Many {
    pub each: Arc<ForEach>,
    pub site: Site,
    pub items: Arc<Vec<Value>>,
    pub next: usize,
    pub done: usize,
    pub at_once: usize,
    pub live: Vec<usize>,
}

/// `repeat`
#[derive(Debug)]
pub(super) struct Rounds {
    pub repeat: Arc<Repeat>,
    pub site: Site,
    pub times: u64,
    pub round: u64,
    pub began: Timestamp,
    pub every: Option<EffectId>,
}

/// What a `try` is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    Body,
    Reaction,
    /// It waits before its next round.
    Restarting,
}

/// `try`
#[derive(Debug)]
pub(super) struct Group {
    pub group: Arc<Try>,
    pub site: Site,
    pub phase: Phase,
    pub times: u64,
    pub round: u64,
    /// The pause before a restart.
    pub pause: Option<EffectId>,
}

/// The `always` of a `try`, running.
#[derive(Debug)]
pub(super) struct AlwaysRun {
    pub site: Site,
    pub round: u64,
    /// What goes on afterwards; nothing where the `try` ended by itself.
    pub after: Option<Leaving>,
}

/// `within`
#[derive(Debug)]
pub(super) struct Limited {
    pub within: Arc<Within>,
    pub site: Site,
    pub timer: Option<EffectId>,
}

/// A step that was called.
#[derive(Debug)]
pub(super) struct Called {
    pub run: Arc<program::Run>,
    pub site: Site,
}

/// The reaction of a handler.
#[derive(Debug)]
pub(super) struct Reacting {
    pub site: Site,
    pub trouble: Arc<Failure>,
    /// Whether it runs in a frame of its own, as those of `everywhere` do.
    pub own_slots: bool,
}

/// Who carries a list of handlers.
#[derive(Clone, Debug)]
pub(super) enum Owner {
    Call(Arc<program::Call>),
    Watch(Arc<program::WaitUntil>),
    Await(Arc<program::Await>),
    Run(Arc<program::Run>),
    Repeat(Arc<Repeat>),
    Try(Arc<Try>),
    Within(Arc<Within>),
    Everywhere(Arc<Program>),
}

impl Owner {
    pub fn handlers(&self) -> &[Handler] {
        match self {
            Self::Call(call) => &call.handlers,
            Self::Watch(watch) => &watch.handlers,
            Self::Await(wait) => &wait.handlers,
            Self::Run(run) => &run.handlers,
            Self::Repeat(repeat) => &repeat.handlers,
            Self::Try(group) => &group.handlers,
            Self::Within(within) => &within.handlers,
            Self::Everywhere(program) => &program.everywhere,
        }
    }
}

impl Doing {
    pub fn owner(&self) -> Owner {
        match self {
            Self::Call(call) => Owner::Call(call.clone()),
            Self::Watch(watch) => Owner::Watch(watch.clone()),
            Self::Await(wait) => Owner::Await(wait.clone()),
        }
    }
}

impl Frame {
    /// Whether it brought slots of its own.
    pub fn has_slots(&self) -> bool {
        match self {
            Self::Called(_) => true,
            Self::Reacting(reacting) => reacting.own_slots,
            _ => false,
        }
    }

    /// Whether names and jumps do not reach beyond it.
    pub fn is_border(&self) -> bool {
        self.has_slots()
    }

    /// The effects that it waits for.
    pub fn effects(&self) -> [Option<EffectId>; 3] {
        match self {
            Self::Act(act) => [act.asked, act.limit, act.tries.pause],
            Self::Wait(id) => [Some(*id), None, None],
            Self::Rounds(rounds) => [rounds.every, None, None],
            Self::Group(group) => [group.pause, None, None],
            Self::Limited(limited) => [limited.timer, None, None],
            _ => [None; 3],
        }
    }

    /// The tries of the action that it is: nothing else is ever tried again.
    pub fn tries(&mut self) -> Option<&mut Tries> {
        match self {
            Self::Act(act) => Some(&mut act.tries),
            _ => None,
        }
    }

    /// The handlers of the statement that it is.
    pub fn owner(&self) -> Option<Owner> {
        match self {
            Self::Act(act) => Some(act.doing.owner()),
            Self::Rounds(rounds) => Some(Owner::Repeat(rounds.repeat.clone())),
            Self::Limited(limited) => Some(Owner::Within(limited.within.clone())),
            _ => None,
        }
    }

    /// The handlers that it holds over what is inside of it.
    pub fn shared(&self) -> Option<Owner> {
        match self {
            Self::Group(group) if group.phase == Phase::Body => {
                Some(Owner::Try(group.group.clone()))
            }
            Self::Limited(limited) => Some(Owner::Within(limited.within.clone())),
            Self::Called(called) => Some(Owner::Run(called.run.clone())),
            _ => None,
        }
    }
}

/// Where `Outcome` and `Reason` go.
#[derive(Clone, Copy, Debug)]
pub(super) struct WhySlots {
    pub outcome: Option<Slot>,
    pub reason: Option<Slot>,
}

impl WhySlots {
    /// The values for those that are there.
    pub fn values(self, why: &Why) -> impl Iterator<Item = (Slot, Value)> {
        let outcome = Value::text(why.outcome.clone());
        let outcome = self.outcome.map(|slot| (slot, outcome));
        let reason = Value::Text(why.reason.clone());
        let reason = self.reason.map(|slot| (slot, reason));
        [outcome, reason].into_iter().flatten()
    }
}
