//! A test in a script: what the system answers, and what is expected.

use super::action::{Arg, Phrase};
use super::expr::Expr;
use super::stmt::RunStep;
use crate::source::Span;

/// `test "…" { … }`
#[derive(Clone, Debug)]
pub struct Test {
    /// The whole test.
    pub span: Span,
    /// Its name: a text literal, quotes included.
    pub name: Span,
    /// From brace to brace.
    pub body: Span,
    /// Its lines.
    pub items: Vec<TestItem>,
}

/// A line of a test.
#[derive(Clone, Debug)]
pub enum TestItem {
    /// `given now = …`, `given zone = …`, `given seed = …`
    GivenSetting(Span, Setting, Expr),
    /// `given cancelled after 5s`
    GivenCancelled(Span, Expr),
    /// `given the simulator of finesse has …`
    GivenWorld {
        /// The whole line.
        span: Span,
        /// The system's name, where it is said.
        system: Option<Span>,
        /// What is in it.
        has: Expr,
    },
    /// `given AgentId = 7, ContactId = 42`
    GivenInputs(Span, Vec<(Span, Expr)>),
    /// `given hold contact answers InvalidState, Success with SessionId: "S1"`
    GivenAnswers {
        /// The whole line.
        span: Span,
        /// The mocked phrase.
        phrase: Phrase,
        /// Which parameters it is for, beside those of the phrase.
        of: Vec<Arg>,
        /// What it answers, one call after the other.
        answers: Vec<Answer>,
    },
    /// `run this flow`
    RunThisFlow(Span),
    /// `run Name(…)`
    RunStep(Span, RunStep),
    /// `expect …`
    Expect(Span, Expectation),
    /// A line that did not parse.
    Bad(Span),
}

impl TestItem {
    /// The whole line.
    pub fn span(&self) -> Span {
        match self {
            Self::GivenSetting(span, ..)
            | Self::GivenCancelled(span, _)
            | Self::GivenWorld { span, .. }
            | Self::GivenInputs(span, _)
            | Self::GivenAnswers { span, .. }
            | Self::RunThisFlow(span)
            | Self::RunStep(span, _)
            | Self::Expect(span, _)
            | Self::Bad(span) => *span,
        }
    }
}

/// What a test sets beside inputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    /// The time at which the run begins.
    Now,
    /// The zone in which `today` is meant.
    Zone,
    /// The seed of its randomness.
    Seed,
}

impl Setting {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Zone => "zone",
            Self::Seed => "seed",
        }
    }
}

/// One answer of a mocked action.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The outcome's name, or the word `nothing`.
    pub outcome: Span,
    /// Whether no answer ever comes.
    pub nothing: bool,
    /// After how long it comes.
    pub after: Option<Expr>,
    /// Its outputs.
    pub with: Vec<Arg>,
}

/// What a test expects.
#[derive(Clone, Debug)]
pub enum Expectation {
    /// `it finishes with "…"`
    Finishes(Option<Expr>),
    /// `it fails with "…"`
    Fails(Option<Expr>),
    /// `it is cancelled`
    Cancelled,
    /// `it ends in InvalidState`
    EndsIn(Span),
    /// `hold contact called 4 times with …`, `once`, `never`
    Called(Phrase, Times, Vec<Arg>),
    /// `hold contact called before resume contact`
    Before(Phrase, Phrase),
    /// `hold contact ends in InvalidState`
    ActionEndsIn(Phrase, Span),
    /// `emitted Name = value`
    Emitted(Span, Expr),
    /// `logged "…"`
    Logged(Expr),
    /// `left "held contact"`; `nothing left` without one
    Left(Option<Expr>),
    /// `the accepted trace`
    Accepted,
    /// `6s passed`
    Passed(Expr),
}

/// How often.
#[derive(Clone, Debug)]
pub enum Times {
    /// `never`
    Never,
    /// `once`
    Once,
    /// `N times`
    Count(Expr),
}
