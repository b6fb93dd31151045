//! What is written into the engine's journal, and what is said to a run: plain values, as JSON.

use crate::host::plan::Planned;
use crate::journal::{Actor, Ending, Item, KeptScript, Record, Started, Versions, take_out_of};
use crate::program::Program;
use crate::run::effect::Answer;
use crate::run::{Limits, Start};
use crate::value::{Record as Fields, Value};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The form of all this: a worker refuses a newer one than it knows.
pub const VERSION: u32 = 1;

/// The handlers: for a run of its own, for a row of a job, and for telling a run something.
pub(super) const RUN: &str = "run";
pub(super) const ROW: &str = "row";
pub(super) const SAY: &str = "say";

/// What keeps the claims of turns, and the handler that they are given to: it does nothing.
pub(super) const TURNS: &str = "FlowTurns";
pub(super) const TAKE: &str = "take";

/// The signal by which everything comes to a run that somebody says to it: one queue keeps the order.
pub(super) const INBOX: &str = "inbox";

/// After so many steps a run goes on in a new invocation: a journal is read whole at each attempt.
pub(super) const LONG: u32 = 2_000;

/// Begins the names of the services.
const SERVICE: &str = "Flow";

/// The service of these profiles: a run comes only to a worker that has the same ones.
pub fn service(profiles: &[impl AsRef<str>]) -> String {
    let mut names: Vec<&str> = profiles.iter().map(AsRef::as_ref).collect();
    names.sort_unstable();
    let mut service = SERVICE.to_owned();
    for name in names {
        service.push('.');
        let safe = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        service.extend(name.chars().map(|c| if safe(c) { c } else { '-' }));
    }
    service
}

/// The services for all sets of these profiles: a flow may use only one of two systems.
pub fn services(profiles: &[Arc<str>]) -> Vec<(String, Vec<Arc<str>>)> {
    // Each system has one profile: there are a handful.
    let sets = 1_usize << profiles.len().min(6);
    let chosen = |set: usize| -> Vec<Arc<str>> {
        let all = profiles.iter().enumerate();
        all.filter(|(bit, _)| set & (1 << bit) != 0)
            .map(|(_, name)| name.clone())
            .collect()
    };
    let all = (1..sets).map(chosen);
    all.map(|names| (service(&names), names)).collect()
}

/// What a run is ordered with: everything that decides it, but the time and what comes back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// The form of it.
    pub version: u32,
    /// The run's name.
    pub run: Arc<str>,
    /// Its flow, as it was then: no worker goes on with another text.
    pub script: KeptScript,
    /// The profiles that it is for.
    pub profiles: Vec<Arc<str>>,
    /// The inputs by name. No secret is among them.
    pub inputs: Fields,
    /// What it may use.
    pub limits: Limits,
    /// The seed of its randomness.
    pub seed: u64,
    /// When it was ordered, in the zone in which `today` is meant.
    pub ordered: ZonedDateTime,
    /// What is kept beside it.
    #[serde(default)]
    pub note: Arc<str>,
    /// In whose name it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The row of a job that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// The plan that it is held to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Box<Planned>>,
    /// Where it goes on from, if it has begun in an invocation that became too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Before>>,
}

/// What has happened to a run in earlier invocations.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Before {
    /// How it began.
    pub begun: Begun,
    /// Its records.
    pub records: Vec<Record>,
}

impl Order {
    /// An order of a program.
    pub fn new(run: Arc<str>, program: &Program, profiles: Vec<Arc<str>>, inputs: Fields) -> Self {
        Self {
            version: VERSION,
            run,
            script: KeptScript::of(program),
            profiles,
            inputs,
            limits: Limits::default(),
            seed: fastrand::u64(..),
            ordered: Timestamp::now().to_zoned_datetime(TimeZone::UTC),
            note: "".into(),
            actor: None,
            item: None,
            plan: None,
            before: None,
        }
    }

    /// The handler that takes it.
    pub(super) fn handler(&self) -> &'static str {
        match self.item {
            Some(_) => ROW,
            None => RUN,
        }
    }

    /// The first record of the run.
    pub(super) fn started(&self, program: &Program, begun: &Begun) -> Started {
        let at = match &self.plan {
            Some(plan) => plan.start.at.clone(),
            None => begun.at.to_zoned_datetime(self.ordered.time_zone().clone()),
        };
        let start = Start {
            run: self.run.clone(),
            inputs: self.inputs.clone(),
            at,
            seed: self.plan.as_ref().map_or(self.seed, |plan| plan.start.seed),
            provided: begun.provided.clone(),
        };
        let mut started = Started::new(program, &start, self.limits);
        started.kept = Some(self.script.clone());
        started.versions = begun.versions.clone();
        started.note = self.note.clone();
        started.actor = self.actor.clone();
        started.item = self.item.clone();
        started
    }
}

/// How a run began: the first thing in its journal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Begun {
    /// When.
    pub at: Timestamp,
    /// What its profiles brought, without secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<(Arc<str>, Fields)>,
    /// Why they brought nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Box<Answer>>,
    /// By what.
    pub versions: Versions,
    /// After how many steps it goes on elsewhere.
    pub long: u32,
}

