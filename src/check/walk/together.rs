//! Loops: what cannot be undone wants a limit, and items at once must not get into each other's
//! way.

use super::record::Recorded;
use super::steps::Undone;
use super::{Frame, Loop, Walker};
use crate::catalogue::{Action, Exclusive, ParamDefault};
use crate::check::graph::{Root, Subject};
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind};
use std::sync::Arc;

impl<'a> Walker<'a> {
    /// Whether a loop may go on for as many items as there are.
    pub(super) fn is_unbounded(&self, each: &tree::ForEach) -> bool {
        each.at_most.is_none() && !matches!(each.items.kind, ExprKind::List(_))
    }

    /// An action in the loops around it.
    pub(super) fn in_loops(
        &mut self,
        system: u16,
        action: &'a Arc<Action>,
        written: &'a tree::Action,
        act: Recorded,
    ) {
        if action.irreversible {
            let undone = Undone {
                action: action.short(),
                at: written.phrase.span,
            };
            self.cannot_be_undone(undone, written.phrase.span);
        }
        if !action.reads {
            self.at_once(system, action, written, act);
        }
    }

    /// Something that cannot be undone is done here, or in a step that is run here.
    pub(super) fn cannot_be_undone(&mut self, undone: Undone<'a>, here: Span) {
        if let super::BodyKind::Step(step) = self.body {
            self.steps[step].undone.get_or_insert(undone);
        }
        let loops = self
            .frames
            .iter_mut()
            .rev()
            .filter_map(|frame| match frame {
                Frame::Loop(known) => Some(known),
                _ => None,
            });
        let unbounded =
            loops.filter_map(|known| known.unbounded.take().map(|end| (known.span, end)));
        let Some((loop_, end)) = unbounded.last() else {
            return;
        };
        let head = Span::new(loop_.start, end);
        self.report(rules::no_limit::problem(
            undone.action,
            here,
            undone.at,
            head,
        ));
    }

    fn at_once(
        &mut self,
        system: u16,
        action: &'a Arc<Action>,
        written: &'a tree::Action,
        act: Recorded,
    ) {
        let together = self.frames.iter().find_map(|frame| match frame {
            Frame::Loop(known) if known.at_once => Some(known),
            _ => None,
        });
        let Some(known) = together else { return };
        let (span, head) = (written.phrase.span, known.head);
        let alone = match action.exclusive {
            Some(Exclusive::Method) => true,
            Some(Exclusive::Device) => !self.has_own_device(system, action, written, known),
            None => false,
        };
        let entry = self.path.graph.entry();
        let thing = self.path.graph.act_thing(act.act);
        let same = action.state.is_some() && !varies(thing, entry, known.mark.vars);
        if alone {
            let method = action.exclusive == Some(Exclusive::Method);
            self.report(rules::at_once::problem(action.short(), span, head, method));
        } else if same {
            let thing = action.state.as_ref().map_or("thing", |state| &*state.thing);
            self.report(rules::at_once_same::problem(
                action.short(),
                thing,
                span,
                head,
            ));
        }
    }

    /// Whether each item has an agent or a session of its own.
    fn has_own_device(
        &self,
        system: u16,
        action: &Action,
        written: &'a tree::Action,
        known: &Loop,
    ) -> bool {
        let entry = self.path.graph.entry();
        let written_here = |name: &str| {
            let value = super::record::param_value(action, written, name, |span| self.slice(span));
            value.map(|value| self.subject(value))
        };
        action.params.iter().any(|param| {
            if let Some(subject) = written_here(&param.name) {
                let is_device =
                    matches!(param.default, ParamDefault::Provided(_)) || &*param.name == "AgentId";
                return is_device && varies(subject, entry, known.mark.vars);
            }
            let ParamDefault::Provided(name) = &param.default else {
                return false;
            };
            let var = self.provided.find(system, name);
            let from = var.map(|var| self.names.all[var as usize].span);
            from.is_some_and(|from| {
                from.start >= known.span.start && from.end <= known.span.end && !from.is_empty()
            })
        })
    }
}

/// Whether a subject may be another one for each item.
fn varies(subject: Subject<'_>, entry: u32, first: u32) -> bool {
    match subject.root {
        Root::Variable(body, var) => body == entry && var >= first,
        Root::Any => true,
        _ => false,
    }
}
