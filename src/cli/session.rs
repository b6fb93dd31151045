//! What the subcommands share: saying what is wrong, and finding the profile.

use super::args::ProfileArgs;
use super::exit::Exit;
use crate::config::{Config, Problem, Profile};
use crate::report::{People, Printer};
use std::path::Path;

/// Says what is wrong with the environment.
pub(super) fn tell(problem: &Problem, printer: &Printer) -> Exit {
    let people = People::new(printer.look(), printer.redactor());
    printer.note(&problem.people(&people));
    Exit::Environment
}

/// The settings that hold in a folder.
pub(super) fn config(args: &ProfileArgs, folder: &Path) -> Result<Config, Problem> {
    match &args.config {
        Some(file) => Config::read(file),
        None => Config::find(folder),
    }
}

/// The profile that the call names, or the default one.
pub(super) fn profile(args: &ProfileArgs, folder: &Path) -> Result<Profile, Problem> {
    let wanted = args.profile.as_deref().filter(|name| !name.is_empty());
    config(args, folder)?.profile(wanted)
}
