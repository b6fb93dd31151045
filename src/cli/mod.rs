//! The command `flow`: a file a subcommand.

mod actions;
mod apply;
mod args;
mod ask;
mod audit;
mod calendar;
mod call;
mod check;
mod checked;
mod completions;
mod connect;
mod debug;
mod diff;
mod docs;
mod doctor;
mod engine;
mod exit;
mod explain;
mod fmt;
mod graph;
mod held;
mod init;
mod journal;
mod lsp;
mod man;
mod mcp;
mod meant;
mod plan;
mod policies;
mod record;
mod replay;
mod run;
mod runs;
mod runtime;
mod schedule;
mod scripts;
mod secret;
mod serve;
mod session;
mod signal;
mod simulate;
mod simulated;
mod studio;
mod submit;
mod test;
mod traces;
mod trust;
mod undo;
mod watched;
mod who;
mod worker;
mod worlds;
mod write;

use crate::report::Printer;
use args::{Args, Command};
use clap::Parser;
pub use exit::Exit;
use run::{rerun, resume};
use std::process::ExitCode;

/// Runs the command with this process's arguments.
pub fn main() -> ExitCode {
    let printer = Printer::of_process();
    let exit = match Args::try_parse() {
        Ok(args) => dispatch(args, &printer),
        Err(error) => usage(&error, &printer),
    };
    exit.max(written(&printer)).into()
}

/// Whether everything that was to be seen could be written; if not, the other stream says so.
fn written(printer: &Printer) -> Exit {
    let lost = printer.lost();
    if let Some(error) = &lost.results {
        printer.note(&format!(
            "cannot write the output: {error}; a part of it is missing"
        ));
    }
    if let Some(error) = lost.notes.as_ref().filter(|_| !is_for_a_program()) {
        printer.result(&format!(
            "cannot write to the standard error: {error}; a part of the output is missing"
        ));
    }
    match lost.results.is_some() || lost.notes.is_some() {
        true => Exit::Environment,
        false => Exit::Done,
    }
}

/// Whether the output is a document, which no program could read with another word behind it: then the
/// exit code alone says that something is missing.
fn is_for_a_program() -> bool {
    words().any(|word| {
        let value = word.rsplit('=').next().unwrap_or_default();
        matches!(value, "json" | "sarif" | "gitlab" | "junit" | "--json")
    })
}

fn dispatch(mut args: Args, printer: &Printer) -> Exit {
    engine::choose(&mut args.command);
    match args.command {
        Command::Run(args) => run::run(&args, printer),
        Command::Runs(args) => runs::runs(&args, printer),
        Command::Resume(args) if engine::named(&args.engine).is_some() => {
            engine::resume(&args, printer)
        }
        Command::Rerun(args) if engine::named(&args.engine).is_some() => {
            engine::rerun(&args, printer)
        }
        Command::Resume(args) => resume::resume(&args, printer),
        Command::Rerun(args) => rerun::rerun(&args, printer),
        Command::Signal(args) => signal::signal(&args, printer),
        Command::Schedule(args) => schedule::schedule(&args, printer),
        Command::Serve(args) => serve::serve(&args, printer),
        Command::Submit(args) => submit::submit(&args, printer),
        Command::Worker(args) => worker::worker(&args, printer),
        Command::Plan(args) => plan::plan(&args, printer),
        Command::Apply(args) => apply::apply(&args, printer),
        Command::Undo(args) => undo::undo(&args, printer),
        Command::Audit(args) => audit::audit(&args, printer),
        Command::Check(args) => check::check(&args, printer),
        Command::Replay(args) => replay::again(&args, printer),
        Command::Record(args) => record::record(&args, printer),
        Command::Test(args) => test::test(&args, printer),
        Command::Diff(args) => diff::diff(&args, printer),
        Command::Graph(args) => graph::graph(&args, printer),
        Command::Fmt(args) => fmt::fmt(&args, printer),
        Command::Calendar(args) => calendar::run(&args, printer),
        Command::Actions(args) => actions::actions(&args, printer),
        Command::Explain(args) => explain::explain(&args, printer),
        Command::Docs(args) => docs::docs(&args, printer),
        Command::Studio(args) => studio::studio(&args, printer),
        Command::Simulate(args) => simulate::simulate(&args, printer),
        Command::Init(args) => init::init(&args, printer),
        Command::Doctor(args) => doctor::doctor(&args, printer),
        Command::Trust(args) => trust::trust(&args, printer),
        Command::Secret(args) => secret::secret(&args, printer),
        Command::Lsp(args) => lsp::lsp(&args, printer),
        Command::Mcp(args) => mcp::mcp(&args, printer),
        Command::DebugAdapter(args) => debug::serve(&args, printer),
        Command::Completions(args) => completions::completions(&args, printer),
        Command::Man(args) => man::man(&args, printer),
        Command::Version => {
            printer.result(&format!("flow {}", args::VERSION));
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
        let words: Vec<String> = words().collect();
        if let Some(problem) = meant::by(error, &words).or_else(|| call::problem(error)) {
            return session::tell(&problem, printer);
        }
        printer.note(&text);
        return Exit::Environment;
    }
    printer.result(&text);
    Exit::Done
}

/// The words of the call, less the program's name.
fn words() -> impl Iterator<Item = String> {
    let words = std::env::args_os().skip(1);
    words.map(|word| word.to_string_lossy().into_owned())
}

/// The command as clap knows it, for completions and documentation.
pub fn command() -> clap::Command {
    args::command()
}
