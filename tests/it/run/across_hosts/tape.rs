//! A system that answers as one has answered before, at the times at which it did.

use contactflow::catalogue::SystemEntry;
use contactflow::clock;
use contactflow::journal::{self, Record};
use contactflow::program::Program;
use contactflow::run::effect::{Answer, Await, Call, Completion, Request, Watch};
use contactflow::systems::{Pending, System};
use contactflow::value::Record as Values;
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

/// What is to come of each request, in order.
type Coming = HashMap<String, VecDeque<Option<(Timestamp, Answer)>>>;

/// One system of a run that was.
pub struct Tape {
    entry: Arc<SystemEntry>,
    coming: Arc<Mutex<Coming>>,
    provided: Values,
}

/// The systems of a run, for whoever goes on with it from its first `cut` records.
pub fn tapes(program: &Arc<Program>, whole: &[Record], cut: usize) -> Vec<Arc<dyn System>> {
    let Some(Record::Started(started)) = whole.first() else {
        panic!("a journal begins with the start of its run");
    };
    let coming = Arc::new(Mutex::new(coming(program, whole, cut)));
    let catalogue = contactflow::Catalogue::builtin();
    let systems = program.systems.iter().map(|name| {
        let mut provided = started.start.provided.iter();
        let own = provided.find(|(of, _)| of == name);
        Arc::new(Tape {
            entry: catalogue.system(name).expect("a known system").clone(),
            coming: coming.clone(),
            provided: own.map(|(_, values)| values.clone()).unwrap_or_default(),
        }) as Arc<dyn System>
    });
    systems.collect()
}

fn coming(program: &Arc<Program>, whole: &[Record], cut: usize) -> Coming {
    let told = |records: &[Record]| -> HashMap<u64, (Timestamp, Answer)> {
        let answers = records.iter().filter_map(|record| match record {
            Record::Told {
                id,
                at,
                completion: Completion::Answer(answer),
                ..
            } => Some((*id, (*at, answer.clone()))),
            _ => None,
        });
        answers.collect()
    };
    let (past, all) = (told(&whole[..cut]), told(whole));
    let mut coming = Coming::new();
    let effects = journal::effects(program.clone(), whole).expect("a journal of its own");
    for effect in effects {
        if matches!(effect.request, Request::Sleep(_) | Request::Signal(_))
            || past.contains_key(&effect.id)
        {
            continue;
        }
        let name = match &effect.request {
            Request::Call(_) => effect.name.to_string(),
            other => format!("{other:?}"),
        };
        let answer = all.get(&effect.id).cloned();
        coming.entry(name).or_default().push_back(answer);
    }
    coming
}

impl Tape {
    async fn answer(&self, name: String) -> Answer {
        let next = self
            .coming
            .lock()
            .unwrap()
            .get_mut(&name)
            .and_then(VecDeque::pop_front);
        let Some(next) = next else {
            panic!("the run that was did not ask for {name}");
        };
        let Some((at, answer)) = next else {
            return std::future::pending().await;
        };
        let wait = at.duration_since(clock::now());
        tokio::time::sleep(wait.try_into().unwrap_or_default()).await;
        answer
    }
}

impl System for Tape {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.entry
    }

    fn perform<'a>(&'a self, _: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        // what was there before a write is looked up for people, and no run is told of it
        if key == "look" {
            return Box::pin(std::future::ready(Answer::new("Unavailable", "")));
        }
        Box::pin(self.answer(key.to_owned()))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        Box::pin(self.answer(format!("{:?}", Request::Watch(Box::new(watch.clone())))))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        Box::pin(self.answer(format!("{:?}", Request::Await(Box::new(what.clone())))))
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Values, Box<Answer>>> {
        Box::pin(std::future::ready(Ok(self.provided.clone())))
    }

    fn close(&self) -> Pending<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
