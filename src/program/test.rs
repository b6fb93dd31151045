//! `test` blocks, ready to run: what the systems answer, and what is expected.

use super::{Expr, Run};
use crate::catalogue::{Action, Thing};
use crate::source::Span;
use crate::value::Kind;
use std::sync::Arc;

/// A test.
#[derive(Clone, Debug)]
pub struct Test {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Arc<str>,
    /// The line that names it.
    pub head: Span,
    /// The inputs that it gives.
    pub inputs: Vec<(Arc<str>, Expr)>,
    /// When the run begins.
    pub now: Option<Expr>,
    /// The zone in which `today` is meant.
    pub zone: Option<Expr>,
    /// The seed of its randomness.
    pub seed: Option<Expr>,
    /// After how long it is cancelled.
    pub cancelled: Option<Expr>,
    /// The simulators that answer in place of mocks.
    pub worlds: Vec<World>,
    /// What is answered.
    pub mocks: Vec<Mock>,
    /// What is run: a test runs one thing.
    pub runs: Vec<(Span, Runs)>,
    /// What is expected.
    pub expects: Vec<Expect>,
}

/// What a test runs.
#[derive(Clone, Debug)]
pub enum Runs {
    /// The flow.
    Flow,
    /// One of its steps.
    Step(Arc<Run>),
}

/// `given the simulator has …`
#[derive(Clone, Debug)]
pub struct World {
    /// The line.
    pub span: Span,
    /// The system, where it is named.
    pub system: Option<Arc<str>>,
    /// A file, or what is in it.
    pub has: Expr,
}

/// `given … answers …`
#[derive(Clone, Debug)]
pub struct Mock {
    /// The line.
    pub span: Span,
    /// Which actions it answers.
    pub of: Subject,
    /// What it answers.
    pub answers: Vec<Answer>,
}

/// The actions that a line of a test is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// As written.
    pub span: Span,
    /// What is done.
    pub what: What,
    /// The values that it must have, by name.
    pub values: Vec<(Arc<str>, Expr)>,
}

/// What a line of a test is about.
#[derive(Clone, Debug)]
pub enum What {
    /// An action.
    Action(Arc<Action>),
    /// A `wait until`.
    Wait {
        /// Whose.
        system: Arc<str>,
        /// For what.
        thing: Arc<Thing>,
        /// Which one.
        which: Option<Expr>,
        /// The state, and whether it is the one that ends.
        state: Option<(Arc<str>, bool)>,
    },
    /// An `await`.
    Await {
        /// Whose.
        system: Arc<str>,
        /// What arrives.
        thing: Arc<Thing>,
    },
    /// An `await signal`.
    Signal(Arc<str>),
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its outcome as written.
    pub span: Span,
    /// The outcome; nothing where no answer ever comes.
    pub outcome: Option<Arc<str>>,
    /// After how long it comes.
    pub after: Option<Expr>,
    /// What comes with it: outputs, and [`of_answers`].
    pub with: Vec<(Arc<str>, Expr)>,
}

/// What comes with a signal: what `giving` binds.
pub const OF_SIGNALS: &str = "Value";

/// The type of what every answer can have, by its name.
pub fn of_answers(name: &str) -> Option<Kind> {
    match name {
        "Reason" => Some(Kind::Text),
        "RetryAfter" => Some(Kind::Duration),
        _ => None,
    }
}

/// `expect …`
#[derive(Clone, Debug)]
pub struct Expect {
    /// The line.
    pub span: Span,
    /// What is expected.
    pub what: Expected,
}

/// What is expected.
#[derive(Clone, Debug)]
pub enum Expected {
    /// The run reaches its end, saying this.
    Finishes(Option<Expr>),
    /// The run fails, saying this.
    Fails(Option<Expr>),
    /// The run is cancelled.
    Cancelled,
    /// The run ends in an outcome.
    EndsIn(Arc<str>),
    /// An action is carried out so many times; [`Times::Count`] is evaluated.
    Called(Subject, Times),
    /// An action is carried out before another.
    Before(Subject, Subject),
    /// An action's last outcome.
    ActionEndsIn(Subject, Arc<str>),
    /// A result.
    Emitted(Arc<str>, Expr),
    /// A line for people.
    Logged(Expr),
    /// What is left open; nothing is, where nothing is said.
    Left(Option<Expr>),
    /// The accepted trace.
    Accepted,
    /// So much time has passed.
    Passed(Expr),
}

/// How often.
#[derive(Clone, Debug)]
pub enum Times {
    /// Not at all.
    Never,
    /// Once.
    Once,
    /// So often.
    Count(Expr),
}
