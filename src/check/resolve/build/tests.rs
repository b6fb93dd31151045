//! `test` blocks: the names in them are those of the script and the catalogue.

use super::Resolver;
use crate::catalogue::{Action, Output, PhrasePart as Known, Thing};
use crate::check::resolve::{BodyKind, Found, Meaning, Place, Role, Written};
use crate::program;
use crate::source::Span;
use crate::syntax::tree::{
    Answer, Arg, Expectation, Expr, Item, Phrase, PhrasePart, RunStep, Setting, Test, TestItem,
    Times, Tree,
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
                TestItem::GivenSetting(_, setting, value) => {
                    let (kind, what) = of_setting(*setting);
                    self.of_test(value, &kind, what);
                }
                TestItem::GivenCancelled(_, time) => {
                    self.of_test(time, &Kind::Duration, "the time");
                }
                TestItem::GivenWorld { has, .. } => {
                    self.values.expr(has, Place::Free);
                }
                TestItem::GivenInputs(_, inputs) => {
                    for (name, value) in inputs {
                        self.given_input(*name, value);
                    }
                }
                TestItem::GivenAnswers {
                    span,
                    phrase,
                    of,
                    answers,
                } => {
                    let site = self.in_test(phrase, *span);
                    self.params_of(site, of);
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

    /// The phrase of an action or a wait, which stands without values or with all of them.
    fn in_test(&mut self, phrase: &'a Phrase, span: Span) -> usize {
        let site = self.site(Written::Test(phrase), span);
        let first = self.args.len() as u32;
        match self.sites[site].found {
            Found::Action(_, action) => {
                for (known, part) in action.phrase.iter().zip(&phrase.parts) {
                    if let (Known::Value(param), PhrasePart::Value(value)) = (known, part) {
                        self.param_of(action, *param, value);
                    }
                }
            }
            Found::Thing(_, thing) => self.waited_for(thing, phrase),
            Found::Signal(_) => {}
            _ => self.loose_values(phrase, &[]),
        }
        self.sites[site].args = first..self.args.len() as u32;
        site
    }

    /// Parameters that a line names beside those of its phrase.
    fn params_of(&mut self, site: usize, with: &'a [Arg]) {
        for arg in with {
            let name = self.slice(arg.name);
            match self.sites[site].found {
                Found::Action(_, action) => {
                    let mut params = action.params.iter();
                    match params.position(|param| *param.name == *name) {
                        Some(number) => self.param_of(action, number, &arg.value),
                        None => drop(self.values.expr(&arg.value, Place::Free)),
                    }
                }
                Found::Thing(_, thing) => {
                    let mut outputs = thing.outputs.iter();
                    let output = outputs.find(|output| *output.name == *name);
                    let kind = output.map_or(Kind::Any, |output| output.kind.clone());
                    self.of_test(&arg.value, &kind, "the value");
                }
                _ => drop(self.values.expr(&arg.value, Place::Free)),
            }
        }
        self.sites[site].args.end = self.args.len() as u32;
    }

    fn param_of(&mut self, action: &'a Action, number: usize, value: &'a Expr) {
        let param = &action.params[number];
        if param.kind != Kind::Secret {
            self.of_test(value, &param.kind, "the parameter");
        }
        self.args.push((number as u16, value));
    }

    /// `contact <value> is Held`: which one, and its state.
    fn waited_for(&mut self, thing: &'a Thing, phrase: &'a Phrase) {
        let mut after_is = false;
        for part in &phrase.parts {
            match part {
                PhrasePart::Word(word) => after_is |= self.slice(*word) == "is",
                PhrasePart::Value(state) if after_is => {
                    self.values.refer(state.span, Meaning::State);
                }
                PhrasePart::Value(which) => self.of_test(which, &thing.id, "the one"),
            }
        }
    }

    fn answer(&mut self, site: usize, answer: &'a Answer) {
        if let Some(after) = &answer.after {
            self.of_test(after, &Kind::Duration, "the time");
        }
        let outputs: &'a [Output] = match self.sites[site].found {
            Found::Action(_, action) => &action.outputs,
            Found::Thing(_, thing) => &thing.outputs,
            Found::Signal(_) => &[],
            _ => return,
        };
        for arg in &answer.with {
            let name = self.slice(arg.name);
            match outputs.iter().find(|output| *output.name == *name) {
                Some(output) => self.of_test(&arg.value, &output.kind, "the output"),
                None => match program::of_answers(name) {
                    Some(kind) => self.of_test(&arg.value, &kind, "the value"),
                    None => drop(self.values.expr(&arg.value, Place::Free)),
                },
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
            Expectation::Finishes(None)
            | Expectation::Fails(None)
            | Expectation::Cancelled
            | Expectation::EndsIn(_)
            | Expectation::Left(None)
            | Expectation::Accepted => {}
            Expectation::Called(phrase, times, with) => {
                let site = self.in_test(phrase, span);
                self.params_of(site, with);
                if let Times::Count(count) = times {
                    self.limit(count, &Kind::Number, "the number of calls");
                }
            }
            Expectation::Before(first, then) => {
                self.in_test(first, span);
                self.in_test(then, span);
            }
            Expectation::ActionEndsIn(phrase, _) => {
                self.in_test(phrase, span);
            }
            Expectation::Logged(text) | Expectation::Left(Some(text)) => {
                self.values.expr(text, Place::Bare);
            }
            Expectation::Emitted(_, value) => {
                self.values.expr(value, Place::Free);
            }
            Expectation::Passed(time) => self.of_test(time, &Kind::Duration, "the time"),
        }
    }
}

fn of_setting(setting: Setting) -> (Kind, &'static str) {
    match setting {
        Setting::Now => (Kind::Time, "`now`"),
        Setting::Zone => (Kind::Text, "the zone"),
        Setting::Seed => (Kind::Number, "the seed"),
    }
}
