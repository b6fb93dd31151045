//! Limits, and what cannot be.

use super::Run;
use super::leaving::Leaving;
use super::turn::Turn;
use super::values::weigh;
use crate::run::event::{End, Fault};
use crate::source::Span;
use crate::value::Value;

impl Run {
    /// A fault ends the flow; every `always` on the way out runs.
    pub(super) fn fault(&mut self, branch: usize, fault: Fault) -> Turn {
        let span = fault.span;
        self.leave(branch, Leaving::end(End::Faulted(Box::new(fault))), span);
        Turn::More
    }

    pub(super) fn count_step(&mut self, span: Span) -> Result<(), Box<Fault>> {
        self.used.steps += 1;
        let most = match &self.grace {
            Some(grace) => grace.until_step,
            None => self.limits.steps,
        };
        if self.used.steps <= most {
            return Ok(());
        }
        if self.grace.is_some() {
            self.end_at_once(End::Cancelled);
        } else {
            self.begin_grace();
        }
        Err(limit(
            span,
            format!(
                "the run has gone through the {} statements it may run",
                self.limits.steps
            ),
        ))
    }

    /// A value of so many bytes is held from now on.
    pub(super) fn hold(&mut self, bytes: usize, span: Span) -> Result<(), Box<Fault>> {
        let Some(most) = self.limits.memory else {
            return Ok(());
        };
        self.used.bytes = self.used.bytes.saturating_add(bytes);
        if self.used.bytes <= most || self.grace.is_some() {
            return Ok(());
        }
        self.begin_grace();
        let message =
            format!("the values that this run holds take more than the {most} bytes they may");
        Err(limit(span, message))
    }

    /// These copies of slots are held from now on.
    pub(super) fn hold_slots(&mut self, slots: &[Value]) {
        if self.limits.memory.is_some() {
            let bytes: usize = slots.iter().map(weigh).sum();
            self.used.bytes = self.used.bytes.saturating_add(bytes);
        }
    }

    /// These slots are gone.
    pub(super) fn release(&mut self, slots: &[Value]) {
        if self.limits.memory.is_some() {
            let bytes: usize = slots.iter().map(weigh).sum();
            self.used.bytes = self.used.bytes.saturating_sub(bytes);
        }
    }

    pub(super) fn check_items(&self, count: usize, span: Span) -> Result<(), Box<Fault>> {
        if count <= self.limits.items {
            return Ok(());
        }
        let most = self.limits.items;
        Err(limit(
            span,
            format!("there are {count} items here, and a run may go through {most}"),
        ))
    }
}

fn limit(span: Span, message: String) -> Box<Fault> {
    Box::new(Fault {
        span,
        message: message.into(),
        help: Some("whoever started the run has set this limit".into()),
    })
}
