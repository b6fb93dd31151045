//! With what runs and jobs begin, as their journal keeps it.

use crate::catalogue::{Catalogue, SystemEntry};
use crate::check::policy::House;
use crate::check::{Context, Profile};
use crate::program::Program;
use crate::run::{Limits, Start};
use crate::source::{Source, Span};
use crate::syntax;
use crate::value::{Calendar, Mark};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// A script that is kept, so that a run goes on without its file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct KeptScript {
    /// Its name.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The files whose steps it uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<KeptFile>,
    /// A digest of the actions that it uses, as the catalogue had them.
    pub actions: u64,
    /// The systems that it uses: a script without a `use` line does not say which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<Arc<str>>,
    /// The calendars that it asks, as the settings had them: they may be others by the time that its run
    /// goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Arc<Calendar>>,
}

/// A file whose steps a kept script uses.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its name, from the folder that the script's own is counted from.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

impl KeptScript {
    /// What a program was made from.
    pub fn of(program: &Program) -> Self {
        let (own, _) = program.source.home(Span::at(0));
        let files = program.source.parts().iter().skip(1);
        Self {
            name: own.name().clone(),
            text: own.text().into(),
            files: files
                .map(|part| KeptFile {
                    name: part.source.name().clone(),
                    text: part.source.text().into(),
                })
                .collect(),
            actions: digest_of_actions(program),
            systems: program.systems.clone(),
            calendars: program.calendars.clone(),
        }
    }

    /// Against what it is checked when its run goes on or is shown. It was checked when the run began: what
    /// a profile can bring counts as brought, and no policy is held against it any more.
    pub fn context(&self, catalogue: &Catalogue) -> Context {
        let systems = self.systems.iter();
        let systems = systems.filter_map(|name| catalogue.system(name));
        let calendars = self.calendars.iter();
        let calendars = calendars.map(|calendar| (calendar.name.clone(), calendar.clone()));
        let house = House {
            calendars: Arc::new(calendars.collect()),
            ..House::default()
        };
        Context::of(systems.map(|entry| bringing_all(entry))).in_house(house)
    }

    /// The text that it was made from, its files included, whatever has become of them since.
    pub fn source(&self) -> Arc<Source> {
        let own = Arc::new(Source::new(self.name.clone(), self.text.clone()));
        syntax::join(&own, &mut |name| {
            let known = self.files.iter().find(|file| *file.name == *name);
            let known = known.map(|file| file.text.to_string());
            known.ok_or_else(|| "the journal does not keep it".into())
        })
    }
}

/// A run for each row of a table. The runs are records of their own, and say whose they are.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The script of all of them.
    pub script: KeptScript,
    /// When it began.
    pub at: Timestamp,
    /// How many rows there are.
    pub rows: u64,
    /// What made the journal.
    pub versions: Versions,
    /// What its host has to know to go on with it.
    pub note: Arc<str>,
    /// In whose name it runs, and with what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
}

/// In whose name a run writes: what an audit record says beside the write itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Actor {
    /// Who started it.
    pub by: Arc<str>,
    /// The profiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<Arc<str>>,
    /// As whom the system knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Arc<str>>,
    /// The plan that it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Arc<str>>,
    /// The run that it undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Arc<str>>,
}

/// Which row of which job a run is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The job's name.
    pub job: Arc<str>,
    /// The row, from 1.
    pub row: u64,
}

/// What made a journal.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Versions {
    /// The version of this crate.
    pub contactflow: Arc<str>,
    /// The version of the time zones.
    pub zones: Arc<str>,
}

impl Versions {
    /// Those of this program.
    pub fn here() -> Self {
        static ZONES: OnceLock<Arc<str>> = OnceLock::new();
        Self {
            contactflow: env!("CARGO_PKG_VERSION").into(),
            zones: ZONES.get_or_init(zones).clone(),
        }
    }
}

/// The machine's time zones say their version in the first line of this file; without it the ones
/// that come with the program are used.
fn zones() -> Arc<str> {
    let file = std::fs::read_to_string("/usr/share/zoneinfo/tzdata.zi").unwrap_or_default();
    let first = file.lines().next().unwrap_or_default();
    let version = first.strip_prefix("# version ");
    version.unwrap_or("built in").into()
}

/// A profile that brings what any profile of its system can.
fn bringing_all(entry: &SystemEntry) -> Profile {
    let outputs = entry.actions.iter().flat_map(|action| &action.outputs);
    let brought = outputs.filter(|output| output.provides);
    let mut provided: Vec<Arc<str>> = brought.map(|output| output.name.clone()).collect();
    provided.sort_unstable();
    provided.dedup();
    Profile {
        system: entry.name.clone(),
        provided,
        ..Profile::default()
    }
}

