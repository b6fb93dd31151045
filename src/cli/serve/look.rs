//! What the service looks up about runs, in its journal or on the engine.

use super::house::House;
use super::http::schema::nowhere;
use super::service::Service;
use crate::cli::engine;
use crate::cli::runs::change;
use crate::cli::runs::story::Story;
use crate::cli::signal;
use crate::config::Problem;
use crate::host::restate::{EngineRunner, Listed};
use crate::host::runner::OutOfReach;
use crate::journal::{Journal, JournalError, Kept, Record as JournalRecord};
use crate::report::Printer;
use crate::value::{Record, Value};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Looks up what is kept of runs.
pub struct Look<'a> {
    pub service: &'a Service,
    pub house: &'a House,
}

impl Look<'_> {
    /// The runs, the newest first. On an engine, those for the service's profiles.
    pub async fn runs(&self) -> Result<Vec<Kept>, OutOfReach> {
        let Some(runner) = self.house.runner.engine() else {
            return self.apart(|journal| journal.runs()).await;
        };
        let all = engine::all(runner.client()).await;
        let (all, _) = all.map_err(|why| OutOfReach(why.message))?;
        // A job has no invocation of its own, and its rows may be for anybody.
        let own = all.into_iter().filter(|one| runner.has(one));
        Ok(own.map(|one| one.kept).collect())
    }

    /// What happened in a run; nothing where it cannot be told.
    pub async fn story(&self, run: &str, printer: &Printer) -> Option<Story> {
        let Some(runner) = self.house.runner.engine() else {
            let (journal, run, printer) = (
                self.service.journal.clone(),
                run.to_owned(),
                printer.clone(),
            );
            let told = spawn_blocking(move || Story::read(&*journal, &run, &printer).ok());
            return told.await.ok().flatten();
        };
        let found = runner.find(run).await.ok().flatten()?;
        engine::story(runner.client(), &found, printer).await.ok()
    }

    /// With which inputs a run of this name began, if there is one.
    pub async fn inputs_of(&self, run: &str) -> Result<Option<Record>, OutOfReach> {
        let Some(runner) = self.house.runner.engine() else {
            let name = run.to_owned();
            let records = self.apart(move |journal| match journal.knows(&name)? {
                true => journal.read(&name),
                false => Ok(Vec::new()),
            });
            return Ok(match records.await?.into_iter().next() {
                Some(JournalRecord::Started(started)) => Some(started.start.inputs),
                _ => None,
            });
        };
        let order = match runner.find(run).await? {
            Some(found) => runner.client().order(&found.id).await?,
            None => None,
        };
        Ok(order.map(|order| order.inputs))
    }

    /// Whether a run can hear a signal, and on an engine whether it waits for it now.
    pub async fn can_hear(
        &self,
        run: &Kept,
        (name, value): (&str, &Value),
    ) -> Result<bool, Problem> {
        let Some(runner) = self.house.runner.engine() else {
            let (journal, run, name) = (self.service.journal.clone(), run.clone(), name.to_owned());
            let fits = spawn_blocking(move || signal::check(&journal, &run, &name, &nowhere()));
            return match fits.await {
                Ok(fits) => fits.map(|()| false),
                Err(why) => Err(Problem::new(why.to_string())),
            };
        };
        let found = self.listed(runner, &run.run).await?;
        let quiet = nowhere();
        engine::waits(runner.client(), &found, (name, value), &quiet).await
    }

    /// Records what somebody found out about a write in doubt; says what was recorded.
    pub async fn settle(
        &self,
        run: &Kept,
        found: (u64, bool),
        by: String,
    ) -> Result<String, Problem> {
        let Some(runner) = self.house.runner.engine() else {
            let (journal, run) = (self.service.journal.clone(), run.clone());
            let recorded =
                spawn_blocking(move || change::record(&journal, &run, found, (&by, &nowhere())));
            return recorded
                .await
                .unwrap_or_else(|why| Err(Problem::new(why.to_string())));
        };
        let listed = self.listed(runner, &run.run).await?;
        let quiet = nowhere();
        engine::record(runner.client(), &listed, found, (&by, &quiet)).await
    }

    async fn listed(&self, runner: &EngineRunner, run: &Arc<str>) -> Result<Listed, Problem> {
        let found = runner.find(run).await.map_err(engine::problem)?;
        found.ok_or_else(|| Problem::new(format!("unknown run `{run}`")))
    }

    /// On a thread of its own: a disk must not hold up the runs.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&crate::journal::SqliteJournal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, OutOfReach> {
        let journal = self.service.journal.clone();
        let done = spawn_blocking(move || work(&journal)).await;
        let done = done.unwrap_or_else(|why| Err(JournalError(why.to_string())));
        done.map_err(|why| OutOfReach(why.0))
    }
}
