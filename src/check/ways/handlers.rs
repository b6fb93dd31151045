//! Handlers: what each does, and what reaches it.

use super::flow::Flow;
use super::frames::{Frame, Group, Note};
use super::path::{Arm, Join, Ways};
use super::raise::{Fired, Raise};
use crate::check::graph::Event;
use crate::source::Span;
use crate::syntax::tree::{Catches, Handler, Pace, Reaction, ReactionKind, Retry, RetryTimes};

impl<'a> Flow<'_, 'a> {
    /// Own handlers of a `run`: what the step cannot end in is never handled.
    pub(super) fn check_own(&mut self, handlers: &'a [Handler], fired: &Fired, anything: bool) {
        if self.path.dead || anything {
            return;
        }
        for (index, handler) in handlers.iter().enumerate() {
            if let (Catches::Named(names), false) = (&handler.catches, fired.has(index)) {
                self.found.silent.extend(names);
            }
        }
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
            enter_own(self, &fired, index, handler.span);
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

    /// A handler's reaction. The path is dead afterwards where the flow does not go on after the
    /// statement.
    pub(super) fn reaction_of(&mut self, handler: &'a Handler) {
        walk_reaction(self, &handler.reaction);
    }

    /// The handlers of a `try` or `within`, after its body; gives what goes on after it.
    pub(super) fn group_handlers(&mut self, group: Group<'a>, join: &mut Join) {
        for (handler, note) in group.handlers.iter().zip(group.notes) {
            if !group.anything && !self.path.dead && !silent_names(self, handler, &note) {
                self.origins.forget(group.unhandled);
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
                raise_again(self, &note);
            }
            if note.arm.is_some() {
                self.path.join(join, arm, handler.span);
            }
        }
    }

    /// Handlers of last resort that nothing gets to.
    pub(super) fn names_of_everywhere(&mut self) {
        for (handler, fired) in self.model.everywhere.iter().zip(&self.everywhere) {
            if let (Catches::Named(names), false) = (&handler.catches, *fired) {
                self.found.silent.extend(names);
            }
        }
    }
}

/// Goes into a statement's own handler.
fn enter_own<'a>(flow: &mut Flow<'_, 'a>, fired: &Fired, index: usize, at: Span) {
    match fired.arm(index) {
        Some(ways) => flow.path.enter(Some(ways), Event::Way, at),
        None if fired.has(index) => {
            flow.path
                .enter(Some(&Ways::from(fired.node)), Event::Way, at);
        }
        None => flow.path.enter(None, Event::Way, at),
    }
}

fn walk_reaction<'a>(flow: &mut Flow<'_, 'a>, reaction: &'a Reaction) {
    match &reaction.kind {
        ReactionKind::Retry(retry) => {
            limits_of(flow, retry);
            match &retry.then {
                Some(then) => walk_reaction(flow, then),
                None => flow.path.dead = true,
            }
        }
        ReactionKind::Bad => {}
        ReactionKind::Jump(jump) => flow.walk_jump(jump, reaction.span),
        ReactionKind::Run(call) => flow.run_reaction(call),
        ReactionKind::Block(block) => flow.walk_block(block),
    }
}

fn limits_of<'a>(flow: &mut Flow<'_, 'a>, retry: &'a Retry) {
    if let Some(RetryTimes::Count(count)) = &retry.times {
        flow.reads([count]);
    }
    match &retry.pace {
        Some(Pace::Every(time)) => flow.reads([time]),
        Some(Pace::BackingOff(from, to)) => flow.reads([from, to]),
        None => {}
    }
    flow.reads(&retry.limit);
}

/// When the restarts are used up, the outcome stands.
fn raise_again<'a>(flow: &mut Flow<'_, 'a>, note: &Note<'a>) {
    let mark = flow.path.mark();
    flow.path
        .enter(note.arm.as_ref(), Event::Join, Span::default());
    for raise in &note.raises {
        let raise = Raise {
            settled: true,
            ..*raise
        };
        let mut fired = Fired::here(flow.path.node);
        flow.raise(&[], &mut fired, raise);
    }
    flow.path.take(mark);
}

/// Notes which names of a handler nothing has reached; gives whether all of them are outcomes.
fn silent_names<'a>(flow: &mut Flow<'_, 'a>, handler: &'a Handler, note: &Note<'a>) -> bool {
    let Catches::Named(names) = &handler.catches else {
        return true;
    };
    let mut fine = true;
    for name in names {
        let text = flow.slice(*name);
        if !note.raises.iter().any(|raise| raise.name == text) {
            flow.found.silent.push(*name);
            fine &= is_outcome(flow, text);
        }
    }
    fine
}

fn is_outcome(flow: &Flow<'_, '_>, name: &str) -> bool {
    let model = flow.model;
    model.systems.broken || model.all_outcomes().contains(&name)
}
