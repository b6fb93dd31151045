//! The closed list of functions.

use super::{Kind, Value};

/// A function of the language: `count(Xs)`, `starts with(A, B)`.
pub struct Function {
    /// Its words.
    pub name: &'static str,
    /// The kinds of what it takes, in order.
    pub takes: &'static [Kind],
    /// The kind of what it gives; [`Kind::Any`] where that depends on what it takes.
    pub gives: Kind,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// Examples, run as tests: a script's expression and what it gives.
    pub examples: &'static [(&'static str, &'static str)],
    /// Does it. `Err` says in the language's words why it cannot.
    pub apply: fn(&[Value]) -> Result<Value, String>,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}(…)", self.name)
    }
}
