//! `test` blocks: the names in them are those of the script and the catalogue.

use super::value::Role;
use super::{BodyKind, Place, Walker};
use crate::catalogue::{Action, nearest};
use crate::check::names::NameMap;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{
    Answer, Expectation, Expr, Item, Phrase, PhrasePart, RunStep, Test, TestItem, Times, Tree,
};
use crate::value::Kind;
use std::sync::Arc;

impl<'a> Walker<'a> {
    pub(super) fn tests(&mut self, tree: &'a Tree) {
        let mut seen: NameMap<&'a str, Span> = NameMap::default();
        for item in &tree.items {
            let Item::Test(test) = item else { continue };
            let name = self.slice(test.name);
            if let Some(first) = seen.get(name) {
                self.report(rules::doubled_name::problem(
                    "test", name, test.name, *first,
                ));
            } else {
                seen.insert(name, test.name);
            }
            self.test(test);
        }
    }

    fn test(&mut self, test: &'a Test) {
        self.begin(BodyKind::Main);
        self.provide_anything();
        for item in &test.items {
            match item {
                TestItem::GivenNow(_, time) => {
                    self.value(time, &Kind::Time, Role::named("`now`", Place::Free));
                }
                TestItem::GivenInputs(_, inputs) => self.given_inputs(inputs),
                TestItem::GivenAnswers {
                    phrase, answers, ..
                } => {
                    if let Some(action) = self.mocked(phrase) {
                        answers
                            .iter()
                            .for_each(|answer| self.answer(action, answer));
                    }
                }
                TestItem::RunStep(_, call) => self.test_step(call),
                TestItem::Expect(_, expectation) => self.expect(expectation),
                TestItem::RunThisFlow(_) | TestItem::Bad(_) => {}
            }
        }
        self.end();
    }

    fn given_inputs(&mut self, inputs: &'a [(Span, Expr)]) {
        for (name, value) in inputs {
            let text = self.slice(*name);
            let kind = match self.inputs.get(text) {
                Some(at) => {
                    self.inputs.list[at].used = true;
                    self.inputs.list[at].kind.clone()
                }
                None => {
                    self.unknown_input(text, *name);
                    Kind::Any
                }
            };
            if kind != Kind::Secret {
                self.value(value, &kind, Role::named("the input", Place::Free));
            }
        }
    }

    /// In a file of tests alone the script's inputs are not known.
    fn unknown_input(&mut self, name: &str, span: Span) {
        if self.is_test_file() {
            return;
        }
        let known = self.inputs.list.iter().map(|input| input.name);
        let near = nearest(name, known);
        self.report(rules::unknown_name::input(name, span, near));
    }

    fn is_test_file(&self) -> bool {
        self.source.name().ends_with(".test.flow")
    }

    /// The action of a mocked phrase, which is written without values or with all of them.
    fn mocked(&mut self, phrase: &'a Phrase) -> Option<&'a Arc<Action>> {
        let word = |part: &PhrasePart| match part {
            PhrasePart::Word(span) => Some(self.source.slice(*span)),
            PhrasePart::Value(_) => None,
        };
        let words: Vec<&str> = phrase.parts.iter().filter_map(word).collect();
        if words.len() == phrase.parts.len() {
            let mut systems = self.systems.list.iter();
            let found = systems.find_map(|system| system.entry.find_key(words.iter().copied()));
            if found.is_some() {
                return found;
            }
        }
        let (_, action) = self.resolve(None, phrase)?;
        self.loose_values(phrase, &[]);
        Some(action)
    }

    fn answer(&mut self, action: &'a Action, answer: &'a Answer) {
        let name = self.slice(answer.outcome);
        if action.outcome(name).is_none() {
            let all: Vec<&str> = action
                .outcomes
                .iter()
                .map(|outcome| &*outcome.name)
                .collect();
            let problem =
                rules::unknown_outcome::problem(name, answer.outcome, action.short(), &all);
            self.report(problem);
        }
        for arg in &answer.with {
            let name = self.slice(arg.name);
            let output = action.outputs.iter().find(|output| *output.name == *name);
            match output {
                Some(output) => {
                    self.value(
                        &arg.value,
                        &output.kind,
                        Role::named("the output", Place::Free),
                    );
                }
                None => {
                    let known: Vec<&str> =
                        action.outputs.iter().map(|output| &*output.name).collect();
                    let near = nearest(name, known.iter().copied());
                    let problem = rules::unknown_parameter::output(
                        name,
                        arg.name,
                        action.short(),
                        near,
                        &known,
                    );
                    self.report(problem);
                }
            }
        }
    }

    fn test_step(&mut self, call: &'a RunStep) {
        let name = self.slice(call.name);
        match self.step_named(name) {
            Some(step) => self.steps[step].used = true,
            None if self.is_test_file() => {}
            None => {
                let near = nearest(name, self.step_at.keys().copied());
                self.report(rules::unknown_step::problem(name, call.name, near));
            }
        }
        for arg in &call.args {
            self.expr(arg, Place::Free);
        }
    }

    fn expect(&mut self, expectation: &'a Expectation) {
        match expectation {
            Expectation::Finishes(Some(text)) | Expectation::Fails(Some(text)) => {
                self.expr(text, Place::Bare);
            }
            Expectation::Finishes(None) | Expectation::Fails(None) => {}
            Expectation::Called(phrase, times) => {
                self.mocked(phrase);
                if let Times::Count(count) = times {
                    self.limit(count, &Kind::Number, "the number of calls");
                }
            }
            Expectation::Emitted(_, value) => {
                self.expr(value, Place::Free);
            }
            Expectation::Passed(time) => {
                self.value(time, &Kind::Duration, Role::named("the time", Place::Free));
            }
        }
    }
}
