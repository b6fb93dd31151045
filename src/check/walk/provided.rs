//! What actions hand on by default: `SecurityUser`, `SessionId`. Each is a name of its own, the
//! first ones of every body.

use super::names::{Origin, Variable};
use super::{BodyKind, Walker};
use crate::catalogue::{Action, Output, ParamDefault};
use crate::check::graph::{Event, Node, Without};
use crate::check::path::{Lost, Var};
use crate::check::rules;
use crate::check::systems::Systems;
use crate::source::Span;
use crate::value::Kind;
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
pub(super) struct Missing<'a> {
    need: Need<'a>,
    /// The phrases to write first.
    first: Vec<String>,
    /// What is handed on on another way, and where.
    given: Option<(Var, Span)>,
    lost: Option<Lost>,
    /// The place on the ways.
    node: Node,
}

/// The most arms and handlers that are shown of a way.
const SHOWN: usize = 3;

impl<'a> Provided<'a> {
    pub fn new(systems: &Systems<'a>) -> Self {
        let mut provided = Self { list: Vec::new() };
        for (index, system) in systems.list.iter().enumerate() {
            let index = index as u16;
            for action in &system.entry.actions {
                provided.add_outputs(index, &action.outputs);
                provided.add_params(index, action);
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

    fn add_params(&mut self, system: u16, action: &'a Action) {
        for param in &action.params {
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

    /// How many there are: all names before this one are such.
    pub fn count(&self) -> Var {
        self.list.len() as Var
    }
}

impl<'a> Walker<'a> {
    /// Puts what is handed on at the start of a body's names.
    pub(super) fn declare_provided(&mut self) {
        for index in 0..self.provided.list.len() {
            let var = self.path.grow();
            self.names.push(Variable {
                name: self.provided.list[index].1,
                kind: Kind::Any,
                span: Span::default(),
                read: true,
                origin: Origin::Given,
            });
            let from_profile = self.is_from_profile(index);
            if from_profile && self.body == BodyKind::Main {
                self.path.bind(var);
            }
        }
    }

    fn is_from_profile(&self, index: usize) -> bool {
        let (system, name) = self.provided.list[index];
        let system = &self.systems.list[system as usize].entry.name;
        self.context
            .profiles()
            .any(|profile| profile.system == *system && profile.provided.contains(name))
    }

    /// Says that something cannot be done here without values that are handed on.
    pub(super) fn need(&mut self, mut need: Need<'a>) {
        need.vars.retain(|var| !self.path.is_bound(*var));
        if need.vars.is_empty() {
            return;
        }
        match self.body {
            BodyKind::Main => self.report_need(need.clone()),
            BodyKind::Everywhere(_) => {}
            BodyKind::Step(step) => {
                let needs = &mut self.steps[step].needs;
                if !needs.iter().any(|known| known.vars == need.vars) {
                    needs.push(need.clone());
                }
            }
        }
        self.path.bind_all(&need.vars);
    }

    /// Keeps an unmet need until all ways are known.
    fn report_need(&mut self, need: Need<'a>) {
        if self.reported_needs.insert(need.span, ()).is_some() {
            return;
        }
        let mut first = Vec::new();
        for var in &need.vars {
            let (system, name) = self.provided.list[*var as usize];
            self.providers(system, name, &mut first, 0);
        }
        let given = need.vars.iter().rev();
        let given = given.map(|var| (*var, self.names.all[*var as usize].span));
        let lost = need.vars.iter().rev().find_map(|var| self.path.lost(*var));
        self.missing.push(Missing {
            first,
            given: given.into_iter().find(|(_, span)| !span.is_empty()),
            lost,
            node: self.path.node,
            need,
        });
    }

    /// Says what is needed and not there, with a way on which it is not.
    pub(super) fn missing(&mut self) {
        let sure = self.systems.explicit || self.context.profile.is_some();
        let mut without = None;
        for missing in std::mem::take(&mut self.missing) {
            let names = missing.need.vars.iter();
            let names = names.map(|var| &**self.provided.list[*var as usize].1);
            let names: Vec<&str> = names.collect();
            let taken = missing.given.map(|(var, _)| {
                let graph = &self.path.graph;
                let without = without.get_or_insert_with(|| Without::new(graph));
                without.arms(var, missing.node, SHOWN)
            });
            let known = rules::missing_prerequisite::Known {
                names: &names,
                what: missing.need.what,
                span: missing.need.span,
                first: &missing.first,
                given: missing.given.map(|(_, span)| span),
                lost: missing.lost,
                taken: &taken.unwrap_or_default(),
                through: &missing.need.through,
            };
            let problem = rules::missing_prerequisite::problem(&known, sure);
            self.problems.push(problem);
        }
    }

    /// The actions to put first, in order, so that a value is there.
    fn providers(&self, system: u16, name: &str, first: &mut Vec<String>, depth: usize) {
        let entry = self.systems.list[system as usize].entry;
        let gives = |action: &&Arc<Action>| {
            let mut outputs = action.outputs.iter();
            outputs.any(|output| output.provides && *output.name == *name)
        };
        let asks = |action: &&Arc<Action>| {
            let must = |param: &&crate::catalogue::Param| {
                param.required && param.default == ParamDefault::None
            };
            action.params.iter().filter(must).count()
        };
        let Some(action) = entry.actions.iter().filter(gives).min_by_key(asks) else {
            return;
        };
        for param in action.params.iter().filter(|param| param.required) {
            let ParamDefault::Provided(needed) = &param.default else {
                continue;
            };
            let there = self
                .provided
                .find(system, needed)
                .is_none_or(|var| self.path.is_bound(var));
            if !there && depth < self.provided.list.len() {
                self.providers(system, needed, first, depth + 1);
            }
        }
        let phrase = action.phrase_text();
        if !first.contains(&phrase) {
            first.push(phrase);
        }
    }

    /// Remembers that an action has handed on a value.
    pub(super) fn provide(&mut self, system: u16, outputs: &[Output], at: Span) {
        for output in outputs.iter().filter(|output| output.provides) {
            if let Some(var) = self.provided.find(system, &output.name) {
                self.path.bind(var);
                self.path.pass(Event::HandedOn(var), at);
                self.names.all[var as usize].span = at;
            }
        }
    }

    /// Remembers that a step has handed on values, where it is left here.
    pub(super) fn provide_from_step(&mut self, vars: &[Var], at: Span) {
        let node = self.path.node;
        for var in vars.iter().filter(|var| **var < self.provided.count()) {
            self.path.graph.from_steps.push((*var, node));
            self.names.all[*var as usize].span = at;
        }
    }

    /// After something broken: whatever can be handed on may have been.
    pub(super) fn provide_anything(&mut self) {
        for var in 0..self.provided.count() {
            self.path.bind(var);
        }
    }
}
