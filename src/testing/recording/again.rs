//! A recorded run, again.

use super::{Asked, Recording, stand_ins};
use crate::journal::{Announced, Record, Started};
use crate::program::Program;
use crate::run::Run;
use crate::run::effect::{Completion, Effect, EffectId, Request};
use crate::run::event::{Event, EventKind};
use crate::testing::Seen;
use crate::value::Text;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What came of it.
pub struct Again {
    /// What was seen.
    pub seen: Seen,
    /// The first place where the run is another than the recorded one.
    pub divergence: Option<Divergence>,
}

/// Where a run is another than the recorded one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Divergence {
    /// The number of the record, from 1.
    pub record: usize,
    /// What the recorded run did there.
    pub recorded: String,
    /// What this one does.
    pub now: String,
}

/// Runs a recording again, on its own flow or on another.
pub fn replay(program: &Arc<Program>, recording: &Recording) -> Result<Again, String> {
    let recorded = Some(&recording.effects);
    let (mut tape, rest) = Tape::new(program, &recording.records, recorded)?;
    let mut divergence = None;
    for (index, record) in rest.iter().enumerate() {
        if let Err((recorded, now)) = tape.take(record) {
            let record = index + 2;
            divergence = Some(Divergence {
                record,
                recorded,
                now,
            });
            break;
        }
    }
    tape.settle();
    let ended = rest
        .iter()
        .any(|record| matches!(record, Record::Ended { .. }));
    if divergence.is_none() && ended && tape.run.end().is_none() {
        divergence = Some(Divergence {
            record: recording.records.len(),
            recorded: "the run ends".to_owned(),
            now: tape.waits(),
        });
    }
    Ok(Again {
        seen: tape.over(),
        divergence,
    })
}

/// What was seen of a run whose journal this is: what it asked for, each with its answer, and the
/// statements that it came to.
pub fn seen_in(program: &Arc<Program>, journal: &[Record]) -> Result<Seen, String> {
    let (mut tape, rest) = Tape::new(program, journal, None)?;
    for record in rest {
        let other = |(recorded, now)| format!("recorded: {recorded}; now: {now}");
        tape.take(record).map_err(other)?;
    }
    tape.settle();
    Ok(tape.over())
}

/// What is said of a recording that begins with anything but a start.
pub(in crate::testing) const NO_START: &str =
    "the recording does not begin with the start of a run";

/// A run as it was when it was recorded.
pub(in crate::testing) fn begun(program: &Arc<Program>, started: &Started) -> Result<Run, String> {
    let run = Run::new(program.clone(), started.start.clone(), started.limits);
    run.map_err(|faults| {
        let first = faults.first();
        first.map_or_else(String::new, |fault| fault.message.masked().to_string())
    })
}

struct Tape<'a> {
    /// What each effect was, where that is known.
    recorded: Option<&'a BTreeMap<EffectId, Asked>>,
    run: Run,
    announced: Announced,
    events: Vec<Event>,
    effects: Vec<Effect>,
    asked: BTreeMap<EffectId, Asked>,
    /// What is done, by the effect's name.
    told: HashMap<Arc<str>, Text>,
    /// What of the flow's own is another value in the recording.
    replaced: HashMap<String, String>,
    sensitive: Vec<Text>,
}

impl<'a> Tape<'a> {
    /// The run before its first record, and the records that follow.
    fn new<'r>(
        program: &Arc<Program>,
        records: &'r [Record],
        recorded: Option<&'a BTreeMap<EffectId, Asked>>,
    ) -> Result<(Self, &'r [Record]), String> {
        let Some((Record::Started(started), rest)) = records.split_first() else {
            return Err(NO_START.to_owned());
        };
        let mut run = begun(program, started)?;
        run.count_visits();
        let tape = Self {
            recorded,
            run,
            announced: Announced::of(records),
            events: Vec::new(),
            effects: Vec::new(),
            asked: BTreeMap::new(),
            told: HashMap::new(),
            replaced: HashMap::new(),
            sensitive: Vec::new(),
        };
        Ok((tape, rest))
    }
}

