//! Scripts become programs, or the reasons why not are told.

use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::args::RunArgs;
use crate::cli::exit::Exit;
use crate::cli::scripts::{self, Script, TEXT};
use crate::cli::session::tell;
use crate::config::{Problem, Profile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::program::Program;
use crate::report::text::count;
use crate::report::{People, Printer, json};
use crate::syntax;
use std::sync::Arc;

/// A script that can run.
pub(in crate::cli) struct Prepared {
    pub script: Script,
    pub program: Arc<Program>,
    /// How many warnings it has.
    pub warnings: usize,
}

/// The scripts that the call names.
pub(super) fn read(args: &RunArgs, printer: &Printer) -> (Vec<Script>, Exit) {
    let mut scripts = Vec::new();
    let mut exit = Exit::Done;
    for file in &args.files {
        match scripts::read(file) {
            Ok(script) => scripts.push(script),
            Err(problem) => exit = exit.max(tell(&problem, printer)),
        }
    }
    scripts.extend(args.text.as_deref().map(|text| Script::text(TEXT, text)));
    (scripts, exit)
}

/// Checks a script and makes its program.
pub(super) fn prepare(
    script: Script,
    profile: &Profile,
    as_json: bool,
    printer: &Printer,
) -> Result<Prepared, Exit> {
    let context = check::Context {
        profile: Some(profile.for_check()),
    };
    let parsed = syntax::parse(&script.source);
    let mut found = parsed.problems;
    let broken = found.iter().any(is_error);
    let checked = check::check(
        &script.source,
        &parsed.tree,
        Catalogue::builtin(),
        &context,
    );
    found.extend(checked.problems);
    crate::diagnostic::sort(&mut found);
    match checked.program.filter(|_| !broken) {
        Some(program) => {
            reachable(&program, profile).map_err(|problem| tell(&problem, printer))?;
            let warnings = found.iter().filter(|one| one.severity == Severity::Warning);
            Ok(Prepared {
                warnings: warnings.count(),
                script,
                program,
            })
        }
        None => Err(refuse(&script, &found, as_json, printer)),
    }
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

fn refuse(script: &Script, found: &[Diagnostic], as_json: bool, printer: &Printer) -> Exit {
    let errors: Vec<Diagnostic> = found.iter().filter(|one| is_error(one)).cloned().collect();
    if as_json {
        let mut document = json::findings(&script.source, &errors);
        document["version"] = json::VERSION.into();
        printer.json_result(&document, true);
        return Exit::Script;
    }
    let people = People::new(printer.look(), printer.redactor());
    for error in &errors {
        printer.note(&people.finding(&script.source, error));
    }
    let name = script.source.name();
    let many = count(errors.len(), "error", "errors");
    printer.note(&format!("{name} was not run: {many}"));
    Exit::Script
}

/// Whether the profile connects to every system that the script uses.
fn reachable(program: &Program, profile: &Profile) -> Result<(), Problem> {
    let other = program.systems.iter().find(|system| ***system != *profile.system);
    let Some(system) = other else {
        return Ok(());
    };
    Err(Problem::new(format!(
        "{} uses {system}, and the profile `{}` is for {}",
        program.source.name(),
        profile.name,
        profile.system
    ))
    .help(format!("name a profile whose `system` is \"{system}\": `--profile NAME`")))
}
