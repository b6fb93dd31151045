//! What resolving finds out about a script beside its names, sites and bodies. A fact is no
//! finding: rules decide what is wrong.

use super::name::NameId;
use super::value::{Place, Typed};
use crate::source::Span;
use crate::syntax::tree::{Expr, Handler, Operator, RunStep};
use crate::value::{Field, Function, Kind};

/// Facts about a script, each list in the order in which the bodies were resolved.
#[derive(Default)]
pub struct Facts<'a> {
    /// Values in places that need a type.
    pub typed: Vec<Typed<'a>>,
    /// Comparisons.
    pub compared: Vec<Compared<'a>>,
    /// `in`
    pub members: Vec<Membership<'a>>,
    /// Calculations.
    pub calculated: Vec<Arithmetic<'a>>,
    /// Fields that are known, and what they are.
    pub fields: Vec<(Span, Field)>,
    /// Fields that their record does not have, or of what is no record.
    pub unknown_fields: Vec<FieldUse<'a>>,
    /// `.Field` with no `where` or `by` before it.
    pub stray_items: Vec<Span>,
    /// A `where` in the condition of another one.
    pub nested_wheres: Vec<Span>,
    /// `emit`
    pub emits: Vec<EmitUse>,
    /// What lists are sorted by.
    pub sorted: Vec<SortUse>,
    /// The names of calendars.
    pub calendars: Vec<Span>,
    /// Time zones: `in "Europe/Rome"`.
    pub zones: Vec<&'a Expr>,
    /// Calls of functions.
    pub functions: Vec<FunctionUse<'a>>,
    /// Numbers and durations that bound something.
    pub limits: Vec<Limit<'a>>,
    /// `backing off 1s to 30s`
    pub back_offs: Vec<BackOff<'a>>,
    /// A `retry` that follows another one.
    pub second_retries: Vec<Span>,
    /// Whether there is a record with several fields.
    pub records: bool,
    /// Uses of an input that its other uses contradict.
    pub clashes: Vec<Clash>,
    /// Inputs and variables with the brackets of the other, or without.
    pub brackets: Vec<Brackets>,
    /// Bare names that were no variable where they stand.
    pub unresolved: Vec<Unresolved<'a>>,
    /// Variables that get another value.
    pub reassigned: Vec<Reassigned>,
    /// Variables that are called like an input.
    pub shadowed: Vec<Shadowed>,
    /// Lists of handlers, and what each belongs to.
    pub handlers: Vec<HandlerList<'a>>,
    /// `run`, as a statement or a reaction.
    pub runs: Vec<RunUse<'a>>,
    /// Steps that run each other without end.
    pub rings: Vec<Ring>,
}

impl Facts<'_> {
    /// Room for those of a text that there are most of, as many as texts of that length have: lists that grow are
    /// copied again and again.
    pub(super) fn of(text: &str) -> Self {
        let one_for = |bytes: usize| text.len() / bytes;
        Self {
            typed: Vec::with_capacity(one_for(64)),
            fields: Vec::with_capacity(one_for(128)),
            limits: Vec::with_capacity(one_for(128)),
            handlers: Vec::with_capacity(one_for(128)),
            ..Self::default()
        }
    }
}

/// `A = B`
pub struct Compared<'a> {
    /// The operand that decides the type.
    pub first: &'a Expr,
    /// The other one.
    pub second: &'a Expr,
    /// What stands between them.
    pub operator: Operator,
    /// The type of the first.
    pub kind: Kind,
    /// The type of the second; nothing where it was read as one of the first's type.
    pub other: Option<Kind>,
    /// Why the second, a literal, can never be of the first's type.
    pub never: Option<String>,
}

/// `A in B`
pub struct Membership<'a> {
    /// What is looked for.
    pub item: &'a Expr,
    /// Where.
    pub list: &'a Expr,
    /// The type of where.
    pub kind: Kind,
    /// The type of what is looked for.
    pub has: Kind,
}

/// `sort(Xs)`, `sort(Xs) by .Field`
pub struct SortUse {
    /// The list.
    pub list: Span,
    /// The whole.
    pub span: Span,
    /// The type of what the items are sorted by.
    pub kind: Kind,
    /// The field's text.
    pub by: Option<Span>,
}

