//! What a handler does.

use super::{Builder, nodes::Node, nodes::Siblings};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::*;

/// How many retries may stand in one handler, each the `then` of the one before.
const MOST_RETRIES: usize = 8;

impl Builder<'_> {
    /// What stands after `->`; where nothing does, something bad that ends at `end`.
    pub(super) fn reaction(&mut self, cursor: &mut Siblings<'_>, end: u32) -> Reaction {
        let mut retries = Vec::new();
        while let Some(pair) = cursor.eat(Rule::retry) {
            retries.push((pair.span(), retry(self, pair)));
        }
        let last = cursor.next().map(|pair| other_reaction(self, pair));
        if let Some((extra, _)) = retries.get(MOST_RETRIES) {
            let extra = *extra;
            too_many_retries(self, extra);
            retries.truncate(MOST_RETRIES);
        }
        let nothing = || Reaction {
            span: Span::at(end),
            kind: ReactionKind::Bad,
        };
        let folded = retries.into_iter().rev().fold(last, chain);
        folded.unwrap_or_else(nothing)
    }
}

fn too_many_retries(builder: &mut Builder<'_>, at: Span) {
    builder.report(
        Diagnostic::error(codes::TOO_LONG, at, "the handler has too many retries")
            .label(format!("the limit is {MOST_RETRIES}"))
            .help("write one `retry` with more attempts"),
    );
}

fn other_reaction(builder: &mut Builder<'_>, pair: Node<'_>) -> Reaction {
    let mut at = pair.span();
    let kind = match pair.rule() {
        Rule::onward | Rule::jump => builder
            .jump(pair)
            .map_or(ReactionKind::Bad, ReactionKind::Jump),
        Rule::block => ReactionKind::Block(builder.block(pair)),
        Rule::run_s => {
            at.start = builder.word_before(at.start, "run");
            ReactionKind::Run(builder.run_step(pair))
        }
        _ => ReactionKind::Bad,
    };
    Reaction { span: at, kind }
}

fn retry(builder: &mut Builder<'_>, pair: Node<'_>) -> Retry {
    let mut cursor = pair.inside();
    Retry {
        times: retry_times(builder, &mut cursor),
        pace: pace(builder, &mut cursor),
        limit: limit(builder, &mut cursor),
        then: None,
    }
}

fn retry_times(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Option<RetryTimes> {
    if cursor.eat(Rule::once).is_some() {
        return Some(RetryTimes::Once);
    }
    builder.expr_in(cursor, Rule::times).map(RetryTimes::Count)
}

fn pace(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Option<Pace> {
    if let Some(every) = builder.expr_in(cursor, Rule::every) {
        return Some(Pace::Every(every));
    }
    let backing = cursor.eat(Rule::backing)?;
    let mut inside = backing.inside();
    let from = builder.expr(&mut inside);
    Some(Pace::BackingOff(from, builder.expr(&mut inside)))
}

fn limit(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Option<Expr> {
    let limit = cursor.eat(Rule::limit)?;
    builder.expr_in(&mut limit.inside(), Rule::at_most)
}

fn chain(then: Option<Reaction>, (at, mut retry): (Span, Retry)) -> Option<Reaction> {
    let span = then.as_ref().map_or(at, |then| at.to(then.span));
    retry.then = then;
    let kind = ReactionKind::Retry(Box::new(retry));
    Some(Reaction { span, kind })
}
