//! Those who follow the attempts that a worker makes at runs: for traces, and for what is counted. An observer
//! of runs is told only what happens now; they are told what happened in earlier attempts as well.

use crate::program::Program;
use crate::run::event::{Event, RunReport};
use crate::value::Text;
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Follows the attempts of a worker.
pub trait Follower: Send + Sync {
    /// An attempt is made at a run.
    fn attempt(&self, at: &Attempted<'_>) -> Box<dyn Follow>;
}

/// At what an attempt is made.
#[derive(Debug)]
pub struct Attempted<'a> {
    /// The run's name.
    pub run: &'a Arc<str>,
    /// Its flow.
    pub program: &'a Program,
    /// When it began.
    pub began: Timestamp,
    /// Whether it begins with this attempt.
    pub is_first: bool,
    /// What is kept beside it.
    pub note: &'a str,
}

/// Follows one attempt, for as long as it lives.
pub trait Follow: Send {
    /// Texts of the run that must not be shown: they come before what happens with them.
    fn sensitive(&mut self, texts: &[Text]);

    /// Something has happened in the run. What is not new has been told in an attempt before this one; where a
    /// worker was lost, or a run was left while it waited, something that is new may have been as well.
    fn event(&mut self, event: &Event, is_new: bool);

    /// The run is over.
    fn ended(&mut self, report: &RunReport);
}

/// Those who follow one attempt. One that panics is told nothing more: a run is worth more than a count.
#[derive(Default)]
pub(super) struct Following(Vec<Box<dyn Follow>>);

impl Following {
    pub fn of(followers: &[Arc<dyn Follower>], at: &Attempted<'_>) -> Self {
        let begun = followers
            .iter()
            .filter_map(|one| catch_unwind(AssertUnwindSafe(|| one.attempt(at))).ok());
        Self(begun.collect())
    }

    pub fn news(&mut self, texts: &[Text], events: &[Event], is_new: bool) {
        self.tell(|one| {
            if !texts.is_empty() {
                one.sensitive(texts);
            }
            events.iter().for_each(|event| one.event(event, is_new));
        });
    }

    pub fn ended(&mut self, report: &RunReport) {
        self.tell(|one| one.ended(report));
    }

    fn tell(&mut self, tell: impl Fn(&mut dyn Follow)) {
        self.0
            .retain_mut(|one| catch_unwind(AssertUnwindSafe(|| tell(&mut **one))).is_ok());
    }
}
