//! The writes that may have been sent, and of which nothing has been told.

use crate::journal::Record;
use crate::journal::replay::Replayed;
use crate::run::effect::{Answer, Completion, Effect, EffectId};
use jiff::Timestamp;

/// A write that may have been sent, and of which nothing has been told.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The action.
    pub effect: &'a Effect,
    /// When it may have been sent.
    pub at: Timestamp,
    /// Whether it happened, where somebody has found out.
    pub settled: Option<bool>,
}

impl Replayed {
    /// The writes that may have been sent, and of which nothing has been told.
    pub fn sent(&self) -> impl Iterator<Item = Sent<'_>> {
        self.open.values().filter_map(|open| {
            Some(Sent {
                effect: &open.effect,
                at: open.sent?,
                settled: open.settled,
            })
        })
    }

    /// Somebody has found out whether a write happened. One that did is told as a success with
    /// these outputs; one that did not is sent again. It gives the records that the journal has to
    /// keep of that, and none where the run waits for no such write.
    pub fn settle_write(
        &mut self,
        id: EffectId,
        (happened, by): (Option<Answer>, &str),
        at: Timestamp,
    ) -> Vec<Record> {
        let Some(open) = self.open.get_mut(&id).filter(|open| open.sent.is_some()) else {
            return Vec::new();
        };
        let mut records = vec![Record::Settled {
            id,
            at,
            happened: happened.is_some(),
            by: by.into(),
        }];
        let Some(answer) = happened else {
            open.sent = None;
            return records;
        };
        self.open.remove(&id);
        let completion = Completion::Answer(answer);
        if self.run.complete(id, completion.clone(), at) {
            let of = None;
            records.push(Record::Told {
                id,
                at,
                completion,
                of,
            });
            self.settle();
        }
        records
    }

    /// Tells the run of every write that may have been sent that it is lost, at a time. It gives
    /// the records that the journal has to keep of that.
    pub fn tell_lost(&mut self, at: Timestamp) -> Vec<Record> {
        let lost: Vec<_> = self
            .open
            .iter()
            .filter(|(_, open)| open.sent.is_some())
            .map(|(id, _)| *id)
            .collect();
        let mut told = Vec::with_capacity(lost.len());
        for id in lost {
            self.open.remove(&id);
            if self.run.complete(id, Completion::Lost, at) {
                told.push(Record::Told {
                    id,
                    at,
                    completion: Completion::Lost,
                    of: None,
                });
                self.settle();
            }
        }
        told
    }
}
