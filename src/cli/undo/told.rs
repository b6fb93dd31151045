//! What a run's journal tells of its effects.

use crate::journal::{About, Record};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Completion, EffectId};
use jiff::Timestamp;
use std::collections::HashMap;

/// What is known of the effects of a run.
#[derive(Default)]
pub(super) struct Told {
    answers: HashMap<EffectId, (Answer, Timestamp)>,
    sent: HashMap<EffectId, (About, Timestamp)>,
    settled: HashMap<EffectId, bool>,
}

impl Told {
    pub fn of(records: &[Record]) -> Self {
        let mut told = Self::default();
        for record in records {
            match record {
                Record::Asked { id, at, about, .. } => {
                    told.sent.insert(*id, ((**about).clone(), *at));
                }
                Record::Told {
                    id,
                    at,
                    completion: Completion::Answer(answer),
                    ..
                } => {
                    told.answers.insert(*id, (answer.clone(), *at));
                }
                Record::Settled { id, happened, .. } => {
                    told.settled.insert(*id, *happened);
                }
                _ => {}
            }
        }
        told
    }

    /// The answer of what has happened.
    pub fn done(&self, id: EffectId) -> Option<Answer> {
        let answer = self.answers.get(&id).map(|(answer, _)| answer);
        let answer = answer.filter(|answer| answer.is_success());
        let settled = self.settled.get(&id) == Some(&true);
        answer.cloned().or_else(|| settled.then(Answer::success))
    }

    pub fn is_in_doubt(&self, id: EffectId) -> bool {
        let unknown = match self.answers.get(&id) {
            Some((answer, _)) => answer.outcome == Outcome::UNKNOWN,
            None => self.sent.contains_key(&id),
        };
        unknown && !self.settled.contains_key(&id)
    }

    pub fn about(&self, id: EffectId) -> Option<&About> {
        self.sent.get(&id).map(|(about, _)| about)
    }

    /// When a success was answered. The clock of a run by a plan stands: of it the time at which the
    /// write was sent is known.
    pub fn answered_at(&self, id: EffectId) -> Option<Timestamp> {
        let (answer, at) = self.answers.get(&id)?;
        answer.is_success().then(|| self.at(id).max(*at))
    }

    pub fn at(&self, id: EffectId) -> Timestamp {
        self.sent
            .get(&id)
            .map_or(Timestamp::UNIX_EPOCH, |(_, at)| *at)
    }
}
