//! Outcomes that get out of a step, or out of the flow itself.

use super::flow::Flow;
use super::origins::{Unhandled, Worth};
use super::path::Var;
use super::raise::Raise;
use super::step::StepRaise;
use crate::catalogue::{Action, Outcome};
use crate::check::graph::Event;
use crate::syntax::tree::{Expr, ExprKind, TextPart};

impl<'a> Flow<'_, 'a> {
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
                let origins = Some(self.origins.new_step_outcome());
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
            add_origin(self, origins, &raise);
        }
    }

    /// Nothing takes an outcome.
    pub(super) fn tell_unhandled(&mut self, raise: &Raise<'a>) {
        match raise.origins {
            Some(origins) => self.origins.tell_all(origins),
            None => {
                let action = unhandled_action(self, raise);
                self.origins.unhandled.extend(action);
            }
        }
    }
}

fn add_origin<'a>(flow: &mut Flow<'_, 'a>, to: usize, raise: &Raise<'a>) {
    match raise.origins {
        Some(inner) => {
            let list = &mut flow.origins.of_steps[to].inner;
            if list.last() != Some(&inner) {
                list.push(inner);
            }
        }
        None => {
            let action = unhandled_action(flow, raise);
            flow.origins.of_steps[to].actions.extend(action);
        }
    }
}

fn unhandled_action<'a>(flow: &mut Flow<'_, 'a>, raise: &Raise<'a>) -> Option<Unhandled<'a>> {
    let action = worth_a_word(flow, raise)?;
    Some(Unhandled {
        name: raise.name,
        action,
        origin: raise.origin,
        end: raise.end,
        policy: flow.model.context.house.wants_handler(action, raise.name),
    })
}

/// The action whose author is to be told that nothing handles an outcome: it is documented,
/// the action changes something, and what it says is about this very line. What follows from
/// the session, or from a literal, is better left to fail.
fn worth_a_word<'a>(flow: &mut Flow<'_, 'a>, raise: &Raise<'a>) -> Option<&'a Action> {
    let (action, (system, outcome, site)) = (raise.action?, raise.known?);
    let house = &flow.model.context.house;
    if house.wants_handler(action, raise.name).is_some() {
        return Some(action);
    }
    let key = std::ptr::from_ref(outcome) as usize;
    let worth = match flow.worth.get(&key) {
        Some(worth) => *worth,
        None => {
            let worth = worth(flow, system, action, outcome);
            flow.worth.insert(key, worth);
            worth
        }
    };
    let told = match worth {
        Worth::Always => true,
        Worth::Never => false,
        Worth::WhenVarying(param) => {
            let used = flow.model.action_of(site)?;
            used.value_of(param).is_some_and(varies)
        }
    };
    told.then_some(action)
}

fn worth<'a>(flow: &Flow<'_, 'a>, system: u16, action: &Action, outcome: &Outcome) -> Worth {
    let provides = action.outputs.iter().any(|output| output.provides);
    let never = action.never_ends_in(&outcome.name);
    if outcome.transport || never || action.reads || provides {
        return Worth::Never;
    }
    let name = &*outcome.name;
    let about = name.strip_prefix("Invalid").unwrap_or(name);
    let param = action.params.iter().position(|param| *param.name == *about);
    match param {
        Some(param) => Worth::WhenVarying(param),
        None if flow.model.is_of_session(system, action, name) => Worth::Never,
        None => Worth::Always,
    }
}

/// Whether a value is known only when the flow runs.
fn varies(value: &Expr) -> bool {
    use ExprKind::*;
    match &value.kind {
        Number | Duration | Date | Time | Clock | True | False => false,
        Text(parts) => parts.iter().any(|part| matches!(part, TextPart::Value(_))),
        _ => true,
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
