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
            self.faithful(item.span(), |printer| test_item(printer, item));
        }
        self.comments_before(test.span.end.saturating_sub(1), true);
        self.indent -= INDENT;
        self.pad(self.indent);
        self.put("}");
        self.end(test.span.end);
    }
}

fn test_item(printer: &mut Printer<'_>, item: &TestItem) {
    let span = item.span();
    printer.begin(span.start);
    match item {
        TestItem::GivenSetting(_, setting, value) => {
            printer.optional(&format!("given {} = ", setting.word()), Some(value));
        }
        TestItem::GivenCancelled(_, time) => {
            printer.optional("given cancelled after ", Some(time));
        }
        TestItem::GivenWorld { system, has, .. } => {
            printer.put("given the simulator ");
            if let Some(system) = system {
                printer.put("of ");
                printer.raw(*system);
                printer.put(" ");
            }
            printer.optional("has ", Some(has));
        }
        TestItem::GivenInputs(_, inputs) => given_inputs(printer, inputs),
        TestItem::GivenAnswers {
            phrase,
            of,
            answers,
            ..
        } => {
            printer.put("given ");
            printer.phrase(phrase);
            with_of(printer, of);
            put_answers(printer, answers);
        }
        TestItem::RunThisFlow(_) => printer.put("run this flow"),
        TestItem::RunStep(_, call) => printer.run_step(call),
        TestItem::Expect(_, expectation) => {
            printer.put("expect ");
            put_expectation(printer, expectation);
        }
        TestItem::Bad(at) => printer.raw(*at),
    }
    printer.end(span.end);
}

fn given_inputs(printer: &mut Printer<'_>, inputs: &[(crate::source::Span, Expr)]) {
    for (index, (name, value)) in inputs.iter().enumerate() {
        printer.put(if index == 0 { "given " } else { ", " });
        printer.named("", *name, " = ", value);
    }
}

fn with_of(printer: &mut Printer<'_>, args: &[Arg]) {
    if !args.is_empty() {
        printer.short_with(" with ", args);
    }
}

fn put_answers(printer: &mut Printer<'_>, answers: &[Answer]) {
    printer.put(" answers ");
    for (index, answer) in answers.iter().enumerate() {
        printer.put(if index == 0 { "" } else { ", " });
        printer.raw(answer.outcome);
        printer.optional(" after ", answer.after.as_ref());
        with_of(printer, &answer.with);
    }
}

fn put_expectation(printer: &mut Printer<'_>, expectation: &Expectation) {
    match expectation {
        Expectation::Finishes(words) => {
            printer.put("it finishes");
            printer.optional(" with ", words.as_ref());
        }
        Expectation::Fails(words) => {
            printer.put("it fails");
            printer.optional(" with ", words.as_ref());
        }
        Expectation::Cancelled => printer.put("it is cancelled"),
        Expectation::EndsIn(outcome) => {
            printer.put("it ends in ");
            printer.raw(*outcome);
        }
        Expectation::Called(phrase, times, with) => {
            printer.phrase(phrase);
            printer.put(" called ");
            put_times(printer, times);
            with_of(printer, with);
        }
        Expectation::Before(first, then) => {
            printer.phrase(first);
            printer.put(" called before ");
            printer.phrase(then);
        }
        Expectation::ActionEndsIn(phrase, outcome) => {
            printer.phrase(phrase);
            printer.put(" ends in ");
            printer.raw(*outcome);
        }
        Expectation::Logged(text) => printer.optional("logged ", Some(text)),
        Expectation::Left(None) => printer.put("nothing left"),
        Expectation::Left(Some(what)) => printer.optional("left ", Some(what)),
        Expectation::Accepted => printer.put("the accepted trace"),
        Expectation::Emitted(name, value) => printer.named("emitted ", *name, " = ", value),
        Expectation::Passed(time) => {
            printer.expr(time);
            printer.put(" passed");
        }
    }
}

fn put_times(printer: &mut Printer<'_>, times: &Times) {
    match times {
        Times::Never => printer.put("never"),
        Times::Once => printer.put("once"),
        Times::Count(count) => {
            printer.expr(count);
            printer.put(" times");
        }
    }
}
