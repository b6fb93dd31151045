//! The runs of an engine, as lists have them: without opening a journal.

use super::ask::Client;
use super::sql::{list, quoted};
use super::trouble;
use crate::host::restate::wire::{EndLine, Order, ROW, RUN};
use crate::host::runner::OutOfReach;
use crate::journal::{Ending, Kept, Rows, RunState};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// A run of an engine.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed {
    /// Its invocation.
    pub id: String,
    /// Its service.
    pub service: String,
    /// How it stands.
    pub kept: Kept,
    /// Why the last attempt at it did not get further, where one has not.
    pub trouble: Option<String>,
}

/// How many runs do not go on right now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Left {
    /// The engine has stopped them: only a person resumes them.
    pub held: u64,
    /// The last attempt failed, and the engine tries again later.
    pub interrupted: u64,
}

const FIELDS: &str = "id, target_service_name, target_handler_name, idempotency_key, status, \
                      created_at, completed_at, completion_result, completion_failure, retry_count, \
                      last_failure";

/// Only runs: what a run goes on in has no name of its own.
fn runs_of(handler: &str) -> String {
    format!(
        "target_service_name LIKE 'Flow.%' AND target_handler_name = '{handler}' AND \
         idempotency_key IS NOT NULL"
    )
}

impl Client {
    /// The runs, the newest first, at most so many; rows of jobs are not among them.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn runs(&self, most: usize) -> Result<Vec<Listed>, OutOfReach> {
        let query = format!(
            "SELECT {FIELDS} FROM sys_invocation WHERE {} ORDER BY created_at DESC LIMIT {most}",
            runs_of(RUN)
        );
        self.listed(&query).await
    }

    /// The rows of a job, or of every job, at most so many.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn rows_of(
        &self,
        job: Option<&str>,
        only_bad: bool,
        most: usize,
    ) -> Result<Vec<Listed>, OutOfReach> {
        let bad = match only_bad {
            true => " AND (completion_result IS NULL OR completion_result <> 'success')",
            false => "",
        };
        let of = job.map_or_else(String::new, |job| {
            let begin = quoted(&format!("{job}-"));
            format!(" AND starts_with(idempotency_key, {begin})")
        });
        let query = format!(
            "SELECT {FIELDS} FROM sys_invocation WHERE {}{of}{bad} ORDER BY created_at LIMIT {most}",
            runs_of(ROW)
        );
        self.listed(&query).await
    }

    /// The runs whose names begin so, rows of jobs among them.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn find(&self, name: &str) -> Result<Vec<Listed>, OutOfReach> {
        let find = |handler: &str, name: &str| {
            format!(
                "SELECT {FIELDS} FROM sys_invocation WHERE {} AND {name} LIMIT 20",
                runs_of(handler)
            )
        };
        let same = format!("idempotency_key = {}", quoted(name));
        for handler in [RUN, ROW] {
            let found = self.listed(&find(handler, &same)).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let begins = format!("starts_with(idempotency_key, {})", quoted(name));
        self.listed(&find(RUN, &begins)).await
    }

    /// The jobs: how many of their rows are where.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn jobs(&self) -> Result<Vec<Kept>, OutOfReach> {
        let query = format!(
            "SELECT split_part(idempotency_key, '-', 1) AS job, status = 'completed' AS over, \
             completion_result = 'success' AS well, strpos(completion_failure, 'in doubt') > 0 AS doubt, \
             COUNT(*) AS many, MIN(created_at) AS began, MAX(completed_at) AS ended, MIN(id) AS one \
             FROM sys_invocation WHERE {} GROUP BY 1, 2, 3, 4",
            runs_of(ROW)
        );
        let mut jobs: Vec<(Kept, String)> = Vec::new();
        for row in self.rows(&query).await? {
            let Some(name) = row["job"].as_str() else {
                continue;
            };
            let at = jobs.iter().position(|(job, _)| *job.run == *name);
            let at = at.unwrap_or_else(|| {
                let one = row["one"].as_str().unwrap_or_default().to_owned();
                jobs.push((job(name), one));
                jobs.len() - 1
            });
            add(&mut jobs[at].0, &row);
        }
        self.count_settled_out(jobs.iter_mut().map(|(job, _)| job))
            .await?;
        let scripts = self
            .orders(jobs.iter().map(|(_, one)| one.as_str()))
            .await?;
        for (job, one) in &mut jobs {
            if let Some(order) = scripts.get(one) {
                job.script = order.script.name.clone();
            }
            let rows = job.rows.unwrap_or_default();
            job.state = match (rows.open, rows.failed) {
                (0, 0) => RunState::Ended(Ending::Succeeded),
                (0, _) => RunState::Ended(Ending::Failed),
                _ => RunState::Running,
            };
        }
        Ok(jobs.into_iter().map(|(job, _)| job).collect())
    }

    /// How many runs of these services the engine has stopped, and how many it tries again later.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn left(&self, services: &[&str]) -> Result<Left, OutOfReach> {
        let query = format!(
            "SELECT status, COUNT(*) AS many FROM sys_invocation WHERE status IN ('paused', 'backing-off') AND \
             target_service_name IN {} GROUP BY status",
            list(services.iter().copied())
        );
        let mut left = Left::default();
        for row in self.rows(&query).await? {
            let many = row["many"].as_u64().unwrap_or(0);
            match row["status"].as_str() {
                Some("paused") => left.held += many,
                _ => left.interrupted += many,
            }
        }
        Ok(left)
    }

    /// Which of these names are those of runs; only of open ones, if that is wanted.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn known(
        &self,
        names: &[Arc<str>],
        only_open: bool,
    ) -> Result<Vec<Arc<str>>, OutOfReach> {
        let open = if only_open {
            " AND status <> 'completed'"
        } else {
            ""
        };
        let mut known = Vec::new();
        for some in names.chunks(500) {
            let query = format!(
                "SELECT idempotency_key FROM sys_invocation WHERE {} AND idempotency_key IN {}{open}",
                runs_of(RUN),
                list(some.iter().map(|name| &**name))
            );
            let rows = self.rows(&query).await?;
            let found = rows
                .iter()
                .filter_map(|row| row["idempotency_key"].as_str());
            known.extend(found.map(Arc::from));
        }
        Ok(known)
    }

    /// The runs of exactly these names, rows of jobs among them, with every write that was in doubt at their end.
    pub(super) async fn as_ended(&self, names: &[&str]) -> Result<Vec<Listed>, OutOfReach> {
        let mut all = Vec::new();
        for some in names.chunks(200) {
            for handler in [RUN, ROW] {
                let query = format!(
                    "SELECT {FIELDS} FROM sys_invocation WHERE {} AND idempotency_key IN {}",
                    runs_of(handler),
                    list(some.iter().copied())
                );
                all.extend(self.whole(&query).await?);
            }
        }
        Ok(all)
    }

    async fn listed(&self, query: &str) -> Result<Vec<Listed>, OutOfReach> {
        let mut all = self.whole(query).await?;
        self.take_settled_out(&mut all).await?;
        Ok(all)
    }

    async fn whole(&self, query: &str) -> Result<Vec<Listed>, OutOfReach> {
        let rows = self.rows(query).await?;
        let mut all: Vec<Listed> = rows.iter().filter_map(listed).collect();
        let orders = self.orders(all.iter().map(|one| one.id.as_str())).await?;
        for one in &mut all {
            if let Some(order) = orders.get(&one.id) {
                one.kept.script = order.script.name.clone();
                let item = order.item.as_ref();
                one.kept.item = item.map(|item| (item.job.clone(), item.row));
            }
        }
        Ok(all)
    }

    /// What a run was ordered with.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn order(&self, id: &str) -> Result<Option<Order>, OutOfReach> {
        Ok(self.orders(std::iter::once(id)).await?.remove(id))
    }

    /// What invocations were ordered with: the first entry of each journal.
    pub(super) async fn orders(
        &self,
        ids: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, Order>, OutOfReach> {
        self.given(ids).await
    }

    /// What invocations were given.
    pub(super) async fn given<T: DeserializeOwned>(
        &self,
        ids: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, T>, OutOfReach> {
        let ids: Vec<&str> = ids.collect();
        let mut all = HashMap::new();
        for some in ids.chunks(200) {
            let query = format!(
                "SELECT id, entry_type, entry_json FROM sys_journal WHERE \"index\" = 0 AND id IN {}",
                list(some.iter().copied())
            );
            for row in self.rows(&query).await? {
                let given = super::read::given(&row);
                if let (Some(id), Some(given)) = (row["id"].as_str(), given) {
                    all.insert(id.to_owned(), given);
                }
            }
        }
        Ok(all)
    }
}

fn listed(row: &Json) -> Option<Listed> {
    let text = |name: &str| row[name].as_str();
    let started = time(row, "created_at")?;
    let failure = text("completion_failure");
    let end = failure.map(|line| {
        EndLine::read(line).unwrap_or(EndLine {
            // Somebody has killed it in the engine itself.
            how: Ending::Stopped,
            outcome: None,
            in_doubt: Vec::new(),
        })
    });
    let retries = row["retry_count"].as_u64().unwrap_or(0);
    let state = match (text("status")?, &end) {
        ("completed", Some(end)) => RunState::Ended(end.how),
        ("completed", None) => RunState::Ended(Ending::Succeeded),
        ("paused", _) => RunState::Held,
        ("backing-off", _) => RunState::Interrupted,
        _ => RunState::Running,
    };
    let over = matches!(state, RunState::Ended(_));
    let trouble = text("last_failure").filter(|_| !over && retries > 1);
    let (outcome, in_doubt) = end.map_or((None, Vec::new()), |end| (end.outcome, end.in_doubt));
    Some(Listed {
        id: text("id")?.to_owned(),
        service: text("target_service_name")?.to_owned(),
        kept: Kept {
            run: text("idempotency_key")?.into(),
            script: "".into(),
            started,
            ended: time(row, "completed_at").filter(|_| over),
            state,
            outcome,
            deaths: u32::try_from(retries.saturating_sub(1)).unwrap_or(u32::MAX),
            in_doubt,
            item: None,
            rows: None,
        },
        trouble: trouble.map(trouble::said),
    })
}

/// A time of a row, which the engine writes with or without its zone.
fn time(row: &Json, name: &str) -> Option<Timestamp> {
    let text = row[name].as_str()?;
    let with_zone = text.parse().ok();
    with_zone.or_else(|| format!("{text}Z").parse().ok())
}

fn job(name: &str) -> Kept {
    Kept {
        run: Arc::from(name),
        script: "".into(),
        started: Timestamp::MAX,
        ended: None,
        state: RunState::Running,
        outcome: None,
        deaths: 0,
        in_doubt: Vec::new(),
        item: None,
        rows: Some(Rows::default()),
    }
}

fn add(job: &mut Kept, row: &Json) {
    let many = row["many"].as_u64().unwrap_or(0);
    let (over, well) = (row["over"] == true, row["well"] == true);
    let rows = job.rows.get_or_insert_default();
    rows.all += many;
    match (over, well) {
        (false, _) => rows.open += many,
        (true, true) => rows.succeeded += many,
        (true, false) => rows.failed += many,
    }
    if row["doubt"] == true {
        rows.in_doubt += many;
    }
    if let Some(began) = time(row, "began") {
        job.started = job.started.min(began);
    }
    job.ended = job.ended.max(time(row, "ended"));
}
