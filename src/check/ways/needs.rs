//! What actions hand on by default: `SecurityUser`, `SessionId`. Each has a number of its own, the
//! first ones of every path.

use super::Flow;
use super::path::{Lost, Var};
use crate::catalogue::{Action, Output, Param, ParamDefault};
use crate::check::graph::{Event, Graph, Node, Without};
use crate::check::model::{BodyKind, Model};
use crate::check::names::NameMap;
use crate::check::systems::Systems;
use crate::source::Span;
use std::sync::Arc;

/// The values that are handed on, of all systems in scope.
pub(super) struct Provided<'a> {
    list: Vec<(u16, &'a Arc<str>)>,
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
    place: (Option<Var>, Node),
}

/// The needs that are not met.
pub(super) struct Needs<'a> {
    pub missing: Vec<Missing<'a>>,
    reported: NameMap<Span, ()>,
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

    fn give(&mut self, var: Var, at: Span) {
        if let Some(given) = self.given.get_mut(var as usize) {
            *given = at;
        }
    }

    fn given(&self, var: Var) -> Option<Span> {
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
    pub fn is_from_profile(&self, var: Var, model: &Model<'_>) -> bool {
        let (system, name) = self.list[var as usize];
        let system = &model.systems.list[system as usize].entry.name;
        let mut profiles = model.context.profiles();
        profiles.any(|profile| profile.system == *system && profile.provided.contains(name))
    }
}

impl<'a> Flow<'_, 'a> {
    /// Something cannot be done here without values that are handed on.
    pub(super) fn need(&mut self, mut need: Need<'a>) {
        need.vars.retain(|var| !self.path.is_bound(*var));
        if need.vars.is_empty() {
            return;
        }
        match self.body {
            BodyKind::Step(step) => {
                let needs = &mut self.steps[step].needs;
                if !needs.iter().any(|known| known.vars == need.vars) {
                    needs.push(need.clone());
                }
            }
            BodyKind::Main => self.keep_need(need.clone()),
            BodyKind::Everywhere(_) | BodyKind::Test => {}
        }
        self.path.bind_all(&need.vars);
    }

    /// Keeps an unmet need until all ways are known.
    fn keep_need(&mut self, need: Need<'a>) {
        if self.needs.reported.insert(need.span, ()).is_some() {
            return;
        }
        let mut first = Vec::new();
        for var in &need.vars {
            let (system, name) = self.provided.list[*var as usize];
            self.providers(system, name, &mut first, 0);
        }
        let mut last = need.vars.iter().rev();
        let given = last.find_map(|var| Some((*var, self.needs.given(*var)?)));
        let lost = need.vars.iter().rev().find_map(|var| self.path.lost(*var));
        let names = need.vars.iter();
        let names = names.map(|var| &**self.provided.list[*var as usize].1);
        self.needs.missing.push(Missing {
            names: names.collect(),
            what: need.what,
            span: need.span,
            first,
            given: given.map(|(_, span)| span),
            lost,
            taken: Vec::new(),
            through: need.through,
            place: (given.map(|(var, _)| var), self.path.node),
        });
    }

    /// The actions to put first, in order, so that a value is there.
    fn providers(&self, system: u16, name: &str, first: &mut Vec<String>, depth: usize) {
        let entry = self.model.systems.list[system as usize].entry;
        let gives = |action: &&Arc<Action>| {
            let mut outputs = action.outputs.iter();
            outputs.any(|output| output.provides && *output.name == *name)
        };
        let asks = |action: &&Arc<Action>| {
            let must = |param: &&Param| param.required && param.default == ParamDefault::None;
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

    /// An action has handed on a value.
    pub(super) fn provide(&mut self, system: u16, outputs: &[Output], at: Span) {
        for output in outputs.iter().filter(|output| output.provides) {
            if let Some(var) = self.provided.find(system, &output.name) {
                self.path.bind(var);
                self.path.pass(Event::HandedOn(var), at);
                self.needs.give(var, at);
            }
        }
    }

    /// A step has handed on values, where it comes back here.
    pub(super) fn provide_from_step(&mut self, vars: &[Var], at: Span) {
        let node = self.path.node;
        for var in vars.iter().filter(|var| **var < self.provided.count()) {
            self.path.graph.from_steps.push((*var, node));
            self.needs.give(*var, at);
        }
    }
}
