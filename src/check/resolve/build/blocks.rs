//! Statements with blocks.

use super::{Loop, Resolver};
use crate::check::resolve::{Owner, Place, Role, Sort};
use crate::source::Span;
use crate::syntax::tree::{self, Block, Expr};
use crate::value::Kind;
use std::sync::Arc;

impl<'a> Resolver<'a> {
    pub(super) fn if_(&mut self, arms: &'a [(Expr, Block)], otherwise: Option<&'a Block>) {
        for (condition, block) in arms {
            let role = Role::named("a condition", Place::Bare);
            self.values.value(condition, &Kind::YesNo, role);
            self.block(block);
        }
        otherwise.into_iter().for_each(|block| self.block(block));
    }

    pub(super) fn for_each(&mut self, each: &'a tree::ForEach, span: Span) {
        let list = Kind::List(Arc::new(Kind::Any));
        let role = Role::named("`for each`", Place::Free);
        let item = match self.values.value(&each.items, &list, role) {
            Kind::List(of) => (*of).clone(),
            _ => Kind::Any,
        };
        self.limits(&each.at_most, &Kind::Number, "`at most`");
        self.limits(&each.at_once, &Kind::Number, "`at once`");
        let opened = self.values.scope.open();
        let together = is_together(each, self.values.source);
        self.enter_loop(span, together);
        self.values.declare_written(each.name, Sort::Item, item);
        self.block(&each.body);
        self.loops.pop();
        self.values.close(opened, each.body.span.end);
    }

    fn enter_loop(&mut self, span: Span, together: bool) {
        let first = self.values.names.len() as u32;
        self.loops.push(Loop {
            span,
            first,
            together,
        });
    }

    pub(super) fn repeat(&mut self, repeat: &'a tree::Repeat, span: Span) {
        self.limit(&repeat.times, &Kind::Number, "`at most`");
        self.limits(&repeat.every, &Kind::Duration, "`every`");
        self.own_handlers(&repeat.handlers, Owner::Repeat);
        self.enter_loop(span, false);
        self.block(&repeat.body);
        self.loops.pop();
        self.reactions(&repeat.handlers);
    }

    pub(super) fn try_(&mut self, group: &'a tree::Try) {
        self.limits(&group.times, &Kind::Number, "the number of tries");
        self.limits(&group.every, &Kind::Duration, "`every`");
        self.block(&group.body);
        self.own_handlers(&group.handlers, Owner::Group);
        self.reactions(&group.handlers);
        if let Some(always) = &group.always {
            let opened = self.values.scope.open();
            self.show_reasons(always.span);
            self.block(always);
            self.values.close(opened, always.span.end);
        }
    }

    pub(super) fn within(&mut self, within: &'a tree::Within) {
        self.limit(&within.limit, &Kind::Duration, "`within`");
        self.block(&within.body);
        self.own_handlers(&within.handlers, Owner::Group);
        self.reactions(&within.handlers);
    }
}

/// Whether a loop may work on more than one item at a time.
pub(in crate::check) fn is_together(each: &tree::ForEach, source: &crate::source::Source) -> bool {
    let one = |limit: &Expr| source.slice(limit.span) == "1";
    each.at_once.as_ref().is_some_and(|limit| !one(limit))
}
