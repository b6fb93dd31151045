//! `test` blocks.

use super::Lowerer;
use crate::check::literal;
use crate::check::resolve::Found;
use crate::program::test::{
    Answer, Expect, Expected, Mock, Runs, Subject, Test, Times, What, World,
};
use crate::program::{Expr, of_answers};
use crate::source::Span;
use crate::syntax::tree::{self, Expectation, Item, Phrase, PhrasePart, Setting, TestItem};
use crate::value::Kind;
use std::sync::Arc;

impl<'a> Lowerer<'_, 'a> {
    /// The tests of a file. What did not parse, or means nothing, is left out: such a file has
    /// errors, and its tests are never run.
    pub(super) fn tests(&mut self) -> Vec<Test> {
        let items = self.model.tree.items.iter();
        let tests = items.filter_map(|item| match item {
            Item::Test(test) => Some(test),
            _ => None,
        });
        tests.map(|test| self.test(test)).collect()
    }

    fn test(&mut self, test: &'a tree::Test) -> Test {
        let name = literal::quoted(self.model.source, test.name);
        let mut lowered = Test {
            span: test.span,
            name: name.into(),
            head: Span::new(test.span.start, test.name.end),
            inputs: Vec::new(),
            now: None,
            zone: None,
            seed: None,
            cancelled: None,
            worlds: Vec::new(),
            mocks: Vec::new(),
            runs: Vec::new(),
            expects: Vec::new(),
        };
        for item in &test.items {
            self.test_line(item, &mut lowered);
        }
        lowered
    }

    fn test_line(&mut self, item: &'a TestItem, test: &mut Test) {
        match item {
            TestItem::GivenSetting(_, Setting::Now, time) => {
                test.now = Some(self.value(time, &Kind::Time));
            }
            TestItem::GivenSetting(_, Setting::Zone, zone) => {
                test.zone = Some(self.value(zone, &Kind::Text));
            }
            TestItem::GivenSetting(_, Setting::Seed, seed) => {
                test.seed = Some(self.value(seed, &Kind::Number));
            }
            TestItem::GivenCancelled(_, time) => {
                test.cancelled = Some(self.value(time, &Kind::Duration));
            }
            TestItem::GivenWorld { span, system, has } => test.worlds.push(World {
                span: *span,
                system: system.map(|system| self.slice(system).into()),
                has: self.expr(has),
            }),
            TestItem::GivenInputs(_, inputs) => {
                for (name, value) in inputs {
                    let name = self.slice(*name);
                    let kind = self.model.input_named(name).map(|input| input.kind.clone());
                    let value = self.value(value, &kind.unwrap_or(Kind::Any));
                    test.inputs.push((name.into(), value));
                }
            }
            TestItem::GivenAnswers {
                span,
                phrase,
                of,
                answers,
            } => {
                if let Some(of) = self.subject(phrase, of) {
                    let answers = answers.iter().map(|answer| self.answer(&of.what, answer));
                    test.mocks.push(Mock {
                        span: *span,
                        answers: answers.collect(),
                        of,
                    });
                }
            }
            TestItem::RunThisFlow(span) => test.runs.push((*span, Runs::Flow)),
            TestItem::RunStep(span, call) => {
                if let Some(run) = self.run_step(call) {
                    test.runs.push((*span, Runs::Step(Arc::new(run))));
                }
            }
            TestItem::Expect(span, what) => {
                if let Some(what) = self.expectation(what) {
                    test.expects.push(Expect { span: *span, what });
                }
            }
            TestItem::Bad(_) => {}
        }
    }

    fn subject(&mut self, phrase: &'a Phrase, with: &'a [tree::Arg]) -> Option<Subject> {
        let model = self.model;
        let site = model.site_at(phrase.span.start)?;
        let (what, mut values) = match &site.found {
            Found::Action(_, action) => {
                let used = model.action_at(phrase.span.start)?;
                let args: Vec<_> = used.args().collect();
                let values = args
                    .into_iter()
                    .map(|(param, value)| (param.name.clone(), self.value(value, &param.kind)));
                (What::Action((*action).clone()), values.collect())
            }
            Found::Thing(system, thing) => {
                let system = model.systems.list[usize::from(*system)].entry.name.clone();
                (self.waited_for(system, thing, phrase), Vec::new())
            }
            Found::Signal(name) => (What::Signal(self.slice(*name).into()), Vec::new()),
            _ => return None,
        };
        if let What::Await { thing, .. } = &what {
            for arg in with {
                let name = self.slice(arg.name);
                let output = thing.outputs.iter().find(|output| *output.name == *name);
                let kind = output.map_or(Kind::Any, |output| output.kind.clone());
                values.push((name.into(), self.value(&arg.value, &kind)));
            }
        }
        Some(Subject {
            span: phrase.span,
            what,
            values,
        })
    }

    fn waited_for(
        &mut self,
        system: Arc<str>,
        thing: &Arc<crate::catalogue::Thing>,
        phrase: &'a Phrase,
    ) -> What {
        let (mut which, mut state, mut is, mut not, mut awaited) =
            (None, None, false, false, false);
        for part in &phrase.parts {
            match part {
                PhrasePart::Word(word) => match self.slice(*word) {
                    "is" => is = true,
                    "not" => not = true,
                    "await" => awaited = true,
                    _ => {}
                },
                PhrasePart::Value(value) if is => {
                    state = Some((self.slice(value.span).into(), not));
                }
                PhrasePart::Value(value) => which = Some(self.value(value, &thing.id)),
            }
        }
        let thing = thing.clone();
        match awaited {
            true => What::Await { system, thing },
            false => What::Wait {
                system,
                thing,
                which,
                state,
            },
        }
    }

    fn answer(&mut self, of: &What, answer: &'a tree::Answer) -> Answer {
        let outputs = match of {
            What::Action(action) => action.outputs.as_slice(),
            What::Wait { thing, .. } | What::Await { thing, .. } => &thing.outputs,
            What::Signal(_) => &[],
        };
        let with = answer.with.iter().map(|arg| {
            let name = self.slice(arg.name);
            let output = outputs.iter().find(|output| *output.name == *name);
            let kind = match output {
                Some(output) => Some(output.kind.clone()),
                None => of_answers(name),
            };
            (
                name.into(),
                self.value(&arg.value, &kind.unwrap_or(Kind::Any)),
            )
        });
        let with = with.collect();
        let outcome = (!answer.nothing).then(|| self.slice(answer.outcome).into());
        Answer {
            span: answer.outcome,
            outcome,
            after: self.optional(&answer.after, &Kind::Duration),
            with,
        }
    }

    fn expectation(&mut self, what: &'a Expectation) -> Option<Expected> {
        Some(match what {
            Expectation::Finishes(text) => Expected::Finishes(self.optional(text, &Kind::Text)),
            Expectation::Fails(text) => Expected::Fails(self.optional(text, &Kind::Text)),
            Expectation::Cancelled => Expected::Cancelled,
            Expectation::EndsIn(outcome) => Expected::EndsIn(self.slice(*outcome).into()),
            Expectation::Called(phrase, times, with) => {
                let times = match times {
                    tree::Times::Never => Times::Never,
                    tree::Times::Once => Times::Once,
                    tree::Times::Count(count) => Times::Count(self.value(count, &Kind::Number)),
                };
                Expected::Called(self.subject(phrase, with)?, times)
            }
            Expectation::Before(first, then) => {
                Expected::Before(self.subject(first, &[])?, self.subject(then, &[])?)
            }
            Expectation::ActionEndsIn(phrase, outcome) => {
                Expected::ActionEndsIn(self.subject(phrase, &[])?, self.slice(*outcome).into())
            }
            Expectation::Emitted(name, value) => {
                Expected::Emitted(self.slice(*name).into(), self.expr(value))
            }
            Expectation::Logged(text) => Expected::Logged(self.value(text, &Kind::Text)),
            Expectation::Left(what) => Expected::Left(self.optional(what, &Kind::Text)),
            Expectation::Accepted => Expected::Accepted,
            Expectation::Passed(time) => Expected::Passed(self.value(time, &Kind::Duration)),
        })
    }

    fn optional(&mut self, value: &'a Option<tree::Expr>, kind: &Kind) -> Option<Expr> {
        value.as_ref().map(|value| self.value(value, kind))
    }
}
