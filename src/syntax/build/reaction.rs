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
            retries.push((pair.span(), self.retry(pair)));
        }
        let last = cursor.next().map(|pair| self.other_reaction(pair));
        if let Some((extra, _)) = retries.get(MOST_RETRIES) {
            let extra = *extra;
            self.too_many_retries(extra);
            retries.truncate(MOST_RETRIES);
        }
        let nothing = || Reaction {
            span: Span::at(end),
            kind: ReactionKind::Bad,
        };
        let folded = retries.into_iter().rev().fold(last, chain);
        folded.unwrap_or_else(nothing)
    }

    fn too_many_retries(&mut self, at: Span) {
        self.report(
            Diagnostic::error(codes::TOO_LONG, at, "one handler holds too many retries")
                .label(format!("this is one more than {MOST_RETRIES}"))
                .help("one `retry` with a longer `backing off` says the same"),
        );
    }

    fn other_reaction(&mut self, pair: Node<'_>) -> Reaction {
        let mut at = pair.span();
        let kind = match pair.rule() {
            Rule::ignore => ReactionKind::Ignore,
            Rule::jump => ReactionKind::Jump(self.jump(pair)),
            Rule::block => ReactionKind::Block(self.block(pair)),
            Rule::run_s => {
                at.start = self.word_before(at.start, "run");
                ReactionKind::Run(self.run_step(pair))
            }
            _ => ReactionKind::Bad,
        };
        Reaction { span: at, kind }
    }

    fn retry(&mut self, pair: Node<'_>) -> Retry {
        let mut cursor = pair.inside();
        Retry {
            times: self.retry_times(&mut cursor),
            pace: self.pace(&mut cursor),
            limit: self.limit(&mut cursor),
            then: None,
        }
    }

    fn retry_times(&mut self, cursor: &mut Siblings<'_>) -> Option<RetryTimes> {
        if cursor.eat(Rule::once).is_some() {
            return Some(RetryTimes::Once);
        }
        self.expr_in(cursor, Rule::times).map(RetryTimes::Count)
    }

    fn pace(&mut self, cursor: &mut Siblings<'_>) -> Option<Pace> {
        if let Some(every) = self.expr_in(cursor, Rule::every) {
            return Some(Pace::Every(every));
        }
        let backing = cursor.eat(Rule::backing)?;
        let mut inside = backing.inside();
        let from = self.expr(&mut inside);
        Some(Pace::BackingOff(from, self.expr(&mut inside)))
    }

    fn limit(&mut self, cursor: &mut Siblings<'_>) -> Option<Expr> {
        let limit = cursor.eat(Rule::limit)?;
        self.expr_in(&mut limit.inside(), Rule::at_most)
    }
}

fn chain(then: Option<Reaction>, (at, mut retry): (Span, Retry)) -> Option<Reaction> {
    let span = then.as_ref().map_or(at, |then| at.to(then.span));
    retry.then = then;
    let kind = ReactionKind::Retry(Box::new(retry));
    Some(Reaction { span, kind })
}
