//! What is told about the files, in the form that was asked for.

mod summary;

use super::inspect::Looked;
use super::paths::Top;
use crate::cli::args::{CheckArgs, Deny, Format};
use crate::cli::exit::Exit;
use crate::cli::session::{self, tell};
use crate::config::Problem;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{
    Document, Inspected, Inspection, People, Printer, Redactor, Trouble, concise, diff, json,
    shown, text::name,
};
use std::collections::HashSet;
use std::iter;
use summary::Summary;

/// Tells findings as they come, or collects them for one document.
pub(super) struct Told<'a> {
    args: &'a CheckArgs,
    printer: &'a Printer,
    people: People<'a>,
    top: Top,
    inspection: Inspection,
    known: HashSet<String>,
    /// The findings that have been told, as they are known in any file that shows them.
    said: HashSet<(String, u32, u16, String)>,
    summary: Summary,
    exit: Exit,
}

/// What tells a finding from others.
fn key(path: &str, found: &Diagnostic) -> (String, u32, u16, String) {
    let at = found.span().start;
    (path.to_owned(), at, found.code.0, found.message.clone())
}

impl<'a> Told<'a> {
    /// Findings for people are shown by a redactor of their own: they are about what the reader has written.
    pub fn new(args: &'a CheckArgs, printer: &'a Printer, own: &'a Redactor) -> Self {
        let fails_from = match args.deny {
            None => Severity::Error,
            Some(Deny::Warnings) => Severity::Warning,
            Some(Deny::Notes) => Severity::Note,
        };
        Self {
            args,
            printer,
            people: People::new(printer.look(), own),
            top: Top::find(),
            inspection: Inspection {
                files: Vec::new(),
                troubles: Vec::new(),
                fails_from,
                fixed: 0,
            },
            known: HashSet::new(),
            said: HashSet::new(),
            summary: Summary::default(),
            exit: Exit::Done,
        }
    }

    /// Tells what kept a file from being checked; once, however many files it kept.
    pub fn problem(&mut self, problem: Problem) {
        self.exit = self.exit.max(Exit::Environment);
        if !self.known.insert(problem.concise()) {
            return;
        }
        self.summary.problems += 1;
        match self.args.output {
            Format::People => {
                tell(&problem, self.printer);
            }
            Format::Concise => self.printer.note(&problem.concise()),
            Format::For(document) => self.document_trouble(document, problem, Severity::Error),
        }
    }

    /// Tells a warning or a note about the settings; the files are checked all the same.
    pub fn beside(&mut self, problem: Problem, severity: Severity) {
        if self.args.deny.is_some() && severity >= self.inspection.fails_from {
            self.exit = self.exit.max(Exit::Failed);
        }
        match self.args.output {
            Format::People => self
                .printer
                .note(&problem.people_as(severity, &self.people)),
            Format::Concise => self.printer.note(&problem.concise_as(severity)),
            Format::For(document) => self.document_trouble(document, problem, severity),
        }
    }

    /// What a document says of a problem. Our own is read by programs alone; of the others a service
    /// shows a part, so that the log has it too.
    fn document_trouble(&mut self, document: &dyn Document, problem: Problem, severity: Severity) {
        if document.name() != json::NAME {
            self.printer.note(&problem.concise_as(severity));
        }
        let trouble = self.trouble(problem, severity);
        self.inspection.troubles.push(trouble);
    }

    fn trouble(&self, problem: Problem, severity: Severity) -> Trouble {
        let json = problem.json_as(severity);
        let place = problem.place.map(|(source, span, _)| {
            let path = self.top.path(source.name());
            (path, span, source.line_of(span.start))
        });
        Trouble {
            message: problem.message,
            help: problem.help,
            severity,
            place,
            json,
        }
    }

