//! What comes to a run from outside, and the times at which it comes.

use super::{At, Course, Step, Wait};
use crate::host::restate::wire::{Message, Settled};
use crate::journal::{Record, asked_of};
use crate::run::effect::{Answer, Completion, EffectId, Signal};
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
        match message {
            Message::Settled(settled) => self.settle(&settled),
            message => self.ask_time(At::Said(message)),
        }
    }

    /// Which attempt has announced a write of which the run has not been told yet what came of it.
    pub fn announced_by(&self, effect: u64) -> Option<u64> {
        self.waits.iter().find_map(|(_, wait)| match wait {
            Wait::Send(write, by) if write.id == effect => Some(*by),
            _ => None,
        })
    }

    /// A person's word takes the place of the answer, if the run still waits for this very announcement.
    /// Of any other write it changes nothing here: the word itself is kept.
    fn settle(&mut self, settled: &Settled) {
        let is_it = |wait: &Wait| matches!(wait, Wait::Send(write, by) if write.id == settled.effect && Some(*by) == settled.of);
        let Some(at) = self.waits.iter().position(|(_, wait)| is_it(wait)) else {
            return;
        };
        let (step, wait) = self.waits.remove(at);
        let Wait::Send(effect, _) = wait else {
            return;
        };
        self.todo.retain(|(other, _)| *other != step);
        self.left.push(step);
        let mut records = vec![settled.record()];
        if settled.happened {
            self.done.push(effect.clone());
            records.push(Record::Told {
                id: effect.id,
                at: settled.at,
                completion: Completion::Answer(Answer::success()),
                of: asked_of(&effect.request),
            });
        }
        self.answered(records, Some(effect));
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
            // It has no need of the clock, and was taken in when it came.
            At::Said(Message::Settled(_)) => {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::check::{Context, check_text};
    use crate::host::restate::course::told;
    use crate::host::restate::wire::{Begun, Noted, Order};
    use crate::journal::About;
    use crate::run::effect::Effect;
    use crate::source::Source;

    const FLOW: &str = "use cxone\n\nend contact 1001 with SecurityUser: 7\n";

    /// A course that waits for the answer to its first write, which attempt 7 has announced: the step, and
    /// the write.
    fn sent() -> (Course, u32, Effect) {
        let source = std::sync::Arc::new(Source::new("hold.flow", FLOW));
        let checked = check_text(&source, Catalogue::builtin(), &Context::default());
        let program = checked.program.expect("it passes the check");
        let order = Order::new("r".into(), &program, vec!["p".into()], Default::default());
        let begun = Begun::now(Ok(Vec::new()), 1000);
        let mut course = Course::begin(&program, &order, &begun, None).expect("it begins");
        loop {
            while course.advance() {}
            let steps = course.take_steps();
            assert!(!steps.is_empty(), "it ended: {:?}", course.report());
            for (number, step) in steps {
                match step {
                    Step::Read(effect) => {
                        let answer = told(&effect, Completion::Answer(Answer::success()));
                        let noted = Noted::Answered(vec![answer]);
                        course.notify(number, Some(noted)).expect("it waits for it");
                    }
                    Step::Intent(effect) => {
                        let asked =
                            Record::asked(&effect, order.ordered.timestamp(), About::default());
                        let noted = Noted::Intent {
                            by: 7,
                            asked: Box::new(asked),
                        };
                        course.notify(number, Some(noted)).expect("it waits for it");
                    }
                    Step::Send(effect, _) => return (course, number, effect),
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    fn word(effect: &Effect, happened: bool, of: u64) -> Message {
        Message::Settled(Settled {
            effect: effect.id,
            name: None,
            happened,
            by: "ops".into(),
            at: crate::host::restate::wire::now(),
            of: Some(of),
        })
    }

    #[test]
    fn a_persons_word_stands_for_the_answer_of_the_announcement_that_it_is_about() {
        let (mut course, step, effect) = sent();
        assert_eq!(course.announced_by(effect.id), Some(7));
        course.say(word(&effect, true, 8));
        assert!(
            course.waits_for(step),
            "another announcement may be under way"
        );
        course.say(word(&effect, true, 7));
        assert_eq!(course.take_left(), [step]);
        assert_eq!(course.take_done().len(), 1);
        let told = course.records().iter().rev().take(2);
        let told: Vec<bool> = told
            .map(|record| {
                matches!(
                    record,
                    Record::Settled { happened: true, .. } | Record::Told { .. }
                )
            })
            .collect();
        assert_eq!(told, [true, true]);
    }

    #[test]
    fn what_did_not_happen_is_announced_anew() {
        let (mut course, step, effect) = sent();
        course.say(word(&effect, false, 7));
        assert_eq!(course.take_left(), [step]);
        let next = course.take_steps();
        assert!(
            matches!(&next[..], [(_, Step::Intent(again))] if again.id == effect.id),
            "{next:?}"
        );
    }
}
