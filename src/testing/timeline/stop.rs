//! Where a run may be stopped, and what is known there.

use crate::outcome::Outcome;
use crate::run::Level;
use crate::run::event::End;
use crate::source::Span;
use crate::value::Value;
use jiff::ZonedDateTime;
use std::sync::Arc;

/// A place in a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Stop {
    /// The statement, or the handler.
    pub span: Span,
    /// In which line of work.
    pub branch: usize,
    /// How many steps are open around it.
    pub depth: usize,
    /// How many events there were before it.
    pub events: usize,
    /// What happens here.
    pub why: Why,
}

/// What happens at a stop.
#[derive(Clone, PartialEq, Debug)]
pub enum Why {
    /// A statement begins.
    Statement,
    /// A handler takes this outcome.
    Handled(Outcome),
    /// A handler has the action tried again after this outcome.
    Retried(Outcome),
    /// The run begins to fail; each `always` on the way out still runs.
    Failing(Box<End>),
}

/// What is known at a stop.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The step that it is in, and whatever runs that one, from the inside out.
    pub levels: Vec<Level>,
    /// The inputs with their values.
    pub inputs: Vec<(Arc<str>, Value)>,
    /// What `now` is.
    pub now: ZonedDateTime,
}

impl Scene {
    /// A variable or an input by its name, seen from a level, with fields: `Contact.State`.
    pub fn value(&self, level: usize, path: &str) -> Option<Value> {
        let mut parts = path
            .split('.')
            .map(|part| part.trim().trim_matches(['<', '>', '"']));
        let name = parts.next()?;
        let variables = self.levels.get(level).map(|level| &level.variables);
        // a name that is bound again is there twice: the later one counts
        let known = variables.into_iter().flatten().rev().chain(&self.inputs);
        let found = known.into_iter().find(|(known, _)| **known == *name);
        let mut value = found.map(|(_, value)| value.clone())?;
        for part in parts {
            value = match &value {
                Value::Record(fields) => fields.get(part).cloned()?,
                Value::List(items) => items.get(part.parse::<usize>().ok()?).cloned()?,
                _ => return None,
            };
        }
        Some(value)
    }
}
