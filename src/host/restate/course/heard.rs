//! What comes to a run from outside, and the times at which it comes.

use super::{At, Course, Step, Wait};
use crate::host::restate::wire::Message;
use crate::journal::Record;
use crate::run::effect::{Completion, EffectId, Signal};
use crate::value::Value;
use jiff::Timestamp;
use std::sync::Arc;

impl Course {
    pub(super) fn await_signal(&mut self, id: EffectId, wanted: Signal) {
        let mut kept = self.kept.iter().enumerate();
        // A kept value that does not answer the question stays unheard, and is told at the end.
        let found = kept.find_map(|(at, (name, value))| {
            let answer = (*name == wanted.name).then(|| wanted.answer(value))?;
            Some((at, answer?))
        });
        match found {
            Some((at, answer)) => {
                self.kept.remove(at);
                self.ready.push_back((id, answer));
            }
            None => self.waiting.push((id, wanted)),
        }
    }

    /// Somebody says something to the run: it is heard at the time that is looked up now.
    pub fn say(&mut self, message: Message) {
        self.ask_time(At::Said(message));
    }

    pub(super) fn ask_time(&mut self, what: At) {
        self.ask(Step::Clock, Wait::Clock(what));
    }

    pub(super) fn at(&mut self, what: At, now: Timestamp) {
        match what {
            At::Woke(id, pause) => {
                let now = match self.stands {
                    true => self.run.now().saturating_add(pause).unwrap_or(now),
                    false => now,
                };
                self.tell(id, Completion::Slept, now);
            }
            At::Said(Message::Cancel) => {
                let (at, turn) = (self.time(now), self.run.turns());
                self.records.push(Record::Cancelled { at, turn });
                self.run.cancel(at);
            }
            At::Said(Message::Signal { name, value }) => self.hear(name, value, now),
        }
    }

    fn hear(&mut self, name: Arc<str>, value: Value, now: Timestamp) {
        let at = self.time(now);
        let mut waiting = self.waiting.iter().enumerate();
        let heard = waiting.find_map(|(place, (_, wanted))| {
            let answer = (wanted.name == name).then(|| wanted.answer(&value))?;
            Some((place, answer?))
        });
        match heard {
            Some((place, answer)) => {
                let (id, _) = self.waiting.remove(place);
                self.tell(id, Completion::Answer(answer), at);
            }
            None => {
                self.kept.push((name.clone(), value.clone()));
                let given = None;
                self.records.push(Record::Signalled {
                    name,
                    value,
                    at,
                    given,
                });
            }
        }
    }
}
