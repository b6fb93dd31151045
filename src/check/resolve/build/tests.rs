//! `test` blocks: the names in them are those of the script and the catalogue.

use super::Resolver;
use crate::check::resolve::{BodyKind, Found, Meaning, Place, Role, Written};
use crate::source::Span;
use crate::syntax::tree::{
    Answer, Expectation, Expr, Item, Phrase, RunStep, Test, TestItem, Times, Tree,
};
use crate::value::Kind;

impl<'a> Resolver<'a> {
    pub(super) fn tests(&mut self, tree: &'a Tree) {
        for item in &tree.items {
            if let Item::Test(test) = item {
                self.test(test);
            }
        }
    }

    fn test(&mut self, test: &'a Test) {
        self.begin(BodyKind::Test, test.span);
        for item in &test.items {
            match item {
                TestItem::GivenNow(_, time) => self.of_test(time, &Kind::Time, "`now`"),
                TestItem::GivenInputs(_, inputs) => {
                    for (name, value) in inputs {
                        self.given_input(*name, value);
                    }
                }
                TestItem::GivenAnswers {
                    span,
                    phrase,
                    answers,
                } => {
                    let site = self.in_test(phrase, *span);
                    answers.iter().for_each(|answer| self.answer(site, answer));
                }
                TestItem::RunStep(_, call) => self.test_step(call),
                TestItem::Expect(span, expectation) => self.expect(*span, expectation),
                TestItem::RunThisFlow(_) | TestItem::Bad(_) => {}
            }
        }
        self.end();
    }

    fn of_test(&mut self, value: &'a Expr, kind: &Kind, what: &'static str) {
        let role = Role::named(what, Place::Free);
        self.values.value(value, kind, role);
    }

    fn given_input(&mut self, name: Span, value: &'a Expr) {
        let input = self.values.inputs.get(self.slice(name));
        let meaning = input.map_or(Meaning::Unknown, |at| Meaning::Input(at as u32));
        self.values.refer(name, meaning);
        let kind = match input {
            Some(at) => {
                let input = &mut self.values.inputs.list[at];
                input.used = true;
                input.kind.clone()
            }
            None => Kind::Any,
        };
        if kind != Kind::Secret {
            self.of_test(value, &kind, "the input");
        }
    }

    /// The phrase of an action, which stands without values or with all of them.
    fn in_test(&mut self, phrase: &'a Phrase, span: Span) -> usize {
        let site = self.site(Written::Test(phrase), span);
        self.loose_values(phrase, &[]);
        site
    }

    fn answer(&mut self, site: usize, answer: &'a Answer) {
        let Found::Action(_, action) = self.sites[site].found else {
            return;
        };
        for arg in &answer.with {
            let name = self.slice(arg.name);
            let output = action.outputs.iter().find(|output| *output.name == *name);
            if let Some(output) = output {
                self.of_test(&arg.value, &output.kind, "the output");
            }
        }
    }

    fn test_step(&mut self, call: &'a RunStep) {
        if let Some(step) = self.step_of(call, None, true) {
            self.steps[step].used = true;
        }
        for arg in &call.args {
            self.values.expr(arg, Place::Free);
        }
    }

    fn expect(&mut self, span: Span, expectation: &'a Expectation) {
        match expectation {
            Expectation::Finishes(Some(text)) | Expectation::Fails(Some(text)) => {
                self.values.expr(text, Place::Bare);
            }
            Expectation::Finishes(None) | Expectation::Fails(None) => {}
            Expectation::Called(phrase, times) => {
                self.in_test(phrase, span);
                if let Times::Count(count) = times {
                    self.limit(count, &Kind::Number, "the number of calls");
                }
            }
            Expectation::Emitted(_, value) => {
                self.values.expr(value, Place::Free);
            }
            Expectation::Passed(time) => self.of_test(time, &Kind::Duration, "the time"),
        }
    }
}
