//! What is told before anything runs: of scripts that are wrong and of everything that is missing.

use crate::cli::exit::Exit;
use crate::cli::scripts::Script;
use crate::cli::session;
use crate::config::{Config, Problem};
use crate::diagnostic::{self, Diagnostic};
use crate::report::text::{count, name};
use crate::report::{People, Printer, json, shown};
use serde_json::{Value as Json, json};
use std::cell::RefCell;

/// Tells it at once to people, and as one document to programs.
pub(in crate::cli) struct Front<'a> {
    printer: &'a Printer,
    as_json: bool,
    files: RefCell<Vec<Json>>,
    problems: RefCell<Vec<Json>>,
}

impl<'a> Front<'a> {
    pub fn new(printer: &'a Printer, as_json: bool) -> Self {
        Self {
            printer,
            as_json,
            files: RefCell::default(),
            problems: RefCell::default(),
        }
    }

    pub fn printer(&self) -> &'a Printer {
        self.printer
    }

    /// Something is wrong with the environment.
    pub fn problem(&self, problem: &Problem) -> Exit {
        if self.as_json {
            self.problems.borrow_mut().push(problem.json());
            return Exit::Environment;
        }
        session::tell(problem, self.printer)
    }

    /// What the settings have under former names, for people: a program is told by `flow check`.
    pub fn former_names(&self, config: &Config) {
        if !self.as_json {
            session::note_former(config, self.printer);
        }
    }

    /// A script is wrong.
    pub fn findings(&self, script: &Script, errors: &[Diagnostic]) -> Exit {
        if self.as_json {
            let redactor = self.printer.redactor();
            let errors = errors.iter().cloned().map(|one| shown(one, redactor));
            for (source, errors) in diagnostic::by_file(&script.source, errors) {
                if !errors.is_empty() {
                    let findings = json::findings(&source, &errors);
                    self.files.borrow_mut().push(findings);
                }
            }
            return Exit::Script;
        }
        let people = People::new(self.printer.look(), self.printer.redactor());
        for text in people.findings(&script.source, errors) {
            self.printer.note(&text);
        }
        let name = name(script.source.name());
        let many = count(errors.len(), "error", "errors");
        self.printer.note(&format!("did not run {name}: {many}"));
        Exit::Script
    }

    /// Nothing will run.
    pub fn refuse(&self, exit: Exit) -> Exit {
        if self.as_json {
            let document = json!({
                "version": json::VERSION,
                "runs": [],
                "files": self.files.take(),
                "environment_errors": self.problems.take(),
                "exit": exit.code(),
            });
            self.printer.json_result(&document, true);
        }
        exit
    }
}
