//! The head of a file, and tests.

use super::{Builder, nodes::Node, nodes::Siblings};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::place::Place;
use crate::syntax::tree::*;

impl Builder<'_> {
    pub(super) fn use_s(&mut self, pair: Node<'_>, span: Span) -> Use {
        let mut cursor = pair.inside();
        Use {
            span,
            system: cursor.span(),
            alias: cursor.eat(Rule::name).map(Node::span),
        }
    }

    pub(super) fn input_s(&mut self, pair: Node<'_>, span: Span) -> Input {
        let mut cursor = pair.inside();
        Input {
            span,
            name: cursor.span(),
            kind: written_kind(self, &mut cursor),
            default: self.expr_in(&mut cursor, Rule::default),
            help: cursor.eat(Rule::plain).map(Node::span),
        }
    }

    pub(super) fn step_s(&mut self, pair: Node<'_>, span: Span) -> Step {
        let mut cursor = pair.inside();
        let name = cursor.span();
        let mut params = Vec::new();
        while let Some(param) = cursor.eat(Rule::name) {
            params.push(param.span());
        }
        let body = self.block_of(&mut cursor);
        Step {
            span,
            name,
            params,
            body,
        }
    }

    pub(super) fn test_s(&mut self, pair: Node<'_>, span: Span) -> Test {
        let mut cursor = pair.inside();
        let name = cursor.span();
        let (mut body, mut items) = (Span::default(), Vec::new());
        if let Some(tests) = cursor.eat(Rule::tests) {
            body = tests.span();
            test_lines(self, tests, &mut items);
        }
        Test {
            span,
            name,
            body,
            items,
        }
    }
}

