//! Outcomes that nothing handles, and the actions behind those that get out of a step: whatever
//! runs the step sees each outcome once, however many actions in it can end so.

use crate::catalogue::Action;
use crate::source::Span;

/// An outcome that nothing handles.
pub(in crate::check) struct Unhandled<'a> {
    pub name: &'a str,
    pub action: &'a Action,
    pub origin: Span,
    pub end: u32,
    /// The policy that wants it handled, by its number.
    pub policy: Option<usize>,
}

/// The outcomes that are told, and those that wait for whoever runs a step.
#[derive(Default)]
pub(super) struct Origins<'a> {
    pub unhandled: Vec<Unhandled<'a>>,
    pub of_steps: Vec<Behind<'a>>,
}

/// The actions behind one outcome of a step.
#[derive(Default)]
pub(super) struct Behind<'a> {
    pub actions: Vec<Unhandled<'a>>,
    /// Those of the steps that the step runs.
    pub inner: Vec<usize>,
    told: bool,
}

/// Whether an unhandled outcome is worth a warning.
#[derive(Clone, Copy)]
pub(super) enum Worth {
    Always,
    Never,
    /// Where this parameter's value is known only when the flow runs.
    WhenVarying(usize),
}

impl<'a> Origins<'a> {
    pub fn into_unhandled(self) -> Vec<Unhandled<'a>> {
        self.unhandled
    }

    /// How many outcomes have been told.
    pub fn told(&self) -> usize {
        self.unhandled.len()
    }

    /// Takes back those that were told since.
    pub fn forget(&mut self, told: usize) {
        self.unhandled.truncate(told);
    }

    pub fn new_step_outcome(&mut self) -> usize {
        self.of_steps.push(Behind::default());
        self.of_steps.len() - 1
    }

    /// Every action behind an outcome of a step is told, once.
    pub fn tell_all(&mut self, first: usize) {
        let mut open = vec![first];
        while let Some(at) = open.pop() {
            let behind = &mut self.of_steps[at];
            if !std::mem::replace(&mut behind.told, true) {
                self.unhandled.append(&mut behind.actions);
                open.extend(&behind.inner);
            }
        }
    }
}
