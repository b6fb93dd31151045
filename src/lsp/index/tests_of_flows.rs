//! The lines of a script's own tests.

use super::build::Builder;
use super::{Does, Of, Site, What};
use crate::catalogue::Action;
use crate::source::Span;
use crate::syntax::tree::{Answer, Arg, Expectation, Phrase, PhrasePart, Test, TestItem, Times};
use std::sync::Arc;

impl<'a> Builder<'a> {
    pub(super) fn test(&mut self, test: &'a Test) {
        self.begin(usize::MAX);
        for item in &test.items {
            self.test_item(item);
        }
    }

    fn test_item(&mut self, item: &'a TestItem) {
        match item {
            TestItem::GivenNow(_, time) => {
                self.expr(time);
            }
            TestItem::GivenInputs(_, inputs) => {
                for (name, value) in inputs {
                    self.expr(value);
                    self.loose(*name);
                }
            }
            TestItem::GivenAnswers {
                span,
                phrase,
                answers,
            } => self.answers(*span, phrase, answers),
            TestItem::RunStep(_, call) => self.call(call),
            TestItem::Expect(span, expectation) => self.expectation(*span, expectation),
            TestItem::RunThisFlow(_) | TestItem::Bad(_) => {}
        }
    }

    fn answers(&mut self, span: Span, phrase: &'a Phrase, answers: &'a [Answer]) {
        let action = self.mocked(span, phrase);
        let of = match &action {
            Some(action) => Of::Action(action.clone()),
            None => Of::Anywhere,
        };
        for answer in answers {
            self.word(answer.outcome, What::Outcome(of.clone()));
            for arg in &answer.with {
                self.answered(action.as_ref(), arg);
            }
        }
    }

    /// An output that a mocked action answers with.
    fn answered(&mut self, action: Option<&Arc<Action>>, arg: &'a Arg) {
        let name = self.source.slice(arg.name);
        let output = action.and_then(|action| {
            let mut outputs = action.outputs.iter();
            outputs.find(|output| *output.name == *name)
        });
        let field = output.map(|output| crate::value::Field {
            name: output.name.clone(),
            kind: output.kind.clone(),
            about: output.about.clone(),
            mark: output.mark,
        });
        self.word(arg.name, What::Field(field));
        self.expr(&arg.value);
    }

    /// The action of a phrase in a test, which may stand without its values.
    fn mocked(&mut self, span: Span, phrase: &'a Phrase) -> Option<Arc<Action>> {
        let found = self.action_of(None, phrase).map(|(_, action)| action);
        let found = found.or_else(|| self.by_key(phrase));
        self.prefix(phrase.system);
        let site = self.index.sites.len();
        self.index.sites.push(Site {
            span,
            phrase: phrase.span,
            end: phrase.span.end,
            does: found.map_or(Does::Unknown, |action| Does::Action(action.clone())),
            given: Vec::new(),
            giving: true,
            handled: Vec::new(),
        });
        for part in &phrase.parts {
            match part {
                PhrasePart::Word(at) if found.is_some() => self.word(*at, What::Action(site)),
                PhrasePart::Word(at) => self.word(*at, What::NoAction),
                PhrasePart::Value(value) => {
                    self.expr(value);
                }
            }
        }
        found.cloned()
    }

    fn by_key(&self, phrase: &Phrase) -> Option<&'a Arc<Action>> {
        let words: Option<Vec<&str>> = phrase
            .parts
            .iter()
            .map(|part| match part {
                PhrasePart::Word(span) => Some(self.source.slice(*span)),
                PhrasePart::Value(_) => None,
            })
            .collect();
        let words = words?;
        let prefix = phrase.system.map(|span| self.source.slice(span));
        let mut systems = self.systems.list.iter();
        systems.find_map(|system| {
            if prefix.is_some_and(|prefix| prefix != system.alias) {
                return None;
            }
            system.entry.find_key(words.iter().copied())
        })
    }

    fn expectation(&mut self, span: Span, expectation: &'a Expectation) {
        match expectation {
            Expectation::Finishes(Some(text)) | Expectation::Fails(Some(text)) => {
                self.expr(text);
            }
            Expectation::Called(phrase, times) => {
                self.mocked(span, phrase);
                if let Times::Count(count) = times {
                    self.expr(count);
                }
            }
            Expectation::Emitted(name, value) => {
                self.result(*name, false);
                self.expr(value);
            }
            Expectation::Passed(time) => {
                self.expr(time);
            }
            Expectation::Finishes(None) | Expectation::Fails(None) => {}
        }
    }
}
