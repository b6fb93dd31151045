//! What stands in a file or a block, one after the other.

use super::attach::add;
use super::{Builder, Last, Sink, nodes::Node, nodes::Siblings};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::place::Place;
use crate::syntax::tree::{
    Block, Catches, Everywhere, Expr, ExprKind, Handler, Reaction, ReactionKind,
};
use crate::syntax::tree::{Every, EveryForm, Item, Stmt, StmtKind, UseSteps, When};

impl Builder<'_> {
    pub(super) fn body<S: Sink>(&mut self, pairs: Siblings<'_>, out: &mut S) {
        for pair in pairs {
            self.member(pair, out);
        }
    }

    fn member<S: Sink>(&mut self, pair: Node<'_>, out: &mut S) {
        match pair.rule() {
            rule if is_clause(rule) => self.clause(pair, out),
            Rule::use_s
            | Rule::steps_of
            | Rule::input_s
            | Rule::everywhere_s
            | Rule::every_s
            | Rule::when_s
            | Rule::system_when
            | Rule::step_s
            | Rule::test_s => {
                self.top(pair, out);
            }
            Rule::bad => self.broken(pair.span(), out),
            Rule::block => self.loose_block(pair, out),
            Rule::stray => self.stray(pair.span()),
            Rule::unclosed => self.unclosed(),
            Rule::EOI => {}
            _ => self.statement(pair, out),
        }
    }

    /// A block, with whatever is wrong in it.
    pub(super) fn block(&mut self, pair: Node<'_>) -> Block {
        let at = pair.span();
        if !self.enter(at) {
            return Block {
                span: at,
                stmts: Vec::new(),
            };
        }
        let outside = self.head;
        let statements = pair.inside().filter(|node| !is_clause(node.rule()));
        let mut stmts = Vec::with_capacity(statements.count());
        self.body(pair.inside(), &mut stmts);
        self.head = outside;
        self.leave();
        Block { span: at, stmts }
    }

    pub(super) fn block_of(&mut self, cursor: &mut Siblings<'_>) -> Block {
        match cursor.eat(Rule::block) {
            Some(pair) => self.block(pair),
            None => Block::default(),
        }
    }

    fn top<S: Sink>(&mut self, pair: Node<'_>, out: &mut S) {
        let (at, word) = (pair.span(), keyword(pair.rule()));
        let start = self.word_before(at.start, word);
        let known = self.begin(start);
        let item = self.head_item(pair, Span::new(start, at.end));
        if known {
            return;
        }
        if let Err(item) = out.item(item) {
            match item {
                Item::When(line) => self.not_at_the_top(line.head, "when"),
                _ => self.not_at_the_top(Span::new(start, start + word.len() as u32), word),
            }
        }
    }

    fn head_item(&mut self, pair: Node<'_>, span: Span) -> Item {
        match pair.rule() {
            Rule::use_s => Item::Use(self.use_s(pair, span)),
            Rule::steps_of => Item::UseSteps(UseSteps {
                span,
                path: pair.inside().span(),
            }),
            Rule::input_s => Item::Input(Box::new(self.input_s(pair, span))),
            Rule::every_s => Item::Every(Box::new(every_s(pair, span))),
            Rule::when_s => Item::When(Box::new(when_s(pair, span))),
            Rule::system_when => self.system_when(pair, span),
            Rule::step_s => Item::Step(Box::new(self.step_s(pair, span))),
            Rule::test_s => Item::Test(self.test_s(pair, span)),
            _ => {
                let handlers = Vec::new();
                Item::Everywhere(Everywhere { span, handlers })
            }
        }
    }

    /// `Desk: when contact arrives`
    fn system_when(&mut self, pair: Node<'_>, span: Span) -> Item {
        let mut cursor = pair.inside();
        let system = self.prefix(&mut cursor);
        let line = cursor.next().map(|line| when_s(line, span));
        let line = line.unwrap_or(When {
            span,
            system: None,
            thing: span,
            head: span,
            with: Vec::new(),
        });
        Item::When(Box::new(When { system, ..line }))
    }

    /// Notes where a statement begins. Whether it is already known to be part of something
    /// broken, and so must not be looked at again.
    fn begin(&mut self, start: u32) -> bool {
        if start < self.explained {
            return true;
        }
        if self.starts_line(start) {
            self.head = (start, Place::Statement);
            return false;
        }
        self.tail(start);
        true
    }

    fn statement<S: Sink>(&mut self, pair: Node<'_>, out: &mut S) {
        let rule = pair.rule();
        let at = pair.span();
        let start = self.start_of(rule, at.start);
        let is_action = rule == Rule::action;
        let covered = start < self.explained;
        let joined = self.begin(start);
        if joined && (is_action || covered) {
            if !covered {
                spoil(out);
            }
            return;
        }
        if is_action && self.is_language_word(at.start) {
            return self.broken_statement(start, pair, out);
        }
        let kind = self.stmt(pair);
        let span = Span::new(start, at.end);
        out.stmt(Stmt { span, kind });
    }

    fn start_of(&self, rule: Rule, start: u32) -> u32 {
        match keyword(rule) {
            "" => start,
            word => self.word_before(start, word),
        }
    }

    /// Whether what looks like an action begins with a word of the language, and so is a
    /// statement that could not be read.
    fn is_language_word(&self, start: u32) -> bool {
        let rest = self.text.get(start as usize..).unwrap_or("");
        let end = rest
            .find(|c: char| !(c.is_ascii_lowercase() || c == '-'))
            .unwrap_or(rest.len());
        crate::syntax::words::is_language_word(&rest[..end])
    }

    /// A statement of the language of which only the first word could be read.
    fn broken_statement<S: Sink>(&mut self, start: u32, pair: Node<'_>, out: &mut S) {
        let at = pair.span();
        let kind = match self.let_name(pair) {
            Some(name) => StmtKind::Let {
                name,
                value: Expr {
                    span: name,
                    kind: ExprKind::Bad,
                },
            },
            None => StmtKind::Bad,
        };
        self.explain(start, Place::Statement);
        out.stmt(Stmt { span: at, kind });
    }

    /// The name that a broken `let` would have bound, so that its uses are not reported too.
    fn let_name(&self, pair: Node<'_>) -> Option<Span> {
        let mut parts = pair.inside();
        let words = parts.next()?;
        let path = parts.next()?;
        let whole = words.text() == "let" && path.rule() == Rule::path;
        (whole && !path.text().contains('.')).then(|| path.span())
    }

    /// Text that is no statement: a line of its own, or the rest of one.
    fn broken<S: Sink>(&mut self, at: Span, out: &mut S) {
        if at.start < self.explained {
            return;
        }
        if !self.starts_line(at.start) {
            self.tail(at.start);
            return spoil(out);
        }
        self.head = (at.start, Place::Statement);
        self.explain(at.start, Place::Statement);
        match self.first_word(at) {
            "on" => attach_broken_handler(at, out),
            "with" | "giving" | "else" | "always" => {}
            _ => out.stmt(Stmt {
                span: at,
                kind: StmtKind::Bad,
            }),
        }
    }

    pub(super) fn first_word(&self, at: Span) -> &str {
        let text = self.slice(at);
        let end = text
            .find(|c: char| !c.is_ascii_lowercase())
            .unwrap_or(text.len());
        &text[..end]
    }

    /// What follows a statement in its line and is not part of it.
    pub(super) fn tail(&mut self, start: u32) {
        if start < self.explained {
            return;
        }
        let before = self.text.get(..start as usize).unwrap_or("").trim_end();
        if before.ends_with('}') || self.head.0 < self.explained {
            self.explain(start, Place::AfterBlock);
        } else {
            let (head, place) = self.head;
            self.explain(head, place);
            self.explained = self.explained.max(start + 1);
        }
    }

    /// A block that no statement has opened: its head could not be read.
    fn loose_block<S: Sink>(&mut self, pair: Node<'_>, out: &mut S) {
        let at = pair.span();
        let between = self.slice(Span::new(self.explained.min(at.start), at.start));
        let known = self.explained > 0 && between.trim().is_empty();
        if !known && self.starts_line(at.start) {
            self.head = (at.start, Place::Statement);
        }
        if !known {
            self.tail(at.start);
            spoil(out);
        }
        if self.opens_test() {
            self.explained = self.explained.max(at.end);
        }
        self.block(pair);
    }

    /// Whether the statement whose block cannot be placed is a `test`: what is in it must not be
    /// taken for statements.
    fn opens_test(&self) -> bool {
        let head = Span::new(self.head.0, self.text.len() as u32);
        self.first_word(head) == "test"
    }

    fn stray(&mut self, at: Span) {
        let line = self.source.line_span(self.source.line_of(at.start));
        if self.explained <= line.start {
            self.report(
                Diagnostic::error(codes::STRAY_CLOSE, at, "`}` closes nothing")
                    .label("no block is open here")
                    .help("remove it, or add the `{` that is missing above it"),
            );
        }
        self.explained = self.explained.max(line.end);
    }

    fn not_at_the_top(&mut self, at: Span, word: &str) {
        self.problems.push(
            Diagnostic::error(
                codes::NOT_AT_TOP,
                at,
                format!("`{word}` does not belong in a block"),
            )
            .help("move it to the top of the file, or close the block above it with `}`"),
        );
    }
}

