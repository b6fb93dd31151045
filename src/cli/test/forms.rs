//! How results are written: each form in a file of its own, which implements [`Form`].

mod form;
mod github;
mod json;
mod junit;
mod people;
mod tap;

use super::case::Done;
use super::unit::Findings;
use crate::cli::args::{TestArgs, TestForm};
use crate::cli::session;
use crate::report::{People, Printer, shown};
use crate::source::Source;
use crate::value::Mark;
use form::{Form, Results};
use std::collections::HashSet;
use std::sync::Arc;

/// The form that is asked for.
fn named(form: TestForm) -> &'static dyn Form {
    match form {
        TestForm::People => &people::Lines,
        TestForm::Json => &json::Json,
        TestForm::Junit => &junit::TestSuites,
        TestForm::Tap => &tap::Tap,
        TestForm::Github => &github::Annotations,
    }
}

/// Collects what is told, and tells it.
pub(super) struct Told<'a> {
    form: TestForm,
    printer: &'a Printer,
    errors: Vec<Findings>,
}

impl<'a> Told<'a> {
    pub fn new(args: &TestArgs, printer: &'a Printer) -> Self {
        Self {
            form: args.output,
            printer,
            errors: Vec::new(),
        }
    }

    /// The errors of a file.
    pub fn errors(&mut self, mut findings: Findings) {
        session::hide(&findings.source, &findings.found, self.printer);
        let redactor = self.printer.redactor();
        let found = findings.found.into_iter();
        findings.found = found.map(|found| shown(found, redactor)).collect();
        if self.form != TestForm::People {
            let people = People::new(self.printer.look(), redactor);
            for found in &findings.found {
                self.printer.note(&people.finding(&findings.source, found));
            }
        }
        self.errors.push(findings);
    }

    /// Writes everything; nothing where there is nothing to say.
    pub fn end(&self, done: &[Done<'_>]) {
        if done.is_empty() && self.errors.is_empty() {
            return;
        }
        let mut hidden = HashSet::new();
        for one in done {
            // once for all tests of a file
            if hidden.insert(Arc::as_ptr(&one.unit.source)) {
                session::hide(&one.unit.source, &[], self.printer);
                hide_numbers(&one.unit.source, self.printer);
            }
            for text in one.seen.iter().flat_map(|seen| &seen.sensitive) {
                self.printer.redactor().register_text(text);
            }
        }
        let people = People::new(self.printer.look(), self.printer.redactor());
        let results = Results {
            done,
            errors: &self.errors,
            people: &people,
        };
        let text = named(self.form).text(&results);
        if !text.is_empty() {
            self.printer.result(&text);
        }
    }
}

/// Tests say numbers to dial inside of texts too: what a run says with a number in it.
fn hide_numbers(source: &Source, printer: &Printer) {
    for (at, _) in source.text().match_indices('+') {
        let rest = &source.text()[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if (7..=15).contains(&digits) {
            let number = &source.text()[at..=at + digits];
            printer
                .redactor()
                .register_written(number, Mark::PhoneNumber);
        }
    }
}
