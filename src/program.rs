//! The small form that runs: names are slots, phrases are actions, defaults are filled in. It
//! is made by `check`, from a tree without errors; the interpreter, graphs, plans and coverage
//! read it.

mod calls;
mod expr;
mod schedule;
mod signals;
pub mod test;
mod trigger;

pub use expr::{DayAt, Expr, ExprKind, Opening};
pub use schedule::{Due, Schedule, When};
pub use test::of_answers;
pub use trigger::Trigger;

use crate::catalogue::{Action, Thing};
use crate::source::{Source, Span};
use crate::value::{Calendar, Kind, Mark};
use std::sync::Arc;

/// The place of a name in the frame of the flow, or of a step.
pub type Slot = u32;

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

/// The statements.
#[derive(Clone, Debug)]
pub enum Op {
    /// An action.
    Call(Arc<Call>),
    /// `let`
    Let(Slot, Expr),
    /// `if`
    If(Arc<If>),
    /// `for each`
    ForEach(Arc<ForEach>),
    /// `repeat`
    Repeat(Arc<Repeat>),
    /// `try`
    Try(Arc<Try>),
    /// `within`
    Within(Arc<Within>),
    /// `wait 5s`
    Wait(Expr),
    /// `wait until`
    WaitUntil(Arc<WaitUntil>),
    /// `await`
    Await(Arc<Await>),
    /// `await signal`
    Signal(Arc<Signal>),
    /// `run Step(…)`
    Run(Arc<Run>),
    /// `log`
    Log(Expr),
    /// `emit`
    Emit(Arc<str>, Expr),
    /// What leaves the place where it stands.
    Jump(Jump),
}

/// What leaves the place where it stands.
#[derive(Clone, Debug)]
pub enum Jump {
    /// To the loop's next item or round.
    Next,
    /// Out of the loop.
    Leave,
    /// The enclosing `try` again.
    Restart,
    /// Back from the step.
    Return(Option<Expr>),
    /// The whole flow ends well.
    Finish(Option<Expr>),
    /// The whole flow ends badly.
    Fail(Option<Expr>),
}

/// An action with its values.
#[derive(Clone, Debug)]
pub struct Call {
    /// The action's text, without its handlers: what a report points at.
    pub span: Span,
    /// Whose, by index in `Program::systems`.
    pub system: u16,
    pub action: Arc<Action>,
    /// The parameters that are sent, in the catalogue's order; fixed defaults included.
    pub args: Vec<Arg>,
    /// Where its outputs go.
    pub giving: Giving,
    /// Outputs that later actions take by default: index of the output, index in
    /// `Program::provided`.
    pub provides: Vec<(u16, u16)>,
    pub handlers: Vec<Handler>,
}

/// A parameter and its value.
#[derive(Clone, Debug)]
pub struct Arg {
    /// The parameter, by index in `Action::params`.
    pub param: u16,
    pub value: ArgValue,
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug)]
pub enum ArgValue {
    /// The script, or a fixed default.
    Expr(Expr),
    /// The latest on the path, by index in `Program::provided`.
    Provided(u16),
}

/// Where outputs go.
#[derive(Clone, Debug)]
pub enum Giving {
    /// `giving X`: the one output, or a record of all.
    One(Slot),
    /// Under their own names: index of the output, slot.
    Each(Vec<(u16, Slot)>),
}

/// `if`
#[derive(Clone, Debug)]
pub struct If {
    /// Conditions and their blocks.
    pub arms: Vec<(Expr, Block)>,
    /// The last `else`.
    pub otherwise: Option<Block>,
}

/// `for each`
#[derive(Clone, Debug)]
pub struct ForEach {
    /// The item's slot.
    pub slot: Slot,
    pub items: Expr,
    /// The most items there may be; the default is filled in.
    pub at_most: Expr,
    /// How many together; 1 where not written.
    pub at_once: Expr,
    /// What is done with each.
    pub body: Block,
}

/// `repeat`
#[derive(Clone, Debug)]
pub struct Repeat {
    /// How many rounds.
    pub times: Expr,
    /// From the start of one round to the start of the next.
    pub every: Option<Expr>,
    /// What is repeated.
    pub body: Block,
    /// `on Exhausted`
    pub handlers: Vec<Handler>,
}

