//! What a branch is in the middle of: one frame for everything that is open.

use super::leaving::{Leaving, Trouble};
use super::owner::{Doing, HandlerKey, Owner, Site};
use crate::program::{self, Block, ForEach, Repeat, Slot, Try, Within};
use crate::run::effect::{EffectId, Request};
use crate::run::event::Attempt;
use crate::source::Span;
use crate::value::{Text, Value};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;
use std::sync::Arc;

/// Something open. When it is on top and gets its turn, what was above it has ended well.
#[derive(Debug)]
pub(super) enum Frame {
    /// Statements.
    Stmts(Stmts),
    /// An action, watch or await under way.
    Act(Box<Act>),
    /// `wait`
    Wait(Box<Wait>),
    /// `for each`, one item after the other.
    Each(Box<Each>),
    /// `for each`, several at once.
    Many(Box<Many>),
    /// `repeat`
    Rounds(Box<Rounds>),
    /// `try`
    Group(Box<Group>),
    /// The `always` of a `try`.
    Always(Box<Always>),
    /// `within`
    Limited(Box<Limited>),
    /// A step that was called.
    Called(Box<Called>),
    /// The reaction of a handler.
    Reacting(Box<Reacting>),
    /// A statement whose values cannot be.
    Failing(Box<Failing>),
}

/// Statements, and which is next.
#[derive(Debug)]
pub(super) struct Stmts {
    pub block: Block,
    pub next: u32,
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
    /// How long the system asked to wait before the next attempt.
    pub retry_after: Option<SignedDuration>,
    /// The attempts whose fate nobody knows. Hardly any action that waits has one.
    pub in_doubt: Option<Box<Doubts>>,
}

/// Attempts whose fate nobody knows.
#[derive(Debug, Default)]
pub(super) struct Doubts(pub Vec<EffectId>);

/// What one handler has done for one statement.
#[derive(Debug)]
pub(super) struct Tally {
    pub key: HandlerKey,
    pub retries: u32,
    pub spent: bool,
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
    /// The limit of a watch or an await; of a write that nobody wants any more, how long its
    /// answer is still waited for.
    pub limit: Option<EffectId>,
}

/// `wait`
#[derive(Debug)]
pub(super) struct Wait {
    pub site: Site,
    pub timer: Option<EffectId>,
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
    /// Its statements have not begun.
    New,
    Body,
    Reaction,
    /// It waits before its next round.
    Restarting(EffectId),
}

/// `try`
#[derive(Debug)]
pub(super) struct Group {
    pub group: Arc<Try>,
    pub site: Site,
    pub phase: Phase,
    pub times: u64,
    pub round: u64,
}

/// The `always` of a `try`.
#[derive(Debug)]
pub(super) struct Always {
    pub group: Arc<Try>,
    pub site: Site,
    pub round: u64,
    pub begun: bool,
    /// Whether the `try` was left before it was done.
    pub cuts: bool,
    /// What goes on afterwards; nothing where the `try` ended by itself.
    pub after: Option<Box<Leaving>>,
}

/// `within`
#[derive(Debug)]
pub(super) struct Limited {
    pub within: Arc<Within>,
    pub site: Site,
    /// How long it may take, once it has begun.
    pub limit: Option<SignedDuration>,
    pub timer: Option<EffectId>,
}

/// A step that was called.
#[derive(Debug)]
pub(super) struct Called {
    pub run: Arc<program::Run>,
    pub site: Site,
    /// What it is called with, until it begins.
    pub slots: Option<Box<[Value]>>,
}

/// The reaction of a handler.
#[derive(Debug)]
pub(super) struct Reacting {
    pub site: Site,
    pub trouble: Arc<Trouble>,
    /// Whether it runs in a frame of its own, as those of `everywhere` do.
    pub own_slots: bool,
}

/// A statement whose values cannot be.
#[derive(Debug)]
pub(super) struct Failing {
    pub owner: Option<Owner>,
    pub site: Site,
    pub trouble: Arc<Trouble>,
}

impl Stmts {
    pub fn of(block: &Block) -> Frame {
        Frame::Stmts(Self {
            block: block.clone(),
            next: 0,
        })
    }
}

impl Act {
    /// Whether it changes something.
    pub fn writes(&self) -> bool {
        matches!(&self.doing, Doing::Call(call) if !call.action.reads)
    }
}

impl Frame {
    /// Whether it brought slots of its own, beyond which names and jumps do not reach.
    pub fn has_slots(&self) -> bool {
        match self {
            Self::Called(called) => called.slots.is_none(),
            Self::Reacting(reacting) => reacting.own_slots,
            _ => false,
        }
    }

    pub fn is_loop(&self) -> bool {
        matches!(self, Self::Each(_) | Self::Many(_) | Self::Rounds(_))
    }

    /// Whether it is an `always` that something waits for on its way out.
    pub fn holds_up(&self) -> bool {
        matches!(self, Self::Always(always) if always.after.is_some())
    }

    /// The call of a step that it is, and where what it returns goes.
    pub fn called(&self) -> Option<(Span, Option<Slot>)> {
        match self {
            Self::Called(called) => Some((called.run.span, called.run.giving)),
            _ => None,
        }
    }

    /// Where the statement stands that it is.
    pub fn site(&self) -> Option<&Site> {
        match self {
            Self::Act(act) => Some(&act.site),
            Self::Wait(wait) => Some(&wait.site),
            Self::Each(each) => Some(&each.site),
            Self::Many(many) => Some(&many.site),
            Self::Rounds(rounds) => Some(&rounds.site),
            Self::Group(group) => Some(&group.site),
            Self::Always(always) => Some(&always.site),
            Self::Limited(limited) => Some(&limited.site),
            Self::Called(called) => Some(&called.site),
            Self::Reacting(reacting) => Some(&reacting.site),
            Self::Failing(failing) => Some(&failing.site),
            Self::Stmts(_) => None,
        }
    }

    /// The statement that it is, or is at.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Stmts(stmts) => {
                let at = (stmts.next as usize).checked_sub(1)?;
                stmts.block.stmts.get(at).map(|stmt| stmt.span)
            }
            frame => frame.site().map(|site| site.span),
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

    /// What it adds to the names of what is inside of it, where it can be there again.
    pub fn write_name(&self, name: &mut String) {
        let _ = match self {
            Self::Each(each) => {
                write!(name, "{}[{}]/", each.site.path, each.next.saturating_sub(1))
            }
            Self::Rounds(rounds) => write!(name, "{}", rounds.prefix()),
            Self::Group(group) => write!(name, "{}", group.prefix()),
            Self::Always(always) if always.round > 1 => {
                write!(name, "{}~{}/", always.site.path, always.round)
            }
            Self::Called(called) => write!(name, "{}/", called.site.path),
            Self::Reacting(reacting) => write!(name, "{}!/", reacting.site.path),
            _ => Ok(()),
        };
    }
}

impl Rounds {
    /// What the names of its round begin with.
    pub fn prefix(&self) -> String {
        format!("{}[{}]/", self.site.path, self.round)
    }
}

impl Group {
    /// What the names of its round begin with.
    pub fn prefix(&self) -> String {
        match self.round {
            0 | 1 => String::new(),
            round => format!("{}~{round}/", self.site.path),
        }
    }
}