impl Begun {
    /// It begins now, with what its profiles have brought.
    pub(super) fn now(provided: Result<Vec<(Arc<str>, Fields)>, Box<Answer>>, long: u32) -> Self {
        let (mut provided, refused) = match provided {
            Ok(provided) => (provided, None),
            Err(answer) => (Vec::new(), Some(answer)),
        };
        provided
            .iter_mut()
            .for_each(|(_, fields)| take_out_of(fields));
        Self {
            at: now(),
            provided,
            refused,
            versions: Versions::here(),
            long,
        }
    }
}

/// What a step of a run has given, as the journal keeps it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Noted {
    /// How the run began.
    Begun(Box<Begun>),
    /// What time it is.
    Time(Timestamp),
    /// A write is about to be sent, by the attempt that has this mark.
    Intent {
        /// The mark: another attempt does not know whether the write was sent.
        by: u64,
        /// The record of it.
        asked: Box<Record>,
    },
    /// What came of a question or a write.
    Answered(Vec<Record>),
}

/// What somebody says to a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// A signal.
    Signal {
        /// Its name.
        name: Arc<str>,
        /// What is said.
        value: Value,
    },
    /// It is to end.
    Cancel,
    /// What somebody has found out about a write in doubt.
    Settled(Settled),
}

/// What somebody has found out about a write in doubt.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Settled {
    /// The write's number.
    pub effect: u64,
    /// Its name; nothing where the run does not know yet that it is in doubt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<str>>,
    /// Whether it happened.
    pub happened: bool,
    /// Who says so.
    pub by: Arc<str>,
    /// When.
    pub at: Timestamp,
    /// The mark of the attempt that announced the write, where the run has not been told what came of it.
    /// A later announcement of the same write is another one, which may be under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
}

impl Settled {
    /// As any journal keeps it.
    pub fn record(&self) -> Record {
        Record::Settled {
            id: self.effect,
            at: self.at,
            happened: self.happened,
            by: self.by.clone(),
        }
    }
}

/// What the handler that tells runs something is given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The invocation of the run.
    pub to: String,
    /// What to say.
    pub message: Message,
}

/// How a run ended, in the line in which the engine keeps it: its lists are made from that line
/// without opening a journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndLine {
    /// How.
    pub how: Ending,
    /// The outcome that it failed with.
    pub outcome: Option<Arc<str>>,
    /// The names of the writes in doubt.
    pub in_doubt: Vec<Arc<str>>,
}

impl EndLine {
    /// Whether everything is well: the engine then calls it a success.
    pub fn is_well(&self) -> bool {
        self.how == Ending::Succeeded && self.in_doubt.is_empty()
    }

    /// The line.
    pub fn text(&self) -> String {
        let mut line = self.how.word().to_owned();
        if let Some(outcome) = &self.outcome {
            line.push_str(": ");
            line.push_str(outcome);
        }
        if !self.in_doubt.is_empty() {
            line.push_str("; in doubt: ");
            line.push_str(&self.in_doubt.join(", "));
        }
        line
    }

    /// The line read again; nothing where another program ended the run: somebody killed it.
    pub fn read(line: &str) -> Option<Self> {
        // The engine puts a number of its own before it.
        let line = match line.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?.1.trim_start(),
            None => line,
        };
        let (head, in_doubt) = match line.split_once("; in doubt: ") {
            Some((head, names)) => (head, names.split(", ").map(Into::into).collect()),
            None => (line, Vec::new()),
        };
        let (how, outcome) = match head.split_once(": ") {
            Some((how, outcome)) => (how, Some(outcome.into())),
            None => (head, None),
        };
        Some(Self {
            how: Ending::of(how)?,
            outcome,
            in_doubt,
        })
    }
}

/// The time, as fine as the engine keeps it.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_an_end_is_read_as_it_was_written() {
        for (how, outcome, in_doubt) in [
            (Ending::Succeeded, None, vec![]),
            (Ending::Failed, Some("InvalidState"), vec![]),
            (
                Ending::Cancelled,
                None,
                vec!["r/hold/1".into(), "r/end/1".into()],
            ),
            (Ending::Failed, Some("Unknown"), vec!["r/hold/1".into()]),
        ] {
            let outcome = outcome.map(Into::into);
            let line = EndLine {
                how,
                outcome,
                in_doubt,
            };
            assert_eq!(EndLine::read(&line.text()), Some(line.clone()));
            let engine = format!("[500] {}", line.text());
            assert_eq!(EndLine::read(&engine), Some(line));
        }
        assert_eq!(EndLine::read("[409] killed"), None);
    }

    #[test]
    fn a_service_is_named_after_its_profiles_whatever_their_order() {
        assert_eq!(service(&["production"]), "Flow.production");
        assert_eq!(service(&["b", "a x"]), service(&["a x", "b"]));
        let all = services(&["a".into(), "b".into()]);
        let names: Vec<&str> = all.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["Flow.a", "Flow.b", "Flow.a.b"]);
    }
}
