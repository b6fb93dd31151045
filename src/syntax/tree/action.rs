//! An action, and what is done about how it ends.

use super::expr::Expr;
use super::jump::Jump;
use super::stmt::{Block, RunStep};
use crate::source::Span;

/// An action: its phrase and what follows it.
#[derive(Clone, Debug)]
pub struct Action {
    /// `Desk:` before the phrase.
    pub system: Option<Span>,
    /// Words and values.
    pub phrase: Phrase,
    /// `with Name: value, …`
    pub with: Vec<Arg>,
    /// `giving Name`
    pub giving: Option<Span>,
    /// `on … -> …`
    pub handlers: Vec<Handler>,
}

/// The words and values of an action, as they come.
#[derive(Clone, Debug, Default)]
pub struct Phrase {
    /// From the first to the last part.
    pub span: Span,
    /// `Desk:` before it.
    pub system: Option<Span>,
    pub parts: Vec<PhrasePart>,
}

/// A word or a value in a phrase.
#[derive(Clone, Debug)]
pub enum PhrasePart {
    /// A lower-case word.
    Word(Span),
    Value(Expr),
}

/// `Name: value`
#[derive(Clone, Debug)]
pub struct Arg {
    /// The parameter's name.
    pub name: Span,
    pub value: Expr,
}

/// `on Outcome, Outcome -> reaction`
#[derive(Clone, Debug)]
pub struct Handler {
    /// From `on` to the end of the reaction.
    pub span: Span,
    /// Which outcomes.
    pub catches: Catches,
    /// What to do.
    pub reaction: Reaction,
}

/// Which outcomes a handler is for.
#[derive(Clone, Debug)]
pub enum Catches {
    /// The outcomes named.
    Named(Vec<Span>),
    /// `any other`
    AnyOther(Span),
}

/// What a handler does.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The reaction's text.
    pub span: Span,
    pub kind: ReactionKind,
}

#[derive(Clone, Debug)]
pub enum ReactionKind {
    /// `retry …`
    Retry(Box<Retry>),
    /// `ignore`, and the ones that are statements too.
    Jump(Jump),
    /// `run Step(…)`
    Run(RunStep),
    /// `{ … }`
    Block(Block),
    /// Something that did not parse.
    Bad,
}

/// `retry 3 times every 2s, for at most 5m, then …`
#[derive(Clone, Debug, Default)]
pub struct Retry {
    /// How many times after the first attempt; `once` is the literal's place with no value.
    pub times: Option<RetryTimes>,
    /// Between attempts.
    pub pace: Option<Pace>,
    /// `for at most 5m`
    pub limit: Option<Expr>,
    /// `then <reaction>`
    pub then: Option<Reaction>,
}

/// How many retries.
#[derive(Clone, Debug)]
pub enum RetryTimes {
    /// `once`
    Once,
    /// `3 times`
    Count(Expr),
}

/// The time between attempts.
#[derive(Clone, Debug)]
pub enum Pace {
    /// `every 2s`
    Every(Expr),
    /// `backing off 1s to 30s`
    BackingOff(Expr, Expr),
}
