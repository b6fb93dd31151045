//! Handlers and reactions.

use super::Lowerer;
use super::blocks::constant;
use crate::program::{Catches, Handler, Pace, Reaction, Retry, Slot};
use crate::source::Span;
use crate::syntax::tree::{self, ReactionKind};
use crate::value::{Kind, Value};
use jiff::SignedDuration;
use std::sync::Arc;

/// How many retries where nothing is said.
const RETRIES: i64 = 3;
/// The first and the longest time between attempts where nothing is said.
const BACK_OFF: (SignedDuration, SignedDuration) = (
    SignedDuration::from_millis(500),
    SignedDuration::from_secs(30),
);

impl<'a> Lowerer<'_, 'a> {
    pub(super) fn handlers(
        &mut self,
        handlers: impl IntoIterator<Item = &'a tree::Handler>,
    ) -> Vec<Handler> {
        let handlers = handlers.into_iter().enumerate();
        handlers
            .filter_map(|(index, handler)| {
                self.within(&format!("on{index}"), |lowerer| lowerer.handler(handler))
            })
            .collect()
    }

    fn handler(&mut self, handler: &'a tree::Handler) -> Option<Handler> {
        let reaction = self.reaction(&handler.reaction);
        let [outcome, reason] = self.reasons(handler.span);
        Some(Handler {
            span: handler.span,
            catches: self.catches(&handler.catches),
            outcome,
            reason,
            reaction: reaction?,
        })
    }

    /// The slots of `Outcome` and `Reason`, if something in the handler has read them.
    pub(super) fn reasons(&self, at: Span) -> [Option<Slot>; 2] {
        let names = self.model.reasons_at(at.start);
        names.map_or([None; 2], |names| names.map(|name| self.frame.known(name)))
    }

    fn catches(&self, catches: &tree::Catches) -> Catches {
        match catches {
            tree::Catches::AnyOther(_) => Catches::AnyOther,
            tree::Catches::Named(names) => {
                let names = names.iter().map(|name| self.slice(*name).into());
                Catches::Named(names.collect())
            }
        }
    }

    fn reaction(&mut self, reaction: &'a tree::Reaction) -> Option<Reaction> {
        Some(match &reaction.kind {
            ReactionKind::Retry(retry) => Reaction::Retry(Arc::new(self.retry(reaction, retry))),
            ReactionKind::Jump(jump) => Reaction::Jump(self.jump(jump)),
            ReactionKind::Run(call) => Reaction::Run(Arc::new(self.run_step(call)?)),
            ReactionKind::Block(block) => Reaction::Block(self.block("do", block)),
            ReactionKind::Bad => return None,
        })
    }

    fn retry(&mut self, at: &tree::Reaction, retry: &'a tree::Retry) -> Retry {
        let times = match &retry.times {
            Some(tree::RetryTimes::Once) => Some(constant(Value::number(1), at.span)),
            Some(tree::RetryTimes::Count(count)) => Some(self.value(count, &Kind::Number)),
            None if retry.limit.is_some() => None,
            None => Some(constant(Value::number(RETRIES), at.span)),
        };
        let pace = match &retry.pace {
            Some(tree::Pace::Every(time)) => Pace::Every(self.value(time, &Kind::Duration)),
            Some(tree::Pace::BackingOff(from, to)) => Pace::BackingOff(
                self.value(from, &Kind::Duration),
                self.value(to, &Kind::Duration),
            ),
            None => Pace::BackingOff(
                constant(Value::Duration(BACK_OFF.0), at.span),
                constant(Value::Duration(BACK_OFF.1), at.span),
            ),
        };
        let limit = retry.limit.as_ref();
        let then = retry.then.as_ref();
        Retry {
            times,
            pace,
            limit: limit.map(|limit| self.value(limit, &Kind::Duration)),
            then: then.and_then(|then| self.within("then", |lowerer| lowerer.reaction(then))),
        }
    }
}
