//! Outcomes that get out of a step, together by name: whatever runs the step sees each once,
//! however many actions in it can end so.

use super::Walker;
use super::outcomes::{Raise, Unhandled};
use super::steps::StepRaise;
use crate::check::graph::Event;
use crate::check::path::Var;

/// The actions behind one outcome of a step.
#[derive(Default)]
pub(super) struct Origins<'a> {
    actions: Vec<Unhandled<'a>>,
    /// Those of the steps that the step runs.
    inner: Vec<usize>,
    told: bool,
}

impl<'a> Walker<'a> {
    /// An outcome leaves a step.
    pub(super) fn escape_step(&mut self, step: usize, raise: Raise<'a>) {
        let path = &self.path;
        let given = (0..self.provided.count()).filter(|var| path.is_bound(*var));
        let given: Vec<Var> = given.collect();
        let here = self.path.node;
        self.pass_always(0, raise.origin);
        let out = self.path.node;
        self.path.node = here;
        let raises = &mut self.steps[step].raises;
        let known = raises.iter_mut().find(|known| known.raise.is_like(&raise));
        let origins = match known {
            Some(known) => {
                known.given.retain(|var| given.contains(var));
                self.path.graph.edge(out, known.escape);
                known.raise.origins
            }
            None => {
                let origins = Some(self.origins.len());
                self.origins.push(Origins::default());
                let first = Raise { origins, ..raise };
                let escape = self.path.graph.lone(Event::Escape, raise.origin);
                self.path.graph.edge(out, escape);
                raises.push(StepRaise {
                    raise: first,
                    given,
                    escape,
                });
                origins
            }
        };
        if let Some(origins) = origins {
            self.add_origin(origins, &raise);
        }
    }

    fn add_origin(&mut self, to: usize, raise: &Raise<'a>) {
        match raise.origins {
            Some(inner) => {
                let list = &mut self.origins[to].inner;
                if list.last() != Some(&inner) {
                    list.push(inner);
                }
            }
            None => {
                let action = self.unhandled_action(raise);
                self.origins[to].actions.extend(action);
            }
        }
    }

    fn unhandled_action(&mut self, raise: &Raise<'a>) -> Option<Unhandled<'a>> {
        let action = self.worth_a_word(raise)?;
        Some(Unhandled {
            name: raise.name,
            action,
            origin: raise.origin,
            end: raise.end,
            transient: raise.transient,
            policy: self.handler_wanted(action, raise.name),
        })
    }

    /// Nothing takes an outcome: every action behind it is told, once.
    pub(super) fn tell_unhandled(&mut self, raise: &Raise<'a>) {
        let Some(first) = raise.origins else {
            let action = self.unhandled_action(raise);
            return self.unhandled.extend(action);
        };
        let mut open = vec![first];
        while let Some(at) = open.pop() {
            let origins = &mut self.origins[at];
            if !std::mem::replace(&mut origins.told, true) {
                self.unhandled.append(&mut origins.actions);
                open.extend(&origins.inner);
            }
        }
    }
}

impl Raise<'_> {
    /// Whether whoever runs the step would judge the two alike.
    fn is_like(&self, other: &Raise<'_>) -> bool {
        let repeatable = |raise: &Raise<'_>| raise.action.is_some_and(|action| action.repeatable);
        self.name == other.name
            && self.soft == other.soft
            && self.settled == other.settled
            && self.transient == other.transient
            && self.repeats == other.repeats
            && repeatable(self) == repeatable(other)
    }
}
