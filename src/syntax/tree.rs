//! The tree of a parsed script. Every node has a span; words are spans into the source, so
//! that a tree owns no text. Parts that did not parse are `Bad` and have been reported.

mod action;
mod expr;
mod jump;
mod plain;
mod stmt;
mod test;

pub use action::*;
pub use expr::*;
pub use jump::*;
pub use plain::*;
pub use stmt::*;
pub use test::*;

use crate::source::Span;

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What stands at the top of the file, in order.
    pub items: Vec<Item>,
    /// Every comment, from its `#` to the end of its line, in order.
    pub comments: Vec<Span>,
    /// The systems that the further files of a joined text name, by file from the second on. Of such
    /// a file `items` has the steps alone.
    pub systems_of: Vec<Vec<Use>>,
}

/// Something at the top of a file. Most are statements: what is larger and rare is in a box.
#[derive(Clone, Debug)]
pub enum Item {
    /// `use cxone as Desk`
    Use(Use),
    /// `use steps from "wrap-up.flow"`
    UseSteps(UseSteps),
    /// `input PhoneNumber: phone number = … "help"`
    Input(Box<Input>),
    /// `everywhere on Throttled -> retry`
    Everywhere(Everywhere),
    /// `every weekday at 18:00 in "Europe/Rome"`
    Every(Box<Every>),
    /// `when contact arrives with Skill: "4021"`
    When(Box<When>),
    /// `step Name(A, B) { … }`
    Step(Box<Step>),
    /// `test "…" { … }`
    Test(Test),
    /// A statement of the flow itself.
    Stmt(Stmt),
}

/// `use cxone`, `use finesse as Desk`
#[derive(Clone, Debug)]
pub struct Use {
    /// The whole statement.
    pub span: Span,
    /// The system's name.
    pub system: Span,
    /// What the file calls it.
    pub alias: Option<Span>,
}

/// `use steps from "wrap-up.flow"`
#[derive(Clone, Debug)]
pub struct UseSteps {
    /// The whole statement.
    pub span: Span,
    /// The path as written, quotes included.
    pub path: Span,
}

/// `input Name: kind = default "help"`
#[derive(Clone, Debug)]
pub struct Input {
    /// The whole statement.
    pub span: Span,
    pub name: Span,
    /// Its kind, as written.
    pub kind: KindRef,
    /// What it is where nobody gives it.
    pub default: Option<Expr>,
    /// What to tell who has to give it: a text literal.
    pub help: Option<Span>,
}

/// A kind as written.
#[derive(Clone, Debug)]
pub struct KindRef {
    /// The whole kind.
    pub span: Span,
    pub form: KindForm,
}

/// The forms of a written kind.
#[derive(Clone, Debug)]
pub enum KindForm {
    /// Words: `phone number`, `yes/no`; the span is the kind's own
    Words,
    /// `list of K`
    List(Box<KindRef>),
    /// `one of "A", "B"`: the spans of the text literals, quotes included
    OneOf(Vec<Span>),
}

/// `everywhere on … -> …`
#[derive(Clone, Debug)]
pub struct Everywhere {
    /// The whole statement.
    pub span: Span,
    /// Its handlers: at least one.
    pub handlers: Vec<Handler>,
}

/// `every weekday at 18:00 in "Europe/Rome", if missed run within 2h, if running wait`
#[derive(Clone, Debug)]
pub struct Every {
    /// The whole statement.
    pub span: Span,
    pub form: EveryForm,
    /// How late a start may be that was missed.
    pub late: Option<Span>,
    /// `if running wait`
    pub waits: Option<Span>,
}

/// The forms of when a flow starts.
#[derive(Clone, Debug)]
pub enum EveryForm {
    /// Days, a time of day and its zone, quotes included.
    Days {
        /// `day`, `weekday`, or the names of days.
        days: Vec<Span>,
        /// The time of day.
        at: Span,
        /// The zone.
        zone: Option<Span>,
    },
    /// `15m`
    Period(Span),
}

/// `Desk: when contact arrives with Skill: "4021"`
#[derive(Clone, Debug)]
pub struct When {
    /// The whole statement.
    pub span: Span,
    /// The system's name before it.
    pub system: Option<Span>,
    /// What arrives: `contact`.
    pub thing: Span,
    /// The whole of it without its conditions.
    pub head: Span,
    /// What must be so of it.
    pub with: Vec<Arg>,
}

/// `step Name(A, B) { … }`
#[derive(Clone, Debug)]
pub struct Step {
    /// The whole step.
    pub span: Span,
    pub name: Span,
    /// Its parameters' names.
    pub params: Vec<Span>,
    /// What it does.
    pub body: Block,
}
