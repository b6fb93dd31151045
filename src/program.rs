//! The small form that runs: names are slots, phrases are actions, defaults are filled in. It
//! is made by `check`, from a tree without errors; the interpreter, graphs, plans and coverage
//! read it.

mod expr;
mod op;
mod schedule;
pub mod test;
mod trigger;
mod walk;

pub use expr::{DayAt, Expr, ExprKind, Opening, Slot};
pub use op::*;
pub use schedule::{Due, Schedule, When};
pub use test::of_answers;
pub use trigger::Trigger;

pub use crate::syntax::tree::{Does, Leaves, Plain};

use crate::source::{Source, Span};
use crate::value::{Calendar, Kind, Mark};
use std::sync::Arc;

/// The most that a number of times can be: what counts rounds, items and retries is as wide, and a
/// larger number would have to be cut to it.
pub const MOST_TIMES: u32 = u32::MAX;

/// A script, ready to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// Where it comes from.
    pub source: Arc<Source>,
    /// The systems it uses; calls name them by index.
    pub systems: Vec<Arc<str>>,
    /// What has to be given from outside, in the order in which the script names them.
    pub inputs: Vec<Input>,
    /// What actions hand on by default, `SessionId` of `cxone`; kept for each branch.
    pub provided: Vec<Provided>,
    /// The calendars that it asks, as the settings had them.
    pub calendars: Vec<Arc<Calendar>>,
    /// The flow itself.
    pub main: Body,
    /// The steps it calls.
    pub steps: Vec<Step>,
    /// The handlers of last resort.
    pub everywhere: Vec<Handler>,
    /// When it starts by itself.
    pub schedules: Vec<Schedule>,
    /// For what it starts by itself.
    pub triggers: Vec<Trigger>,
    /// The results that are lists: those that a loop emits.
    pub lists: Vec<Arc<str>>,
    /// How many slots the frame has in which their reactions run: it is made anew each time.
    pub everywhere_slots: Slot,
}

#[derive(Clone, Debug)]
pub struct Input {
    pub name: Arc<str>,
    /// What it must be.
    pub kind: Kind,
    /// Who may see it.
    pub mark: Mark,
    /// What it is where nobody gives it.
    pub default: Option<Expr>,
    /// What to tell who has to give it.
    pub help: Option<Arc<str>>,
    /// Where the script first names it.
    pub span: Span,
}

/// A value that actions hand on by default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provided {
    /// Whose, by index in `Program::systems`.
    pub system: u16,
    /// The output's name.
    pub name: Arc<str>,
}

/// What runs in a frame of its own.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// How many slots its frame has.
    pub slots: Slot,
    /// The names of the slots, for reports.
    pub names: Vec<Arc<str>>,
    /// What it does.
    pub block: Block,
}

/// A step: its parameters are its first slots.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: Arc<str>,
    /// How many parameters it takes.
    pub params: u32,
    /// What it does.
    pub body: Body,
}

/// Statements, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The statements.
    pub stmts: Arc<[Stmt]>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// Its text.
    pub span: Span,
    /// Its place in the script, stable as long as the script is: `3`, `3.body.1`, `3.on0.2`.
    /// Effects are named by it.
    pub path: Arc<str>,
    /// What it does.
    pub op: Op,
}
