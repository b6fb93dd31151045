//! Where an outcome goes: to the innermost handler that names it, else to the innermost
//! `any other`, from the action outwards.

use super::path::{Arm, Mark, Ways};
use crate::catalogue::{Action, Outcome};
use crate::check::graph::Node;
use crate::source::Span;

/// An outcome on its way outwards.
#[derive(Clone, Copy)]
pub(in crate::check) struct Raise<'a> {
    pub name: &'a str,
    /// The action that ended so, if it was one.
    pub action: Option<&'a Action>,
    /// The text of the action itself, which may be in a step.
    pub origin: Span,
    /// Where another handler of that action would be written.
    pub end: u32,
    /// The actions behind it, where it comes out of a step.
    pub(super) origins: Option<usize>,
    /// Whether trying again may end otherwise.
    pub transient: bool,
    /// Whether there is something that `retry` could repeat.
    pub repeats: bool,
    /// A handler has taken it, unless one further out names it.
    pub(super) soft: bool,
    /// A handler has seen it and given up.
    pub(super) settled: bool,
    /// What the catalogue says of it, and the number of the action's site: whether somebody is to be
    /// told where nothing takes it.
    pub(super) known: Option<(u16, &'a Outcome, u32)>,
}

impl Raise<'_> {
    /// An outcome of a statement of the language, with nothing that `retry` could repeat.
    pub(super) fn of_statement(name: &'static str, at: Span) -> Self {
        Self {
            name,
            action: None,
            origin: at,
            end: at.end,
            origins: None,
            transient: true,
            repeats: false,
            soft: false,
            settled: false,
            known: None,
        }
    }
}

/// Which of a statement's own handlers something has reached.
pub(super) struct Fired {
    /// By the handler's number; empty where none was reached.
    reached: Vec<bool>,
    /// With what: for a `run`, whose outcomes come from different places in its step.
    pub arms: Vec<Arm>,
    pub mark: Option<Mark>,
    /// The place where the statement has failed.
    pub node: Node,
    /// A handler of last resort lets the flow go on here.
    pub goes_on: bool,
    /// The handlers of last resort that were reached, and where the flow comes back from them.
    pub last: Vec<(usize, Node)>,
}

impl Fired {
    /// For a statement whose outcomes all come from one place.
    pub fn here(node: Node) -> Self {
        Self {
            reached: Vec::new(),
            arms: Vec::new(),
            mark: None,
            node,
            goes_on: false,
            last: Vec::new(),
        }
    }

    /// For a `run` with so many handlers.
    pub fn new(handlers: usize, mark: Mark) -> Self {
        Self {
            arms: vec![None; handlers],
            mark: Some(mark),
            ..Self::here(mark.node)
        }
    }

    pub fn has(&self, handler: usize) -> bool {
        self.reached.get(handler).copied().unwrap_or(false)
    }

    pub fn set(&mut self, handler: usize) {
        if self.reached.len() <= handler {
            self.reached.resize(handler + 1, false);
        }
        self.reached[handler] = true;
    }

    /// The ways on which the flow goes on after handlers of last resort.
    pub fn going_on(&self) -> Vec<Ways> {
        if !self.goes_on {
            return Vec::new();
        }
        let back = self.last.iter().map(|(_, node)| Ways::from(*node));
        let here = self.last.is_empty().then(|| Ways::from(self.node));
        back.chain(here).collect()
    }

    /// The ways on which the handler was reached, where each has its own.
    pub fn arm(&self, handler: usize) -> Option<&Ways> {
        self.arms.get(handler).and_then(Option::as_ref)
    }
}
