//! Handlers: what a list of them may hold, and what each does.

use super::names::{Origin, Variable};
use super::outcomes::Fired;
use super::{Frame, Note, Walker};
use crate::check::graph::Event;
use crate::check::names::NameMap;
use crate::check::path::{Arm, Join, Ways};
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{
    Catches, Expr, ExprKind, Handler, Jump, Reaction, ReactionKind, TextPart,
};
use crate::value::Kind;

/// The outcomes of the language's own statements.
const OWN_OUTCOMES: [&str; 2] = ["TimedOut", "Exhausted"];
/// So many names are compared each with each.
const FEW: usize = 12;

impl<'a> Walker<'a> {
    /// What can be wrong with a list of handlers, whatever they belong to.
    pub(super) fn handler_list(&mut self, handlers: impl Iterator<Item = &'a Handler> + Clone) {
        self.any_other_last(handlers.clone());
        let names = handlers.flat_map(|handler| match &handler.catches {
            Catches::Named(names) => names.as_slice(),
            Catches::AnyOther(_) => &[],
        });
        if names.clone().nth(1).is_none() {
            return;
        }
        if names.clone().nth(FEW).is_some() {
            return self.doubled_of_many(names);
        }
        for (index, name) in names.clone().enumerate() {
            let text = self.slice(*name);
            let mut before = names.clone().take(index);
            if let Some(first) = before.find(|known| self.slice(**known) == text) {
                self.report(rules::doubled_handler::problem(text, *name, *first));
            }
        }
    }

    fn doubled_of_many(&mut self, names: impl Iterator<Item = &'a Span>) {
        let mut seen: NameMap<&'a str, Span> = NameMap::default();
        for name in names {
            let text = self.slice(*name);
            match seen.get(text) {
                Some(first) => self.report(rules::doubled_handler::problem(text, *name, *first)),
                None => {
                    seen.insert(text, *name);
                }
            }
        }
    }

    fn any_other_last(&mut self, handlers: impl Iterator<Item = &'a Handler> + Clone) {
        let next = handlers.clone().skip(1);
        for (handler, next) in handlers.zip(next) {
            if let Catches::AnyOther(at) = handler.catches {
                self.report(rules::any_other_last::problem(at, next.span));
            }
        }
    }

    /// Own handlers of a statement that ends in these outcomes alone.
    pub(super) fn own_outcomes(
        &mut self,
        handlers: &'a [Handler],
        what: &str,
        known: &dyn Fn(&str) -> bool,
        all: &dyn Fn() -> Vec<&'a str>,
    ) -> bool {
        let mut fine = true;
        if handlers.is_empty() {
            return fine;
        }
        self.handler_list(handlers.iter());
        for handler in handlers {
            let Catches::Named(names) = &handler.catches else {
                continue;
            };
            for name in names {
                let text = self.slice(*name);
                if !known(text) {
                    fine = false;
                    let all = all();
                    self.report(rules::unknown_outcome::problem(text, *name, what, &all));
                }
            }
        }
        fine
    }

    /// Own handlers of a `run`: what the step cannot end in is never handled.
    pub(super) fn check_own(&mut self, handlers: &'a [Handler], fired: &Fired, anything: bool) {
        self.handler_list(handlers.iter());
        if self.path.dead || anything {
            return;
        }
        for (index, handler) in handlers.iter().enumerate() {
            let Catches::Named(names) = &handler.catches else {
                continue;
            };
            if !fired.has(index) {
                for name in names {
                    self.never_fires(*name);
                }
            }
        }
    }

    /// An outcome that a handler names and nothing can end in, where it stands.
    /// Gives whether it is one at all.
    pub(super) fn never_fires(&mut self, name: Span) -> bool {
        let text = self.slice(name);
        if self.systems.broken {
            return true;
        }
        if text == "Success" {
            self.report(rules::never_fires::success(name));
            return true;
        }
        let is_outcome = self.is_outcome(text);
        self.report(if is_outcome {
            rules::never_fires::problem(text, name)
        } else {
            rules::unknown_outcome::problem(text, name, "", &self.all_outcomes())
        });
        is_outcome
    }

    fn is_outcome(&self, name: &str) -> bool {
        OWN_OUTCOMES.contains(&name) || self.all_outcomes().contains(&name)
    }

