//! What items that run in parallel may not do together: what gets into each other's way on one phone, and
//! what changes the same thing.

use super::{Around, Look, Shared};
use crate::catalogue::{Action, Exclusive, ParamDefault};
use crate::check::graph::{Call, Root, Subject};
use crate::check::resolve::{ActionUse, BodyKind};
use crate::source::Span;
use crate::syntax::tree::RunStep;

/// The parameter by which actions that name their agent do so.
const ACTOR: &str = "AgentId";

/// Something that items in parallel may not do together.
pub(super) struct Alone<'a> {
    pub(super) action: &'a Action,
    pub(super) at: Span,
    pub(super) devices: Vec<Device<'a>>,
    /// What it changes the state of.
    pub(super) thing: Option<Subject<'a>>,
}

/// What a phone is known by: an agent, a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Device<'a> {
    Written(Subject<'a>),
    HandedOn(u16, &'a str),
}

impl Alone<'_> {
    /// Whether whoever runs the step would judge the two alike.
    fn is_like(&self, other: &Alone<'_>) -> bool {
        std::ptr::eq(self.action, other.action)
            && self.devices == other.devices
            && self.thing == other.thing
    }
}

impl<'a> Look<'_, 'a> {
    /// What a step does, with its parameters as the call gives them.
    pub(super) fn outwards(&self, step: usize, at: usize, call: &RunStep) -> Alone<'a> {
        let known = &self.steps[step].alone[at];
        let args = self.model.steps[step].params.iter().zip(&call.args);
        let args = args.map(|(param, arg)| (*param, self.subjects.of(arg)));
        let call = Call {
            step,
            node: 0,
            args: args.collect(),
        };
        let outwards = |subject: Subject<'a>| call.outwards(subject).unwrap_or(Subject::ANY);
        let device = |device: &Device<'a>| match device {
            Device::Written(subject) => Device::Written(outwards(*subject)),
            handed_on => *handed_on,
        };
        Alone {
            action: known.action,
            at: known.at,
            devices: known.devices.iter().map(device).collect(),
            thing: known.thing.map(outwards),
        }
    }

    /// Something is done here, itself or by a step, that items in parallel may not do together.
    pub(super) fn alone(&mut self, alone: Alone<'a>, here: Span) {
        let mut loops = self.loops.iter();
        let together = loops.find(|known| known.together);
        match (together, self.body) {
            (Some(around), _) => {
                let shared = self.shared(&alone, here, around);
                self.found.shared.push(shared);
            }
            (None, BodyKind::Step(step)) => self.keep(step, alone),
            _ => {}
        }
    }

    fn shared(&self, alone: &Alone<'a>, here: Span, around: &Around) -> Shared<'a> {
        let action = alone.action;
        let exclusive = match action.exclusive {
            Some(Exclusive::Method) => true,
            Some(Exclusive::Device) => !alone.devices.iter().any(|device| match device {
                Device::Written(subject) => self.varies(*subject, around),
                Device::HandedOn(system, name) => {
                    let from = self.handed_on.get(&(*system, *name));
                    from.is_some_and(|from| {
                        from.start >= around.span.start && from.end <= around.span.end
                    })
                }
            }),
            None => false,
        };
        let thing = alone.thing;
        Shared {
            action,
            here,
            in_step: (here != alone.at).then_some(alone.at),
            head: around.head,
            exclusive,
            same: thing.is_some_and(|thing| !self.varies(thing, around)),
        }
    }

    /// Whether a subject may be another one for each item.
    fn varies(&self, subject: Subject<'_>, around: &Around) -> bool {
        match subject.root {
            Root::Variable(name) => name >= self.first && name >= around.first,
            Root::Any => true,
            _ => false,
        }
    }

    /// Keeps it for those who run the step; of an action that each of them would judge alike, the
    /// first one.
    fn keep(&mut self, step: usize, mut alone: Alone<'a>) {
        let own = |device: &Device<'a>| match device {
            Device::Written(_) => false,
            Device::HandedOn(system, name) => self.handed_on.contains_key(&(*system, *name)),
        };
        if alone.devices.iter().any(own) {
            return;
        }
        let params = &self.model.steps[step].params;
        let outside = |subject: &mut Subject<'a>| match subject.root {
            Root::Variable(name) if !params.contains(&name) => *subject = Subject::ANY,
            Root::Input(_) | Root::Literal(_) => *subject = Subject::plain(Root::One),
            _ => {}
        };
        alone.thing.iter_mut().for_each(outside);
        alone.devices.iter_mut().for_each(|device| {
            if let Device::Written(subject) = device {
                outside(subject);
            }
        });
        let kept = &mut self.steps[step].alone;
        if !kept.iter().any(|known| known.is_like(&alone)) {
            kept.push(alone);
        }
    }

    pub(super) fn devices(&self, used: &ActionUse<'_, 'a>) -> Vec<Device<'a>> {
        let action: &'a Action = used.action;
        let params = action.params.iter().enumerate();
        let devices = params.filter_map(|(index, param)| {
            let provided = match &param.default {
                ParamDefault::Provided(name) => Some(&**name),
                _ => None,
            };
            match used.value_of(index) {
                Some(value) => {
                    let is_device = provided.is_some() || &*param.name == ACTOR;
                    is_device.then(|| Device::Written(self.subjects.of(value)))
                }
                None => provided.map(|name| Device::HandedOn(used.system, name)),
            }
        });
        devices.collect()
    }
}
