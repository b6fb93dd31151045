//! `flow runs`: what the journal keeps, for people who look after it.

pub(super) mod advice;
pub(in crate::cli) mod change;
pub(in crate::cli) mod list;
pub(in crate::cli) mod query;
mod report;
pub(super) mod select;
mod show;
pub(super) mod story;
mod watch;

use super::args::{RunsArgs, RunsCommand};
use super::exit::Exit;
use super::session;
use crate::report::Printer;

pub(super) fn runs(args: &RunsArgs, printer: &Printer) -> Exit {
    let done = match &args.command {
        None => list::list(args, printer),
        Some(RunsCommand::Show(args)) => show::show(args, printer),
        Some(RunsCommand::Report(args)) => report::report(args, printer),
        Some(RunsCommand::Watch(args)) => watch::watch(args, printer),
        Some(RunsCommand::Settle(args)) => change::settle(args, printer),
        Some(RunsCommand::Cancel(args)) => change::cancel(args, printer),
        Some(RunsCommand::Forget(args)) => change::forget(args, printer),
        Some(RunsCommand::RotateKey(args)) => change::rotate_key(args, printer),
    };
    done.unwrap_or_else(|problem| session::tell(&problem, printer))
}
