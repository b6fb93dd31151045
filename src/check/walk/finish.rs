//! What can be said only when the whole file is known.

use super::outcomes::Unhandled;
use super::{Place, Walker};
use crate::catalogue::nearest;
use crate::check::follow_on::names_that_may_be;
use crate::check::names::NameMap;
use crate::check::rules;
use crate::check::{Facts, InputFact};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// Names that are compared with an unknown one, at most: files of that size have other worries.
const SUGGESTIONS: usize = 50;

impl<'a> Walker<'a> {
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, Facts<'a>) {
        self.resolve_names();
        self.missing();
        self.unhandled();
        self.unused();
        self.ways();
        let inputs = self.inputs.list.iter().map(|input| InputFact {
            name: input.name,
            kind: input.kind.clone(),
            mark: input.mark,
            span: input.span,
            declared: input.declared,
        });
        let facts = Facts {
            inputs: inputs.collect(),
        };
        (self.problems, facts)
    }

    /// Bare names that were no variables: inputs after all, or unknown.
    fn resolve_names(&mut self) {
        if self.unresolved.is_empty() {
            return;
        }
        let mut gone: NameMap<&'a str, Span> = NameMap::default();
        for (name, span) in &self.names.gone {
            gone.entry(name).or_insert(*span);
        }
        let mut said = self.unread_names();
        for known in std::mem::take(&mut self.unresolved) {
            let input = self.inputs.get(known.name);
            if let Some(input) = input {
                self.inputs.list[input].used = true;
            }
            let is_input = input.is_some() || self.is_given(known.name);
            if input.is_some() && known.place != Place::Data {
                continue;
            }
            let follows = known.beside_anything && (self.any_broken || !said.is_empty());
            if follows || said.insert(known.name, ()).is_some() {
                continue;
            }
            let problem = if is_input && known.place == Place::Data {
                rules::bare_input::problem(known.name, known.span, true)
            } else {
                self.unknown_name(&known, &gone, said.len() <= SUGGESTIONS)
            };
            self.report(problem);
        }
    }

    /// The names in text that could not be read: what gives them a value may stand there.
    fn unread_names(&self) -> NameMap<&'a str, ()> {
        let texts = self.unread.iter().map(|span| self.slice(*span));
        let names = texts.flat_map(names_that_may_be);
        names.map(|name| (name, ())).collect()
    }

    /// The name that is nearest to an unknown one, of those that are known here.
    pub(super) fn near_here(&self, name: &str) -> Option<&'a str> {
        let few = self.unresolved.len() <= SUGGESTIONS;
        few.then(|| nearest(name, self.names.visible())).flatten()
    }

    /// A name that a misspelt one may mean is used.
    pub(super) fn is_meant(&mut self, near: Option<&str>) {
        if let Some(var) = near.and_then(|near| self.names.get(near)) {
            self.names.all[var as usize].read = true;
        }
    }

    fn is_given(&self, name: &str) -> bool {
        let mut profiles = self.context.profiles();
        profiles.any(|profile| profile.inputs.iter().any(|known| **known == *name))
    }

    fn unknown_name(
        &self,
        unknown: &super::Unresolved<'a>,
        gone: &NameMap<&'a str, Span>,
        suggest: bool,
    ) -> Diagnostic {
        let (name, span) = (unknown.name, unknown.span);
        if let Some(gone) = gone.get(name) {
            return rules::unknown_name::out_of_sight(name, span, *gone);
        }
        let inputs = self.inputs.list.iter().map(|input| input.name);
        let known = unknown.near.into_iter().chain(inputs);
        let near = suggest.then(|| nearest(name, known)).flatten();
        match (near, unknown.place) {
            (None, Place::Data) => rules::bare_input::problem(name, span, false),
            (near, _) => rules::unknown_name::problem(name, span, near),
        }
    }

    fn unhandled(&mut self) {
        let mut all = std::mem::take(&mut self.unhandled);
        all.sort_by_key(|known| known.origin);
        for group in all.chunk_by(|a, b| a.origin == b.origin) {
            let mut outcomes: Vec<&Unhandled<'a>> = Vec::new();
            for known in group {
                if !outcomes.iter().any(|seen| seen.name == known.name) {
                    outcomes.push(known);
                }
            }
            let list: Vec<(&str, bool)> = outcomes
                .iter()
                .map(|known| (known.name, known.transient))
                .collect();
            let first = outcomes[0];
            if let Some(policy) = outcomes.iter().find_map(|known| known.policy) {
                let action = first.action.short();
                self.handler_required(policy, action, &list, first.origin, first.end);
                continue;
            }
            let problem = rules::unhandled_outcomes::problem(
                first.action.short(),
                &list,
                first.origin,
                first.end,
            );
            self.problems.push(problem);
        }
    }

    /// What is to be said of the ways through the script. Where something is wrong with it, they
    /// may not be what they will be.
    fn ways(&mut self) {
        let wrong = |found: &Diagnostic| found.severity == Severity::Error;
        if self.any_broken || self.problems.iter().any(wrong) {
            return;
        }
        let findings = self.path.graph.findings(&self.systems, self.context);
        self.problems.extend(findings);
    }

    fn unused(&mut self) {
        if self.any_broken {
            return;
        }
        let steps = self.steps.iter().filter(|info| !info.used);
        let steps = steps.map(|info| (self.slice(info.step.name), info.step.name));
        let inputs = self.inputs.list.iter().filter(|input| !input.used);
        let inputs = inputs.map(|input| {
            let line = input.declared.map(|line| line.span);
            rules::unused_name::input(input.name, input.span, line)
        });
        let steps = steps.map(|(name, span)| rules::unused_step::problem(name, span));
        let found: Vec<Diagnostic> = steps.chain(inputs).collect();
        self.problems.extend(found);
    }
}
