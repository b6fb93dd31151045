//! What actions hand on by default: `SecurityUser`, `SessionId`. Each has a number of its own, the
//! first ones of every path.

use super::path::{Lost, Var};
use crate::catalogue::{Output, Param, ParamDefault};
use crate::check::graph::{Graph, Node, Without};
use crate::check::names::NameMap;
use crate::check::resolve::Resolved;
use crate::check::systems::Systems;
use crate::source::Span;
use std::sync::Arc;

/// The values that are handed on, of all systems in scope.
pub(super) struct Provided<'a> {
    pub list: Vec<(u16, &'a Arc<str>)>,
}

/// Values that an action cannot do without.
#[derive(Clone)]
pub(super) struct Need<'a> {
    pub vars: Vec<Var>,
    /// What needs it: an action's phrase, a wait.
    pub what: &'a str,
    pub span: Span,
    /// The `run` statements on the way to it, innermost first.
    pub through: Vec<Span>,
}

/// An unmet need, and what is known of it where it stands.
pub(in crate::check) struct Missing<'a> {
    /// What is needed: `SessionId`.
    pub names: Vec<&'a str>,
    /// What needs it: an action's words.
    pub what: &'a str,
    /// Where.
    pub span: Span,
    /// The phrases to write first.
    pub first: Vec<String>,
    /// Where one is handed on, on another way.
    pub given: Option<Span>,
    /// Where that way meets one without it.
    pub lost: Option<Lost>,
    /// The arms and handlers on a way without it, from the start of the flow.
    pub taken: Vec<Span>,
    /// The `run` statements on the way.
    pub through: Vec<Span>,
    /// Which value has been handed on on another way, and the place.
    pub(super) place: (Option<Var>, Node),
}

/// The needs that are not met.
pub(super) struct Needs<'a> {
    pub missing: Vec<Missing<'a>>,
    pub reported: NameMap<Span, ()>,
    /// Where each value was last handed on in the body at hand; empty where it was not.
    given: Vec<Span>,
}

/// The most arms and handlers that are shown of a way.
const SHOWN: usize = 3;

impl<'a> Needs<'a> {
    pub fn new(values: Var) -> Self {
        Self {
            missing: Vec::new(),
            reported: NameMap::default(),
            given: vec![Span::default(); values as usize],
        }
    }

    pub fn begin(&mut self) {
        self.given.fill(Span::default());
    }

    pub fn give(&mut self, var: Var, at: Span) {
        if let Some(given) = self.given.get_mut(var as usize) {
            *given = at;
        }
    }

    pub fn given(&self, var: Var) -> Option<Span> {
        let given = self.given.get(var as usize).copied();
        given.filter(|span| !span.is_empty())
    }
}

/// The unmet needs, each with the arms on a way on which it is not met.
pub(super) fn with_arms<'a>(mut missing: Vec<Missing<'a>>, graph: &Graph<'a>) -> Vec<Missing<'a>> {
    let mut without = None;
    for known in &mut missing {
        if let (Some(var), node) = known.place {
            let without = without.get_or_insert_with(|| Without::new(graph));
            known.taken = without.arms(var, node, SHOWN);
        }
    }
    missing
}

impl<'a> Provided<'a> {
    pub fn new(systems: &Systems<'a>) -> Self {
        let mut provided = Self { list: Vec::new() };
        for (index, system) in systems.list.iter().enumerate() {
            let index = index as u16;
            for action in &system.entry.actions {
                provided.add_outputs(index, &action.outputs);
                provided.add_params(index, &action.params);
            }
            for thing in &system.entry.things {
                thing
                    .needs
                    .iter()
                    .for_each(|name| provided.add(index, name));
            }
        }
        provided
    }

    fn add_outputs(&mut self, system: u16, outputs: &'a [Output]) {
        for output in outputs.iter().filter(|output| output.provides) {
            self.add(system, &output.name);
        }
    }

    fn add_params(&mut self, system: u16, params: &'a [Param]) {
        for param in params {
            if let ParamDefault::Provided(name) = &param.default {
                self.add(system, name);
            }
        }
    }

    fn add(&mut self, system: u16, name: &'a Arc<str>) {
        if self.find(system, name).is_none() {
            self.list.push((system, name));
        }
    }

    pub fn find(&self, system: u16, name: &str) -> Option<Var> {
        let same = |(of, known): &(u16, &Arc<str>)| *of == system && ***known == *name;
        Some(self.list.iter().position(same)? as Var)
    }

    /// How many there are: all numbers before this one are such.
    pub fn count(&self) -> Var {
        self.list.len() as Var
    }

    /// Whether a profile has it from the start.
    pub fn is_from_profile(&self, var: Var, model: &Resolved<'_>) -> bool {
        let (system, name) = self.list[var as usize];
        let system = &model.systems.list[system as usize].entry.name;
        let mut profiles = model.context.profiles();
        profiles.any(|profile| profile.system == *system && profile.provided.contains(name))
    }
}

/// A need of an action or a wait itself.
impl<'a> Need<'a> {
    pub fn new(vars: Vec<Var>, what: &'a str, span: Span) -> Self {
        let through = Vec::new();
        Self {
            vars,
            what,
            span,
            through,
        }
    }
}
