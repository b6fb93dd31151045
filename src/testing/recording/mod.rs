//! A run, kept as everything that decided it, without what nobody may see: it runs again without any
//! system, on any machine, to the same trace.

mod again;
mod stand_ins;

pub use again::{Again, replay, seen_in};
pub(super) use again::{NO_START, begun};

use crate::journal::{Announced, Record};
use crate::program::Program;
use crate::run::Run;
use crate::run::effect::{Completion, EffectId};
use crate::run::event::{Event, EventKind};
use crate::value::Value;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use stand_ins::StandIns;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Files of other versions are refused.
pub const VERSION: u32 = 1;
/// A recording that is older than this is told to be old.
pub const OLD_DAYS: i64 = 90;

/// What was done with the values that nobody may see.
const RULES: &str = "phone numbers and personal values are replaced, each always by the same other value; secrets are \
                     not kept, and of requests only their lines";

/// A recorded run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    /// Of this form.
    pub version: u32,
    /// By which version of the program.
    pub made_by: String,
    /// When.
    pub recorded: Timestamp,
    /// What was done with the values that nobody may see.
    pub rules: String,
    /// The flow's name.
    pub flow: String,
    /// What each effect was, by its number.
    pub effects: BTreeMap<EffectId, Asked>,
    /// What decided the run, in order.
    pub records: Vec<Record>,
}

/// What an effect was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// Its stable name.
    pub name: Arc<str>,
    /// The action with its values; empty for a wait of the flow's own.
    pub what: String,
}

/// Why a journal cannot become a recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotRecorded(pub String);

/// Makes a recording of a journal. The run goes through once more, to see which of its values nobody may
/// see.
pub fn record(
    program: &Arc<Program>,
    journal: &[Record],
    recorded: Timestamp,
) -> Result<Recording, NotRecorded> {
    let broken = |why: &str| NotRecorded(why.to_owned());
    let Some((Record::Started(started), rest)) = journal.split_first() else {
        return Err(broken("the journal does not begin with the start of a run"));
    };
    let mut stand_ins = StandIns::default();
    let mut kept = started.clone();
    // A recording goes to others: neither the flow's own text nor whose machine it was.
    (kept.kept, kept.note) = (None, "".into());
    kept.start.inputs = stand_ins.inputs(program, &started.start);
    for (_, values) in &mut kept.start.provided {
        for (name, value) in values.iter_mut() {
            *value = Value::text(format!("{name} of the profile"));
        }
    }
    let run = Run::new(program.clone(), started.start.clone(), started.limits);
    let run = run.map_err(|_| broken("the run has not begun"))?;
    let mut pass = Pass {
        run,
        announced: Announced::of(journal),
        stand_ins,
        effects: BTreeMap::new(),
        told: HashMap::new(),
    };
    let mut records = vec![Record::Started(kept)];
    for one in rest {
        records.push(pass.take(one)?);
    }
    pass.settle();
    Ok(Recording {
        version: VERSION,
        made_by: format!("contactflow {}", env!("CARGO_PKG_VERSION")),
        recorded,
        rules: RULES.to_owned(),
        flow: program.source.name().to_string(),
        effects: pass.effects,
        records,
    })
}

/// The record without the digest of what was given: a number to dial could be guessed from it.
fn without_digests(record: &Record) -> Record {
    let mut record = record.clone();
    if let Record::Asked { args, .. } = &mut record {
        *args = None;
    }
    record
}

/// The run that goes through once more.
struct Pass {
    run: Run,
    announced: Announced,
    stand_ins: StandIns,
    effects: BTreeMap<EffectId, Asked>,
    /// What is done, by the effect's name, with its stand-ins.
    told: HashMap<Arc<str>, String>,
}

impl Pass {
    fn take(&mut self, record: &Record) -> Result<Record, NotRecorded> {
        if self.run.interrupted_by(record, &self.announced) {
            return Ok(record.clone());
        }
        self.settle();
        let Record::Told {
            id,
            at,
            completion,
            of,
        } = record
        else {
            return Ok(without_digests(record));
        };
        self.run.complete(*id, completion.clone(), *at);
        let events = self.settle();
        let completion = match completion {
            Completion::Answer(_) => self.answer(&events, completion),
            other => other.clone(),
        };
        let (id, at, of) = (*id, *at, of.clone());
        Ok(Record::Told {
            id,
            at,
            completion,
            of,
        })
    }

    /// The answer as the run took it: marked as the catalogue says, so that it is known what to
    /// replace.
    fn answer(&mut self, events: &[Event], raw: &Completion) -> Completion {
        let marked = events.iter().find_map(|event| match &event.kind {
            EventKind::Answered { answer, .. } => Some(answer.clone()),
            _ => None,
        });
        let (Some(mut answer), Completion::Answer(raw)) = (marked, raw) else {
            return raw.clone();
        };
        for value in answer.outputs.values_mut() {
            *value = self.stand_ins.value(value);
        }
        answer.reason = self.stand_ins.words(&raw.reason);
        for exchange in &mut answer.exchanges {
            exchange.asked = self.stand_ins.words(&exchange.asked);
            exchange.answered = self.stand_ins.words(&exchange.answered);
        }
        Completion::Answer(answer)
    }

    fn settle(&mut self) -> Vec<Event> {
        self.run.settle();
        let events = self.run.take_events();
        for event in &events {
            if let EventKind::Asked { name, what, .. } = &event.kind {
                let what = self.stand_ins.text(what).to_string();
                self.told.insert(name.clone(), what);
            }
        }
        self.announced.hold_back(&mut self.run);
        for effect in self.run.take_effects() {
            let what = self.told.get(&effect.name).cloned().unwrap_or_default();
            let name = effect.name.clone();
            self.effects.insert(effect.id, Asked { name, what });
        }
        self.run.take_cancelled();
        events
    }
}
