//! The words of a script beside its names: of systems, actions, parameters, outcomes, functions.

use super::build::Builder;
use super::types::{Of, Sort, What};
use crate::catalogue::{Action, Output, Thing};
use crate::check::resolve::Found;
use crate::source::Span;
use crate::syntax::tree::{
    self, Answer, Arg, Catches, Expectation, Expr, ExprKind, Handler, Item, Key, KindForm, KindRef,
    Phrase, PhrasePart, Stmt, StmtKind, Test, TestItem, Times,
};
use crate::syntax::visit::{self, Visit};
use crate::value::Field;
use std::collections::HashMap;
use std::sync::Arc;

/// Adds the words of a script to the index.
pub(super) struct Words<'b, 'm, 'a> {
    to: &'b mut Builder<'m, 'a>,
    /// The fields that are known, by where their names begin.
    fields: HashMap<u32, &'m Field>,
    /// What the handlers at hand are for.
    of: Of,
}

impl<'b, 'm, 'a> Words<'b, 'm, 'a> {
    pub fn new(to: &'b mut Builder<'m, 'a>) -> Self {
        let model = to.model;
        let fields = model.facts.fields.iter();
        Self {
            fields: fields.map(|(span, field)| (span.start, field)).collect(),
            of: Of::Anywhere,
            to,
        }
    }

    pub fn all(mut self) {
        let tree = self.to.model.tree;
        for call in &self.to.model.facts.functions {
            self.to.word(call.name, What::Function(call.function));
        }
        for item in &tree.items {
            self.top(item);
        }
        visit::all(&mut self, tree);
        for item in &tree.items {
            match item {
                Item::Test(test) => self.test(test),
                Item::Input(line) => line.default.iter().for_each(|value| self.expr(value)),
                _ => {}
            }
        }
    }

    fn top(&mut self, item: &'a Item) {
        match item {
            Item::Use(line) => {
                let name = self.to.model.slice(line.system);
                let entry = self.to.model.catalogue.system(name);
                self.to.word(line.system, What::System(entry.cloned()));
                if let Some(alias) = line.alias {
                    self.to.other(Sort::Alias, alias, true);
                }
            }
            Item::Input(line) => self.kind(&line.kind),
            Item::When(line) => self.arrival(line),
            _ => {}
        }
    }

    /// `when contact arrives with Skill: "4021"`
    fn arrival(&mut self, line: &'a tree::When) {
        self.prefix(line.system);
        let thing = self.to.model.arriving(line).cloned();
        self.to.word(line.thing, What::Thing(thing.clone()));
        self.filters(&line.with, thing.as_ref());
    }

    /// The conditions of what is awaited, or starts the flow.
    fn filters(&mut self, with: &'a [Arg], thing: Option<&Arc<Thing>>) {
        for arg in with {
            let name = self.to.model.slice(arg.name);
            let filter = thing.and_then(|thing| {
                let mut outputs = thing.outputs.iter();
                let at = outputs.position(|output| *output.name == *name)?;
                Some(What::Filter(thing.clone(), at))
            });
            self.to.word(arg.name, filter.unwrap_or(What::NoParam));
        }
        visit::args(self, with);
    }

    fn kind(&mut self, kind: &KindRef) {
        match &kind.form {
            KindForm::Words => self.to.word(kind.span, What::Kind),
            KindForm::List(of) => self.kind(of),
            KindForm::OneOf(_) => {}
        }
    }

    /// A system's name before a phrase.
    fn prefix(&mut self, prefix: Option<Span>) {
        let Some(span) = prefix else { return };
        if self.to.is_alias(span) {
            return self.to.other(Sort::Alias, span, false);
        }
        let entry = self.to.model.system_called(self.to.model.slice(span));
        self.to.word(span, What::System(entry.cloned()));
    }

    /// The site that begins at a byte: its place in the index, and its action.
    fn site(&self, start: u32) -> (Option<usize>, Option<Arc<Action>>, Option<Arc<Thing>>) {
        let Some((number, site)) = self.to.model.numbered_site_at(start) else {
            return (None, None, None);
        };
        let at = self.to.site_of.get(number).copied();
        match &site.found {
            Found::Action(_, action) => (at, Some((*action).clone()), None),
            Found::Thing(_, thing) => (at, None, Some((*thing).clone())),
            _ => (at, None, None),
        }
    }

