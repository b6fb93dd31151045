//! Sends outcomes outwards: own handlers first, then those of the groups around, then those of last
//! resort.

use super::flow::{Flow, Retried};
use super::frames::Frame;
use super::raise::{Fired, Raise};
use crate::check::resolve::BodyKind;
use crate::source::Span;
use crate::syntax::tree::{Catches, Handler, Leaves, Reaction, ReactionKind, StmtKind};

/// What takes an outcome.
enum By {
    Own(usize),
    Group(usize, usize),
    Everywhere(usize),
}

impl<'a> Flow<'_, 'a> {
    pub(super) fn names(&self, handler: &Handler, outcome: &str) -> bool {
        match &handler.catches {
            Catches::Named(names) => names.iter().any(|name| self.slice(*name) == outcome),
            Catches::AnyOther(_) => false,
        }
    }

    /// Sends an outcome outwards from here.
    pub(super) fn raise(&mut self, own: &'a [Handler], fired: &mut Fired, mut raise: Raise<'a>) {
        if self.path.dead {
            return;
        }
        let mut own_left = own;
        let mut frames = self.frames.len();
        loop {
            let found = catcher(self, own_left, frames, &raise);
            let Some((by, named)) = found else {
                return escape(self, raise);
            };
            escape_too(self, &by, named, raise);
            let handler = match &by {
                By::Own(index) => {
                    reach_own(self, fired, *index);
                    &own[*index]
                }
                By::Group(frame, index) => reach_group(self, *frame, *index, raise),
                By::Everywhere(index) => reach_everywhere(self, *index, fired, raise.origin),
            };
            reaches_retry(self, handler, &raise);
            if !gives_up(&handler.reaction) {
                return;
            }
            raise.settled = true;
            own_left = &[];
            match by {
                By::Own(_) => {}
                By::Group(frame, _) => frames = frame,
                By::Everywhere(_) => return,
            }
        }
    }

    /// After something broken anything may happen: every handler around it may be reached.
    pub(super) fn raise_anything(&mut self, own: &'a [Handler], fired: &mut Fired) {
        (0..own.len()).for_each(|index| fired.set(index));
        if let BodyKind::Step(step) = self.body {
            self.steps[step].anything = true;
        }
        self.everywhere.fill(true);
        for frame in &mut self.frames {
            let Frame::Group(group) = frame else { continue };
            group.anything = true;
            for note in &mut group.notes {
                self.path.meet(&mut note.arm, group.mark);
            }
        }
    }
}

fn catcher<'a>(
    flow: &Flow<'_, 'a>,
    own: &[Handler],
    frames: usize,
    raise: &Raise<'_>,
) -> Option<(By, bool)> {
    let main = !matches!(flow.body, BodyKind::Step(_));
    if let Some(by) = search(flow, own, frames, |handler| flow.names(handler, raise.name)) {
        return Some((by, true));
    }
    let last = |flow: &Flow<'_, 'a>, fits: &dyn Fn(&Handler) -> bool| {
        let mut all = flow.model.everywhere.iter();
        all.position(|handler| fits(handler)).map(By::Everywhere)
    };
    if matches!(flow.body, BodyKind::Everywhere(_)) {
        return None;
    }
    if let Some(by) = last(flow, &|handler| flow.names(handler, raise.name)) {
        return Some((by, main));
    }
    if raise.soft {
        return None;
    }
    let any = |handler: &Handler| matches!(handler.catches, Catches::AnyOther(_));
    let by = search(flow, own, frames, any).or_else(|| last(flow, &any));
    by.map(|by| (by, false))
}

fn search<'a>(
    flow: &Flow<'_, 'a>,
    own: &[Handler],
    frames: usize,
    fits: impl Fn(&Handler) -> bool,
) -> Option<By> {
    if let Some(index) = own.iter().position(&fits) {
        return Some(By::Own(index));
    }
    let frames = flow.frames[..frames].iter().enumerate().rev();
    for (frame, known) in frames {
        let Frame::Group(group) = known else { continue };
        if let Some(index) = group.handlers.iter().position(&fits) {
            return Some(By::Group(frame, index));
        }
    }
    None
}

