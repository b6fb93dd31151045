//! The head of a file, and tests.

use super::{Builder, Cursor, span};
use crate::source::Span;
use crate::syntax::explain::Place;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::*;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn use_s(&mut self, pair: Pair<'_, Rule>, span: Span) -> Use {
        let mut cursor = Cursor::inside(pair);
        Use {
            span,
            system: cursor.span(),
            alias: cursor.take(Rule::name).as_ref().map(super::span),
        }
    }

    pub(super) fn input_s(&mut self, pair: Pair<'_, Rule>, span: Span) -> Input {
        let mut cursor = Cursor::inside(pair);
        Input {
            span,
            name: cursor.span(),
            kind: self.kind(&mut cursor),
            default: self.expr_in(&mut cursor, Rule::default),
            help: cursor.take(Rule::plain).as_ref().map(super::span),
        }
    }

    fn kind(&mut self, cursor: &mut Cursor<'_>) -> KindRef {
        let Some(pair) = cursor.take(Rule::kind) else {
            return words(Span::default());
        };
        let mut inside = Cursor::inside(pair);
        let mut lists = Vec::new();
        while let Some(list) = inside.take(Rule::list_of) {
            lists.push(span(&list).start);
        }
        self.too_many_lists(&mut lists);
        let last = inside.next().map_or_else(|| words(Span::default()), kind);
        lists.into_iter().rev().fold(last, |of, start| KindRef {
            span: Span::new(start, of.span.end),
            form: KindForm::List(Box::new(of)),
        })
    }

    fn too_many_lists(&mut self, lists: &mut Vec<u32>) {
        const MOST: usize = 8;
        if let Some(&start) = lists.get(MOST) {
            let at = Span::new(start, start + "list of".len() as u32);
            self.report(
                crate::diagnostic::Diagnostic::error(
                    super::codes::TOO_LONG,
                    at,
                    "this kind holds lists of lists without end",
                )
                .label(format!("one more than {MOST}"))
                .help("`list of text` is the usual form"),
            );
            lists.truncate(MOST);
        }
    }

    pub(super) fn step_s(&mut self, pair: Pair<'_, Rule>, span: Span) -> Step {
        let mut cursor = Cursor::inside(pair);
        let name = cursor.span();
        let mut params = Vec::new();
        while let Some(param) = cursor.take(Rule::name) {
            params.push(super::span(&param));
        }
        let body = self.block_of(&mut cursor);
        Step {
            span,
            name,
            params,
            body,
        }
    }

    pub(super) fn test_s(&mut self, pair: Pair<'_, Rule>, span: Span) -> Test {
        let mut cursor = Cursor::inside(pair);
        let name = cursor.span();
        let (mut body, mut items) = (Span::default(), Vec::new());
        if let Some(tests) = cursor.take(Rule::tests) {
            body = super::span(&tests);
            self.tests(tests, &mut items);
        }
        Test {
            span,
            name,
            body,
            items,
        }
    }

    fn tests(&mut self, pair: Pair<'_, Rule>, items: &mut Vec<TestItem>) {
        let outside = self.head;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::comment => {}
                Rule::unclosed => self.unclosed(),
                Rule::tests => self.tests(pair, &mut Vec::new()),
                Rule::bad => self.bad_test(span(&pair), items),
                _ => self.test_item(pair, items),
            }
        }
        self.head = outside;
    }

    fn bad_test(&mut self, at: Span, items: &mut Vec<TestItem>) {
        if at.start < self.explained {
            return;
        }
        if self.starts_line(at.start) {
            self.head = (at.start, Place::Test);
            self.explain(at.start, Place::Test);
            items.push(TestItem::Bad(at));
            return;
        }
        self.tail(at.start);
        if let Some(last) = items.last_mut() {
            *last = TestItem::Bad(at);
        }
    }

    fn test_item(&mut self, pair: Pair<'_, Rule>, items: &mut Vec<TestItem>) {
        let at = span(&pair);
        let word = match pair.as_rule() {
            Rule::given_now | Rule::given_inputs | Rule::given_answers => "given",
            Rule::this_flow | Rule::run_s => "run",
            _ => "expect",
        };
        let start = self.word_before(at.start, word);
        if start < self.explained {
            return;
        }
        if !self.starts_line(start) {
            return self.tail(start);
        }
        self.head = (start, Place::Test);
        let item = self.test_line(pair, Span::new(start, at.end));
        items.push(item);
    }

    fn test_line(&mut self, pair: Pair<'_, Rule>, at: Span) -> TestItem {
        let rule = pair.as_rule();
        match rule {
            Rule::this_flow => TestItem::RunThisFlow(at),
            Rule::run_s => TestItem::RunStep(at, self.run_step(pair)),
            Rule::given_now => {
                let mut cursor = Cursor::inside(pair);
                TestItem::GivenNow(at, self.expr(&mut cursor))
            }
            Rule::given_inputs => TestItem::GivenInputs(at, self.given_inputs(pair)),
            Rule::given_answers => self.given_answers(pair, at),
            _ => TestItem::Expect(at, self.expectation(pair)),
        }
    }

    fn given_inputs(&mut self, pair: Pair<'_, Rule>) -> Vec<(Span, Expr)> {
        let mut cursor = Cursor::inside(pair);
        let mut inputs = Vec::new();
        while let Some(name) = cursor.take(Rule::name) {
            inputs.push((span(&name), self.expr(&mut cursor)));
        }
        inputs
    }

    fn given_answers(&mut self, pair: Pair<'_, Rule>, span: Span) -> TestItem {
        let mut cursor = Cursor::inside(pair);
        let phrase = self.test_phrase(&mut cursor);
        let mut answers = Vec::new();
        while let Some(answer) = cursor.take(Rule::answer) {
            answers.push(self.answer(answer));
        }
        TestItem::GivenAnswers {
            span,
            phrase,
            answers,
        }
    }

    fn answer(&mut self, pair: Pair<'_, Rule>) -> Answer {
        let mut cursor = Cursor::inside(pair);
        let outcome = cursor.span();
        let with = match cursor.take(Rule::with_c) {
            Some(with) => self.with(with),
            None => Vec::new(),
        };
        Answer { outcome, with }
    }

    fn test_phrase(&mut self, cursor: &mut Cursor<'_>) -> Phrase {
        let Some(pair) = cursor.take(Rule::phrase) else {
            return Phrase::default();
        };
        let mut inside = Cursor::inside(pair);
        let system = self.prefix(&mut inside);
        let first = inside.take(Rule::test_words);
        Phrase {
            system,
            ..self.phrase(first, &mut inside)
        }
    }

    fn expectation(&mut self, pair: Pair<'_, Rule>) -> Expectation {
        let rule = pair.as_rule();
        let mut cursor = Cursor::inside(pair);
        match rule {
            Rule::ends_with => self.how_it_ends(&mut cursor),
            Rule::emitted => Expectation::Emitted(cursor.span(), self.expr(&mut cursor)),
            Rule::called => {
                let phrase = self.test_phrase(&mut cursor);
                Expectation::Called(phrase, self.how_often(&mut cursor))
            }
            _ => Expectation::Passed(self.expr(&mut cursor)),
        }
    }

    fn how_it_ends(&mut self, cursor: &mut Cursor<'_>) -> Expectation {
        let finishes = cursor.next().is_some_and(|how| how.as_str() == "finishes");
        let words = cursor.rule().map(|_| self.expr(cursor));
        if finishes {
            Expectation::Finishes(words)
        } else {
            Expectation::Fails(words)
        }
    }

    fn how_often(&mut self, cursor: &mut Cursor<'_>) -> Times {
        if cursor.take(Rule::never).is_some() {
            return Times::Never;
        }
        match self.expr_in(cursor, Rule::times) {
            Some(count) => Times::Count(count),
            None => Times::Once,
        }
    }
}

fn kind(pair: Pair<'_, Rule>) -> KindRef {
    let at = span(&pair);
    if pair.as_rule() != Rule::one_of {
        return words(at);
    }
    let texts = pair.into_inner().map(|text| span(&text)).collect();
    KindRef {
        span: at,
        form: KindForm::OneOf(texts),
    }
}

fn words(span: Span) -> KindRef {
    let form = KindForm::Words;
    KindRef { span, form }
}