    /// Who hides what findings quote: for people the same as for the lines that are shown with them, else help
    /// could not be typed as it is written.
    fn of_findings(&self) -> &'a Redactor {
        match self.args.output {
            Format::People => self.people.redactor,
            _ => self.printer.redactor(),
        }
    }

    /// Tells what was found in a file.
    pub fn file(&mut self, mut looked: Looked) {
        session::hide(&looked.source, &looked.findings, self.printer);
        for (source, findings) in &looked.elsewhere {
            session::hide(source, findings, self.printer);
        }
        let redactor = self.of_findings();
        let findings = std::mem::take(&mut looked.findings).into_iter();
        looked.findings = findings.map(|found| shown(found, redactor)).collect();
        self.once(&mut looked);
        self.summary.add(&looked);
        let elsewhere = looked.elsewhere.iter().flat_map(|(_, findings)| findings);
        for found in looked.findings.iter().chain(elsewhere) {
            let exit = match found.severity {
                Severity::Error => Exit::Script,
                _ if self.inspection.fails(found) => Exit::Failed,
                _ => Exit::Done,
            };
            self.exit = self.exit.max(exit);
        }
        if self.args.diff {
            return self.diff(&looked);
        }
        let given_back = self.args.fix && looked.script.path.is_none();
        if given_back {
            self.printer.verbatim(looked.source.text());
        }
        match self.args.output {
            Format::People | Format::Concise => self.findings(&looked, given_back),
            _ => self.document(looked),
        }
    }

    fn document(&mut self, looked: Looked) {
        let docs = looked.docs;
        let own = (looked.source, looked.findings);
        for (source, findings) in std::iter::once(own).chain(looked.elsewhere) {
            let path = self.top.path(source.name());
            let mut files = self.inspection.files.iter_mut();
            match files.find(|file| file.path == path) {
                Some(known) => known.findings.extend(findings),
                None => self.inspection.files.push(Inspected {
                    path,
                    source,
                    findings,
                    docs: docs.clone(),
                }),
            }
        }
    }

    /// Leaves out of other files' findings what has been told: a file that several flows use has its
    /// mistakes once.
    fn once(&mut self, looked: &mut Looked) {
        let redactor = self.of_findings();
        let path = self.top.path(looked.source.name());
        looked
            .findings
            .retain(|found| self.said.insert(key(&path, found)));
        for (source, findings) in &mut looked.elsewhere {
            let path = self.top.path(source.name());
            let all = std::mem::take(findings).into_iter();
            let all = all.map(|found| shown(found, redactor));
            *findings = all
                .filter(|found| self.said.insert(key(&path, found)))
                .collect();
        }
        looked
            .elsewhere
            .retain(|(_, findings)| !findings.is_empty());
    }

    fn diff(&mut self, looked: &Looked) {
        if looked.made.is_empty() {
            return;
        }
        self.exit = self.exit.max(Exit::Failed);
        session::hide(&looked.script.source, &[], self.printer);
        let path = self.top.path(looked.source.name());
        let (old, new) = (looked.script.source.text(), looked.source.text());
        let diff = diff::unified(&name(&path), old, new, self.printer.look());
        let shown = self.printer.redactor().clean_written(&diff);
        self.printer.result(&shown);
    }

    fn findings(&self, looked: &Looked, beside: bool) {
        let elsewhere = looked.elsewhere.iter();
        let elsewhere = elsewhere.map(|(source, list)| (source, list));
        let people = People {
            docs: looked.docs.clone(),
            ..self.people.clone()
        };
        for (source, found) in iter::once((&looked.source, &looked.findings)).chain(elsewhere) {
            let texts: Vec<String> = match self.args.output {
                Format::Concise => found
                    .iter()
                    .map(|found| concise::finding(source, found))
                    .collect(),
                _ => people.findings(source, found),
            };
            for text in &texts {
                match beside {
                    true => self.printer.note(text),
                    false => self.printer.result(text),
                }
            }
        }
    }

    /// Writes the document, where one was asked for, and the summary.
    pub fn end(mut self) -> Exit {
        self.inspection.fixed = self.summary.fixed;
        let document = self.args.output.document().filter(|_| !self.args.diff);
        if let Some(document) = document {
            let text = document.text(&self.inspection);
            if !text.is_empty() {
                self.printer.result(&text);
            }
        }
        if document.is_none_or(|document| document.name() != json::NAME) {
            self.printer.note(&self.summary.text(self.args));
        }
        self.exit
    }
}