fn reach_own<'a>(flow: &mut Flow<'_, 'a>, fired: &mut Fired, index: usize) {
    fired.set(index);
    if let (Some(arm), Some(mark)) = (fired.arms.get_mut(index), fired.mark) {
        flow.path.meet(arm, mark);
    }
}

fn reach_group<'a>(
    flow: &mut Flow<'_, 'a>,
    frame: usize,
    index: usize,
    raise: Raise<'a>,
) -> &'a Handler {
    let here = flow.path.node;
    flow.pass_always(frame + 1, raise.origin);
    let Frame::Group(group) = &mut flow.frames[frame] else {
        unreachable!("only groups have handlers");
    };
    let note = &mut group.notes[index];
    flow.path.meet(&mut note.arm, group.mark);
    flow.path.node = here;
    if !note.raises.iter().any(|known| known.name == raise.name) {
        note.raises.push(raise);
    }
    &group.handlers[index]
}

fn reach_everywhere<'a>(
    flow: &mut Flow<'_, 'a>,
    index: usize,
    fired: &mut Fired,
    at: Span,
) -> &'a Handler {
    flow.everywhere[index] = true;
    let handler = flow.model.everywhere[index];
    fired.goes_on |= goes_on(&handler.reaction);
    let reached = fired.last.iter().any(|(known, _)| *known == index);
    if flow.body == BodyKind::Main && !gives_up(&handler.reaction) && !reached {
        let back = flow.record_last_resort(index, at);
        fired.last.push((index, back));
    }
    handler
}

/// Out of the body: to those who run the step, or to nobody.
fn escape<'a>(flow: &mut Flow<'_, 'a>, raise: Raise<'a>) {
    match flow.body {
        BodyKind::Step(step) => flow.escape_step(step, raise),
        BodyKind::Main if !raise.settled && !raise.soft => flow.tell_unhandled(&raise),
        _ => {}
    }
}

/// What a step's own `any other`, or `everywhere`, takes may still be named by its caller.
fn escape_too<'a>(flow: &mut Flow<'_, 'a>, by: &By, named: bool, raise: Raise<'a>) {
    let BodyKind::Step(step) = flow.body else {
        return;
    };
    let local = !matches!(by, By::Everywhere(_));
    if named && local {
        return;
    }
    let soft = local || named;
    flow.escape_step(
        step,
        Raise {
            soft: soft || raise.soft,
            settled: true,
            ..raise
        },
    );
}

/// A `retry` that an outcome reaches which is not plainly worth one: rules decide.
fn reaches_retry<'a>(flow: &mut Flow<'_, 'a>, handler: &'a Handler, raise: &Raise<'a>) {
    let plain = raise.repeats && raise.transient && raise.name != "Unknown";
    if plain || !matches!(handler.reaction.kind, ReactionKind::Retry(_)) {
        return;
    }
    let named = flow.names(handler, raise.name);
    flow.found.retries.push(Retried {
        handler,
        named,
        raise: *raise,
    });
}

/// Whether an outcome goes on outwards when the reaction is spent.
fn gives_up(reaction: &Reaction) -> bool {
    match &reaction.kind {
        ReactionKind::Retry(retry) => retry.then.as_ref().is_none_or(gives_up),
        _ => false,
    }
}

/// Whether the flow can go on after a reaction, as far as its form tells.
fn goes_on(reaction: &Reaction) -> bool {
    match &reaction.kind {
        ReactionKind::Run(_) => true,
        ReactionKind::Retry(retry) => retry.then.as_ref().is_some_and(goes_on),
        ReactionKind::Jump(jump) => jump.leaves() == Leaves::Handler,
        ReactionKind::Block(block) => {
            let last = block.stmts.last();
            !last.is_some_and(|stmt| matches!(stmt.kind, StmtKind::Jump(_)))
        }
        ReactionKind::Bad => true,
    }
}
