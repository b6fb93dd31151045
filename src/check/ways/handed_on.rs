//! What actions need of the path and hand on.

use super::flow::Flow;
use super::needs::{Missing, Need};
use super::path::Var;
use crate::catalogue::{Action, Output, Param, ParamDefault};
use crate::check::graph::Event;
use crate::check::resolve::BodyKind;
use crate::source::Span;
use std::sync::Arc;

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
        // Where several systems have the phrase, it needs its system's name.
        let systems = &self.model.systems.list;
        let having = systems
            .iter()
            .filter(|other| other.entry.action(&action.key).is_some());
        let phrase = match having.count() {
            0 | 1 => action.phrase_text(),
            _ => format!(
                "{}: {}",
                systems[system as usize].alias,
                action.phrase_text()
            ),
        };
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
