//! Scripts become programs, or the reasons why not are told.

use super::front::Front;
use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::args::RunArgs;
use crate::cli::exit::Exit;
use crate::cli::meant;
use crate::cli::scripts::{self, Script, TEXT};
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::program::Program;
use std::sync::Arc;

/// A script that can run.
pub(in crate::cli) struct Prepared {
    pub script: Script,
    pub program: Arc<Program>,
    /// The systems that its `use` lines name.
    pub uses: Vec<String>,
    /// How many warnings it has.
    pub warnings: usize,
}

/// The scripts that the call names.
pub(in crate::cli) fn read(args: &RunArgs, front: &Front<'_>) -> (Vec<Script>, Exit) {
    let mut scripts = Vec::new();
    let mut exit = Exit::Done;
    for file in &args.files {
        let meant = file.to_str().and_then(meant::input);
        if let Some(set) = meant.filter(|_| !file.exists()) {
            let problem = Problem::new(format!("`{set}` is an input, not a file"));
            let help = format!("write `--input {set}=…`");
            exit = exit.max(front.problem(&problem.help(help)));
            continue;
        }
        match scripts::read(file) {
            Ok(script) => scripts.push(script.with_files()),
            Err(problem) => exit = exit.max(front.problem(&problem)),
        }
    }
    scripts.extend(
        args.text
            .as_deref()
            .map(|text| Script::text(TEXT, text).with_files()),
    );
    (scripts, exit)
}

/// Checks a script and makes its program.
pub(in crate::cli) fn prepare(
    (script, uses): (Script, Vec<String>),
    config: &Config,
    profiles: &[Profile],
    front: &Front<'_>,
) -> Result<Prepared, Exit> {
    let context =
        check::Context::of(profiles.iter().map(Profile::for_check)).in_house(script.house(config));
    let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
    let found = checked.problems;
    session::hide(&script.source, &found, front.printer());
    match checked.program {
        Some(program) => {
            let runs_nothing = program.main.block.stmts.is_empty() && !program.steps.is_empty();
            if runs_nothing {
                let name = crate::report::text::name(script.source.name()).into_owned();
                let note = "it has only steps, for other flows to use";
                front
                    .printer()
                    .note(&format!("{name} runs nothing: {note}"));
            }
            let warnings = found.iter().filter(|one| one.severity == Severity::Warning);
            Ok(Prepared {
                warnings: warnings.count(),
                script,
                program,
                uses,
            })
        }
        None => Err(refuse(&script, &found, front)),
    }
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

fn refuse(script: &Script, found: &[Diagnostic], front: &Front<'_>) -> Exit {
    let errors: Vec<Diagnostic> = found.iter().filter(|one| is_error(one)).cloned().collect();
    front.findings(script, &errors)
}
