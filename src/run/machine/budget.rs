//! What a run may use, and what it has used of it.

use super::values::weigh;
use crate::run::Limits;
use crate::run::event::Fault;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// The limits of a run, and how far it is from them.
#[derive(Debug)]
pub(super) struct Budget {
    pub limits: Arc<Limits>,
    steps: u64,
    bytes: usize,
    work: u64,
    /// The last statement that may still be run, after a limit was passed.
    grace_until: Option<u64>,
}

/// What cannot go on.
#[derive(Debug)]
pub(super) enum Spent {
    /// A limit is passed: only `always` blocks may still run.
    Limit(Box<Fault>),
    /// The grace is over as well.
    Grace,
}

impl Budget {
    pub fn new(limits: Arc<Limits>) -> Self {
        Self {
            limits,
            steps: 0,
            bytes: 0,
            work: 0,
            grace_until: None,
        }
    }

    /// Only `always` blocks run from now on; says whether that is new.
    pub fn begin_grace(&mut self) -> bool {
        if self.grace_until.is_some() {
            return false;
        }
        self.grace_until = Some(self.steps.saturating_add(self.limits.grace_steps));
        true
    }

    /// How much has been done, in about equal pieces: a run that is busy gives way to others
    /// after so many.
    pub fn work(&self) -> u64 {
        self.work
    }

    pub fn count_work(&mut self, work: u64) {
        self.work = self.work.saturating_add(work);
    }

    pub fn count_step(&mut self, span: Span) -> Result<(), Spent> {
        self.steps += 1;
        let most = self.grace_until.unwrap_or(self.limits.steps);
        if self.steps <= most {
            return Ok(());
        }
        if self.grace_until.is_some() {
            return Err(Spent::Grace);
        }
        let steps = self.limits.steps;
        let message = format!("the run has reached its limit of {steps} statements");
        Err(Spent::Limit(limit(span, message)))
    }

    /// A value is held from now on in place of another.
    pub fn hold(
        &mut self,
        value: &Value,
        instead_of: &Value,
        span: Span,
    ) -> Result<(), Box<Fault>> {
        let Some(most) = self.limits.memory else {
            return Ok(());
        };
        let held = self.bytes.saturating_sub(weigh(instead_of));
        self.bytes = held.saturating_add(weigh(value));
        if self.bytes <= most || self.grace_until.is_some() {
            return Ok(());
        }
        let message = format!("the run's values have reached their limit of {most} bytes");
        Err(limit(span, message))
    }

    /// These copies of slots are held from now on.
    pub fn hold_slots(&mut self, slots: &[Value]) {
        if self.limits.memory.is_some() {
            let bytes: usize = slots.iter().map(weigh).sum();
            self.bytes = self.bytes.saturating_add(bytes);
        }
    }

    /// These slots are gone.
    pub fn release(&mut self, slots: &[Value]) {
        if self.limits.memory.is_some() {
            let bytes: usize = slots.iter().map(weigh).sum();
            self.bytes = self.bytes.saturating_sub(bytes);
        }
    }

    pub fn check_items(&self, count: usize, span: Span) -> Result<(), Box<Fault>> {
        if count <= self.limits.items {
            return Ok(());
        }
        let most = self.limits.items;
        let message = format!("the list has {count} items; the run's limit is {most}");
        Err(limit(span, message))
    }
}

pub(super) fn limit(span: Span, message: String) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span,
        message: message.into(),
        help: Some("the program that started the run sets this limit".into()),
    })
}