    fn phrase(&mut self, phrase: &'a Phrase) -> Option<Arc<Action>> {
        let (site, action, thing) = self.site(phrase.span.start);
        if let Some((_, found)) = self.to.model.numbered_site_at(phrase.span.start)
            && matches!(found.found, Found::Signal(_))
        {
            if let Some(PhrasePart::Word(signal)) = phrase.parts.get(1) {
                self.to.word(*signal, What::Thing(None));
            }
            return None;
        }
        if let (None, Some(thing)) = (&action, thing) {
            self.waited_for(phrase, &thing);
            return None;
        }
        for part in &phrase.parts {
            if let PhrasePart::Word(span) = part {
                let what = match (site, &action) {
                    (Some(site), Some(_)) => What::Action(site),
                    _ => What::NoAction,
                };
                self.to.word(*span, what);
            }
        }
        visit::phrase(self, phrase);
        action
    }

    /// `wait until contact 1001 is Held` in a test: its words are the language's own.
    fn waited_for(&mut self, phrase: &'a Phrase, thing: &Arc<Thing>) {
        let mut after_is = false;
        for part in &phrase.parts {
            match part {
                PhrasePart::Word(span) => {
                    let word = self.to.model.slice(*span);
                    after_is |= word == "is";
                    if *word == *thing.name {
                        self.to.word(*span, What::Thing(Some(thing.clone())));
                    }
                }
                PhrasePart::Value(state) if after_is => {
                    self.to.word(state.span, What::State(Some(thing.clone())));
                }
                PhrasePart::Value(which) => self.expr(which),
            }
        }
    }

    fn action(&mut self, written: &'a tree::Action) {
        self.prefix(written.system.or(written.phrase.system));
        let action = self.phrase(&written.phrase);
        for arg in &written.with {
            let name = self.to.model.slice(arg.name);
            let param = action.as_ref().and_then(|action| {
                let mut params = action.params.iter();
                let at = params.position(|param| *param.name == *name)?;
                Some(What::Param(action.clone(), at))
            });
            self.to.word(arg.name, param.unwrap_or(What::NoParam));
        }
        visit::args(self, &written.with);
        let of = action.map_or(Of::Inside(Span::default()), Of::Action);
        self.handlers_of(&written.handlers, of);
    }

    fn handlers_of(&mut self, handlers: &'a [Handler], of: Of) {
        let outer = std::mem::replace(&mut self.of, of);
        for handler in handlers {
            if let Catches::Named(names) = &handler.catches {
                for name in names {
                    let of = self.of.clone();
                    self.to.word(*name, What::Outcome(of));
                }
            }
            self.reaction(&handler.reaction);
        }
        self.of = outer;
    }

    fn wait_until(&mut self, wait: &'a tree::WaitUntil) {
        self.prefix(wait.system);
        let (_, _, thing) = self.site(wait.thing.start);
        self.to.word(wait.thing, What::Thing(thing.clone()));
        self.to.word(wait.state, What::State(thing.clone()));
        self.expr(&wait.subject);
        wait.at_most.iter().for_each(|limit| self.expr(limit));
        self.handlers_of(&wait.handlers, of_thing(thing));
    }

    fn await_(&mut self, wait: &'a tree::Await) {
        self.prefix(wait.system);
        let (_, _, thing) = self.site(wait.thing.start);
        self.to.word(wait.thing, What::Thing(thing.clone()));
        self.filters(&wait.with, thing.as_ref());
        wait.at_most.iter().for_each(|limit| self.expr(limit));
        self.handlers_of(&wait.handlers, of_thing(thing));
    }

    fn test(&mut self, test: &'a Test) {
        for item in &test.items {
            match item {
                TestItem::GivenSetting(_, _, value)
                | TestItem::GivenCancelled(_, value)
                | TestItem::GivenWorld { has: value, .. } => self.expr(value),
                TestItem::GivenInputs(_, inputs) => {
                    inputs.iter().for_each(|(_, value)| self.expr(value));
                }
                TestItem::GivenAnswers {
                    phrase,
                    of,
                    answers,
                    ..
                } => {
                    self.prefix(phrase.system);
                    let action = self.phrase(phrase);
                    visit::args(self, of);
                    for answer in answers {
                        self.answer(action.as_ref(), answer);
                    }
                }
                TestItem::RunStep(_, call) => self.call(call),
                TestItem::Expect(_, expectation) => self.expectation(expectation),
                TestItem::RunThisFlow(_) | TestItem::Bad(_) => {}
            }
        }
    }

