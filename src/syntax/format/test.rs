//! Tests.

use super::{INDENT, Printer};
use crate::syntax::tree::*;

impl Printer<'_> {
    pub(super) fn test(&mut self, test: &Test) {
        self.begin(test.span.start);
        self.put("test ");
        self.raw(test.name);
        self.put(" {");
        self.indent += INDENT;
        self.end(test.body.start + 1);
        for item in &test.items {
            self.faithful(item.span(), |printer| printer.test_item(item));
        }
        self.comments_before(test.span.end.saturating_sub(1), true);
        self.indent -= INDENT;
        self.pad(self.indent);
        self.put("}");
        self.end(test.span.end);
    }

    fn test_item(&mut self, item: &TestItem) {
        let span = item.span();
        self.begin(span.start);
        match item {
            TestItem::GivenNow(_, time) => self.optional("given now = ", Some(time)),
            TestItem::GivenInputs(_, inputs) => self.given_inputs(inputs),
            TestItem::GivenAnswers {
                phrase, answers, ..
            } => self.given_answers(phrase, answers),
            TestItem::RunThisFlow(_) => self.put("run this flow"),
            TestItem::RunStep(_, call) => self.run_step(call),
            TestItem::Expect(_, expectation) => {
                self.put("expect ");
                self.expectation(expectation);
            }
            TestItem::Bad(at) => self.raw(*at),
        }
        self.end(span.end);
    }

    fn given_inputs(&mut self, inputs: &[(crate::source::Span, Expr)]) {
        for (index, (name, value)) in inputs.iter().enumerate() {
            self.put(if index == 0 { "given " } else { ", " });
            self.named("", *name, " = ", value);
        }
    }

    fn given_answers(&mut self, phrase: &Phrase, answers: &[Answer]) {
        self.put("given ");
        self.phrase(phrase);
        self.put(" answers ");
        for (index, answer) in answers.iter().enumerate() {
            self.put(if index == 0 { "" } else { ", " });
            self.raw(answer.outcome);
            if !answer.with.is_empty() {
                self.short_with(" with ", &answer.with);
            }
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        match expectation {
            Expectation::Finishes(words) => {
                self.put("it finishes");
                self.optional(" with ", words.as_ref());
            }
            Expectation::Fails(words) => {
                self.put("it fails");
                self.optional(" with ", words.as_ref());
            }
            Expectation::Called(phrase, times) => {
                self.phrase(phrase);
                self.put(" called ");
                self.times(times);
            }
            Expectation::Emitted(name, value) => self.named("emitted ", *name, " = ", value),
            Expectation::Passed(time) => {
                self.expr(time);
                self.put(" passed");
            }
        }
    }

    fn times(&mut self, times: &Times) {
        match times {
            Times::Never => self.put("never"),
            Times::Once => self.put("once"),
            Times::Count(count) => {
                self.expr(count);
                self.put(" times");
            }
        }
    }
}
