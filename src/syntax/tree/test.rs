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
    /// `given now = …`
    GivenNow(Span, Expr),
    /// `given AgentId = 7, ContactId = 42`
    GivenInputs(Span, Vec<(Span, Expr)>),
    /// `given hold contact answers InvalidState, Success with SessionId: "S1"`
    GivenAnswers {
        /// The whole line.
        span: Span,
        /// The mocked phrase.
        phrase: Phrase,
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
            Self::GivenNow(span, _)
            | Self::GivenInputs(span, _)
            | Self::GivenAnswers { span, .. }
            | Self::RunThisFlow(span)
            | Self::RunStep(span, _)
            | Self::Expect(span, _)
            | Self::Bad(span) => *span,
        }
    }
}

/// One answer of a mocked action.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The outcome's name.
    pub outcome: Span,
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
    /// `hold contact called 4 times`, `once`, `never`
    Called(Phrase, Times),
    /// `emitted Name = value`
    Emitted(Span, Expr),
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
