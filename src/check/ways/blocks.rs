//! Statements with blocks: what they do to the ways through a script.

use super::flow::Flow;
use super::frames::{Frame, Group, Loop, Note};
use super::listed::record_item;
use super::path::{Arm, How, Join, Lost};
use super::raise::{Fired, Raise};
use crate::check::graph::{Each, Event};
use crate::source::Span;
use crate::syntax::tree::{self, Block, Catches, Expr, Handler};
use crate::syntax::visit::Visit;

impl<'a> Flow<'_, 'a> {
    pub(super) fn if_(
        &mut self,
        arms: &'a [(Expr, Block)],
        otherwise: Option<&'a Block>,
        at: Span,
    ) {
        let mut join = Join::default();
        for (condition, block) in arms {
            self.expr(condition);
            let mark = self.path.mark();
            self.path.pass(Event::Way, condition.span);
            self.walk_block(block);
            let arm = self.path.take(mark);
            self.path.join(&mut join, arm, block.span);
        }
        let mark = self.path.mark();
        if let Some(block) = otherwise {
            self.path.pass(Event::Way, head_of(block.span));
            self.walk_block(block);
        }
        let arm = self.path.take(mark);
        let lost = match (otherwise, arms.last()) {
            (None, Some((condition, _))) => Lost {
                at: Span::new(at.start, condition.span.end),
                how: How::NotSo,
            },
            (block, _) => block.map_or(at, |block| block.span).into(),
        };
        self.path.join(&mut join, arm, lost);
        if !self.path.dead {
            self.path.apply(join);
        }
    }

    pub(super) fn for_each(&mut self, each: &'a tree::ForEach, at: Span) {
        self.expr(&each.items);
        self.reads(&each.at_most);
        self.reads(&each.at_once);
        let number = self.path.graph.loops.len() as u32;
        let list = self.subjects.of_list(&each.items);
        let head = self.path.pass(Event::Each(number), at);
        let mark = self.path.mark();
        self.frames.push(Frame::Loop(Loop::new(mark)));
        if let Some(item) = self.binds(each.name) {
            self.bind(item);
            self.path.graph.loops.push(Each { item, list });
            self.path.pass(Event::Item(item), each.name);
            record_item(self, item, &each.items);
        }
        self.walk_block(&each.body);
        let frame = self.frames.pop();
        let round = self.path.take(mark);
        let again = self.path.graph.lone(Event::Join, at);
        self.path.lead(round.as_ref(), again);
        self.path
            .lose(&round, Span::new(at.start, each.items.span.end));
        if let Some(Frame::Loop(done)) = frame {
            self.path.lead(done.next.as_ref(), again);
            self.path.graph.edge(again, head);
            let after = self.path.pass(Event::Join, at);
            self.path.graph.edge(again, after);
            self.path.lead(done.leave.as_ref(), after);
        }
    }

    pub(super) fn repeat(&mut self, repeat: &'a tree::Repeat, at: Span) {
        self.expr(&repeat.times);
        self.reads(&repeat.every);
        let head = self.path.pass(Event::Join, at);
        let mark = self.path.mark();
        self.frames.push(Frame::Loop(Loop::new(mark)));
        self.walk_block(&repeat.body);
        let Some(Frame::Loop(done)) = self.frames.pop() else {
            return;
        };
        let mut round = Join::default();
        let end = self.path.take(mark);
        self.path.join(&mut round, end, at);
        self.path.join(&mut round, done.next, at);
        if self.path.dead {
            return;
        }
        let mut after = Join::default();
        self.path.join(&mut after, done.leave, at);
        let runs_out = !round.is_dead();
        self.path.apply(round);
        if repeat.every.is_some() {
            self.record_pause(Span::new(at.start, repeat.body.span.start));
        }
        self.path.lead_to(head);
        let mut fired = Fired::here(self.path.node);
        let raise = Raise::of_statement("Exhausted", at);
        self.raise(&repeat.handlers, &mut fired, raise);
        if runs_out && !done.exits && !takes_exhausted(self, &repeat.handlers) {
            let head = Span::new(at.start, repeat.times.span.end);
            self.found.endless.push(head);
        }
        self.after(&repeat.handlers, fired, at, |flow| flow.path.dead = true);
        let arm = self.path.take(mark);
        self.path.join(&mut after, arm, at);
        self.path.apply(after);
    }

    pub(super) fn try_(&mut self, group: &'a tree::Try, at: Span) {
        self.reads(&group.times);
        self.reads(&group.every);
        let always = group.always.as_ref().map(|_| self.path.graph.plan_always());
        let (known, mut join) = walk_group(self, &group.body, &group.handlers, Some(always));
        self.group_handlers(known, &mut join);
        let done = match (&group.always, always) {
            (Some(block), Some(number)) => walk_always(self, block, at, &join, number),
            _ => None,
        };
        if !self.path.dead {
            self.path.apply(join);
        }
        if let Some(ways) = done {
            self.path.go_on(&ways);
        }
    }

    pub(super) fn within(&mut self, within: &'a tree::Within, at: Span) {
        self.expr(&within.limit);
        let (mut known, mut join) = walk_group(self, &within.body, &within.handlers, None);
        raise_timed_out(self, &mut known, at);
        self.group_handlers(known, &mut join);
        if !self.path.dead {
            self.path.apply(join);
        }
    }
}