/// Everything that decides a run, beside the completions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Started {
    /// The script's name.
    pub script: Arc<str>,
    /// A digest of the script's text: a run goes on only with the script that it began with.
    pub digest: u64,
    /// The script itself; that of an item is kept with its job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<KeptScript>,
    /// With what it began.
    pub start: Start,
    /// What it may use.
    pub limits: Limits,
    /// What made the journal.
    #[serde(default)]
    pub versions: Versions,
    /// What its host has to know to go on with it; empty where it needs nothing.
    #[serde(default)]
    pub note: Arc<str>,
    /// The row of a job that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// In whose name it runs; that of an item is kept with its job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// Whether a record comes before each write that may have been sent: without one, nothing was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announces: bool,
}

impl Started {
    /// The beginning of a run of this program.
    pub fn new(program: &Program, start: &Start, limits: Limits) -> Self {
        Self {
            script: program.source.name().clone(),
            digest: digest(program.source.text().bytes()),
            kept: Some(KeptScript::of(program)),
            start: marked(program, start),
            limits,
            versions: Versions::here(),
            note: "".into(),
            item: None,
            actor: None,
            announces: false,
        }
    }

    /// The same, as a row of a job, which keeps the script.
    pub fn of_job(mut self, item: Item) -> Self {
        self.item = Some(item);
        self.kept = None;
        self
    }

    /// Whether it is the beginning of a run of this program.
    pub fn fits(&self, program: &Program) -> bool {
        self.digest == digest(program.source.text().bytes())
    }
}

/// The start with its secrets marked as such, whoever gave them: no journal keeps one.
fn marked(program: &Program, start: &Start) -> Start {
    let mut start = start.clone();
    for input in &program.inputs {
        if input.mark.max(input.kind.mark()) == Mark::Secret
            && let Some(value) = start.inputs.get_mut(&input.name)
        {
            *value = std::mem::take(value).with_mark(Mark::Secret);
        }
    }
    start
}

/// FNV-1a: the same on every machine and in every version.
pub(super) fn digest(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What the catalogue says of the actions that a program uses: a run that does not go on may have
/// another catalogue to thank for it.
fn digest_of_actions(program: &Program) -> u64 {
    let mut words = Vec::new();
    for call in program.calls() {
        let action = &call.action;
        words.push(&*action.key);
        words.extend(action.params.iter().map(|param| &*param.name));
        words.extend(action.outputs.iter().map(|output| &*output.name));
        words.extend(action.outcomes.iter().map(|outcome| &*outcome.name));
    }
    digest(words.iter().flat_map(|word| word.bytes().chain([0])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::value::{Hours, date};

    fn program(kept: &KeptScript) -> Option<std::sync::Arc<Program>> {
        let catalogue = Catalogue::builtin();
        check::check_text(&kept.source(), catalogue, &kept.context(catalogue)).program
    }

    fn kept(text: &str, system: &str) -> KeptScript {
        KeptScript {
            name: "a.flow".into(),
            text: text.into(),
            files: Vec::new(),
            actions: 0,
            systems: vec![system.into()],
            calendars: Vec::new(),
        }
    }

    #[test]
    fn a_script_that_names_no_system_is_read_for_the_one_that_it_ran_on() {
        for system in ["cxone", "finesse"] {
            let kept = kept("hold contact 1001\n    on any other -> fail\n", system);
            let program = program(&kept).expect("it has no errors");
            assert_eq!(program.systems, [system.into()]);
            assert_eq!(KeptScript::of(&program).systems, kept.systems);
        }
    }

    #[test]
    fn calendars_are_kept_as_they_were() {
        let text = "use cxone\n\nlet Opens = next open(support, now)\nlog \"{Opens}\"\nhold contact 1001\n    on any other -> fail\n";
        let calendar = Calendar {
            name: "support".into(),
            zone: jiff::tz::TimeZone::get("Europe/Rome").expect("a zone"),
            week: std::array::from_fn(|_| {
                vec![Hours {
                    from: 540,
                    to: 1020,
                }]
            }),
            days: [(date("2026-12-25").expect("a day"), Vec::new())].into(),
        };
        let mut kept = kept(text, "cxone");
        assert!(program(&kept).is_none(), "the calendar is not known");
        kept.calendars.push(Arc::new(calendar));
        let written = serde_json::to_string(&kept).expect("it is written");
        let read: KeptScript = serde_json::from_str(&written).expect("it is read");
        assert_eq!(read, kept);
        let program = program(&read).expect("it has no errors");
        assert_eq!(KeptScript::of(&program).calendars, kept.calendars);
    }
}
