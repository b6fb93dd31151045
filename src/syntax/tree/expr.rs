//! Values and calculations.

use crate::source::Span;
pub use crate::value::Operator;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its text.
    pub span: Span,
    pub kind: ExprKind,
}

/// The expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A bare name: a variable, or one of a closed list where its kind says so.
    Name,
    /// `<Name>`; the span is the name's, without the brackets
    Input(Span),
    /// A number, as in `42`, `-3.5`
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `2s`, `500ms`
    Duration,
    /// `2026-12-01`
    Date,
    /// `2026-12-01T09:00:00+01:00`
    Time,
    /// `09:00`
    Clock,
    /// `now`
    Now,
    /// `today at 09:00 in "Europe/Rome"`, `tomorrow at …`
    DayAt {
        /// Whether it is `tomorrow`.
        tomorrow: bool,
        /// The time of day; without it the day alone is meant.
        at: Option<Box<Expr>>,
        zone: Option<Box<Expr>>,
    },
    /// `weekday of T in Zone`
    WeekdayOf {
        time: Box<Expr>,
        zone: Option<Box<Expr>>,
    },
    /// `open(support, T)`, `next open(support, T, in Zone)`
    Opening {
        /// Whether it is `next open`.
        next: bool,
        /// The calendar's name.
        calendar: Span,
        /// The time.
        time: Box<Expr>,
        /// The zone in which the hours hold, instead of the calendar's own.
        zone: Option<Box<Expr>>,
    },
    /// `"… {Name} …"`
    Text(Vec<TextPart>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ Name: value, "vendorKey": value }`
    Record(Vec<(Key, Expr)>),
    /// `X.Field`, `X."vendor field"`
    Field(Box<Expr>, Key),
    /// `count(Xs)`, `starts with(A, B)`; the span is the function's words
    Call(Span, Vec<Expr>),
    /// `sort(Xs) by .Field`: the call, and the field of an item
    SortBy(Box<Expr>, Box<Expr>),
    /// `Xs where .State = InQueue`: the list, and what has to be true of an item
    Where(Box<Expr>, Box<Expr>),
    /// The item before the dot of `.Field`, which is not written; its text is empty.
    Item,
    /// `( … )`
    Group(Box<Expr>),
    /// `not …`
    Not(Box<Expr>),
    /// Two operands and what stands between them.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// Something that did not parse.
    Bad,
}

/// A field's name.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// `Name`
    Name(Span),
    /// `"vendor field"`; the span includes the quotes
    Text(Span),
}

/// A part of a text literal.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Characters as written, escapes not yet read.
    Chars(Span),
    /// `{ … }`
    Value(Expr),
}