impl Tape<'_> {
    fn take(&mut self, record: &Record) -> Result<(), (String, String)> {
        match record {
            Record::Cancelled { .. } | Record::TimeOver { .. } => {
                self.run.interrupted_by(record, &self.announced);
                return Ok(());
            }
            Record::Told {
                id, at, completion, ..
            } => {
                self.settle();
                self.same(*id)?;
                let completion = self.in_own_values(completion);
                if !self.run.complete(*id, completion, *at) {
                    return Err((
                        self.recorded(*id),
                        "no action waits for this answer".to_owned(),
                    ));
                }
            }
            // it is in the answer that the run was told later
            Record::Signalled { .. } => {}
            Record::Asked { id, .. } => {
                self.settle();
                self.same(*id)?;
            }
            Record::Ended { .. } => {
                self.settle();
                if self.run.end().is_none() {
                    return Err(("the run ends".to_owned(), self.waits()));
                }
            }
            Record::Started(_)
            | Record::Job(_)
            | Record::Resumed { .. }
            | Record::Settled { .. } => {}
        }
        Ok(())
    }

    /// Whether this run asks for the same thing under this number.
    fn same(&mut self, id: EffectId) -> Result<(), (String, String)> {
        let Some(recorded) = self.recorded else {
            return Ok(());
        };
        let (recorded, now) = (recorded.get(&id), self.asked.get(&id));
        let told = now.and_then(|now| self.told.get(&now.name));
        match (recorded, now) {
            (Some(recorded), Some(now)) if recorded == now => Ok(()),
            (Some(recorded), Some(now))
                if recorded.name == now.name
                    && told.is_some_and(|told| {
                        stand_ins::replaces(&recorded.what, told, &mut self.replaced)
                    }) =>
            {
                Ok(())
            }
            (_, Some(now)) => Err((self.recorded(id), said(now, &self.asked))),
            (_, None) if self.run.end().is_some() => {
                Err((self.recorded(id), "the run has ended".to_owned()))
            }
            (_, None) => Err((self.recorded(id), self.waits())),
        }
    }

    /// What a system said, with the values that the flow itself has where the recording has others: they are
    /// hidden where they are shown, as they were in the run.
    fn in_own_values(&self, completion: &Completion) -> Completion {
        let mut completion = completion.clone();
        if let Completion::Answer(answer) = &mut completion {
            let mut other: Vec<(&String, &String)> = self.replaced.iter().collect();
            other.retain(|(own, stand_in)| own != stand_in);
            // the longest first: `person 1` begins `person 12`
            other.sort_by_key(|(_, stand_in)| std::cmp::Reverse(stand_in.len()));
            for (own, stand_in) in other {
                answer.reason = answer.reason.replace(stand_in.as_str(), own);
            }
        }
        completion
    }

    fn recorded(&self, id: EffectId) -> String {
        let recorded = self.recorded.and_then(|recorded| recorded.get(&id));
        match (recorded, self.recorded) {
            (Some(recorded), Some(all)) => said(recorded, all),
            _ => format!("effect {id}"),
        }
    }

    /// What this run waits for.
    fn waits(&self) -> String {
        let mut open = self.asked.iter().rev();
        let open = open.find(|(id, _)| self.run.is_waiting_for(**id));
        open.map_or_else(
            || "nothing".to_owned(),
            |(_, asked)| said(asked, &self.asked),
        )
    }

    fn settle(&mut self) {
        self.run.settle();
        for event in self.run.take_events() {
            if let EventKind::Asked { name, what, .. } = &event.kind {
                self.told.insert(name.clone(), what.clone());
            }
            self.events.push(event);
        }
        self.announced.hold_back(&mut self.run);
        for effect in self.run.take_effects() {
            let what = self.told.get(&effect.name).map(|what| what.to_string());
            let what = what.unwrap_or_default();
            let name = effect.name.clone();
            self.asked.insert(effect.id, Asked { name, what });
            if !matches!(effect.request, Request::Sleep(_)) {
                self.effects.push(effect);
            }
        }
        self.run.take_cancelled();
        self.sensitive.extend(self.run.take_sensitive());
    }

    fn over(mut self) -> Seen {
        Seen {
            report: self.run.report(),
            visited: self.run.take_visited(),
            asked: crate::testing::seen::asked(&self.effects, &self.events),
            events: self.events,
            sensitive: self.sensitive,
            ..Seen::default()
        }
    }
}

/// What was asked for, and where. A pause is named by what it comes after.
fn said(asked: &Asked, all: &BTreeMap<EffectId, Asked>) -> String {
    // the run's own name says nothing to anybody
    let (_, place) = asked.name.split_once('/').unwrap_or(("", &asked.name));
    if !asked.what.is_empty() {
        let (statement, attempt) = place.rsplit_once('/').unwrap_or((place, "1"));
        return format!("{} (statement {statement}, attempt {attempt})", asked.what);
    }
    let mut parts = place.rsplitn(3, '/');
    let (sort, number) = (parts.next(), parts.next());
    let of = asked.name.rsplit_once('/').map(|(of, _)| of);
    let of = of.and_then(|of| all.values().find(|other| &*other.name == of));
    let of = of.filter(|of| !of.what.is_empty());
    match (sort, number, of) {
        (Some("pause"), Some(attempt), Some(of)) => {
            format!("the pause after attempt {attempt} of `{}`", of.what)
        }
        (Some("limit"), _, Some(of)) => format!("the time limit of `{}`", of.what),
        _ => {
            let statement = place
                .rsplit_once('/')
                .map_or(place, |(statement, _)| statement);
            format!("a wait (statement {statement})")
        }
    }
}
