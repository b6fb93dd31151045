//! `flow runs`: what the journal keeps, for people who look after it.

mod advice;
mod change;
mod list;
mod query;
mod select;
mod show;
mod story;
mod watch;

pub(super) use advice::next_command;
pub(super) use select::{find, select};

use super::args::{JournalArgs, RunsArgs, RunsCommand};
use super::exit::Exit;
use super::{journal, session};
use crate::config::Problem;
use crate::journal::SqliteJournal;
use crate::report::Printer;
use std::sync::Arc;

pub(super) fn runs(args: &RunsArgs, printer: &Printer) -> Exit {
    let done = match &args.command {
        None => list::list(args, printer),
        Some(RunsCommand::Show(args)) => show::show(args, printer),
        Some(RunsCommand::Watch(args)) => watch::watch(args, printer),
        Some(RunsCommand::Settle(args)) => change::settle(args, printer),
        Some(RunsCommand::Cancel(args)) => change::cancel(args, printer),
        Some(RunsCommand::Forget(args)) => change::forget(args, printer),
    };
    done.unwrap_or_else(|problem| session::tell(&problem, printer))
}

/// The journal, where there has to be one.
pub(super) fn kept_runs(args: &JournalArgs) -> Result<Arc<SqliteJournal>, Problem> {
    journal::look(args)?.ok_or_else(|| {
        let folder = journal::folder(args).unwrap_or_default();
        Problem::new(format!("no runs are kept in {}", folder.display()))
            .help("set FLOW_JOURNAL if the journal is in another folder")
    })
}
