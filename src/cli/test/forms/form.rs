//! What a form is, and what it is made of.

use crate::cli::test::case::Done;
use crate::cli::test::unit::Findings;
use crate::report::{People, Redactor};
use crate::testing::Problem;

/// A form in which the results of tests are written.
pub trait Form: Sync {
    /// The whole text.
    fn text(&self, results: &Results<'_>) -> String;
}

/// What a form is made of.
pub struct Results<'a> {
    pub done: &'a [Done<'a>],
    /// Files that have errors, each with what is wrong.
    pub errors: &'a [Findings],
    pub people: &'a People<'a>,
}

impl Results<'_> {
    pub fn redactor(&self) -> &Redactor {
        self.people.redactor
    }

    /// How many passed, and how many failed.
    pub fn counts(&self) -> (usize, usize) {
        let passed = self.done.iter().filter(|one| one.passed()).count();
        (passed, self.done.len() - passed)
    }

    /// The file of a test, as people see it.
    pub fn file<'d>(&self, done: &'d Done<'_>) -> std::borrow::Cow<'d, str> {
        crate::report::text::name(done.unit.source.name())
    }

    /// The line of a test's name.
    pub fn line(&self, done: &Done<'_>) -> u32 {
        let (source, span) = done.unit.place(done.test.span);
        source.line_of(span.start)
    }

    /// Where a problem is: file, line.
    pub fn place(&self, done: &Done<'_>, problem: &Problem) -> (String, u32) {
        let span = match problem.span.is_empty() {
            true => done.test.head,
            false => problem.span,
        };
        let (source, span) = done.unit.place(span);
        let name = crate::report::text::name(source.name());
        (name.into_owned(), source.line_of(span.start))
    }

    /// What is wrong, in one line.
    pub fn sentence(&self, problem: &Problem) -> String {
        let mut text = problem.title.clone();
        if let (Some(expected), Some(actual)) = (&problem.expected, &problem.actual) {
            let show = |text| self.redactor().show(text);
            text.push_str(&format!(
                ": expected {}, got {}",
                show(expected),
                show(actual)
            ));
        }
        text
    }

    /// What is wrong, with what to do and what happened.
    pub fn told(&self, done: &Done<'_>) -> String {
        let mut text = String::new();
        for problem in &done.problems {
            let (file, line) = self.place(done, problem);
            text.push_str(&format!("{file}:{line}: {}\n", self.sentence(problem)));
            if let Some(help) = &problem.help {
                text.push_str(&format!("help: {help}\n"));
            }
        }
        for line in done.trace(Default::default(), self.redactor()) {
            text.push_str(&format!("{line}\n"));
        }
        text
    }
}
