//! Statements, and the blocks they stand in.

use super::action::{Action, Arg, Handler};
use super::expr::Expr;
use super::jump::Jump;
use super::plain::Plain;
use crate::source::Span;

/// `{ … }`
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// From brace to brace.
    pub span: Span,
    pub stmts: Vec<Stmt>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// From its first word to the end of its last handler or block.
    pub span: Span,
    pub kind: StmtKind,
}

/// The statements of the language.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// An action of the catalogue.
    Action(Box<Action>),
    /// `let Name = …`
    Let { name: Span, value: Expr },
    /// `if … { } else if … { } else { }`
    If {
        /// Conditions and their blocks.
        arms: Vec<(Expr, Block)>,
        /// The last `else`.
        otherwise: Option<Block>,
    },
    /// `for each X in Xs, at most 500, 20 at once { }`
    ForEach(Box<ForEach>),
    /// `repeat at most 10 times every 5s { } on Exhausted -> …`
    Repeat(Box<Repeat>),
    /// `try { } on … -> … always { }`
    Try(Box<Try>),
    /// `within 30s { } on TimedOut -> …`
    Within(Box<Within>),
    /// `wait until contact X is Held, at most 30s on TimedOut -> …`
    WaitUntil(Box<WaitUntil>),
    /// `await contact giving ContactId`
    Await(Box<Await>),
    /// `run Name(…) giving X on … -> …`
    Run(Box<Run>),
    /// A word and a value: `log "…"`, `wait 5s`
    Plain(Plain, Expr),
    /// `emit Name: value`
    Emit {
        /// The result's name.
        name: Span,
        value: Expr,
    },
    /// A reaction that is a statement too: `next`, `leave`, `finish`, `fail`, `restart`, `return`.
    Jump(Jump),
    /// Something that did not parse.
    Bad,
}

/// `for each X in Xs, at most 500, 20 at once { }`
#[derive(Clone, Debug)]
pub struct ForEach {
    /// The item's name.
    pub name: Span,
    pub items: Expr,
    /// The most items there may be.
    pub at_most: Option<Expr>,
    /// How many are worked on together.
    pub at_once: Option<Expr>,
    /// What is done with each.
    pub body: Block,
}

/// `repeat at most 10 times every 5s { } on Exhausted -> …`
#[derive(Clone, Debug)]
pub struct Repeat {
    /// How many times.
    pub times: Expr,
    /// From the start of one round to the start of the next.
    pub every: Option<Expr>,
    /// What is repeated.
    pub body: Block,
    /// `on Exhausted -> …`
    pub handlers: Vec<Handler>,
}

/// `try 3 times every 5s { } on … -> … always { }`
#[derive(Clone, Debug)]
pub struct Try {
    /// How often `restart` may run it in all.
    pub times: Option<Expr>,
    /// Before a restart.
    pub every: Option<Expr>,
    /// What is tried.
    pub body: Block,
    /// The shared handlers.
    pub handlers: Vec<Handler>,
    /// What runs on every way out.
    pub always: Option<Block>,
}

/// `within 30s { } on TimedOut -> …`
#[derive(Clone, Debug)]
pub struct Within {
    /// The time limit.
    pub limit: Expr,
    /// What is limited.
    pub body: Block,
    /// `on TimedOut -> …`
    pub handlers: Vec<Handler>,
}

/// `wait until contact X is Held, at most 30s`
#[derive(Clone, Debug)]
pub struct WaitUntil {
    /// `Desk:` before the statement.
    pub system: Option<Span>,
    /// What is watched: `contact`, `agent` …
    pub thing: Span,
    pub subject: Expr,
    /// `is not`
    pub negated: bool,
    /// The state's name.
    pub state: Span,
    /// How long; a default stands in.
    pub at_most: Option<Expr>,
    /// `on TimedOut -> …`
    pub handlers: Vec<Handler>,
}

/// `await contact giving ContactId`, `await signal Approved "may it go on?"`
#[derive(Clone, Debug)]
pub struct Await {
    /// `Desk:` before the statement.
    pub system: Option<Span>,
    /// What is awaited: `contact`; `signal`.
    pub thing: Span,
    /// The signal, where it is one.
    pub signal: Option<Signal>,
    /// `with …`
    pub with: Vec<Arg>,
    /// How long; a default stands in.
    pub at_most: Option<Expr>,
    /// `giving Name`
    pub giving: Option<Span>,
    /// `on TimedOut -> …`
    pub handlers: Vec<Handler>,
}

/// `Approved "may it go on?"` after `await signal`.
#[derive(Clone, Debug)]
pub struct Signal {
    /// The signal's name.
    pub name: Span,
    /// What a person is asked.
    pub question: Option<Expr>,
}

/// `run Name(…) giving X on … -> …`
#[derive(Clone, Debug)]
pub struct Run {
    /// The step and its arguments.
    pub call: RunStep,
    /// `giving Name`: what the step returned
    pub giving: Option<Span>,
    /// `on … -> …`
    pub handlers: Vec<Handler>,
}

/// `Name(A, B)` after `run`.
#[derive(Clone, Debug)]
pub struct RunStep {
    /// The call.
    pub span: Span,
    /// The step's name.
    pub name: Span,
    /// Its arguments.
    pub args: Vec<Expr>,
}
