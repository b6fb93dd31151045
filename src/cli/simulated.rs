//! A run on the simulators with the clock held, so that nobody waits an hour for a wait of an hour: for
//! the debugger, and for recordings that are made again.

use crate::cli::{connect, held};
use crate::config::{Config, Problem, Profile, SIMULATOR};
use crate::host::{Engine, RunOptions};
use crate::journal::{Journal, Memory, Record as Kept};
use crate::program::Program;
use crate::run::event::{End, RunReport};
use crate::settings::{Given, Secrets};
use crate::value::{Kind, Mark, Record, Value};
use jiff::ZonedDateTime;
use serde_json::Value as Json;
use std::sync::Arc;

/// The name of the run.
const RUN: &str = "run";

/// How the run begins.
pub(super) struct Beginning {
    /// When, and in which zone.
    pub at: ZonedDateTime,
    /// The seed of its randomness; a random one where it does not matter.
    pub seed: Option<u64>,
    /// Its inputs, beside those that the profiles have.
    pub inputs: Record,
}

/// Runs a flow on the simulators of its systems; what decided the run.
pub(super) fn run(
    program: &Arc<Program>,
    config: &Config,
    from: Beginning,
) -> Result<Vec<Kept>, Problem> {
    let profiles = program.systems.iter();
    let profiles = profiles.map(|system| simulator_of(config, system));
    let profiles: Vec<Profile> = profiles.collect();
    let journal: Arc<dyn Journal> = Arc::new(Memory::new());
    let driven = drive(
        program,
        &profiles,
        from.with_profiles(program, &profiles)?,
        journal.clone(),
    );
    let report = driven?;
    let records = journal.read(RUN).unwrap_or_default();
    match (records.is_empty(), report) {
        (false, _) => Ok(records),
        (true, Some(report)) => Err(why_not(&report.end)),
        (true, None) => Err(Problem::new("the run has not begun")),
    }
}

/// Drives the run to its end, or until it waits for what never comes.
fn drive(
    program: &Arc<Program>,
    profiles: &[Profile],
    from: Beginning,
    journal: Arc<dyn Journal>,
) -> Result<Option<RunReport>, Problem> {
    let ran = held::block_on(from.at.timestamp(), async move {
        let hide = |_: &str, _: Mark| {};
        let connected = connect::connect(profiles, &Secrets::new(&hide)).await?;
        let systems = connected.iter().map(|one| one.system.clone());
        let engine = systems.fold(Engine::builder(), |engine, system| engine.system(system));
        let engine = engine.zone(from.at.time_zone().clone()).journal(journal);
        let engine = engine.build();
        let engine = engine.map_err(|error| Problem::new(error.to_string()))?;
        let options = RunOptions {
            inputs: from.inputs.into(),
            name: Some(RUN.into()),
            seed: from.seed,
            ..RunOptions::default()
        };
        let run = engine.start_with(program.clone(), options);
        let report = tokio::time::timeout(held::LONGEST, run.wait()).await;
        engine.close().await;
        connect::stop(connected).await;
        Ok(report.ok())
    });
    ran.map_err(|error| Problem::new(error.to_string()))?
}

/// The profile `simulator` of the settings, where it is for this system; else the built-in one.
fn simulator_of(config: &Config, system: &str) -> Profile {
    let named = config.profile(Some(SIMULATOR)).ok();
    let named = named.filter(|profile| profile.system() == system && profile.is_simulator());
    named.unwrap_or_else(|| Profile::simulator_of(system))
}

impl Beginning {
    /// With the inputs that the profiles have, and that nobody has given.
    fn with_profiles(mut self, program: &Program, profiles: &[Profile]) -> Result<Self, Problem> {
        for (name, value) in profiles.iter().flat_map(|profile| &profile.common.inputs) {
            let mut wanted = program.inputs.iter();
            let wanted = wanted.any(|input| *input.name == **name);
            if let Given::Here(value) = value
                && wanted
                && !self.inputs.contains_key(&**name)
            {
                let value = input(program, name, value)?;
                self.inputs.insert(name.as_str().into(), value);
            }
        }
        Ok(self)
    }
}

/// Inputs as a program says them, by name.
pub(super) fn inputs(program: &Program, given: &Json) -> Result<Record, Problem> {
    let given = given.as_object().into_iter().flatten();
    given
        .map(|(name, value)| Ok((name.as_str().into(), input(program, name, value)?)))
        .collect()
}

/// A text is read as what the flow says, when the run begins.
fn input(program: &Program, name: &str, value: &Json) -> Result<Value, Problem> {
    let wanted = program.inputs.iter().find(|input| *input.name == *name);
    let kind = wanted.map_or(Kind::Any, |input| input.kind.clone());
    match value {
        Json::String(text) => Ok(Value::text(text.as_str())),
        other => Value::from_json(other, &kind)
            .map_err(|why| Problem::new(format!("the input `{name}` cannot be read: {why}"))),
    }
}

/// Why a run has not begun.
fn why_not(end: &End) -> Problem {
    match end {
        End::Faulted(fault) => {
            let problem = Problem::new(fault.message.masked().to_string());
            match &fault.help {
                Some(help) => problem.help(help.clone()),
                None => problem,
            }
        }
        End::Failed(failure) => {
            let (what, reason) = (failure.what.masked(), failure.reason.masked());
            Problem::new(format!("{what}: {reason}"))
        }
        End::Finished { .. } | End::Cancelled => Problem::new("the run has not begun"),
    }
}
