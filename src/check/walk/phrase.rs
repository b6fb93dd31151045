//! Which action a phrase means.

use super::Walker;
use crate::catalogue::{Action, NotFound, nearest};
use crate::check::rules;
use crate::check::systems::{Found, parts};
use crate::source::Span;
use crate::syntax::tree::{self, Phrase};
use std::sync::Arc;

impl<'a> Walker<'a> {
    /// The action that a phrase means; nothing where it means none, which has been said.
    pub(super) fn resolve(
        &mut self,
        prefix: Option<Span>,
        phrase: &'a Phrase,
    ) -> Option<(u16, &'a Arc<Action>)> {
        let alias = self.prefix(prefix)?;
        match self.systems.action(self.source, alias, phrase) {
            Found::One(system, action) => Some((system, action)),
            Found::Several(all) => {
                self.ambiguous(self.slice(phrase.span), phrase.span, &all);
                None
            }
            Found::None => {
                self.unknown_action(alias, phrase);
                None
            }
        }
    }

    /// What a prefix says; nothing where it names no system of the file.
    pub(super) fn prefix(&mut self, prefix: Option<Span>) -> Option<Option<&'a str>> {
        let Some(span) = prefix else {
            return Some(None);
        };
        let name = self.slice(span);
        let known = self.systems.list.iter().map(|system| system.alias);
        if known.clone().any(|alias| alias == name) {
            return Some(Some(name));
        }
        if !self.systems.broken {
            let near = nearest(name, known.clone());
            let problem = rules::unknown_system::prefix(name, span, near, known);
            self.report(problem);
        }
        None
    }

    pub(super) fn ambiguous(&mut self, what: &str, at: Span, systems: &[u16]) {
        let names = systems.iter();
        let names: Vec<&str> = names
            .map(|index| self.systems.list[*index as usize].alias)
            .collect();
        self.report(rules::ambiguous_action::problem(what, at, &names));
    }

    fn unknown_action(&mut self, alias: Option<&str>, phrase: &'a Phrase) {
        if self.systems.broken {
            return;
        }
        let mut best: Option<NotFound> = None;
        for system in &self.systems.list {
            if alias.is_some_and(|alias| alias != system.alias) {
                continue;
            }
            if let Err(found) = system.entry.find(parts(self.source, phrase)) {
                let better = best.as_ref().is_none_or(|best| rank(&found) > rank(best));
                if better {
                    best = Some(found);
                }
            }
        }
        let known: Vec<&str> = self
            .systems
            .list
            .iter()
            .map(|system| &*system.entry.title)
            .collect();
        let text = self.slice(phrase.span);
        let problem = rules::unknown_action::problem(text, phrase.span, best.as_ref(), &known);
        self.report(problem);
    }

    /// The values in a phrase, though nobody knows what they are for.
    pub(super) fn loose_values(&mut self, phrase: &'a Phrase, with: &'a [tree::Arg]) {
        let in_phrase = phrase.parts.iter().filter_map(|part| match part {
            tree::PhrasePart::Value(value) => Some(value),
            tree::PhrasePart::Word(_) => None,
        });
        for value in in_phrase.chain(with.iter().map(|arg| &arg.value)) {
            if !matches!(value.kind, tree::ExprKind::Name) {
                self.expr(value, super::Place::Data);
            } else if let Some(var) = self.names.get(self.slice(value.span)) {
                self.names.all[var as usize].read = true;
            }
        }
    }
}

fn rank(found: &NotFound) -> u8 {
    match found {
        NotFound::VendorName { .. } => 3,
        NotFound::Foreign(_) => 2,
        NotFound::Near(near) => u8::from(!near.is_empty()),
    }
}
