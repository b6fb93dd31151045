//! `flow check`: mistakes, found without running anything.

use super::args::{CheckArgs, Format};
use super::exit::Exit;
use super::scripts::{self, Script};
use super::session::{self, tell};
use crate::catalogue::Catalogue;
use crate::check;
use crate::config::{Config, Problem, Profile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::text::count;
use crate::report::{People, Printer, concise, json};
use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;

pub(super) fn check(args: &CheckArgs, printer: &Printer) -> Exit {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() {
        &here[..]
    } else {
        &args.paths
    };
    let (files, problems) = scripts::find(paths);
    let mut report = Report::new(args.format, printer);
    for problem in problems {
        report.problem(problem);
    }
    let mut contexts = Contexts::new(args);
    for file in &files {
        match scripts::read(file).and_then(|script| {
            let context = contexts.of(&script)?;
            Ok((script, context))
        }) {
            Ok((script, context)) => {
                let found = check::lint_text(&script.source, Catalogue::builtin(), &context);
                report.file(&script, found);
            }
            Err(problem) => report.problem(problem),
        }
    }
    report.end()
}

/// The profiles against which scripts are checked, read once for each folder.
struct Contexts<'a> {
    args: &'a CheckArgs,
    known: HashMap<PathBuf, Result<check::Context, Problem>>,
}

impl<'a> Contexts<'a> {
    fn new(args: &'a CheckArgs) -> Self {
        Self {
            args,
            known: HashMap::new(),
        }
    }

    /// A profile counts where the call names one, or where the folder's file names a default.
    fn of(&mut self, script: &Script) -> Result<check::Context, Problem> {
        if self.args.no_profile {
            return Ok(check::Context::default());
        }
        let folder = script.folder();
        let args = &self.args.profile;
        self.known
            .entry(folder.clone())
            .or_insert_with(|| {
                let config = session::config(args, &folder)?;
                let named = args.names();
                match !named.is_empty() || config.has_default() {
                    true => context(&config, &named),
                    false => Ok(check::Context::default()),
                }
            })
            .clone()
    }
}

fn context(config: &Config, named: &[&str]) -> Result<check::Context, Problem> {
    let profiles = config.choose(named, &[])?;
    Ok(check::Context::of(profiles.iter().map(Profile::for_check)))
}

/// What is told about the files, in the form that was asked for.
struct Report<'a> {
    format: Format,
    printer: &'a Printer,
    counts: [usize; 3],
    files: usize,
    unread: usize,
    json: Vec<serde_json::Value>,
    problems: Vec<serde_json::Value>,
    exit: Exit,
}

impl<'a> Report<'a> {
    fn new(format: Format, printer: &'a Printer) -> Self {
        Self {
            format,
            printer,
            counts: [0; 3],
            files: 0,
            unread: 0,
            json: Vec::new(),
            problems: Vec::new(),
            exit: Exit::Done,
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.exit = self.exit.max(Exit::Environment);
        self.unread += 1;
        match self.format {
            Format::People => {
                tell(&problem, self.printer);
            }
            Format::Concise => self.printer.note(&problem.concise()),
            Format::Json => self.problems.push(problem.json()),
        }
    }

    fn file(&mut self, script: &Script, found: Vec<Diagnostic>) {
        self.files += 1;
        session::hide(&script.source, &found, self.printer);
        for one in &found {
            self.counts[one.severity as usize] += 1;
            if one.severity == Severity::Error {
                self.exit = self.exit.max(Exit::Script);
            }
        }
        match self.format {
            Format::Json => self.json.push(json::findings(&script.source, &found)),
            Format::Concise => {
                for one in &found {
                    self.printer.result(&concise::finding(&script.source, one));
                }
            }
            Format::People => {
                let people = People::new(self.printer.look(), self.printer.redactor());
                for one in &found {
                    let text = people.finding(&script.source, one);
                    self.printer.result(&format!("{text}\n"));
                }
            }
        }
    }

    fn end(self) -> Exit {
        let [notes, warnings, errors] = self.counts;
        match self.format {
            Format::Json => self.printer.json_result(
                &json!({
                    "version": json::VERSION,
                    "files": self.json,
                    "problems": self.problems,
                    "errors": errors,
                    "warnings": warnings,
                    "notes": notes,
                }),
                true,
            ),
            _ => self.printer.note(&self.summary()),
        }
        self.exit
    }

    fn summary(&self) -> String {
        let files = count(self.files, "file", "files");
        let [notes, warnings, errors] = self.counts;
        let counts: Vec<String> = [
            (errors, "error", "errors"),
            (warnings, "warning", "warnings"),
            (notes, "note", "notes"),
        ]
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
        let unread = match self.unread {
            0 => String::new(),
            unread => format!(
                "; {} kept it from more",
                count(unread, "problem", "problems")
            ),
        };
        match counts.as_slice() {
            [] => format!("{files} checked, nothing to report{unread}"),
            counts => format!("{files} checked: {}{unread}", counts.join(", ")),
        }
    }
}
