//! Handlers: what each does, with the names that it has.

use super::Resolver;
use crate::check::resolve::{BackOff, Sort};
use crate::source::Span;
use crate::syntax::tree::{
    Expr, ExprKind, Handler, Pace, Reaction, ReactionKind, Retry, RetryTimes, TextPart,
};
use crate::value::Kind;

impl<'a> Resolver<'a> {
    pub(super) fn reactions(&mut self, handlers: &'a [Handler]) {
        handlers
            .iter()
            .for_each(|handler| self.reaction_of(handler));
    }

    /// A handler's reaction, with its names.
    pub(super) fn reaction_of(&mut self, handler: &'a Handler) {
        if !needs_names(&handler.reaction) {
            return self.reaction(&handler.reaction);
        }
        let opened = self.values.scope.open();
        self.show_reasons(handler.span);
        self.reaction(&handler.reaction);
        self.values.close(opened, handler.span.end);
    }

    /// `Outcome` and `Reason`.
    pub(super) fn show_reasons(&mut self, at: Span) {
        let first = self.values.names.len() as u32;
        self.reasons_at.insert(at.start, first);
        for name in crate::syntax::words::OUTCOME_NAMES {
            self.values
                .declare(name, at, at.start, Sort::Reason, Kind::Text);
        }
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        match &reaction.kind {
            ReactionKind::Retry(retry) => self.retry(retry),
            ReactionKind::Jump(jump) => self.jump(jump),
            ReactionKind::Run(call) => {
                if self.call(call, None).is_none() {
                    self.broken(None, &[]);
                }
            }
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Bad => {}
        }
    }

    fn retry(&mut self, retry: &'a Retry) {
        if let Some(RetryTimes::Count(count)) = &retry.times {
            self.limit(count, &Kind::Number, "the number of retries");
        }
        match &retry.pace {
            Some(Pace::Every(time)) => self.limit(time, &Kind::Duration, "`every`"),
            Some(Pace::BackingOff(from, to)) => {
                self.limit(from, &Kind::Duration, "`backing off`");
                self.limit(to, &Kind::Duration, "`backing off`");
                self.facts().back_offs.push(BackOff { from, to });
            }
            None => {}
        }
        self.limits(&retry.limit, &Kind::Duration, "`for at most`");
        if let Some(then) = &retry.then {
            if matches!(then.kind, ReactionKind::Retry(_)) {
                self.facts().second_retries.push(then.span);
            }
            self.reaction(then);
        }
    }
}

/// Whether a reaction could name its outcome.
fn needs_names(reaction: &Reaction) -> bool {
    match &reaction.kind {
        ReactionKind::Bad => false,
        ReactionKind::Retry(retry) => retry.then.as_ref().is_some_and(needs_names),
        ReactionKind::Jump(jump) => jump.value().is_some_and(|text| !is_plain(text)),
        ReactionKind::Run(call) => !call.args.is_empty(),
        ReactionKind::Block(_) => true,
    }
}

fn is_plain(text: &Expr) -> bool {
    match &text.kind {
        ExprKind::Text(parts) => parts.iter().all(|part| matches!(part, TextPart::Chars(_))),
        _ => false,
    }
}
