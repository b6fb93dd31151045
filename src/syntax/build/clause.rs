//! `on`, `with`, `giving`, `else`, `always`: they go to the statement above.

use super::attach::{Clause, attach};
use super::{Builder, Sink, item::keyword, nodes::Node, nodes::Siblings};
use crate::source::Span;
use crate::syntax::explain;
use crate::syntax::grammar::Rule;
use crate::syntax::place::Place;
use crate::syntax::tree::*;

impl Builder<'_> {
    pub(super) fn clause<S: Sink>(&mut self, pair: Node<'_>, out: &mut S) {
        let word = keyword(pair.rule());
        let at = pair.span();
        let start = self.word_before(at.start, word);
        let covered = start < self.explained;
        if !covered {
            self.head = (start, Place::Clause);
        }
        let clause = read_clause(self, pair, start);
        if covered {
            return;
        }
        let word_at = Span::new(start, start + word.len() as u32);
        attach(self, clause, word, word_at, at.end, out);
    }

    pub(super) fn with(&mut self, pair: Node<'_>) -> Vec<Arg> {
        args_of(self, &mut pair.inside())
    }
}

fn with_c(builder: &mut Builder<'_>, pair: Node<'_>) -> Clause {
    let mut cursor = pair.inside();
    let args = args_of(builder, &mut cursor);
    Clause::With(args, builder.expr_in(&mut cursor, Rule::at_most))
}

fn giving_c(builder: &mut Builder<'_>, pair: Node<'_>) -> Clause {
    let mut cursor = pair.inside();
    let name = cursor.span();
    Clause::Giving(name, builder.expr_in(&mut cursor, Rule::at_most))
}

fn args_of(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Vec<Arg> {
    let mut args = Vec::new();
    while let Some(name) = cursor.eat(Rule::name) {
        args.push(Arg {
            name: name.span(),
            value: builder.expr(cursor),
        });
    }
    args
}

fn read_clause(builder: &mut Builder<'_>, pair: Node<'_>, start: u32) -> Clause {
    match pair.rule() {
        Rule::handler => Clause::On(handler(builder, pair, start)),
        Rule::with_c => with_c(builder, pair),
        Rule::giving_c => giving_c(builder, pair),
        Rule::else_c => else_c(builder, pair),
        _ => Clause::Always(builder.block_of(&mut pair.inside())),
    }
}

fn else_c(builder: &mut Builder<'_>, pair: Node<'_>) -> Clause {
    let mut cursor = pair.inside();
    let condition = match cursor.rule() {
        Some(Rule::block) => None,
        _ => Some(builder.expr(&mut cursor)),
    };
    Clause::Else(condition, builder.block_of(&mut cursor))
}

fn handler(builder: &mut Builder<'_>, pair: Node<'_>, start: u32) -> Handler {
    let span = Span::new(start, pair.span().end);
    let mut cursor = pair.inside();
    let catches = match cursor.eat(Rule::any_other) {
        Some(other) => Catches::AnyOther(other.span()),
        None => named(builder, names(&mut cursor)),
    };
    let missing = cursor.rule().is_none();
    let reaction = builder.reaction(&mut cursor, span.end);
    if missing {
        builder.explain(start, Place::Clause);
    }
    Handler {
        span,
        catches,
        reaction,
    }
}

/// The outcomes named; a branch of Studio among them is reported here, where it can be told
/// from a misspelt outcome.
fn named(builder: &mut Builder<'_>, names: Vec<Span>) -> Catches {
    let default = names.iter().find(|name| builder.slice(**name) == "Default");
    match default.copied() {
        Some(default) => {
            builder.report(*explain::default_branch(default));
            Catches::AnyOther(default)
        }
        None => Catches::Named(names),
    }
}

fn names(cursor: &mut Siblings<'_>) -> Vec<Span> {
    let mut names = Vec::with_capacity(1);
    while let Some(name) = cursor.eat(Rule::name) {
        names.push(name.span());
    }
    names
}
