//! Names: what is put into them, and where outputs go.

use super::Run;
use super::frames::{Doing, WhySlots};
use super::leaving::Why;
use super::values::{marked, weigh};
use crate::catalogue::Output;
use crate::program::{Giving, Slot};
use crate::run::effect::Answer;
use crate::run::event::Fault;
use crate::source::Span;
use crate::value::{Record, Value};
use std::sync::Arc;

impl Doing {
    /// What it gives, by the catalogue.
    fn outputs(&self) -> &[Output] {
        match self {
            Self::Call(call) => &call.action.outputs,
            Self::Await(wait) => &wait.thing.outputs,
            Self::Watch(_) => &[],
        }
    }

    fn giving(&self) -> Option<&Giving> {
        match self {
            Self::Call(call) => Some(&call.giving),
            Self::Await(wait) => Some(&wait.giving),
            Self::Watch(_) => None,
        }
    }

    fn provides(&self) -> &[(u16, u16)] {
        match self {
            Self::Call(call) => &call.provides,
            _ => &[],
        }
    }
}

impl Run {
    /// Marks what came back as the catalogue says, and takes note of what must not be shown.
    pub(super) fn mark_outputs(&mut self, branch: usize, mut answer: Answer) -> Answer {
        let Some(doing) = self.act(branch).map(|act| act.doing.clone()) else {
            return answer;
        };
        for output in doing.outputs() {
            if let Some(value) = answer.outputs.get_mut(&output.name) {
                let from_system = std::mem::take(value).from_system(&output.kind);
                *value = marked(from_system, &output.kind, output.mark);
            }
        }
        for value in answer.outputs.values() {
            self.hear(value);
        }
        answer
    }

    /// Puts what an action gave where it is to go.
    pub(super) fn bind_outputs(
        &mut self,
        branch: usize,
        doing: &Doing,
        answer: &Answer,
    ) -> Result<(), Box<Fault>> {
        let outputs = doing.outputs();
        let span = self
            .act(branch)
            .map_or(Span::default(), |act| act.site.span);
        let output = |index: u16| {
            let name = outputs.get(index as usize).map(|output| &output.name);
            let value = name.and_then(|name| answer.outputs.get(name));
            value.cloned().unwrap_or_default()
        };
        match doing.giving() {
            Some(Giving::One(slot)) if outputs.len() == 1 => {
                self.store(branch, *slot, output(0), span)?;
            }
            Some(Giving::One(slot)) => {
                let all = outputs.iter().enumerate();
                let record: Record = all
                    .map(|(index, output_)| (output_.name.clone(), output(index as u16)))
                    .collect();
                self.store(branch, *slot, Value::Record(Arc::new(record)), span)?;
            }
            Some(Giving::Each(slots)) => {
                for (index, slot) in slots {
                    self.store(branch, *slot, output(*index), span)?;
                }
            }
            None => {}
        }
        for (index, provided) in doing.provides() {
            self.provide(branch, *provided, output(*index));
        }
        Ok(())
    }

    fn provide(&mut self, branch: usize, index: u16, value: Value) {
        let mut provided = self.branch(branch).provided.to_vec();
        if let Some(place) = provided.get_mut(index as usize) {
            *place = value;
        }
        self.branch_mut(branch).provided = provided.into();
    }

    /// Gives a name its value.
    pub(super) fn store(
        &mut self,
        branch: usize,
        slot: Slot,
        value: Value,
        span: Span,
    ) -> Result<(), Box<Fault>> {
        let bytes = self.limits.memory.map_or(0, |_| weigh(&value));
        let slots = self.branch_mut(branch).slots.last_mut();
        let Some(place) = slots.and_then(|slots| slots.get_mut(slot as usize)) else {
            return Ok(());
        };
        let old = std::mem::replace(place, value);
        if self.limits.memory.is_some() {
            self.used.bytes = self.used.bytes.saturating_sub(weigh(&old));
        }
        self.hold(bytes, span)
    }

    /// Gives `Outcome` and `Reason` their values, where they are used.
    pub(super) fn bind_why(
        &mut self,
        branch: usize,
        slots: WhySlots,
        why: &Why,
        span: Span,
    ) -> Result<(), Box<Fault>> {
        for (slot, value) in slots.values(why) {
            self.store(branch, slot, value, span)?;
        }
        Ok(())
    }

    /// Takes note of the texts in a value that must not be shown.
    pub(super) fn hear(&mut self, value: &Value) {
        let (seen, heard) = (&mut self.seen, &mut self.heard);
        value.each_marked(&mut |text| {
            if seen.insert(text.text.clone()) {
                heard.push(text.clone());
            }
        });
    }
}
