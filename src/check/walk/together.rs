//! Loops: what cannot be undone wants a limit, and items at once must not get into each other's
//! way.

use super::record::Recorded;
use super::steps::Undone;
use super::{BodyKind, Frame, Walker};
use crate::catalogue::{Action, Exclusive, Param, ParamDefault};
use crate::check::graph::{Root, Subject};
use crate::check::path::Var;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind};
use std::sync::Arc;

impl<'a> Walker<'a> {
    /// Whether a loop may go on for as many items as there are.
    pub(super) fn is_unbounded(&self, each: &tree::ForEach) -> bool {
        each.at_most.is_none() && !matches!(each.items.kind, ExprKind::List(_))
    }

    /// An action in the loops around it.
    pub(super) fn in_loops(
        &mut self,
        system: u16,
        action: &'a Arc<Action>,
        written: &'a tree::Action,
        act: Recorded,
    ) {
        if action.irreversible {
            let undone = Undone {
                action: action.short(),
                at: written.phrase.span,
            };
            self.cannot_be_undone(undone, written.phrase.span);
        }
        if !action.reads {
            self.at_once(system, action, written, act);
        }
    }

    /// Something that cannot be undone is done here, or in a step that is run here.
    pub(super) fn cannot_be_undone(&mut self, undone: Undone<'a>, here: Span) {
        if let super::BodyKind::Step(step) = self.body {
            self.steps[step].undone.get_or_insert(undone);
        }
        let loops = self
            .frames
            .iter_mut()
            .rev()
            .filter_map(|frame| match frame {
                Frame::Loop(known) => Some(known),
                _ => None,
            });
        let unbounded =
            loops.filter_map(|known| known.unbounded.take().map(|end| (known.span, end)));
        let Some((loop_, end)) = unbounded.last() else {
            return;
        };
        let head = Span::new(loop_.start, end);
        self.report(rules::no_limit::problem(
            undone.action,
            here,
            undone.at,
            head,
        ));
    }

    fn at_once(
        &mut self,
        system: u16,
        action: &'a Action,
        written: &'a tree::Action,
        act: Recorded,
    ) {
        if action.exclusive.is_none() && action.state.is_none() {
            return;
        }
        let devices = match action.exclusive {
            Some(Exclusive::Device) => self.devices(system, action, written),
            _ => Vec::new(),
        };
        let alone = Alone {
            action,
            at: written.phrase.span,
            devices,
            thing: action
                .state
                .as_ref()
                .map(|_| self.path.graph.act_thing(act.act)),
        };
        self.alone(alone, written.phrase.span);
    }

