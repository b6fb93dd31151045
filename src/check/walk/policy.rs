//! What a team asks of the script: its policies.

use super::Walker;
use crate::catalogue::Action;
use crate::check::policy::{Limited, Policy};
use crate::check::rules::{breach, handler_required, limit_required, use_required};
use crate::source::Span;
use crate::syntax::tree::{Item, Retry, Tree};
use std::sync::Arc;

impl<'a> Walker<'a> {
    fn policies(&self) -> Vec<Arc<Policy>> {
        self.context.house.policies.clone()
    }

    /// An action that may be forbidden.
    pub(super) fn may_be_used(&mut self, action: &'a Action, at: Span) {
        for policy in &self.context.house.policies {
            let mut forbidden = policy.forbid.iter();
            let words = [&*action.key, action.short()];
            if forbidden.any(|glob| words.iter().any(|words| glob.fits_words(words))) {
                self.problems
                    .push(breach::forbidden(policy, action.short(), at));
            }
        }
    }

    /// A statement without a limit of its own.
    pub(super) fn wants_limit(&mut self, statement: Limited, has: bool, at: Span) {
        if has || self.context.house.policies.is_empty() {
            return;
        }
        for policy in self.policies() {
            if policy.limits.contains(&statement) {
                self.report(limit_required::problem(&policy, statement, at));
            }
        }
    }

    pub(super) fn retry_wants_limit(&mut self, retry: &Retry, at: Span) {
        let has = retry.times.is_some() || retry.limit.is_some();
        self.wants_limit(Limited::Retry, has, at);
    }

    /// The policy that asks for a handler of an outcome, if one does.
    pub(super) fn handler_wanted(&self, action: &Action, outcome: &str) -> Option<usize> {
        if action.reads {
            return None;
        }
        let mut policies = self.context.house.policies.iter();
        policies.position(|policy| policy.handle.iter().any(|known| known == outcome))
    }

    /// Outcomes that a policy wants handled, of one action.
    pub(super) fn handler_required(
        &mut self,
        policy: usize,
        action: &str,
        outcomes: &[(&str, bool)],
        at: Span,
        end: u32,
    ) {
        if let Some(policy) = self.policies().get(policy) {
            self.report(handler_required::problem(policy, action, outcomes, at, end));
        }
    }

    /// Systems and steps that have to be there.
    pub(super) fn has_what_is_wanted(&mut self, tree: &'a Tree) {
        if self.context.house.policies.is_empty() {
            return;
        }
        let top = self.source.line_span(1);
        let uses = tree.items.iter().filter_map(|item| match item {
            Item::Use(line) => Some(self.source.slice(line.system)),
            _ => None,
        });
        let uses: Vec<&str> = uses.collect();
        for policy in self.policies() {
            for system in policy
                .uses
                .iter()
                .filter(|name| !uses.contains(&name.as_str()))
            {
                self.report(use_required::system(&policy, system, top));
            }
            for step in &policy.steps {
                let found = self.step_named(step).map(|at| &self.steps[at]);
                let problem = match found {
                    None => use_required::step(&policy, step, top, false),
                    Some(info) if !info.used => {
                        use_required::step(&policy, step, info.step.name, true)
                    }
                    Some(_) => continue,
                };
                self.report(problem);
            }
        }
    }
}
