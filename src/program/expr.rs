//! Expressions as they run.

use crate::source::Span;
use crate::value::{Calendar, Function, Kind, Operator, Value};
use std::sync::Arc;

/// The place of a name in the frame of the flow, or of a step.
pub type Slot = u32;

/// An expression and where it stands, so that a fault can point at it.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its text.
    pub span: Span,
    pub kind: ExprKind,
}

/// The expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal, or anything known before the run.
    Value(Value),
    /// A name of the frame.
    Slot(Slot),
    /// An input, by index in `Program::inputs`.
    Input(u32),
    /// `now`
    Now,
    /// `today at 09:00 in "Europe/Rome"`
    DayAt(Arc<DayAt>),
    /// `weekday of T in Zone`
    WeekdayOf(Arc<(Expr, Option<Expr>)>),
    /// `next open(support, T, in Zone)`
    Opening(Arc<Opening>),
    /// `"… {Name} …"`: its parts as texts
    Text(Arc<[Expr]>),
    /// `[a, b]`
    List(Arc<[Expr]>),
    /// `{ Name: value }`
    Record(Arc<[(Arc<str>, Expr)]>),
    /// `X.Field`
    Field(Arc<Expr>, Arc<str>),
    /// A function of the closed list, by its words.
    Call(&'static Function, Arc<[Expr]>),
    /// `Xs where …`: the list, and what has to be true of an item.
    Where(Arc<(Expr, Expr)>),
    /// `sort(Xs) by …`: the list, and what an item is sorted by.
    SortBy(Arc<(Expr, Expr)>),
    /// The item that a `where` or `by` around looks at.
    Item,
    /// `not`
    Not(Arc<Expr>),
    /// Two operands and what stands between them.
    Binary(Arc<(Expr, Operator, Expr)>),
    /// A value that must become of this kind before it is used.
    Convert(Arc<Expr>, Kind),
}

/// `today at 09:00 in "Europe/Rome"`
#[derive(Clone, Debug)]
pub struct DayAt {
    /// Whether it is `tomorrow`.
    pub tomorrow: bool,
    /// The time of day; without it the day alone is meant.
    pub at: Option<Expr>,
    /// The zone; the profile's without it.
    pub zone: Option<Expr>,
}

/// `open(support, T)`, `next open(support, T, in Zone)`
#[derive(Clone, Debug)]
pub struct Opening {
    /// Whether it is `next open`.
    pub next: bool,
    /// The calendar, as the settings had it.
    pub calendar: Arc<Calendar>,
    /// The time.
    pub time: Expr,
    /// The zone in which the hours hold; the calendar's without it.
    pub zone: Option<Expr>,
}