    /// What is done in a step that is run here.
    pub(super) fn at_once_in(&mut self, call: u32, at: Span) {
        let step = self.path.graph.calls[call as usize].step;
        for index in 0..self.steps[step].alone.len() {
            let known = &self.steps[step].alone[index];
            let call = &self.path.graph.calls[call as usize];
            let outwards = |subject: &Subject<'a>| call.outwards(*subject);
            let device = |device: &Device<'a>| match device {
                Device::Written(subject) => {
                    Device::Written(outwards(subject).unwrap_or(Subject::ANY))
                }
                Device::HandedOn(var) => Device::HandedOn(*var),
            };
            let thing = known.thing.as_ref();
            let alone = Alone {
                action: known.action,
                at: known.at,
                devices: known.devices.iter().map(device).collect(),
                thing: thing.map(|thing| outwards(thing).unwrap_or(Subject::ANY)),
            };
            self.alone(alone, at);
        }
    }

    /// Something is done here, itself or by a step, that items at once may not do together.
    fn alone(&mut self, alone: Alone<'a>, here: Span) {
        let together = self.frames.iter().find_map(|frame| match frame {
            Frame::Loop(known) if known.at_once => Some((known.mark.vars, known.span, known.head)),
            _ => None,
        });
        match (together, self.body) {
            (Some((vars, span, head)), _) => self.say_alone(&alone, here, vars, span, head),
            (None, BodyKind::Step(step)) => self.keep_alone(step, alone),
            _ => {}
        }
    }

    fn say_alone(&mut self, alone: &Alone<'a>, here: Span, vars: Var, loop_: Span, head: Span) {
        let action = alone.action;
        let entry = self.path.graph.entry();
        let exclusive = match action.exclusive {
            Some(Exclusive::Method) => true,
            Some(Exclusive::Device) => !alone.devices.iter().any(|device| match device {
                Device::Written(subject) => varies(*subject, entry, vars),
                Device::HandedOn(var) => {
                    let from = self.names.all[*var as usize].span;
                    from.start >= loop_.start && from.end <= loop_.end && !from.is_empty()
                }
            }),
            None => false,
        };
        let same = alone.thing.is_some_and(|thing| !varies(thing, entry, vars));
        let step = (here != alone.at).then_some(alone.at);
        if exclusive {
            let method = action.exclusive == Some(Exclusive::Method);
            let problem = rules::at_once::problem(action.short(), here, head, method, step);
            self.report(problem);
        } else if same {
            let thing = action.state.as_ref().map_or("thing", |state| &*state.thing);
            let problem = rules::at_once_same::problem(action.short(), thing, here, head, step);
            self.report(problem);
        }
    }

    /// Keeps it for those who run the step; of an action that each of them would judge alike, the
    /// first one.
    fn keep_alone(&mut self, step: usize, mut alone: Alone<'a>) {
        let own = |device: &Device<'a>| match device {
            Device::Written(_) => false,
            Device::HandedOn(var) => !self.names.all[*var as usize].span.is_empty(),
        };
        if alone.devices.iter().any(own) {
            return;
        }
        let entry = self.path.graph.entry();
        let params = self.steps[step].step.params.len() as Var;
        let first = self.provided.count();
        let param = |subject: &mut Subject<'a>| match subject.root {
            Root::Variable(body, var) if body == entry && var >= first + params => {
                *subject = Subject::ANY;
            }
            Root::Input(_) | Root::Literal(_) => *subject = Subject::plain(Root::One),
            _ => {}
        };
        alone.thing.iter_mut().for_each(param);
        alone.devices.iter_mut().for_each(|device| match device {
            Device::Written(subject) => param(subject),
            Device::HandedOn(_) => {}
        });
        let kept = &mut self.steps[step].alone;
        if !kept.iter().any(|known| known.is_like(&alone)) {
            kept.push(alone);
        }
    }

    /// What an action's phone is known by: an agent, a session.
    fn devices(
        &self,
        system: u16,
        action: &'a Action,
        written: &'a tree::Action,
    ) -> Vec<Device<'a>> {
        let written_here = |name: &str| {
            let value = super::record::param_value(action, written, name, |span| self.slice(span));
            value.map(|value| self.subject(value))
        };
        let device = |param: &'a Param| {
            let provided = match &param.default {
                ParamDefault::Provided(name) => Some(name),
                _ => None,
            };
            if let Some(subject) = written_here(&param.name) {
                let is_device = provided.is_some() || &*param.name == "AgentId";
                return is_device.then_some(Device::Written(subject));
            }
            let var = self.provided.find(system, provided?)?;
            Some(Device::HandedOn(var))
        };
        action.params.iter().filter_map(device).collect()
    }
}

/// Something that items at once may not do together.
pub(super) struct Alone<'a> {
    action: &'a Action,
    /// Where it is done.
    at: Span,
    devices: Vec<Device<'a>>,
    /// What it changes the state of.
    thing: Option<Subject<'a>>,
}

/// What a phone is known by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Device<'a> {
    Written(Subject<'a>),
    HandedOn(Var),
}

impl Alone<'_> {
    /// Whether whoever runs the step would judge the two alike.
    fn is_like(&self, other: &Alone<'_>) -> bool {
        std::ptr::eq(self.action, other.action)
            && self.devices == other.devices
            && self.thing == other.thing
    }
}

/// Whether a subject may be another one for each item.
fn varies(subject: Subject<'_>, entry: u32, first: u32) -> bool {
    match subject.root {
        Root::Variable(body, var) => body == entry && var >= first,
        Root::Any => true,
        _ => false,
    }
}
