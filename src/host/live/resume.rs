//! Going on with runs out of the journal: what a host does when it starts again.

use super::engine::Engine;
use super::handle::RunHandle;
use super::inputs::Inputs;
use super::needs::profile_needs;
use super::not_resumed::NotResumed;
use super::settle;
use crate::check::{self, Context};
use crate::journal::{Journal, JournalError, Kept, KeptScript, ReplayError, RunState};
use crate::journal::{Record as JournalRecord, Started, agrees, replay_from, with_values};
use crate::program::Program;
use crate::run::{Observer, Start};
use crate::value::{Mark, Record, Value};
use std::sync::Arc;

/// With what a run goes on.
#[derive(Clone, Default)]
pub struct ResumeOptions {
    /// The script to go on with, where it is another one than the run began with. It goes on only
    /// if what has happened fits it.
    pub script: Option<Arc<Program>>,
    /// Against what the script that the journal keeps is checked; without a profile, against what it
    /// was checked against when it began.
    pub context: Context,
    /// The inputs that no journal keeps: secrets. Others than those of the run are not changed.
    pub inputs: Inputs,
    /// Who watches the run, beside the engine's own observers.
    pub observer: Option<Arc<dyn Observer>>,
    /// Whether a run goes on that has taken down whoever drove it several times.
    pub held: bool,
    /// Whether its clock stands, as that of a run that applies a plan.
    pub stands: bool,
}

/// A run that was open, and what came of going on with it.
pub type Resumed = (Kept, Result<RunHandle, NotResumed>);

impl Engine {
    /// Goes on with every run of the journal that was open when the program that drove it ended.
    /// Call it once, before new runs are started. Runs that another program drives, and those of
    /// jobs, are left alone; one that was held is said to be.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read, or there is none.
    pub async fn resume_all(&self, options: &ResumeOptions) -> Result<Vec<Resumed>, JournalError> {
        let mut resumed = Vec::new();
        for kept in self.journal()?.open_runs()? {
            let alone = kept.item.is_none() && kept.rows.is_none();
            if alone && kept.state.is_left() {
                let handle = self.resume_run(&kept.run, options.clone()).await;
                resumed.push((kept, handle));
            }
        }
        Ok(resumed)
    }

    /// Goes on with a run of the journal. What has been answered is not asked again. A write that
    /// may have been sent is looked up where its system can be asked; else it ends in `Unknown`.
    ///
    /// # Errors
    ///
    /// Why it does not go on; it is left as it was then.
    pub async fn resume_run(
        &self,
        run: &str,
        options: ResumeOptions,
    ) -> Result<RunHandle, NotResumed> {
        let journal = self.journal()?;
        let kept = journal.claim(run)?;
        let resumed = match kept.state == RunState::Held && !options.held {
            true => Err(NotResumed::Held(kept.deaths)),
            false => self.take_up(&*journal, run, options).await,
        };
        if resumed.is_err() {
            journal.release(run)?;
        }
        resumed
    }

    fn journal(&self) -> Result<Arc<dyn Journal>, JournalError> {
        let journal = self.shared().journal.clone();
        journal.ok_or_else(|| JournalError("the engine keeps no journal".into()))
    }

    async fn take_up(
        &self,
        journal: &dyn Journal,
        run: &str,
        options: ResumeOptions,
    ) -> Result<RunHandle, NotResumed> {
        let records = journal.read(run)?;
        let Some(JournalRecord::Started(started)) = records.first() else {
            return Err(ReplayError::NoStart.into());
        };
        let with = options.script.as_deref().map(KeptScript::of);
        let program = match &options.script {
            Some(program) => program.clone(),
            None => self.kept_program(journal, &records, &options.context)?,
        };
        self.has_systems_of(&program)?;
        if options.script.is_some() {
            agrees(program.clone(), &records).map_err(|why| {
                match self.kept_program(journal, &records, &options.context) {
                    Ok(began) => with_values(why, (began, program.clone()), &records),
                    // It does not pass the check of this version: what it sent is not known.
                    Err(_) => why,
                }
            })?;
        }
        let start = self.start_of(started, &program, &options.inputs).await?;
        let mut replayed = replay_from(program.clone(), &start, &records)?;
        replayed.take_events();
        let settled = settle::settle(
            &self.shared().systems,
            self.shared().asking(),
            &mut replayed,
        )
        .await;
        let source = program.source.clone();
        Ok(self.go_on(source, replayed, |going_on| {
            going_on.with = with;
            going_on.settled = settled;
            going_on.observer = options.observer;
            going_on.stands = options.stands;
        }))
    }

    fn kept_program(
        &self,
        journal: &dyn Journal,
        records: &[JournalRecord],
        context: &Context,
    ) -> Result<Arc<Program>, NotResumed> {
        let kept = kept_script(journal, records)?.ok_or(ReplayError::NoStart)?;
        let source = kept.source();
        let catalogue = self.catalogue();
        let own = kept.context(&catalogue);
        let context = if context.profile.is_some() {
            context
        } else {
            &own
        };
        let checked = check::check_text(&source, &catalogue, context);
        checked.program.ok_or(NotResumed::Script {
            source,
            findings: checked.problems,
        })
    }

    fn has_systems_of(&self, program: &Program) -> Result<(), NotResumed> {
        let mut systems = program.systems.iter();
        let missing = systems.find(|name| !self.shared().systems.contains_key(*name));
        missing.map_or(Ok(()), |name| Err(NotResumed::NoSystem(name.clone())))
    }

    /// The run's start, with what its profiles provide now, and with its secrets.
    async fn start_of(
        &self,
        started: &Started,
        program: &Program,
        inputs: &Inputs,
    ) -> Result<Start, NotResumed> {
        let mut start = started.start.clone();
        fill_secrets(&mut start.inputs, inputs)?;
        for name in profile_needs(program) {
            let Some(system) = self.shared().systems.get(&name) else {
                continue;
            };
            let fresh = system.provided().await.map_err(NotResumed::Profile)?;
            match start.provided.iter_mut().find(|(known, _)| *known == name) {
                Some((_, fields)) => fields.extend(fresh),
                None => start.provided.push((name, fresh)),
            }
        }
        Ok(start)
    }
}

/// The script with which a run goes on, as its journal keeps it.
pub fn kept_script(
    journal: &dyn Journal,
    records: &[JournalRecord],
) -> Result<Option<KeptScript>, JournalError> {
    let later = records.iter().rev().find_map(|record| match record {
        JournalRecord::Resumed { with, .. } => with.clone(),
        _ => None,
    });
    if later.is_some() {
        return Ok(later);
    }
    let Some(JournalRecord::Started(started)) = records.first() else {
        return Ok(None);
    };
    match (&started.kept, &started.item) {
        (Some(kept), _) => Ok(Some(kept.clone())),
        (None, None) => Ok(None),
        (None, Some(item)) => {
            let job = journal.read(&item.job)?;
            Ok(job.into_iter().find_map(|record| match record {
                JournalRecord::Job(job) => Some(job.script),
                _ => None,
            }))
        }
    }
}

/// Puts secrets back that the journal does not keep.
fn fill_secrets(inputs: &mut Record, given: &Inputs) -> Result<(), NotResumed> {
    let mut missing = Vec::new();
    for (name, value) in inputs.iter_mut().filter(|(_, value)| is_lost(value)) {
        match given.0.get(name) {
            Some(secret) => *value = secret.clone().with_mark(Mark::Secret),
            None => missing.push(name.clone()),
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(NotResumed::Secrets(missing)),
    }
}

/// Whether it is a secret that was not kept.
fn is_lost(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.mark == Mark::Secret && text.is_empty())
}
