//! What is submitted: an order for each run.

use crate::cli::args::SubmitArgs;
use crate::cli::engine;
use crate::cli::journal::Note;
use crate::cli::run::jobs::{Job, Jobs};
use crate::cli::run::ready::{Ready, actor, zone_of};
use crate::config::{Problem, Profile};
use crate::host::live::new_name;
use crate::host::plan::Planned;
use crate::host::restate::{Order, secret_input};
use crate::journal::{Actor, Item};
use crate::program::Program;
use crate::run::Limits;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// What all orders of a call have in common.
pub(in crate::cli) struct Orders {
    name: Arc<str>,
    is_job: bool,
    profiles: Vec<Arc<str>>,
    limits: Limits,
    ordered: ZonedDateTime,
    note: Arc<str>,
    actor: Actor,
    /// What runs are held to, by their rows; 0 where there are none.
    planned: HashMap<u64, Planned>,
}

impl Orders {
    /// The orders of a call, if an engine may keep what they hold.
    pub fn of(args: &SubmitArgs, ready: &Ready<'_>) -> Result<Self, Problem> {
        for script in ready.jobs.scripts() {
            no_secrets(&script.program)?;
        }
        let is_job = matches!(ready.jobs, Jobs::Table(_));
        let given = args.job.as_deref().or(args.name.as_deref());
        let name = match given {
            Some(name) => named(name, is_job)?,
            None => new_name(),
        };
        Ok(Self::new(name, is_job, ready))
    }

    /// The orders of a plan, whose runs are held to it.
    pub fn of_plan(
        id: &str,
        runs: Vec<(Option<u64>, Planned)>,
        ready: &Ready<'_>,
    ) -> Result<Self, Problem> {
        for script in ready.jobs.scripts() {
            no_secrets(&script.program)?;
        }
        let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let id: String = id.chars().map(safe).collect();
        let is_job = runs.iter().any(|(row, _)| row.is_some());
        let mut orders = Self::new(format!("plan_{id}").into(), is_job, ready);
        let runs = runs.into_iter();
        orders.planned = runs
            .map(|(row, planned)| (row.unwrap_or(0), planned))
            .collect();
        orders.actor = actor(&ready.profiles, Some(&id));
        Ok(orders)
    }

    fn new(name: Arc<str>, is_job: bool, ready: &Ready<'_>) -> Self {
        let zone: TimeZone = zone_of(&ready.profiles);
        Self {
            name,
            is_job,
            profiles: engine::names(&ready.profiles),
            limits: ready.limits,
            ordered: Timestamp::now().to_zoned_datetime(zone),
            note: Note::new(&ready.profiles, None, Path::new(".")).text(),
            actor: actor(&ready.profiles, None),
            planned: HashMap::new(),
        }
    }

    /// The name of the run, or of the job.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub fn is_job(&self) -> bool {
        self.is_job
    }

    /// The order of a run.
    pub fn order(&self, job: &Job) -> Order {
        let row = job.number().filter(|_| self.is_job);
        let name = match row {
            Some(row) => format!("{}-{row}", self.name).into(),
            None => self.name.clone(),
        };
        let profiles = self.profiles.clone();
        let mut order = Order::new(name, job.program(), profiles, job.inputs.clone());
        order.limits = self.limits;
        order.ordered = self.ordered.clone();
        order.note = self.note.clone();
        order.actor = Some(self.actor.clone());
        let planned = self.planned.get(&row.map_or(0, |row| row as u64));
        order.plan = planned.cloned().map(Box::new);
        order.item = row.map(|row| Item {
            job: self.name.clone(),
            row: row as u64,
        });
        order
    }
}

/// The order of a run that repeats another one. It is held to no plan, and is no row of a job.
pub(in crate::cli) fn again(
    (first, run): (Order, &str),
    (program, profiles): (&Program, &[Profile]),
) -> Order {
    let names = engine::names(profiles);
    let mut order = Order::new(new_name(), program, names, first.inputs);
    let note = Note {
        again: Some(run.to_owned()),
        ..Note::new(profiles, None, Path::new("."))
    };
    order.limits = first.limits;
    order.ordered = Timestamp::now().to_zoned_datetime(zone_of(profiles));
    order.note = note.text();
    order.actor = Some(actor(profiles, None));
    order
}

/// Names stand in addresses and in queries.
fn named(name: &str, is_job: bool) -> Result<Arc<str>, Problem> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || (c == '-' && !is_job);
    match !name.is_empty() && name.len() <= 100 && name.chars().all(fits) {
        true => Ok(name.into()),
        false => Err(Problem::new(format!("`{name}` cannot be a name"))
            .help("use letters, digits and `_`; a run's name may have `-` too")),
    }
}

/// An engine keeps what a run begins with, as it is.
fn no_secrets(program: &Program) -> Result<(), Problem> {
    match secret_input(program) {
        None => Ok(()),
        Some(input) => Err(Problem::new(format!(
            "the input {input} is a secret, and an engine would keep it"
        ))
        .help(
            "write it into the profile of the worker, or run the flow on this machine: `flow run`",
        )),
    }
}
