//! Values and the types that are wanted of them.

use crate::catalogue::{Action, Param};
use crate::syntax::tree::Expr;
use crate::value::{Kind, Mark, Value};

/// A value in a place that needs one of some type.
#[derive(Debug)]
pub struct Typed<'a> {
    /// The value.
    pub expr: &'a Expr,
    /// The type that the place needs.
    pub wanted: Kind,
    /// The type that it has.
    pub has: Kind,
    /// What it is for.
    pub role: Role<'a>,
    /// Its form.
    pub form: Form,
}

/// What can be known of a value before the run.
#[derive(Debug)]
pub enum Form {
    /// It is a literal: its value, or why it has none.
    Literal(Result<Value, String>),
    /// It is a bare name where one out of a closed list is wanted.
    Choice,
    /// It is known when the flow runs.
    Computed,
}

/// What takes a value that stands in a comparison.
pub const COMPARED: &str = "the value it is compared with";

/// What a value is for.
#[derive(Clone, Copy, Debug)]
pub struct Role<'a> {
    /// What takes it.
    pub what: What<'a>,
    /// How inputs are written there.
    pub place: Place,
}

/// What takes a value.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// A parameter of an action.
    Param(&'a Action, &'a Param),
    /// Anything else, in words.
    Named(&'static str),
}

/// Where an expression stands, which decides how inputs are written there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a phrase or after `with`: `<Name>`.
    Data,
    /// In a condition, a text or the arguments of `run`: `Name`.
    Bare,
    /// Elsewhere: both.
    Free,
}

impl<'a> Role<'a> {
    /// Something that is no parameter.
    pub(super) fn named(what: &'static str, place: Place) -> Self {
        let what = What::Named(what);
        Self { what, place }
    }

    pub(super) fn mark(self) -> Mark {
        match self.what {
            What::Param(_, param) => param.mark,
            What::Named(_) => Mark::Plain,
        }
    }

    /// The parameter.
    pub fn param(self) -> Option<&'a Param> {
        match self.what {
            What::Param(_, param) => Some(param),
            What::Named(_) => None,
        }
    }

    /// As a message calls it.
    pub fn text(self) -> String {
        match self.what {
            What::Param(_, param) => format!("`{}`", param.name),
            What::Named(words) => words.to_owned(),
        }
    }
}
