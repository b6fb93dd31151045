//! `flow runs`: what the journal keeps, for people who look after it.

pub(super) mod advice;
pub(in crate::cli) mod change;
mod forgotten;
pub(in crate::cli) mod list;
pub(in crate::cli) mod query;
pub(super) mod report;
pub(super) mod select;
pub(super) mod show;
pub(super) mod story;
mod watch;

use super::args::{EngineArgs, RunsArgs, RunsCommand};
use super::engine;
use super::exit::Exit;
use super::session;
use crate::config::Problem;
use crate::report::Printer;

pub(super) fn runs(args: &RunsArgs, printer: &Printer) -> Exit {
    let done = match &args.command {
        command if engine::named(of(args)).is_some() => on_engine(args, command.as_ref(), printer),
        None => here(args, printer),
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

/// The runs of this machine's journal. That an engine has others is said, where the folder's profile names one.
fn here(args: &RunsArgs, printer: &Printer) -> Result<Exit, Problem> {
    let exit = list::list(args, printer)?;
    if let Some(profile) = engine::of_this_folder().filter(|_| !args.output.is_json()) {
        printer.note(&format!(
            "these are the runs of this machine; those of the engine: flow runs --engine {profile}"
        ));
    }
    Ok(exit)
}

/// The engine that the call is about, if it is about one.
fn of(args: &RunsArgs) -> &EngineArgs {
    match &args.command {
        None => &args.engine,
        Some(RunsCommand::Show(args)) => &args.engine,
        Some(RunsCommand::Report(args)) => &args.engine,
        Some(RunsCommand::Watch(args)) => &args.engine,
        Some(RunsCommand::Settle(args)) => &args.engine,
        Some(RunsCommand::Cancel(args) | RunsCommand::Forget(args)) => &args.engine,
        Some(RunsCommand::RotateKey(args)) => &args.engine,
    }
}

fn on_engine(
    args: &RunsArgs,
    command: Option<&RunsCommand>,
    printer: &Printer,
) -> Result<Exit, Problem> {
    match command {
        None => engine::list(args, printer),
        Some(RunsCommand::Show(args)) => engine::show(args, printer),
        Some(RunsCommand::Watch(args)) => engine::watch(args, printer),
        Some(RunsCommand::Settle(args)) => engine::settle(args, printer),
        Some(RunsCommand::Cancel(args)) => engine::cancel(&args.engine, &args.selection, printer),
        Some(RunsCommand::Forget(args)) => engine::forget(&args.engine, &args.selection, printer),
        Some(RunsCommand::Report(args)) => engine::report(args, printer),
        Some(RunsCommand::RotateKey(args)) => engine::none_here(
            &args.engine,
            "runs rotate-key",
            "an engine keeps its own files: encrypt the disk that they are on",
        )
        .map(|()| Exit::Done),
    }
}