fn written_kind(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> KindRef {
    let Some(pair) = cursor.eat(Rule::kind) else {
        return words(Span::default());
    };
    let mut inside = pair.inside();
    let mut lists = Vec::new();
    while let Some(list) = inside.eat(Rule::list_of) {
        lists.push(list.span().start);
    }
    too_many_lists(builder, &mut lists);
    let last = inside.next().map_or_else(|| words(Span::default()), kind);
    lists.into_iter().rev().fold(last, |of, start| KindRef {
        span: Span::new(start, of.span.end),
        form: KindForm::List(Box::new(of)),
    })
}

fn too_many_lists(builder: &mut Builder<'_>, lists: &mut Vec<u32>) {
    const MOST: usize = 8;
    if let Some(&start) = lists.get(MOST) {
        let at = Span::new(start, start + "list of".len() as u32);
        builder.report(
            crate::diagnostic::Diagnostic::error(
                super::codes::TOO_LONG,
                at,
                "the type nests too many lists",
            )
            .label(format!("the limit is {MOST}"))
            .help("write `list of` once"),
        );
        lists.truncate(MOST);
    }
}

fn test_lines(builder: &mut Builder<'_>, pair: Node<'_>, items: &mut Vec<TestItem>) {
    let outside = builder.head;
    for pair in pair.inside() {
        match pair.rule() {
            Rule::unclosed => builder.unclosed(),
            Rule::tests => test_lines(builder, pair, &mut Vec::new()),
            Rule::bad => bad_test(builder, pair.span(), items),
            _ => test_item(builder, pair, items),
        }
    }
    builder.head = outside;
}

fn bad_test(builder: &mut Builder<'_>, at: Span, items: &mut Vec<TestItem>) {
    if at.start < builder.explained {
        return;
    }
    if builder.starts_line(at.start) {
        builder.head = (at.start, Place::Test);
        builder.explain(at.start, Place::Test);
        items.push(TestItem::Bad(at));
        return;
    }
    builder.tail(at.start);
    if let Some(last) = items.last_mut() {
        *last = TestItem::Bad(at);
    }
}

fn test_item(builder: &mut Builder<'_>, pair: Node<'_>, items: &mut Vec<TestItem>) {
    let at = pair.span();
    let word = match pair.rule() {
        Rule::given_set
        | Rule::given_cancel
        | Rule::given_world
        | Rule::given_inputs
        | Rule::given_answers => "given",
        Rule::this_flow | Rule::run_s => "run",
        _ => "expect",
    };
    let start = builder.word_before(at.start, word);
    if start < builder.explained {
        return;
    }
    if !builder.starts_line(start) {
        return builder.tail(start);
    }
    builder.head = (start, Place::Test);
    let item = test_line(builder, pair, Span::new(start, at.end));
    items.push(item);
}

fn test_line(builder: &mut Builder<'_>, pair: Node<'_>, at: Span) -> TestItem {
    let rule = pair.rule();
    match rule {
        Rule::this_flow => TestItem::RunThisFlow(at),
        Rule::run_s => TestItem::RunStep(at, builder.run_step(pair)),
        Rule::given_set => given_set(builder, pair, at),
        Rule::given_cancel => TestItem::GivenCancelled(at, builder.expr(&mut pair.inside())),
        Rule::given_world => {
            let mut cursor = pair.inside();
            TestItem::GivenWorld {
                span: at,
                system: cursor.eat(Rule::label).map(Node::span),
                has: builder.expr(&mut cursor),
            }
        }
        Rule::given_inputs => TestItem::GivenInputs(at, given_inputs(builder, pair)),
        Rule::given_answers => given_answers(builder, pair, at),
        _ => TestItem::Expect(at, expectation(builder, pair)),
    }
}

fn given_set(builder: &mut Builder<'_>, pair: Node<'_>, at: Span) -> TestItem {
    let mut cursor = pair.inside();
    let setting = match cursor.next().map_or("", Node::text) {
        "zone" => Setting::Zone,
        "seed" => Setting::Seed,
        _ => Setting::Now,
    };
    TestItem::GivenSetting(at, setting, builder.expr(&mut cursor))
}

fn given_inputs(builder: &mut Builder<'_>, pair: Node<'_>) -> Vec<(Span, Expr)> {
    let mut cursor = pair.inside();
    let mut inputs = Vec::new();
    while let Some(name) = cursor.eat(Rule::name) {
        inputs.push((name.span(), builder.expr(&mut cursor)));
    }
    inputs
}

fn given_answers(builder: &mut Builder<'_>, pair: Node<'_>, span: Span) -> TestItem {
    let mut cursor = pair.inside();
    let phrase = test_phrase(builder, &mut cursor);
    let of = with_in(builder, &mut cursor);
    let mut answers = Vec::new();
    while let Some(answer) = cursor.eat(Rule::answer) {
        answers.push(one_answer(builder, answer));
    }
    TestItem::GivenAnswers {
        span,
        phrase,
        of,
        answers,
    }
}

fn with_in(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Vec<Arg> {
    match cursor.eat(Rule::with_c) {
        Some(with) => builder.with(with),
        None => Vec::new(),
    }
}

fn one_answer(builder: &mut Builder<'_>, pair: Node<'_>) -> Answer {
    let mut cursor = pair.inside();
    let nothing = cursor.rule() == Some(Rule::nothing);
    Answer {
        nothing,
        outcome: cursor.span(),
        after: builder.expr_in(&mut cursor, Rule::after),
        with: with_in(builder, &mut cursor),
    }
}

fn test_phrase(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Phrase {
    let Some(pair) = cursor.eat(Rule::phrase) else {
        return Phrase::default();
    };
    let mut inside = pair.inside();
    let system = builder.prefix(&mut inside);
    let first = inside.eat(Rule::test_words);
    Phrase {
        system,
        ..builder.phrase(first, &mut inside)
    }
}

fn expectation(builder: &mut Builder<'_>, pair: Node<'_>) -> Expectation {
    let rule = pair.rule();
    let mut cursor = pair.inside();
    match rule {
        Rule::ends_with => how_it_ends(builder, &mut cursor),
        Rule::emitted => Expectation::Emitted(cursor.span(), builder.expr(&mut cursor)),
        Rule::called => of_action(builder, &mut cursor),
        Rule::logged => Expectation::Logged(builder.expr(&mut cursor)),
        Rule::left_open => match cursor.eat(Rule::nothing) {
            Some(_) => Expectation::Left(None),
            None => Expectation::Left(Some(builder.expr(&mut cursor))),
        },
        Rule::accepted => Expectation::Accepted,
        _ => Expectation::Passed(builder.expr(&mut cursor)),
    }
}

fn of_action(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Expectation {
    let phrase = test_phrase(builder, cursor);
    if let Some(before) = cursor.eat(Rule::before) {
        return Expectation::Before(phrase, test_phrase(builder, &mut before.inside()));
    }
    if let Some(outcome) = cursor.eat(Rule::ends_in) {
        return Expectation::ActionEndsIn(phrase, outcome.inside().span());
    }
    let times = how_often(builder, cursor);
    let _ = cursor.eat(Rule::once);
    Expectation::Called(phrase, times, with_in(builder, cursor))
}

fn how_it_ends(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Expectation {
    if let Some(outcome) = cursor.eat(Rule::ends_in) {
        return Expectation::EndsIn(outcome.inside().span());
    }
    if cursor.eat(Rule::cancelled).is_some() {
        return Expectation::Cancelled;
    }
    let finishes = cursor.next().is_some_and(|how| how.text() == "finishes");
    let words = cursor.rule().map(|_| builder.expr(cursor));
    if finishes {
        Expectation::Finishes(words)
    } else {
        Expectation::Fails(words)
    }
}

fn how_often(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Times {
    if cursor.eat(Rule::never).is_some() {
        return Times::Never;
    }
    match builder.expr_in(cursor, Rule::times) {
        Some(count) => Times::Count(count),
        None => Times::Once,
    }
}

fn kind(pair: Node<'_>) -> KindRef {
    let at = pair.span();
    if pair.rule() != Rule::one_of {
        return words(at);
    }
    let texts = pair.inside().map(|text| text.span()).collect();
    KindRef {
        span: at,
        form: KindForm::OneOf(texts),
    }
}

fn words(span: Span) -> KindRef {
    let form = KindForm::Words;
    KindRef { span, form }
}
