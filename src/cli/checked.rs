//! A flow that is read and checked, for what looks at it and does not run it.

use super::args::ProfileArgs;
use super::exit::Exit;
use super::scripts::{self, Script};
use super::session::{self, tell};
use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::config::{Problem, Profile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::program::Program;
use crate::report::text::{count, name};
use crate::report::{People, Printer};
use std::path::Path;
use std::sync::Arc;

/// The program of a file; where there is none, it has been said why.
pub(super) fn read(
    file: &Path,
    args: &ProfileArgs,
    printer: &Printer,
) -> Result<Arc<Program>, Exit> {
    let script = scripts::read(file)
        .map_err(|problem| tell(&problem, printer))?
        .with_files();
    of_script(&script, args, printer)
}

/// The program of a text; where there is none, it has been said why.
pub(super) fn of_script(
    script: &Script,
    args: &ProfileArgs,
    printer: &Printer,
) -> Result<Arc<Program>, Exit> {
    let context = context(script, args, printer).map_err(|problem| tell(&problem, printer))?;
    let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
    session::hide(&script.source, &checked.problems, printer);
    checked
        .program
        .ok_or_else(|| refuse(script, &checked.problems, printer))
}

/// A profile counts where the call names one, or where the folder's settings name a default.
fn context(script: &Script, args: &ProfileArgs, printer: &Printer) -> Result<Context, Problem> {
    let config = session::config(args, &script.folder())?;
    session::note_former(&config, printer);
    let named = args.names();
    let context = match !named.is_empty() || config.has_default() {
        true => {
            let profiles = config.choose(&named, &[])?;
            Context::of(profiles.iter().map(Profile::for_check))
        }
        false => Context::default(),
    };
    Ok(context.in_house(script.house(&config)))
}

fn refuse(script: &Script, found: &[Diagnostic], printer: &Printer) -> Exit {
    let people = People::new(printer.look(), printer.redactor());
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let texts = people.findings(&script.source, errors);
    texts.iter().for_each(|text| printer.note(text));
    let many = texts.len();
    let name = name(script.source.name());
    let them = if many == 1 { "it" } else { "them" };
    let many = count(many, "error", "errors");
    printer.note(&format!("{name} has {many}: fix {them} first"));
    Exit::Script
}
