//! A run's own state, in its parts.

use super::branch::{Branch, Branches};
use super::budget::Budget;
use super::effects::{Effects, Role};
use super::frames::Frame;
use super::leaving::ROOT;
use super::news::News;
use super::opened::AllOpen;
use super::results::Results;
use crate::program::Program;
use crate::run::event::{End, Event, EventKind, InDoubt};
use crate::source::Span;
use crate::value::Value;
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

/// Everything that a run is.
#[derive(Debug)]
pub(super) struct State {
    pub program: Arc<Program>,
    pub name: Arc<str>,
    pub inputs: Box<[Value]>,
    pub zone: TimeZone,
    pub started: Timestamp,
    /// The time of what it was told last.
    pub now: Timestamp,
    pub random: fastrand::Rng,
    pub branches: Branches,
    pub effects: Effects,
    pub news: News,
    pub budget: Budget,
    pub so_far: SoFar,
}

/// What will be said of the run. Of most runs that wait there is nothing yet.
#[derive(Debug, Default)]
pub(super) struct SoFar {
    pub calls: u64,
    pub end: Option<Box<End>>,
    told: Option<Box<Told>>,
}

/// What a run has to say beside its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub results: Results,
    pub in_doubt: Vec<InDoubt>,
    pub also: Vec<End>,
    /// The `try` statements whose `always` was cut off.
    pub undone: Vec<Span>,
    /// What the run was to end in, before its last write was done all the same.
    pub outlasted: Option<End>,
    /// What it has opened and not closed.
    pub open: AllOpen,
    /// Whether an `always` has run because the run was ending.
    pub cleaned_up: bool,
}

impl SoFar {
    pub fn told(&self) -> Told {
        self.told.as_deref().cloned().unwrap_or_default()
    }

    pub fn has_opened(&self) -> bool {
        self.told
            .as_deref()
            .is_some_and(|told| !told.open.is_empty())
    }

    pub fn tell(&mut self) -> &mut Told {
        self.told.get_or_insert_default()
    }
}

impl State {
    pub fn say(&mut self, span: Span, kind: EventKind) {
        self.news.say(Event {
            at: self.now,
            source: self.program.source.clone(),
            span,
            kind,
        });
    }

    pub fn branch(&self, branch: usize) -> &Branch {
        self.branches.get(branch)
    }

    pub fn branch_mut(&mut self, branch: usize) -> &mut Branch {
        self.branches.get_mut(branch)
    }

    /// From now on only `always` blocks run, and not for long.
    pub fn begin_grace(&mut self) {
        if self.budget.begin_grace() {
            let (name, time) = (format!("{}/grace", self.name), self.budget.limits.grace);
            self.effects.ask_sleep(ROOT, Role::Grace, name, time);
        }
    }

    /// The branch and those that it came from, innermost first.
    pub fn lineage(&self, branch: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(branch), |at| self.branch(*at).parent)
    }

    /// The `run` statements through which a branch got where it is, innermost first.
    pub fn through(&self, branch: usize) -> Vec<Span> {
        let stacks = self.lineage(branch).map(|at| &self.branch(at).stack);
        let frames = stacks.flat_map(|stack| stack.iter().rev());
        frames
            .filter_map(Frame::called)
            .map(|(span, _)| span)
            .collect()
    }
}
