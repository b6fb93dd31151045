//! `flow completions`: what the shells complete.

use super::args::{self, CompletionsArgs, Shell};
use super::exit::Exit;
use crate::report::Printer;
use clap_complete::{Generator, Shell as Known};
use clap_complete_nushell::Nushell;

pub(super) fn completions(args: &CompletionsArgs, printer: &Printer) -> Exit {
    printer.result(&match args.shell {
        Shell::Bash => script(Known::Bash),
        Shell::Elvish => script(Known::Elvish),
        Shell::Fish => script(Known::Fish),
        Shell::Nushell => script(Nushell),
        Shell::Powershell => script(Known::PowerShell),
        Shell::Zsh => script(Known::Zsh),
    });
    Exit::Done
}

fn script(shell: impl Generator) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "flow", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