/// `A + B`
pub struct Arithmetic<'a> {
    /// The first operand.
    pub a: &'a Expr,
    /// The second.
    pub b: &'a Expr,
    /// What stands between them.
    pub operator: Operator,
    /// Their types.
    pub kinds: (Kind, Kind),
    /// The type of the result; nothing where there can be none.
    pub gives: Option<Kind>,
}

/// `X.Field`
pub struct FieldUse<'a> {
    /// What should have it.
    pub of: &'a Expr,
    /// The field's name.
    pub key: Span,
    /// Its text.
    pub name: String,
    /// Whether the name is in quotes, as a vendor's own.
    pub quoted: bool,
    /// The type of what should have it.
    pub kind: Kind,
}

/// `count(Xs)`
pub struct FunctionUse<'a> {
    /// The function's words.
    pub name: Span,
    /// The function.
    pub function: Option<&'static Function>,
    /// Its arguments.
    pub args: &'a [Expr],
    /// The whole call.
    pub span: Span,
}

/// A number or a duration that bounds something.
pub struct Limit<'a> {
    /// The limit.
    pub expr: &'a Expr,
    /// Its type.
    pub kind: Kind,
    /// What it bounds, in words.
    pub what: &'static str,
}

/// `backing off 1s to 30s`
pub struct BackOff<'a> {
    /// The first pause.
    pub from: &'a Expr,
    /// The longest.
    pub to: &'a Expr,
}

/// A use of an input that contradicts its line, or its uses before.
pub struct Clash {
    /// The input, by its number.
    pub input: u32,
    /// The use.
    pub at: Span,
    /// The type that is needed there.
    pub wanted: Kind,
    /// The type that it has.
    pub known: Kind,
}

/// A name with the brackets of inputs where none belong, or without.
pub enum Brackets {
    /// `<Name>`, and it is a variable.
    Variable(NameId, Span),
    /// `<Name>` where inputs are written bare.
    NotHere(Span, Span),
    /// `Name` where an input needs brackets.
    Missing(Span),
}

/// A bare name that was no variable where it stands.
pub struct Unresolved<'a> {
    /// Its letters.
    pub name: &'a str,
    /// The nearest name that is known where it stands.
    pub near: Option<&'a str>,
    /// Where it stands.
    pub span: Span,
    /// How inputs are written there.
    pub place: Place,
    /// Compared with something of which nobody can tell what it may be: of a closed list, perhaps.
    pub beside_anything: bool,
    /// Whether it is in the condition of a `where`, where the item has no name.
    pub in_where: bool,
}

/// A variable that gets another value.
pub struct Reassigned {
    /// The variable.
    pub name: NameId,
    /// Where.
    pub at: Span,
    /// The type that it had.
    pub before: Kind,
    /// The type of the new value.
    pub now: Kind,
    /// The loop around, whose items are worked on together and which the variable is outside of.
    pub together: Option<Span>,
}

/// A variable that is called like an input.
pub struct Shadowed {
    /// The variable's name.
    pub at: Span,
    /// The input, by its number.
    pub input: u32,
}

/// Handlers, and what they belong to.
pub struct HandlerList<'a> {
    /// The handlers.
    pub handlers: &'a [Handler],
    /// What they belong to.
    pub owner: Owner,
}

/// What handlers belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// An action or a wait, by its number among the sites.
    Site(u32),
    /// An `await signal`, and whether it asks a question.
    Signal {
        /// Whether it has a text, which is answered with yes or no.
        asks: bool,
    },
    /// A `repeat`.
    Repeat,
    /// A `try` or `within`.
    Group,
    /// A `run`.
    Run,
}

/// A `run`.
pub struct RunUse<'a> {
    /// As written.
    pub call: &'a RunStep,
    /// The step, by its number.
    pub step: Option<usize>,
    /// `giving Name`
    pub giving: Option<Span>,
    /// Whether a test runs it.
    pub in_test: bool,
    /// The body that it is in, by its number.
    pub body: u32,
    /// Whether a loop of that body is around it.
    pub in_loop: bool,
}

/// `emit Name: value`
pub struct EmitUse {
    /// The result's name.
    pub name: Span,
    /// The body that it is in, by its number.
    pub body: u32,
    /// Whether a loop of that body is around it.
    pub in_loop: bool,
}

/// Steps that run each other without end.
pub struct Ring {
    /// The steps, by their numbers; the first comes again at the end.
    pub steps: Vec<usize>,
    /// The `run` of each step but the last that leads to the next one.
    pub through: Vec<Span>,
    /// The `run` that closes the ring.
    pub at: Span,
}
