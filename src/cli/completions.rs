//! `flow completions`: what the shells complete.

use super::args::CompletionsArgs;
use super::exit::Exit;
use crate::report::Printer;

pub(super) fn completions(args: &CompletionsArgs, printer: &Printer) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "flow", &mut script);
    printer.result(&String::from_utf8_lossy(&script));
    Exit::Done
}
