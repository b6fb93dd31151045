//! The tests of a flow, run by the server itself: with the answers that they give, in virtual time. What
//! failed, and what no test has seen, is shown in the text until that changes.

use super::document::Document;
use crate::catalogue::Catalogue;
use crate::check::beside::Beside;
use crate::check::{Context, check_tests};
use crate::clock;
use crate::diagnostic::Severity;
use crate::program::test::Test;
use crate::report::Redactor;
use crate::source::{Source, Span};
use crate::testing::coverage::{Coverage, hits, percent};
use crate::testing::{self, Problem};
use lsp_types::Uri;
use std::sync::Arc;

/// A flow and its tests, as they are to be run.
pub(super) struct ToTest {
    /// The flow, and its state in the editor where it is open.
    pub flow: (Uri, Arc<Source>),
    /// The file of tests beside it; nothing where the tests are in the flow.
    pub tests: Option<(Uri, Arc<Source>)>,
    /// Against what they are checked.
    pub context: Context,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Tested {
    /// For each text, by its address: what is to be shown there.
    pub texts: Vec<(Uri, Vec<Shown>)>,
    /// Each test: the text it is in, the place of its first line, and why it failed.
    pub tests: Vec<(Uri, Span, Option<String>)>,
    /// Of the flow: how many points there are, and how many the tests have seen.
    pub coverage: Option<(Uri, usize, usize)>,
    /// How many tests need a simulator: `flow test` runs those.
    pub left_out: usize,
    /// Why nothing could be run.
    pub problem: Option<String>,
}

/// Something to show at a place.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub span: Span,
    pub severity: Severity,
    pub message: String,
}

/// Results, and the texts that they are about: another text has none.
pub(super) struct Results {
    pub tested: Arc<Tested>,
    pub about: Vec<(Uri, Arc<Document>)>,
}

impl Results {
    /// Whether they are about this state of a text.
    pub fn hold_for(&self, uri: &Uri, document: &Arc<Document>) -> bool {
        let mut about = self.about.iter();
        about.any(|(known, state)| known == uri && Arc::ptr_eq(state, document))
    }
}

impl Tested {
    /// The line for the editor's log.
    pub fn summary(&self) -> String {
        if let Some(problem) = &self.problem {
            return problem.clone();
        }
        let failed = self.tests.iter().filter(|(.., why)| why.is_some()).count();
        let passed = self.tests.len() - failed;
        let coverage = self
            .coverage_words()
            .map_or_else(String::new, |words| format!("; {words}"));
        let left_out = match self.left_out {
            0 => String::new(),
            some => format!("; {some} on a simulator not run: use `flow test`"),
        };
        format!("{passed} passed, {failed} failed{coverage}{left_out}")
    }

    /// `coverage 83 % (5 of 6)`
    pub fn coverage_words(&self) -> Option<String> {
        let (_, all, reached) = self.coverage.as_ref()?;
        let part = percent(*all, *reached);
        Some(format!("coverage {part} % ({reached} of {all})"))
    }
}

impl ToTest {
    /// Runs the tests.
    pub fn run(self) -> Tested {
        let beside = self
            .tests
            .as_ref()
            .map(|(_, tests)| Beside::new(&self.flow.1, tests));
        let text = beside.as_ref().map_or(&self.flow.1, |beside| &beside.both);
        let _day = clock::on_no_day();
        let checked = check_tests(text, Catalogue::builtin(), &self.context);
        let Some(program) = checked.program else {
            let problem = "the flow or its tests have errors: nothing was run".to_owned();
            return Tested {
                problem: Some(problem),
                ..Tested::default()
            };
        };
        let place = |span: Span| match (&beside, &self.tests) {
            (Some(beside), Some((uri, _))) if beside.in_tests(span) => {
                (uri.clone(), beside.moved(span))
            }
            _ => (self.flow.0.clone(), span),
        };
        let mut tested = Tested::default();
        let mut coverage = Coverage::new(&program);
        let redactor = Redactor::new();
        for test in &checked.tests {
            if !test.worlds.is_empty() {
                tested.left_out += 1;
                continue;
            }
            let problems = match run(&program, test) {
                Ok((seen, problems)) => {
                    coverage.add(hits(&coverage.points, &seen));
                    seen.sensitive
                        .iter()
                        .for_each(|text| redactor.register_text(text));
                    problems
                }
                Err(problems) => problems,
            };
            let (uri, head) = place(test.head);
            let why = problems.first().map(|problem| said(problem, &redactor));
            for problem in &problems {
                let span = if problem.span.is_empty() {
                    test.head
                } else {
                    problem.span
                };
                let (uri, span) = place(span);
                tested.show(
                    uri,
                    Shown {
                        span,
                        severity: Severity::Error,
                        message: said(problem, &redactor),
                    },
                );
            }
            tested.tests.push((uri, head, why));
        }
        for point in coverage.missing() {
            let line = point
                .line
                .as_ref()
                .map_or_else(String::new, |line| format!("\n{line}"));
            tested.show(
                self.flow.0.clone(),
                Shown {
                    span: point.span,
                    severity: Severity::Note,
                    message: format!("{}{line}", point.what),
                },
            );
        }
        let (all, reached) = coverage.total();
        tested.coverage = Some((self.flow.0.clone(), all, reached));
        tested
    }
}

impl Tested {
    fn show(&mut self, uri: Uri, shown: Shown) {
        match self.texts.iter_mut().find(|(known, _)| *known == uri) {
            Some((_, all)) => all.push(shown),
            None => self.texts.push((uri, vec![shown])),
        }
    }
}

type Ran = Result<(testing::Seen, Vec<Problem>), Vec<Problem>>;

fn run(program: &Arc<crate::program::Program>, test: &Test) -> Ran {
    let mut ready = testing::ready(program, test)?;
    let (seen, mocks) = testing::play(&mut ready)?;
    let problems = testing::judge(test, &ready, &seen, &mocks);
    Ok((seen, problems))
}

/// Why a test failed: `the run ended another way: expected it finishes, got it failed in Rejected`.
fn said(problem: &Problem, redactor: &Redactor) -> String {
    let mut text = problem.title.clone();
    if let (Some(expected), Some(actual)) = (&problem.expected, &problem.actual) {
        let (expected, actual) = (redactor.show(expected), redactor.show(actual));
        text.push_str(&format!(": expected {expected}, got {actual}"));
    }
    if let Some(help) = &problem.help {
        text.push_str(&format!("\n{help}"));
    }
    text
}
