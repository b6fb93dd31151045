//! What became of each write of a plan, out of the journal: whichever program sent it.

use super::file::{PlanFile, WriteLine};
use crate::host::plan::Place;
use crate::journal::Record;
use crate::outcome::Outcome;
use crate::report::Redactor;
use crate::report::text::count;
use crate::run::effect::{Completion, EffectId};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// So many writes of each kind are named for people.
const NAMED: usize = 10;

/// What became of a write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Done,
    /// It was not sent, since what it was to change has changed, or was never planned so.
    Refused(String),
    /// The system did not do it.
    Failed(String),
    InDoubt,
    NotReached,
}

impl Fate {
    const KINDS: [&'static str; 5] = ["done", "refused", "failed", "in doubt", "not reached"];

    fn kind(&self) -> usize {
        match self {
            Self::Done => 0,
            Self::Refused(_) => 1,
            Self::Failed(_) => 2,
            Self::InDoubt => 3,
            Self::NotReached => 4,
        }
    }

    fn why(&self) -> Option<&str> {
        match self {
            Self::Refused(why) | Self::Failed(why) => Some(why),
            _ => None,
        }
    }
}

/// What became of the writes of one run, by their places.
pub(super) fn of_run(records: &[Record]) -> HashMap<Place, Fate> {
    let mut places: HashMap<EffectId, Place> = HashMap::new();
    let mut fates = HashMap::new();
    for record in records {
        let (id, fate) = match record {
            Record::Asked { id, name, .. } => {
                places.insert(*id, Place::of(name));
                (id, Fate::InDoubt)
            }
            Record::Told { id, completion, .. } => match told(completion) {
                Some(fate) => (id, fate),
                None => continue,
            },
            Record::Settled { id, happened, .. } => match happened {
                true => (id, Fate::Done),
                false => (id, Fate::NotReached),
            },
            _ => continue,
        };
        if let Some(place) = places.get(id) {
            fates.insert(place.clone(), fate);
        }
    }
    fates
}

fn told(completion: &Completion) -> Option<Fate> {
    let answer = match completion {
        Completion::Answer(answer) => answer,
        Completion::Lost => return Some(Fate::InDoubt),
        Completion::Slept => return None,
    };
    Some(match () {
        () if answer.is_success() => Fate::Done,
        () if answer.withheld => Fate::Refused(answer.reason.clone()),
        () if answer.outcome == Outcome::UNKNOWN => Fate::InDoubt,
        () => Fate::Failed(match answer.reason.is_empty() {
            true => answer.outcome.to_string(),
            false => format!("{}: {}", answer.outcome, answer.reason),
        }),
    })
}

/// The writes of a plan with what became of them.
pub(super) struct Fates<'a>(Vec<(&'a WriteLine, Fate)>);

impl<'a> Fates<'a> {
    /// Out of what became of the runs, by their rows.
    pub fn new(plan: &'a PlanFile, runs: &HashMap<u64, HashMap<Place, Fate>>) -> Self {
        let fate = |write: &WriteLine| {
            let run = runs.get(&write.row.unwrap_or(0));
            let fate = run.and_then(|run| run.get(&write.place));
            fate.cloned().unwrap_or(Fate::NotReached)
        };
        Self(
            plan.writes
                .iter()
                .map(|write| (write, fate(write)))
                .collect(),
        )
    }

    fn counts(&self) -> [usize; 5] {
        let mut counts = [0; 5];
        self.0.iter().for_each(|(_, fate)| counts[fate.kind()] += 1);
        counts
    }

    /// For people: how many of each, and each that was not done, as far as they can be read.
    pub fn lines(&self, redactor: &Redactor) -> Vec<String> {
        let counts = self.counts();
        let parts: Vec<String> = counts
            .iter()
            .zip(Fate::KINDS)
            .filter(|(many, _)| **many > 0)
            .map(|(many, kind)| format!("{many} {kind}"))
            .collect();
        let planned = count(self.0.len(), "planned write", "planned writes");
        let mut lines = vec![format!("{planned}: {}", parts.join(", "))];
        for kind in 1..Fate::KINDS.len() {
            let of_kind = self.0.iter().filter(|(_, fate)| fate.kind() == kind);
            for (write, fate) in of_kind.clone().take(NAMED) {
                let why = fate.why().map(|why| format!(" ({})", redactor.clean(why)));
                let row = write
                    .row
                    .map(|row| format!("row {row}: "))
                    .unwrap_or_default();
                lines.push(format!(
                    "  {}: {row}{}{}",
                    Fate::KINDS[kind],
                    write.what,
                    why.unwrap_or_default()
                ));
            }
            let more = of_kind.count().saturating_sub(NAMED);
            if more > 0 {
                lines.push(format!("  {}: {more} more", Fate::KINDS[kind]));
            }
        }
        lines
    }

    /// For programs: every write.
    pub fn json(&self, redactor: &Redactor) -> Json {
        let writes: Vec<Json> = self
            .0
            .iter()
            .map(|(write, fate)| {
                json!({
                    "row": write.row,
                    "line": write.line,
                    "action": write.what,
                    "target": write.thing,
                    "result": Fate::KINDS[fate.kind()].replace(' ', "-"),
                    "why": fate.why().map(|why| redactor.clean(why).into_owned()),
                })
            })
            .collect();
        writes.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::effect::Answer;
    use jiff::Timestamp;

    fn asked(id: u64, attempt: u32) -> Record {
        Record::Asked {
            id,
            name: format!("r/each[{id}]/{attempt}").into(),
            at: Timestamp::UNIX_EPOCH,
            of: None,
            args: None,
            about: Default::default(),
        }
    }

    fn answered(id: u64, answer: Answer) -> Record {
        Record::Told {
            id,
            at: Timestamp::UNIX_EPOCH,
            completion: Completion::Answer(answer),
            of: None,
        }
    }

    #[test]
    fn the_last_that_is_known_of_a_write_counts() {
        let mut again = asked(9, 2);
        if let Record::Asked { name, .. } = &mut again {
            *name = "r/each[0]/2".into();
        }
        let records = [
            asked(0, 1),
            answered(0, Answer::new("InvalidState", "busy")),
            again,
            answered(9, Answer::success()),
            asked(1, 1),
            answered(1, Answer::withheld("InvalidState", "it is Active now")),
            asked(2, 1),
            answered(2, Answer::new("Unknown", "")),
            asked(3, 1),
            asked(4, 1),
            answered(4, Answer::new("InvalidContactId", "")),
        ];
        let fates = of_run(&records);
        let fate = |id: u64| fates.get(&Place::of(&format!("r/each[{id}]/1"))).cloned();
        assert_eq!(fate(0), Some(Fate::Done));
        assert_eq!(fate(1), Some(Fate::Refused("it is Active now".into())));
        assert_eq!(fate(2), Some(Fate::InDoubt));
        assert_eq!(fate(3), Some(Fate::InDoubt));
        assert_eq!(fate(4), Some(Fate::Failed("InvalidContactId".into())));
        assert_eq!(fate(5), None);
    }
}
