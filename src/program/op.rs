//! What the statements of a program do, and their handlers.

use super::{Block, Expr, Slot};
use crate::catalogue::{Action, Thing};
use crate::source::Span;
use crate::syntax::tree::{self, Plain};
use std::sync::Arc;

/// What a statement does.
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
    /// `wait until`
    WaitUntil(Arc<WaitUntil>),
    /// `await`
    Await(Arc<Await>),
    /// `await signal`
    Signal(Arc<Signal>),
    /// `run Step(…)`
    Run(Arc<Run>),
    /// `log`, `wait 5s`
    Plain(Plain, Expr),
    /// `emit`
    Emit(Arc<str>, Expr),
    /// What leaves the place where it stands.
    Jump(Jump),
}

/// What leaves the place where it stands.
pub type Jump = tree::Jump<Expr>;

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
