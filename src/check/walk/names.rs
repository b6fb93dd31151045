//! The variables of a body: which are visible, what they hold, whether anybody reads them.

use crate::check::names::NameMap;
use crate::check::path::Var;
use crate::source::Span;
use crate::value::Kind;

/// A variable.
pub(super) struct Variable<'a> {
    pub name: &'a str,
    pub kind: Kind,
    /// Where it first got a value.
    pub span: Span,
    pub read: bool,
    pub origin: Origin,
}

/// Where a variable comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    /// `let` or `giving`.
    Written,
    /// An action's output under its own name.
    Output,
    /// The item of a loop.
    Item,
    /// A parameter of a step.
    Param,
    /// `Outcome` and `Reason`, and what actions hand on.
    Given,
}

/// The variables of the body at hand.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub all: Vec<Variable<'a>>,
    visible: NameMap<&'a str, Var>,
    hidden: Vec<(&'a str, Option<Var>)>,
    /// The names of bodies that are done, and where they got a value.
    pub gone: Vec<(&'a str, Span)>,
}

impl<'a> Names<'a> {
    pub fn get(&self, name: &str) -> Option<Var> {
        self.visible.get(name).copied()
    }

    /// The names that are visible here, less what nobody has written.
    pub fn visible(&self) -> impl Iterator<Item = &'a str> + '_ {
        let written = |var: &Var| {
            let known = self.all.get(*var as usize);
            known.is_some_and(|known| known.origin != Origin::Given)
        };
        let visible = self.visible.iter().filter(move |(_, var)| written(var));
        visible.map(|(name, _)| *name)
    }

    pub fn push(&mut self, variable: Variable<'a>) {
        self.all.push(variable);
    }

    pub fn show(&mut self, name: &'a str, var: Var) {
        let before = self.visible.insert(name, var);
        self.hidden.push((name, before));
    }

    /// Begins a block.
    pub fn open(&self) -> usize {
        self.hidden.len()
    }

    /// Ends the block that began so.
    pub fn close(&mut self, opened: usize) {
        while self.hidden.len() > opened {
            let Some((name, before)) = self.hidden.pop() else {
                return;
            };
            match before {
                Some(before) => self.visible.insert(name, before),
                None => self.visible.remove(name),
            };
        }
    }

    /// Ends the body; gives its variables.
    pub fn end(&mut self) -> Vec<Variable<'a>> {
        self.hidden.clear();
        self.visible.clear();
        let named = self
            .all
            .iter()
            .filter(|variable| variable.origin != Origin::Given);
        self.gone
            .extend(named.map(|variable| (variable.name, variable.span)));
        std::mem::take(&mut self.all)
    }
}