fn when_s(pair: Node<'_>, span: Span) -> When {
    When {
        span,
        system: None,
        thing: pair.inside().span(),
        head: span,
        with: Vec::new(),
    }
}

fn every_s(pair: Node<'_>, span: Span) -> Every {
    let mut cursor = pair.inside();
    let days = cursor.eat(Rule::days);
    let at = cursor.span();
    let form = match days {
        None => EveryForm::Period(at),
        Some(days) => EveryForm::Days {
            days: days.inside().map(Node::span).collect(),
            at,
            zone: cursor.eat(Rule::plain).map(Node::span),
        },
    };
    let late = cursor.eat(Rule::if_missed);
    Every {
        span,
        form,
        late: late.map(|late| late.inside().span()),
        waits: cursor.eat(Rule::if_running).map(Node::span),
    }
}

/// Marks the statement that a broken rest belongs to.
fn spoil<S: Sink>(out: &mut S) {
    if let Last::Stmt(stmt) = out.last() {
        match &mut stmt.kind {
            StmtKind::Let { value, .. } => value.kind = ExprKind::Bad,
            StmtKind::Action(action) if !action.handlers.is_empty() => {}
            kind => *kind = StmtKind::Bad,
        }
    }
}

fn attach_broken_handler<S: Sink>(span: Span, out: &mut S) {
    if let Last::Stmt(stmt) = out.last()
        && let Some(handlers) = super::attach::handlers_of(stmt)
    {
        let kind = ReactionKind::Bad;
        add(
            handlers,
            Handler {
                span,
                catches: Catches::AnyOther(span),
                reaction: Reaction { span, kind },
            },
        );
    }
}

/// Whether a rule reads what belongs to the statement above.
fn is_clause(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::handler | Rule::with_c | Rule::giving_c | Rule::else_c | Rule::always_c
    )
}

/// The word that stands before what a rule reads.
pub(super) fn keyword(rule: Rule) -> &'static str {
    match rule {
        Rule::let_s => "let",
        Rule::log_s => "log",
        Rule::emit_s => "emit",
        Rule::if_s => "if",
        Rule::repeat_s => "repeat",
        Rule::try_s => "try",
        Rule::within_s => "within",
        Rule::wait_s | Rule::until_s => "wait",
        Rule::each_s => "for",
        Rule::await_s | Rule::signal_s => "await",
        Rule::run_s => "run",
        Rule::use_s | Rule::steps_of => "use",
        Rule::input_s => "input",
        Rule::step_s => "step",
        Rule::test_s => "test",
        Rule::everywhere_s => "everywhere",
        Rule::every_s => "every",
        Rule::when_s => "when",
        Rule::handler => "on",
        Rule::with_c => "with",
        Rule::giving_c => "giving",
        Rule::else_c => "else",
        Rule::always_c => "always",
        _ => "",
    }
}
