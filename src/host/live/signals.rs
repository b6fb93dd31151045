//! What somebody says to a run from outside, and the waits for it.

use super::command::Command;
use super::driver::Driver;
use super::heard::{Heard, MOST_KEPT, NotHeard};
use super::open::Coming;
use crate::journal::{Given, Record as JournalRecord};
use crate::run::effect::{Completion, Effect, Request};
use crate::value::Value;
use std::sync::Arc;

impl Driver {
    /// What another program says to a run of this engine; nothing where the run is not here, or not
    /// yet.
    pub fn deliver(&mut self, signal: Given) -> Option<Result<Heard, NotHeard>> {
        let mut runs = self.runs.iter();
        let (key, _) = runs.find(|(_, live)| *live.run.name() == signal.run)?;
        let key = *key;
        Some(self.hear(key, (signal.name, signal.value), Some(signal.number)))
    }

    /// Somebody says something to a run.
    pub fn signal(&mut self, key: u64, name: Arc<str>, value: Value) -> Result<Heard, NotHeard> {
        self.hear(key, (name, value), None)
    }

    fn hear(
        &mut self,
        key: u64,
        (name, value): (Arc<str>, Value),
        given: Option<u64>,
    ) -> Result<Heard, NotHeard> {
        let live = self.runs.get_mut(&key).ok_or(NotHeard::Over)?;
        let known = live.run.program().signals();
        if !known.contains(&name) {
            return Err(NotHeard::Unknown { known });
        }
        let signals = live.signals.get_or_insert_default();
        let waits = signals
            .waiting
            .iter()
            .position(|(_, wanted)| wanted.name == name);
        let Some(at) = waits else {
            return self.keep_signal(key, (name, value), given);
        };
        let answer = signals.waiting[at].1.answer(&value);
        let answer = answer.ok_or(NotHeard::NoAnswer)?;
        let (id, _) = signals.waiting.remove(at);
        if given.is_some() {
            // Before its answer, so that who goes on with the run knows that it has been given.
            let (name, at) = (name.clone(), live.clock.now());
            let record = JournalRecord::Signalled {
                name,
                value,
                at,
                given,
            };
            live.keep(&self.shared, record);
        }
        let coming = Coming {
            id,
            completion: Completion::Answer(answer),
            of: Some(format!("await signal {name}").into()),
        };
        self.tell(key, coming);
        Ok(Heard::Now)
    }

    fn keep_signal(
        &mut self,
        key: u64,
        (name, value): (Arc<str>, Value),
        given: Option<u64>,
    ) -> Result<Heard, NotHeard> {
        let live = self.runs.get_mut(&key).ok_or(NotHeard::Over)?;
        let signals = live.signals.get_or_insert_default();
        if signals.kept.len() >= MOST_KEPT {
            return Err(NotHeard::TooMany);
        }
        signals.kept.push((name.clone(), value.clone()));
        let at = live.clock.now();
        let record = JournalRecord::Signalled {
            name,
            value,
            at,
            given,
        };
        live.keep(&self.shared, record);
        Ok(Heard::Kept)
    }

    /// A run waits for a signal: one that came before is there at once.
    pub fn await_signal(&mut self, key: u64, effect: &Effect) {
        let Request::Signal(wanted) = &effect.request else {
            return;
        };
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        let signals = live.signals.get_or_insert_default();
        // A kept value that does not answer the question stays unheard, and is told at the end.
        let found = signals
            .kept
            .iter()
            .enumerate()
            .find_map(|(at, (name, value))| {
                let answer = (*name == wanted.name).then(|| wanted.answer(value))?;
                Some((at, answer?))
            });
        let Some((at, answer)) = found else {
            signals.waiting.push((effect.id, wanted.clone()));
            return;
        };
        signals.kept.remove(at);
        let command = Command::Completed {
            key,
            id: effect.id,
            completion: Box::new(Completion::Answer(answer)),
        };
        // Told in its turn, as any answer: the run is still handing out what it asks for.
        if let Some(commands) = self.commands.upgrade() {
            let _ = commands.send(command);
        }
    }
}
