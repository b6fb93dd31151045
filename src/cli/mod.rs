//! The command `flow`: a file a subcommand.

mod actions;
mod args;
mod check;
mod completions;
mod connect;
mod doctor;
mod exit;
mod explain;
mod fmt;
mod init;
mod lsp;
mod run;
mod scripts;
mod secret;
mod session;
mod simulate;
mod trust;
mod worlds;
mod write;

use crate::report::Printer;
use args::{Args, Command};
use clap::{CommandFactory, Parser};
pub use exit::Exit;
use std::process::ExitCode;

/// Runs the command with this process's arguments.
pub fn main() -> ExitCode {
    let printer = Printer::of_process();
    let exit = match Args::try_parse() {
        Ok(args) => dispatch(args, &printer),
        Err(error) => usage(&error, &printer),
    };
    exit.into()
}

fn dispatch(args: Args, printer: &Printer) -> Exit {
    match args.command {
        Command::Run(args) => run::run(&args, printer),
        Command::Check(args) => check::check(&args, printer),
        Command::Fmt(args) => fmt::fmt(&args, printer),
        Command::Actions(args) => actions::actions(&args, printer),
        Command::Explain(args) => explain::explain(&args, printer),
        Command::Simulate(args) => simulate::simulate(&args, printer),
        Command::Init(args) => init::init(&args, printer),
        Command::Doctor(args) => doctor::doctor(&args, printer),
        Command::Trust(args) => trust::trust(&args, printer),
        Command::Secret(args) => secret::secret(&args, printer),
        Command::Lsp(args) => lsp::lsp(&args, printer),
        Command::Completions(args) => completions::completions(&args, printer),
        Command::Version => {
            printer.result(&format!("flow {}", env!("CARGO_PKG_VERSION")));
            Exit::Done
        }
    }
}

/// What clap has to say: help and version as results, everything else as a problem of the call.
fn usage(error: &clap::Error, printer: &Printer) -> Exit {
    let text = error.render();
    let text = match printer.look().color {
        true => text.ansi().to_string(),
        false => text.to_string(),
    };
    if error.use_stderr() {
        printer.note(&text);
        return Exit::Environment;
    }
    printer.result(&text);
    Exit::Done
}

/// The command as clap knows it, for completions and documentation.
pub fn command() -> clap::Command {
    Args::command()
}