fn takes_exhausted<'a>(flow: &Flow<'_, 'a>, handlers: &[Handler]) -> bool {
    handlers.iter().any(|handler| {
        matches!(handler.catches, Catches::AnyOther(_)) || flow.names(handler, "Exhausted")
    })
}

fn walk_group<'a>(
    flow: &mut Flow<'_, 'a>,
    body: &'a Block,
    handlers: &'a [Handler],
    restartable: Option<Option<u32>>,
) -> (Group<'a>, Join) {
    let head = flow.path.pass(Event::Join, body.span);
    let mark = flow.path.mark();
    flow.frames.push(Frame::Group(Group {
        handlers,
        restartable: restartable.is_some(),
        head,
        always: restartable.flatten(),
        mark,
        notes: handlers.iter().map(|_| Note::default()).collect(),
        anything: false,
        unhandled: flow.origins.told(),
    }));
    flow.walk_block(body);
    let Some(Frame::Group(known)) = flow.frames.pop() else {
        unreachable!("every block takes off the frames that it puts on");
    };
    let mut join = Join::default();
    let arm = flow.path.take(mark);
    flow.path.join(&mut join, arm, body.span);
    (known, join)
}

fn walk_always<'a>(
    flow: &mut Flow<'_, 'a>,
    block: &'a Block,
    at: Span,
    join: &Join,
    number: u32,
) -> Arm {
    let mark = flow.path.mark();
    let from = flow.path.graph.next();
    flow.path.enter_join(join, at);
    flow.frames.push(Frame::Always);
    flow.walk_block(block);
    flow.frames.pop();
    flow.path.graph.set_always(number, from);
    flow.path.take(mark)
}

/// The limit of a `within` can end it anywhere: its own handlers come first.
fn raise_timed_out<'a>(flow: &mut Flow<'_, 'a>, group: &mut Group<'a>, at: Span) {
    let raise = Raise::of_statement("TimedOut", at);
    let here = flow.path.node;
    flow.path.pass(Event::Join, at);
    for node in flow.path.graph.opening_since(group.head) {
        flow.path.graph.edge(node, flow.path.node);
    }
    let mut fired = Fired::here(flow.path.node);
    flow.raise(group.handlers, &mut fired, raise);
    for (index, note) in group.notes.iter_mut().enumerate() {
        if fired.has(index) {
            flow.path.meet(&mut note.arm, group.mark);
            note.raises.push(raise);
        }
    }
    flow.path.node = here;
}

/// The brace that opens a block.
fn head_of(block: Span) -> Span {
    Span::new(block.start, (block.start + 1).min(block.end))
}
