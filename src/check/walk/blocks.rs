//! Statements with blocks: what they do to the ways through a script.

use super::names::Origin;
use super::outcomes::{Fired, Raise};
use super::value::Role;
use super::{Frame, Group, Loop, Note, Place, Walker};
use crate::check::path::Join;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{self, Block, Catches, Expr, Handler};
use crate::value::Kind;
use std::sync::Arc;

impl<'a> Walker<'a> {
    pub(super) fn if_(
        &mut self,
        arms: &'a [(Expr, Block)],
        otherwise: Option<&'a Block>,
        at: Span,
    ) {
        let mut join = Join::default();
        for (condition, block) in arms {
            self.condition(condition);
            let mark = self.path.mark();
            self.block(block);
            let arm = self.path.take(mark);
            self.path.join(&mut join, arm, block.span);
        }
        let mark = self.path.mark();
        if let Some(block) = otherwise {
            self.block(block);
        }
        let arm = self.path.take(mark);
        self.path
            .join(&mut join, arm, otherwise.map_or(at, |block| block.span));
        if !self.path.dead {
            self.path.apply(join);
        }
    }

    fn condition(&mut self, condition: &'a Expr) {
        self.value(
            condition,
            &Kind::YesNo,
            Role::named("a condition", Place::Bare),
        );
    }

    pub(super) fn for_each(&mut self, each: &'a tree::ForEach, at: Span) {
        let list = Kind::List(Arc::new(Kind::Any));
        let kind = self.value(&each.items, &list, Role::named("`for each`", Place::Free));
        let item = match kind {
            Kind::List(of) => (*of).clone(),
            _ => Kind::Any,
        };
        self.limits(&each.at_most, &Kind::Number, "`at most`");
        self.limits(&each.at_once, &Kind::Number, "`at once`");
        let one = |limit: &Expr| self.source.slice(limit.span) == "1";
        let at_once = each.at_once.as_ref().is_some_and(|limit| !one(limit));
        let opened = self.names.open();
        let mark = self.path.mark();
        self.frames.push(Frame::Loop(Loop {
            mark,
            leave: None,
            next: None,
            exits: false,
            at_once,
            span: at,
        }));
        let name = self.slice(each.name);
        if let Some(input) = self.inputs.get(name) {
            let first = self.inputs.list[input].span;
            self.report(rules::two_meanings::problem(name, each.name, first));
        }
        let var = self.declare(name, each.name, item, Origin::Item);
        self.path.bind(var);
        self.block(&each.body);
        self.frames.pop();
        self.path.take(mark);
        self.names.close(opened);
    }

    pub(super) fn repeat(&mut self, repeat: &'a tree::Repeat, at: Span) {
        self.limit(&repeat.times, &Kind::Number, "`at most`");
        self.limits(&repeat.every, &Kind::Duration, "`every`");
        let exhausted = |name: &str| name == "Exhausted";
        self.own_outcomes(&repeat.handlers, "a `repeat`", &exhausted, &|| {
            vec!["Exhausted"]
        });
        let mark = self.path.mark();
        self.frames.push(Frame::Loop(Loop {
            mark,
            leave: None,
            next: None,
            exits: false,
            at_once: false,
            span: at,
        }));
        self.block(&repeat.body);
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
        let mut fired = Fired::here();
        let raise = Raise::of_statement("Exhausted", at);
        self.raise(&repeat.handlers, &mut fired, raise);
        let handled = repeat
            .handlers
            .iter()
            .any(|handler| self.takes(handler, "Exhausted"));
        if runs_out && !done.exits && !handled {
            let word = Span::new(at.start, repeat.times.span.end);
            self.report(rules::endless_repeat::problem(word));
        }
        self.after(&repeat.handlers, fired, at, |walker| {
            walker.path.dead = true
        });
        let arm = self.path.take(mark);
        self.path.join(&mut after, arm, at);
        self.path.apply(after);
    }

    fn takes(&self, handler: &Handler, outcome: &str) -> bool {
        matches!(handler.catches, Catches::AnyOther(_)) || self.names(handler, outcome)
    }

    pub(super) fn try_(&mut self, group: &'a tree::Try, at: Span) {
        self.limits(&group.times, &Kind::Number, "the number of tries");
        self.limits(&group.every, &Kind::Duration, "`every`");
        let (known, mut join) = self.group(&group.body, &group.handlers, true);
        self.group_handlers(known, &mut join);
        let done = group.always.as_ref().map(|block| self.always(block, at));
        if !self.path.dead {
            self.path.apply(join);
        }
        if let Some(vars) = done.flatten() {
            self.path.bind_all(&vars);
        }
    }

    fn group(
        &mut self,
        body: &'a Block,
        handlers: &'a [Handler],
        restartable: bool,
    ) -> (Group<'a>, Join) {
        let mark = self.path.mark();
        self.frames.push(Frame::Group(Group {
            handlers,
            restartable,
            mark,
            notes: handlers.iter().map(|_| Note::default()).collect(),
            anything: false,
            unhandled: self.unhandled.len(),
        }));
        self.block(body);
        let Some(Frame::Group(known)) = self.frames.pop() else {
            unreachable!("every block takes off the frames that it puts on");
        };
        let mut join = Join::default();
        let arm = self.path.take(mark);
        self.path.join(&mut join, arm, body.span);
        (known, join)
    }

    fn always(&mut self, block: &'a Block, at: Span) -> crate::check::path::Arm {
        let opened = self.names.open();
        let mark = self.path.mark();
        self.show_reasons(at);
        self.frames.push(Frame::Always(block.span));
        self.block(block);
        self.frames.pop();
        self.names.close(opened);
        self.path.take(mark)
    }

    pub(super) fn within(&mut self, within: &'a tree::Within, at: Span) {
        self.limit(&within.limit, &Kind::Duration, "`within`");
        let (mut known, mut join) = self.group(&within.body, &within.handlers, false);
        self.raise_timed_out(&mut known, at);
        self.group_handlers(known, &mut join);
        if !self.path.dead {
            self.path.apply(join);
        }
    }

    /// The limit of a `within` can end it anywhere: its own handlers come first.
    fn raise_timed_out(&mut self, group: &mut Group<'a>, at: Span) {
        let raise = Raise::of_statement("TimedOut", at);
        let mut fired = Fired::here();
        self.raise(group.handlers, &mut fired, raise);
        for (index, note) in group.notes.iter_mut().enumerate() {
            if fired.has(index) {
                self.path.meet(&mut note.arm, group.mark);
                note.raises.push(raise);
            }
        }
    }
}
