//! One statement: what its words say.

use super::{Builder, nodes::Node, nodes::Siblings};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::*;

impl Builder<'_> {
    pub(super) fn stmt(&mut self, pair: Node<'_>) -> StmtKind {
        match pair.rule() {
            Rule::action => StmtKind::Action(Box::new(self.action(pair))),
            Rule::let_s => self.let_s(pair),
            Rule::log_s => plain(self, Plain::Log, pair),
            Rule::emit_s => self.emit_s(pair),
            Rule::if_s => self.if_s(pair),
            Rule::each_s => StmtKind::ForEach(Box::new(self.each_s(pair))),
            Rule::repeat_s => StmtKind::Repeat(Box::new(self.repeat_s(pair))),
            Rule::try_s => StmtKind::Try(Box::new(self.try_s(pair))),
            Rule::within_s => StmtKind::Within(Box::new(self.within_s(pair))),
            Rule::wait_s => plain(self, Plain::Wait, pair),
            Rule::until_s => StmtKind::WaitUntil(Box::new(self.until_s(pair))),
            Rule::await_s => StmtKind::Await(Box::new(self.await_s(pair))),
            Rule::signal_s => StmtKind::Await(Box::new(signal_s(self, pair))),
            Rule::system_wait => system_wait(self, pair),
            Rule::run_s => self.run_s(pair),
            Rule::jump => self.jump(pair).map_or(StmtKind::Bad, StmtKind::Jump),
            _ => StmtKind::Bad,
        }
    }

    fn action(&mut self, pair: Node<'_>) -> Action {
        let mut cursor = pair.inside();
        let (mut system, mut first) = (None, cursor.next());
        if cursor.eat(Rule::system).is_some() {
            system = first.map(Node::span);
            first = cursor.next();
        }
        let phrase = Phrase {
            system,
            ..self.phrase(first, &mut cursor)
        };
        Action {
            system,
            phrase,
            with: Vec::new(),
            giving: None,
            handlers: Vec::new(),
        }
    }

    /// `Desk:` before a phrase: the span of its name.
    pub(super) fn prefix(&self, cursor: &mut Siblings<'_>) -> Option<Span> {
        let prefix = cursor.eat(Rule::prefix)?;
        prefix.inside().next().map(Node::span)
    }

    /// Words and values, as they come.
    pub(super) fn phrase(&mut self, first: Option<Node<'_>>, cursor: &mut Siblings<'_>) -> Phrase {
        let mut parts = Vec::with_capacity(4);
        let mut whole = first.map(Node::span).unwrap_or_default();
        if let Some(words) = first {
            self.words(words.span(), &mut parts);
        }
        while let Some(rule) = cursor.rule() {
            if matches!(rule, Rule::words | Rule::test_words) {
                let at = cursor.span();
                whole = whole.to(at);
                self.words(at, &mut parts);
            } else if is_value(rule) {
                let value = self.value(cursor);
                whole = whole.to(value.span);
                parts.push(PhrasePart::Value(value));
            } else {
                break;
            }
        }
        Phrase {
            span: whole,
            system: None,
            parts,
        }
    }

    fn words(&self, at: Span, parts: &mut Vec<PhrasePart>) {
        let mut from = at.start;
        for word in self.slice(at).split([' ', '\t', '\r']) {
            let end = from + word.len() as u32;
            if !word.is_empty() {
                parts.push(PhrasePart::Word(Span::new(from, end)));
            }
            from = end + 1;
        }
    }

    fn let_s(&mut self, pair: Node<'_>) -> StmtKind {
        let mut cursor = pair.inside();
        let name = cursor.span();
        let value = self.expr(&mut cursor);
        StmtKind::Let { name, value }
    }

    fn emit_s(&mut self, pair: Node<'_>) -> StmtKind {
        let mut cursor = pair.inside();
        let name = cursor.span();
        let value = self.expr(&mut cursor);
        StmtKind::Emit { name, value }
    }

    fn if_s(&mut self, pair: Node<'_>) -> StmtKind {
        let mut cursor = pair.inside();
        let condition = self.expr(&mut cursor);
        let block = self.block_of(&mut cursor);
        StmtKind::If {
            arms: vec![(condition, block)],
            otherwise: None,
        }
    }

    fn each_s(&mut self, pair: Node<'_>) -> ForEach {
        let mut cursor = pair.inside();
        ForEach {
            name: cursor.span(),
            items: self.expr(&mut cursor),
            at_most: self.expr_in(&mut cursor, Rule::at_most),
            at_once: self.expr_in(&mut cursor, Rule::at_once),
            body: self.block_of(&mut cursor),
        }
    }

    fn repeat_s(&mut self, pair: Node<'_>) -> Repeat {
        let mut cursor = pair.inside();
        let times = self.expr_in(&mut cursor, Rule::at_most);
        Repeat {
            times: times.unwrap_or_else(nothing),
            every: self.expr_in(&mut cursor, Rule::every),
            body: self.block_of(&mut cursor),
            handlers: Vec::new(),
        }
    }

    fn try_s(&mut self, pair: Node<'_>) -> Try {
        let mut cursor = pair.inside();
        Try {
            times: self.expr_in(&mut cursor, Rule::times),
            every: self.expr_in(&mut cursor, Rule::every),
            body: self.block_of(&mut cursor),
            handlers: Vec::new(),
            always: None,
        }
    }

    fn within_s(&mut self, pair: Node<'_>) -> Within {
        let mut cursor = pair.inside();
        Within {
            limit: self.expr(&mut cursor),
            body: self.block_of(&mut cursor),
            handlers: Vec::new(),
        }
    }

    fn until_s(&mut self, pair: Node<'_>) -> WaitUntil {
        let mut cursor = pair.inside();
        WaitUntil {
            system: late_prefix(self, &mut cursor),
            thing: cursor.span(),
            subject: self.value(&mut cursor),
            negated: cursor.eat(Rule::not).is_some(),
            state: cursor.span(),
            at_most: self.expr_in(&mut cursor, Rule::at_most),
            handlers: Vec::new(),
        }
    }

    fn await_s(&mut self, pair: Node<'_>) -> Await {
        let mut cursor = pair.inside();
        Await {
            system: late_prefix(self, &mut cursor),
            thing: cursor.span(),
            signal: None,
            with: Vec::new(),
            at_most: self.expr_in(&mut cursor, Rule::at_most),
            giving: None,
            handlers: Vec::new(),
        }
    }

    fn run_s(&mut self, pair: Node<'_>) -> StmtKind {
        StmtKind::Run(Box::new(Run {
            call: self.run_step(pair),
            giving: None,
            handlers: Vec::new(),
        }))
    }

    pub(super) fn run_step(&mut self, pair: Node<'_>) -> RunStep {
        let end = pair.span().end;
        let mut cursor = pair.inside();
        let name = cursor.span();
        RunStep {
            span: Span::new(name.start, end),
            name,
            args: self.args(&mut cursor),
        }
    }

    pub(super) fn jump(&mut self, pair: Node<'_>) -> Option<Jump> {
        let at = pair.span();
        let mut cursor = pair.inside();
        let value = cursor.rule().map(|_| self.expr(&mut cursor));
        Jump::of(self.first_word(at), value)
    }

    /// The expression in a pair of its own, where there is one.
    pub(super) fn expr_in(&mut self, cursor: &mut Siblings<'_>, rule: Rule) -> Option<Expr> {
        let pair = cursor.eat(rule)?;
        Some(self.expr(&mut pair.inside()))
    }
}