    fn answer(&mut self, action: Option<&Arc<Action>>, answer: &'a Answer) {
        let of = action.map_or(Of::Anywhere, |action| Of::Action(action.clone()));
        if !answer.nothing {
            self.to.word(answer.outcome, What::Outcome(of));
        }
        answer.after.iter().for_each(|after| self.expr(after));
        for arg in &answer.with {
            let field = action.and_then(|action| self.output(action, arg));
            self.to.word(arg.name, What::Field(field));
        }
        visit::args(self, &answer.with);
    }

    fn output(&self, action: &Action, arg: &Arg) -> Option<Field> {
        let name = self.to.model.slice(arg.name);
        let mut outputs = action.outputs.iter();
        let output: &Output = outputs.find(|output| *output.name == *name)?;
        Some(Field {
            name: output.name.clone(),
            kind: output.kind.clone(),
            about: output.about.clone(),
            mark: output.mark,
        })
    }

    fn expectation(&mut self, expectation: &'a Expectation) {
        match expectation {
            Expectation::Finishes(Some(value))
            | Expectation::Fails(Some(value))
            | Expectation::Logged(value)
            | Expectation::Left(Some(value))
            | Expectation::Passed(value) => self.expr(value),
            Expectation::Called(phrase, times, with) => {
                self.prefix(phrase.system);
                self.phrase(phrase);
                if let Times::Count(count) = times {
                    self.expr(count);
                }
                visit::args(self, with);
            }
            Expectation::Before(first, then) => {
                for phrase in [first, then] {
                    self.prefix(phrase.system);
                    self.phrase(phrase);
                }
            }
            Expectation::ActionEndsIn(phrase, outcome) => {
                self.prefix(phrase.system);
                let action = self.phrase(phrase);
                let of = action.map_or(Of::Anywhere, Of::Action);
                self.to.word(*outcome, What::Outcome(of));
            }
            Expectation::EndsIn(outcome) => {
                self.to.word(*outcome, What::Outcome(Of::Anywhere));
            }
            Expectation::Emitted(name, value) => {
                self.to.other(Sort::Result, *name, false);
                self.expr(value);
            }
            Expectation::Finishes(None)
            | Expectation::Fails(None)
            | Expectation::Left(None)
            | Expectation::Cancelled
            | Expectation::Accepted => {}
        }
    }

    fn field(&mut self, key: Key) {
        if let Key::Name(span) = key {
            let field = self.fields.get(&span.start).copied().cloned();
            self.to.word(span, What::Field(field));
        }
    }
}

impl<'a> Visit<'a> for Words<'_, '_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action),
            StmtKind::WaitUntil(wait) => self.wait_until(wait),
            StmtKind::Await(wait) => self.await_(wait),
            StmtKind::Repeat(repeat) => {
                self.expr(&repeat.times);
                repeat.every.iter().for_each(|every| self.expr(every));
                self.block(&repeat.body);
                let of = Of::Inside(Span::at(repeat.body.span.end));
                self.handlers_of(&repeat.handlers, of);
            }
            StmtKind::Try(group) => {
                let limits = group.times.iter().chain(&group.every);
                limits.for_each(|limit| self.expr(limit));
                self.block(&group.body);
                self.handlers_of(&group.handlers, Of::Inside(group.body.span));
                group.always.iter().for_each(|block| self.block(block));
            }
            StmtKind::Within(within) => {
                self.expr(&within.limit);
                self.block(&within.body);
                self.handlers_of(&within.handlers, Of::Inside(within.body.span));
            }
            StmtKind::Run(run) => {
                self.call(&run.call);
                let body = self.to.model.body_of_step(run.call.name);
                self.handlers_of(&run.handlers, Of::Inside(body.unwrap_or_default()));
            }
            StmtKind::Emit { name, value } => {
                self.to.other(Sort::Result, *name, true);
                self.expr(value);
            }
            _ => visit::stmt_parts(self, stmt),
        }
    }

    /// Those of `everywhere`: the others are told by their statements.
    fn handlers(&mut self, handlers: &'a [Handler]) {
        self.handlers_of(handlers, Of::Anywhere);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Field(_, key) => self.field(*key),
            ExprKind::Record(fields) => {
                for (key, _) in fields {
                    self.field(*key);
                }
            }
            _ => {}
        }
        visit::expr_parts(self, expr);
    }
}

fn of_thing(thing: Option<Arc<Thing>>) -> Of {
    thing.map_or(Of::Inside(Span::default()), Of::Thing)
}