/// `try`
#[derive(Clone, Debug)]
pub struct Try {
    /// How often it may run in all; the default is filled in.
    pub times: Expr,
    /// Before a restart.
    pub every: Option<Expr>,
    /// What is tried.
    pub body: Block,
    /// The shared handlers.
    pub handlers: Vec<Handler>,
    /// What runs on every way out.
    pub always: Option<Always>,
}

/// What runs on every way out of a `try`.
#[derive(Clone, Debug)]
pub struct Always {
    /// Where `Outcome` goes, if the block uses it.
    pub outcome: Option<Slot>,
    /// Where `Reason` goes, if the block uses it.
    pub reason: Option<Slot>,
    pub block: Block,
}

/// `within`
#[derive(Clone, Debug)]
pub struct Within {
    /// The time limit.
    pub limit: Expr,
    /// What is limited.
    pub body: Block,
    /// `on TimedOut`, and shared ones.
    pub handlers: Vec<Handler>,
}

/// `wait until`
#[derive(Clone, Debug)]
pub struct WaitUntil {
    /// Whose, by index in `Program::systems`.
    pub system: u16,
    /// What is watched.
    pub thing: Arc<Thing>,
    pub subject: Expr,
    /// `is not`
    pub negated: bool,
    pub state: Arc<str>,
    /// What watching needs, by name and index in `Program::provided`.
    pub needs: Vec<(Arc<str>, u16)>,
    /// How long; the default is filled in.
    pub at_most: Expr,
    pub handlers: Vec<Handler>,
}

/// `await`
#[derive(Clone, Debug)]
pub struct Await {
    /// Whose, by index in `Program::systems`.
    pub system: u16,
    /// What is awaited.
    pub thing: Arc<Thing>,
    /// `with …`: which ones will do.
    pub with: Vec<(Arc<str>, Expr)>,
    /// What awaiting needs, by name and index in `Program::provided`.
    pub needs: Vec<(Arc<str>, u16)>,
    /// How long; the default is filled in.
    pub at_most: Expr,
    /// Where its outputs go.
    pub giving: Giving,
    pub handlers: Vec<Handler>,
}

/// `await signal`
#[derive(Clone, Debug)]
pub struct Signal {
    /// Its name.
    pub name: Arc<str>,
    /// What a person is asked: the answer is yes or no.
    pub question: Option<Expr>,
    /// How long; the default is filled in.
    pub at_most: Expr,
    /// Where what was said goes.
    pub giving: Option<Slot>,
    /// Its handlers.
    pub handlers: Vec<Handler>,
}

/// `run Step(…)`
#[derive(Clone, Debug)]
pub struct Run {
    /// The call's text.
    pub span: Span,
    /// Which step, by index in `Program::steps`.
    pub step: u32,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// Where what it returns goes.
    pub giving: Option<Slot>,
    pub handlers: Vec<Handler>,
}

/// `on … -> …`
#[derive(Clone, Debug)]
pub struct Handler {
    /// Its text.
    pub span: Span,
    /// Which outcomes.
    pub catches: Catches,
    /// Where `Outcome` goes, if the reaction uses it.
    pub outcome: Option<Slot>,
    /// Where `Reason` goes, if the reaction uses it.
    pub reason: Option<Slot>,
    /// What to do.
    pub reaction: Reaction,
}

/// Which outcomes a handler is for.
#[derive(Clone, Debug)]
pub enum Catches {
    Named(Vec<Arc<str>>),
    /// All but `Success` that no handler of the chain names.
    AnyOther,
}

/// What a handler does.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// The action again.
    Retry(Arc<Retry>),
    /// On to the next statement.
    Ignore,
    /// What leaves.
    Jump(Jump),
    /// A step, then on to the next statement.
    Run(Arc<Run>),
    /// Statements, then on to the next statement.
    Block(Block),
}

/// `retry`
#[derive(Clone, Debug)]
pub struct Retry {
    /// How many retries after the first attempt; none where only the time limit rules.
    pub times: Option<Expr>,
    /// The time between attempts; the default is filled in.
    pub pace: Pace,
    /// For how long, from the first attempt's end.
    pub limit: Option<Expr>,
    /// What to do after the last.
    pub then: Option<Reaction>,
}

/// The time between attempts.
#[derive(Clone, Debug)]
pub enum Pace {
    /// Always the same.
    Every(Expr),
    /// Doubling from the first to the second; a random part of its upper half is waited.
    BackingOff(Expr, Expr),
}