fn plain(builder: &mut Builder<'_>, plain: Plain, pair: Node<'_>) -> StmtKind {
    StmtKind::Plain(plain, builder.expr(&mut pair.inside()))
}

fn signal_s(builder: &mut Builder<'_>, pair: Node<'_>) -> Await {
    let mut cursor = pair.inside();
    let name = cursor.span();
    let asks = matches!(cursor.rule(), Some(Rule::plain_text | Rule::rich_text));
    let question = asks.then(|| builder.value(&mut cursor));
    let word = builder.word_before(name.start, "signal");
    Await {
        system: None,
        thing: Span::new(word, word + "signal".len() as u32),
        signal: Some(Signal { name, question }),
        with: Vec::new(),
        at_most: builder.expr_in(&mut cursor, Rule::at_most),
        giving: None,
        handlers: Vec::new(),
    }
}

/// `Desk: wait until …`, `Desk: await …`
fn system_wait(builder: &mut Builder<'_>, pair: Node<'_>) -> StmtKind {
    let mut cursor = pair.inside();
    let system = builder.prefix(&mut cursor);
    let Some(wait) = cursor.next() else {
        return StmtKind::Bad;
    };
    match wait.rule() {
        Rule::until_s => StmtKind::WaitUntil(Box::new(WaitUntil {
            system,
            ..builder.until_s(wait)
        })),
        _ => StmtKind::Await(Box::new(Await {
            system,
            ..builder.await_s(wait)
        })),
    }
}

/// A system's name that is written behind the words of a wait: it belongs before them, as before
/// any action.
fn late_prefix(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Option<Span> {
    let whole = cursor.peek().map(Node::span)?;
    let system = builder.prefix(cursor)?;
    let (name, start) = (builder.slice(system), builder.head.0);
    let words = builder.slice(Span::new(start, system.start)).trim_end();
    let edits = vec![
        Edit {
            span: Span::at(start),
            text: format!("{name}: "),
        },
        Edit {
            span: whole,
            text: String::new(),
        },
    ];
    builder.report(
        Diagnostic::error(
            codes::ORDER,
            system,
            format!("`{name}:` belongs before `{words}`"),
        )
        .label("names the system of the whole wait")
        .help(format!("write `{name}: {words} …`"))
        .fix(format!("move `{name}:` to the front"), Safety::Safe, edits),
    );
    Some(system)
}

pub(super) fn nothing() -> Expr {
    Expr {
        span: Span::default(),
        kind: ExprKind::Bad,
    }
}

/// Whether a rule reads a value of a phrase.
fn is_value(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::path
            | Rule::input
            | Rule::plain_text
            | Rule::rich_text
            | Rule::literal
            | Rule::group
            | Rule::list
            | Rule::record
            | Rule::yes
            | Rule::no
            | Rule::now_sum
            | Rule::day_at
            | Rule::opening
    )
}
