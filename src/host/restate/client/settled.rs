//! What people have found out about writes in doubt. An engine keeps it as something that was said to the run,
//! for as long as it keeps the run, and also where the run is over.

use super::ask::Client;
use super::list::Listed;
use super::sql::{list, quoted};
use crate::host::restate::wire::{Message, SAY, Settled, Told};
use crate::host::runner::OutOfReach;
use crate::journal::Kept;
use std::collections::HashMap;
use std::sync::Arc;

/// Begins the keys of what was found out. The name of the run follows: it has no point.
const KEY: &str = "settle.";

impl Client {
    /// Keeps what somebody has found out about a write of a run. Where the run waits for that, it goes on with it.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn settle(&self, run: &Listed, settled: Settled) -> Result<(), OutOfReach> {
        // One who corrects what was recorded says something new.
        let key = format!("{KEY}{}.{}", run.kept.run, crate::host::live::new_name());
        let to = (run.service.as_str(), run.id.as_str());
        self.say(to, Message::Settled(settled), &key).await
    }

    /// What was found out about writes of these runs, the latest last.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn settled(
        &self,
        runs: impl IntoIterator<Item = &str>,
    ) -> Result<HashMap<Arc<str>, Vec<Settled>>, OutOfReach> {
        let runs: Vec<&str> = runs.into_iter().collect();
        let mut said = Vec::new();
        for some in runs.chunks(200) {
            let of = format!(
                "split_part(idempotency_key, '.', 2) IN {}",
                list(some.iter().copied())
            );
            said.extend(self.said(&of).await?);
        }
        self.opened(&said).await
    }

    /// Lets the engine forget what was found out about writes of a run.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn forget_settled(&self, run: &str) -> Result<(), OutOfReach> {
        let of = format!("split_part(idempotency_key, '.', 2) = {}", quoted(run));
        for (id, _) in self.said(&of).await? {
            self.forget(&id).await?;
        }
        Ok(())
    }

    /// The invocations that keep what was found out, with the names of their runs.
    async fn said(&self, of: &str) -> Result<Vec<(String, Arc<str>)>, OutOfReach> {
        let query = format!(
            "SELECT id, idempotency_key FROM sys_invocation WHERE target_handler_name = '{SAY}' AND \
             starts_with(idempotency_key, '{KEY}') AND {of} ORDER BY created_at"
        );
        let rows = self.rows(&query).await?;
        let said = rows.iter().filter_map(|row| {
            let key = row["idempotency_key"].as_str()?.strip_prefix(KEY)?;
            let (run, _) = key.split_once('.')?;
            Some((row["id"].as_str()?.to_owned(), Arc::from(run)))
        });
        Ok(said.collect())
    }

    async fn opened(
        &self,
        said: &[(String, Arc<str>)],
    ) -> Result<HashMap<Arc<str>, Vec<Settled>>, OutOfReach> {
        let ids = said.iter().map(|(id, _)| id.as_str());
        let mut told: HashMap<String, Told> = self.given(ids).await?;
        let mut all: HashMap<Arc<str>, Vec<Settled>> = HashMap::new();
        for (id, run) in said {
            if let Some(Told {
                message: Message::Settled(settled),
                ..
            }) = told.remove(id)
            {
                all.entry(run.clone()).or_default().push(settled);
            }
        }
        Ok(all)
    }

    /// What is settled is not in doubt any more.
    pub(super) async fn take_settled_out(&self, runs: &mut [Listed]) -> Result<(), OutOfReach> {
        let doubtful = runs.iter().filter(|one| !one.kept.in_doubt.is_empty());
        let doubtful: Vec<Arc<str>> = doubtful.map(|one| one.kept.run.clone()).collect();
        if doubtful.is_empty() {
            return Ok(());
        }
        let settled = self.settled(doubtful.iter().map(|run| &**run)).await?;
        for one in runs {
            if let Some(known) = settled.get(&one.kept.run) {
                let is_known =
                    |name: &Arc<str>| known.iter().any(|one| one.name.as_ref() == Some(name));
                one.kept.in_doubt.retain(|name| !is_known(name));
            }
        }
        Ok(())
    }

    /// The same of jobs, which count their rows.
    pub(super) async fn count_settled_out(
        &self,
        jobs: impl Iterator<Item = &mut Kept>,
    ) -> Result<(), OutOfReach> {
        let in_doubt = |job: &Kept| job.rows.is_some_and(|rows| rows.in_doubt > 0);
        let mut jobs: Vec<&mut Kept> = jobs.filter(|job| in_doubt(job)).collect();
        if jobs.is_empty() {
            return Ok(());
        }
        let said = self.said("true").await?;
        let mut runs: Vec<&str> = said.iter().map(|(_, run)| &**run).collect();
        runs.sort_unstable();
        runs.dedup();
        let mut rows = self.as_ended(&runs).await?;
        rows.retain(|row| !row.kept.in_doubt.is_empty());
        self.take_settled_out(&mut rows).await?;
        for row in rows.iter().filter(|row| row.kept.in_doubt.is_empty()) {
            let of = row.kept.item.as_ref().map(|(job, _)| job);
            let job = jobs.iter_mut().find(|job| Some(&job.run) == of);
            if let Some(rows) = job.and_then(|job| job.rows.as_mut()) {
                rows.in_doubt = rows.in_doubt.saturating_sub(1);
            }
        }
        Ok(())
    }
}
