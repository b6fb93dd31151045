//! A file of tests and the flow that it tests, read as one text: systems, steps and inputs are those
//! of the flow, and what is wrong is told where it is.

use super::context::Context;
use super::lint_text;
use crate::catalogue::Catalogue;
use crate::diagnostic::Diagnostic;
use crate::source::{Part, Source, Span};
use crate::syntax::tree::Item;
use std::sync::Arc;

/// How a file of tests ends: `hold.test.flow` tests `hold.flow`.
pub const OF_TESTS: &str = ".test.flow";

/// A flow with its tests behind it.
pub struct Beside {
    /// Both texts; the flow's name.
    pub both: Arc<Source>,
    /// Where the tests begin in it.
    pub offset: u32,
}

impl Beside {
    /// Joins them. The `use` lines of the tests give way to those of the flow.
    pub fn new(flow: &Arc<Source>, tests: &Arc<Source>) -> Self {
        let both = format!("{}\n{}", flow.text(), without_uses(tests));
        let offset = flow.text().len() as u32 + 1;
        let part = |start, source: &Arc<Source>| Part {
            start,
            source: source.clone(),
            used: None,
            whole: true,
        };
        // Behind the flow come the files whose steps it uses.
        let mut parts = flow.parts().to_vec();
        if parts.is_empty() {
            parts.push(part(0, flow));
        }
        parts.push(part(offset, tests));
        Self {
            both: Arc::new(Source::joined(both, parts, flow.links().to_vec())),
            offset,
        }
    }

    /// Whether a place is in the tests.
    pub fn in_tests(&self, span: Span) -> bool {
        span.start >= self.offset
    }

    /// A place of both, in the file of tests.
    pub fn moved(&self, span: Span) -> Span {
        let moved = |at: u32| at.saturating_sub(self.offset);
        Span::new(moved(span.start), moved(span.end))
    }

    /// What is about the flow, and what is about the tests, in terms of their file.
    pub fn split(&self, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let tests = |found: &Diagnostic| self.in_tests(found.span());
        let (of_tests, of_flow): (Vec<_>, Vec<_>) = found.into_iter().partition(tests);
        let of_tests = of_tests.into_iter().map(|found| self.of_tests(found));
        (of_flow, of_tests.collect())
    }

    fn of_tests(&self, mut found: Diagnostic) -> Diagnostic {
        found.labels.retain(|label| self.in_tests(label.span));
        for label in &mut found.labels {
            label.span = self.moved(label.span);
        }
        // a fix that would change the flow too is none of this file
        let mut fix = found.fix.take();
        fix = fix.filter(|fix| fix.edits.iter().all(|edit| self.in_tests(edit.span)));
        for edit in fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = self.moved(edit.span);
        }
        found.fix = fix;
        found
    }
}

/// What is wrong with a file of tests of this flow. A flow that cannot be read says nothing about its
/// tests: then they are checked alone.
pub(super) fn lint(
    tests: &Arc<Source>,
    flow: &Arc<Source>,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Diagnostic> {
    let alone = Context {
        tested: None,
        ..context.clone()
    };
    let large = flow.text().len() + tests.text().len() >= Source::MAX_BYTES;
    if large || !crate::syntax::parse(flow).is_clean() {
        return lint_text(tests, catalogue, &alone);
    }
    let beside = Beside::new(flow, tests);
    let found = lint_text(&beside.both, catalogue, &alone);
    let (_, of_tests) = beside.split(found);
    of_tests
}

/// The text of a file of tests with blanks in place of its `use` lines: the flow has its own.
fn without_uses(tests: &Source) -> String {
    let mut text = tests.text().to_owned();
    for item in crate::syntax::parse(tests).tree.items {
        if let Item::Use(line) = item {
            let range = line.span.start as usize..line.span.end as usize;
            let blanks = " ".repeat(range.len());
            if text.get(range.clone()).is_some() {
                text.replace_range(range, &blanks);
            }
        }
    }
    text
}
