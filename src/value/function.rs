//! The closed list of functions: their shape, and how one is called.

use super::{Kind, Mark, Value};
use std::fmt;

/// A function of the language: `count(Xs)`, `starts with(A, B)`.
pub struct Function {
    /// Its words.
    pub name: &'static str,
    /// The kinds of what it takes, in order.
    pub takes: Vec<Kind>,
    /// The kind of what it gives; [`Kind::Any`] where that depends on what it takes: then
    /// [`Function::kind_of`] tells.
    pub gives: Kind,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// Examples, run as tests: a script's expression and what it gives.
    pub examples: &'static [(&'static str, &'static str)],
    /// Whether what it gives tells something of what is in its arguments, so that an output of it may
    /// show what should be hidden. How many there are, and a yes or no, tell nothing.
    pub leaks: bool,
    pub(super) depends: Depends,
    pub(super) keeps: Keeps,
    pub(super) body: fn(&[Value]) -> Result<Value, String>,
}

/// What a function takes over from its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Keeps {
    /// Nothing: the result is new, and marked as strictly as anything that it was made of.
    Nothing,
    /// The values themselves, each with its marks.
    Marks,
}

/// What the kind of a result depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Depends {
    /// Nothing.
    No,
    /// The items of the first argument.
    Item,
    /// The first argument.
    Same,
}

impl Function {
    /// The kind of what it gives for arguments of these kinds.
    pub fn kind_of(&self, args: &[Kind]) -> Kind {
        match (self.depends, args.first()) {
            (Depends::Item, Some(Kind::List(of))) => (**of).clone(),
            (Depends::Same, Some(first)) => first.clone(),
            _ => self.gives.clone(),
        }
    }

    /// The kind that an argument has to be of, by its number and the kinds of those before it, and
    /// whether those have decided it.
    pub fn wanted(&self, at: usize, before: &[Kind]) -> (Kind, bool) {
        match (self.name, at, before) {
            ("contains", 1, [Kind::List(of)]) => ((**of).clone(), true),
            _ => (self.takes.get(at).cloned().unwrap_or(Kind::Any), false),
        }
    }

    /// Calls it. What comes out is marked as strictly as what it was made of. `Err` says in the
    /// language's words why it cannot.
    pub fn apply(&self, args: &[Value]) -> Result<Value, String> {
        if args.len() != self.takes.len() {
            return Err(self.wrong_count(args.len()));
        }
        let mut fitted = Vec::with_capacity(args.len());
        for (value, kind) in args.iter().zip(&self.takes) {
            let fits = value.convert(kind);
            fitted.push(fits.map_err(|problem| format!("`{}`: {problem}", self.name))?);
        }
        let result = (self.body)(&fitted);
        result
            .map(|value| value.with_mark(self.mark_for(args)))
            .map_err(|problem| format!("`{}`: {problem}", self.name))
    }

    /// What a result that was made of these is marked. What is only picked out of them has its own
    /// marks, field by field.
    fn mark_for(&self, args: &[Value]) -> Mark {
        match self.keeps {
            Keeps::Marks => Mark::Plain,
            Keeps::Nothing => args.iter().map(Value::mark).max().unwrap_or_default(),
        }
    }

    /// What to say to somebody who gave it `count` arguments.
    pub fn wrong_count(&self, count: usize) -> String {
        let takes: Vec<String> = self.takes.iter().map(Kind::to_string).collect();
        format!(
            "`{}` needs ({}), but got {count}",
            self.name,
            takes.join(", ")
        )
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", self.name)
    }
}
