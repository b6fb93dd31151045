//! What is to be run, once everything about it has been read.

use super::jobs::Jobs;
use super::pace::Pace;
use crate::cli::plan::to_apply::ToApply;
use crate::cli::who::{self, principal};
use crate::config::Profile;
use crate::journal::{Actor, Job, SqliteJournal};
use crate::run::Limits;
use crate::settings::Secrets;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Everything that is needed to run, and nothing has been asked of any system yet.
pub(in crate::cli) struct Ready<'a> {
    /// One a system; the first is for scripts with no `use` line.
    pub profiles: Vec<Profile>,
    /// Where the connections' secrets are fetched.
    pub secrets: Secrets<'a>,
    pub limits: Limits,
    pub jobs: Jobs<'a>,
    /// Whether there are rows, or more than one script.
    pub many: bool,
    /// Where the runs are kept, if they are.
    pub keeping: Option<Keeping>,
    /// How fast actions may be sent, if somebody says so.
    pub pace: Option<Pace>,
    /// The plan that the runs are held to.
    pub plan: Option<ToApply>,
}

/// Where runs are kept, and what is kept beside each of them.
pub(in crate::cli) struct Keeping {
    pub journal: Arc<SqliteJournal>,
    pub note: Arc<str>,
    /// The job whose rows the runs are.
    pub job: Option<KeptJob>,
    /// In whose name they run.
    pub actor: Actor,
}

/// In whose name runs with these profiles write.
pub(in crate::cli) fn actor(profiles: &[Profile], plan: Option<&str>) -> Actor {
    let principals: Vec<String> = profiles.iter().filter_map(principal).collect();
    Actor {
        by: who::user().into(),
        profiles: profiles
            .iter()
            .map(|profile| profile.name().into())
            .collect(),
        principal: (!principals.is_empty()).then(|| principals.join(", ").into()),
        plan: plan.map(Into::into),
        undoes: None,
    }
}

/// The zone in which runs with these profiles are.
pub(in crate::cli) fn zone_of(profiles: &[Profile]) -> TimeZone {
    let mut zones = profiles
        .iter()
        .filter_map(|profile| profile.common.zone.as_deref());
    let zone = zones.next().and_then(|zone| TimeZone::get(zone).ok());
    zone.unwrap_or_else(TimeZone::system)
}

/// A job: a run for each row of a table, which goes on as one.
pub(in crate::cli) struct KeptJob {
    pub name: Arc<str>,
    /// With what it begins; nothing where it has begun before.
    pub begins: Option<Box<Job>>,
    /// Whether it goes on only to end.
    pub cancel: bool,
}
