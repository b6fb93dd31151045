//! What actions hand on by default: `SecurityUser`, `SessionId`. Each is a name of its own, the
//! first ones of every body.

use super::names::{Origin, Variable};
use super::{BodyKind, Walker};
use crate::catalogue::{Action, Output, ParamDefault};
use crate::check::path::Var;
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
            BodyKind::Main => self.report_need(&need),
            BodyKind::Everywhere => {}
            BodyKind::Step(step) => {
                let needs = &mut self.steps[step].needs;
                if !needs.iter().any(|known| known.vars == need.vars) {
                    needs.push(need.clone());
                }
            }
        }
        self.path.bind_all(&need.vars);
    }

    fn report_need(&mut self, need: &Need<'a>) {
        if self.reported_needs.insert(need.span, ()).is_some() {
            return;
        }
        let mut first = Vec::new();
        let mut names = Vec::new();
        for var in &need.vars {
            let (system, name) = self.provided.list[*var as usize];
            names.push(&**name);
            self.providers(system, name, &mut first, 0);
        }
        let sure = self.systems.explicit || self.context.profile.is_some();
        let given = need
            .vars
            .iter()
            .map(|var| self.names.all[*var as usize].span);
        let known = rules::missing_prerequisite::Known {
            names: &names,
            what: need.what,
            span: need.span,
            first: &first,
            given: given.rev().find(|span| !span.is_empty()),
            lost: need.vars.iter().rev().find_map(|var| self.path.lost(*var)),
            through: &need.through,
        };
        self.report(rules::missing_prerequisite::problem(&known, sure));
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
                self.names.all[var as usize].span = at;
            }
        }
    }

    /// After something broken: whatever can be handed on may have been.
    pub(super) fn provide_anything(&mut self) {
        for var in 0..self.provided.count() {
            self.path.bind(var);
        }
    }
}