    fn all_outcomes(&self) -> Vec<&'a str> {
        let mut all: Vec<&'a str> = Vec::from(OWN_OUTCOMES);
        for system in &self.systems.list {
            let entry = system.entry;
            let of_actions = entry.actions.iter().flat_map(|action| &action.outcomes);
            let of_things = entry.things.iter().flat_map(|thing| &thing.outcomes);
            all.extend(of_actions.chain(of_things).map(|outcome| &*outcome.name));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Goes on after a statement with handlers of its own: on success, and after each handler
    /// that was reached and lets the flow go on.
    pub(super) fn after(
        &mut self,
        handlers: &'a [Handler],
        fired: Fired,
        at: Span,
        success: impl FnOnce(&mut Self),
    ) {
        let mut going_on: Vec<(Arm, Span)> = Vec::new();
        for ways in fired.going_on() {
            going_on.push((Some(ways), at));
        }
        for (index, handler) in handlers.iter().enumerate() {
            if self.names(handler, "Success") {
                continue;
            }
            let mark = self.path.mark();
            self.enter_own(&fired, index, handler.span);
            self.reaction_of(handler);
            let arm = self.path.take(mark);
            if fired.has(index) && arm.is_some() {
                going_on.push((arm, handler.span));
            }
        }
        let mark = self.path.mark();
        success(self);
        for handler in handlers {
            if self.names(handler, "Success") {
                self.reaction_of(handler);
            }
        }
        if going_on.is_empty() {
            return;
        }
        let mut join = Join::default();
        let done = self.path.take(mark);
        self.path.join(&mut join, done, at);
        for (arm, span) in going_on {
            self.path.join(&mut join, arm, span);
        }
        if !self.path.dead {
            self.path.apply(join);
        }
    }

    /// Goes into a statement's own handler.
    fn enter_own(&mut self, fired: &Fired, index: usize, at: Span) {
        match fired.arm(index) {
            Some(ways) => self.path.enter(Some(ways), Event::Way, at),
            None if fired.has(index) => {
                self.path
                    .enter(Some(&Ways::from(fired.node)), Event::Way, at);
            }
            None => self.path.enter(None, Event::Way, at),
        }
    }

    /// A handler's reaction, with its names. The path is dead afterwards where the flow does
    /// not go on after the statement.
    pub(super) fn reaction_of(&mut self, handler: &'a Handler) {
        if !needs_names(&handler.reaction) {
            return self.reaction(&handler.reaction);
        }
        let opened = self.names.open();
        self.show_reasons(handler.span);
        self.reaction(&handler.reaction);
        self.names.close(opened);
    }

    /// `Outcome` and `Reason`.
    pub(super) fn show_reasons(&mut self, at: Span) {
        for name in ["Outcome", "Reason"] {
            let var = self.path.grow();
            self.names.push(Variable {
                name,
                kind: Kind::Text,
                span: at,
                read: true,
                origin: Origin::Given,
            });
            self.names.show(name, var);
            self.path.bind(var);
        }
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        match &reaction.kind {
            ReactionKind::Retry(retry) => {
                self.retry_limits(retry);
                self.retry_wants_limit(retry, reaction.span);
                match &retry.then {
                    Some(then) => {
                        if matches!(then.kind, ReactionKind::Retry(_)) {
                            self.report(rules::nothing_to_retry::twice(then.span));
                        }
                        self.reaction(then);
                    }
                    None => self.path.dead = true,
                }
            }
            ReactionKind::Ignore | ReactionKind::Bad => {}
            ReactionKind::Jump(jump) => self.jump(jump, reaction.span),
            ReactionKind::Run(call) => self.run_reaction(call),
            ReactionKind::Block(block) => self.block(block),
        }
    }

    /// The handlers of a `try` or `within`, after its body; gives what goes on after it.
    pub(super) fn group_handlers(&mut self, group: super::Group<'a>, join: &mut Join) {
        self.handler_list(group.handlers.iter());
        for (handler, note) in group.handlers.iter().zip(group.notes) {
            if !group.anything && !self.path.dead && !self.silent_names(handler, &note) {
                self.unhandled.truncate(group.unhandled);
            }
            let mark = self.path.mark();
            let ways = note.arm.as_ref();
            self.path.enter(ways, Event::Way, handler.span);
            if group.restartable {
                self.frames.push(Frame::Restartable {
                    restarted: false,
                    head: group.head,
                    always: group.always,
                });
            }
            self.reaction_of(handler);
            let restarted = group.restartable
                && matches!(
                    self.frames.pop(),
                    Some(Frame::Restartable {
                        restarted: true,
                        ..
                    })
                );
            let arm = self.path.take(mark);
            if restarted {
                self.raise_again(&note);
            }
            if note.arm.is_some() {
                self.path.join(join, arm, handler.span);
            }
        }
    }

    /// When the restarts are used up, the outcome stands.
    fn raise_again(&mut self, note: &Note<'a>) {
        let mark = self.path.mark();
        self.path
            .enter(note.arm.as_ref(), Event::Join, Span::default());
        for raise in &note.raises {
            let raise = super::Raise {
                settled: true,
                ..*raise
            };
            let mut fired = Fired::here(self.path.node);
            self.raise(&[], &mut fired, raise);
        }
        self.path.take(mark);
    }

    /// Says which names of a handler nothing has reached; gives whether all are outcomes.
    fn silent_names(&mut self, handler: &'a Handler, note: &Note<'a>) -> bool {
        let Catches::Named(names) = &handler.catches else {
            return true;
        };
        let mut fine = true;
        for name in names {
            let text = self.slice(*name);
            if !note.raises.iter().any(|raise| raise.name == text) {
                fine &= self.never_fires(*name);
            }
        }
        fine
    }

    /// Handlers of last resort that nothing gets to.
    pub(super) fn names_of_everywhere(&mut self) {
        for index in 0..self.everywhere.len() {
            let known = &self.everywhere[index];
            let (handler, fired) = (known.handler, known.fired);
            if let (Catches::Named(names), false) = (&handler.catches, fired) {
                for name in names {
                    self.never_fires(*name);
                }
            }
        }
    }
}

/// Whether a reaction could name its outcome.
fn needs_names(reaction: &Reaction) -> bool {
    match &reaction.kind {
        ReactionKind::Ignore | ReactionKind::Bad => false,
        ReactionKind::Retry(retry) => retry.then.as_ref().is_some_and(needs_names),
        ReactionKind::Jump(Jump::Fail(text) | Jump::Finish(text) | Jump::Return(text)) => {
            text.as_ref().is_some_and(|text| !is_plain(text))
        }
        ReactionKind::Jump(_) => false,
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
