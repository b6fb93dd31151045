//! Statements with blocks, with their defaults.

use super::Lowerer;
use crate::program::{Always, Block, Expr, ExprKind, ForEach, If, Op, Repeat, Try, Within};
use crate::source::Span;
use crate::syntax::tree;
use crate::value::{Kind, Value};
use std::sync::Arc;

/// The most items of a `for each` without a limit of its own.
const ITEMS_AT_MOST: i64 = 1000;
/// How many items are worked on together where nothing is said.
const AT_ONCE: i64 = 1;
/// How often a bare `try` may run in all.
const TRIES: i64 = 3;

impl<'a> Lowerer<'_, 'a> {
    pub(super) fn if_(
        &mut self,
        arms: &'a [(tree::Expr, tree::Block)],
        otherwise: Option<&'a tree::Block>,
    ) -> Op {
        let mut lowered = Vec::with_capacity(arms.len());
        for (index, (condition, block)) in arms.iter().enumerate() {
            let condition = self.value(condition, &Kind::YesNo);
            lowered.push((condition, self.block(&format!("if{index}"), block)));
        }
        Op::If(Arc::new(If {
            arms: lowered,
            otherwise: otherwise.map(|block| self.block("else", block)),
        }))
    }

    pub(super) fn for_each(&mut self, each: &'a tree::ForEach) -> Op {
        let items = self.value(&each.items, &Kind::List(Arc::new(Kind::Any)));
        let at_most = self.number_or(&each.at_most, ITEMS_AT_MOST, each.items.span);
        let at_once = self.number_or(&each.at_once, AT_ONCE, each.items.span);
        let slot = self.slot_at(each.name);
        let body = self.block("body", &each.body);
        Op::ForEach(Arc::new(ForEach {
            slot,
            items,
            at_most,
            at_once,
            body,
        }))
    }

    pub(super) fn repeat(&mut self, repeat: &'a tree::Repeat) -> Op {
        let times = self.value(&repeat.times, &Kind::Number);
        let every = self.duration(&repeat.every);
        Op::Repeat(Arc::new(Repeat {
            times,
            every,
            body: self.block("body", &repeat.body),
            handlers: self.handlers(&repeat.handlers),
        }))
    }

    pub(super) fn try_(&mut self, group: &'a tree::Try) -> Op {
        let times = self.number_or(&group.times, TRIES, group.body.span);
        let every = self.duration(&group.every);
        Op::Try(Arc::new(Try {
            times,
            every,
            body: self.block("body", &group.body),
            handlers: self.handlers(&group.handlers),
            always: group.always.as_ref().map(|block| self.always(block)),
        }))
    }

    fn always(&mut self, block: &'a tree::Block) -> Always {
        let at = block.span;
        let block: Block = self.block("always", block);
        let [outcome, reason] = self.reasons(at);
        Always {
            outcome,
            reason,
            block,
        }
    }

    pub(super) fn within_limit(&mut self, within: &'a tree::Within) -> Op {
        let limit = self.value(&within.limit, &Kind::Duration);
        Op::Within(Arc::new(Within {
            limit,
            body: self.block("body", &within.body),
            handlers: self.handlers(&within.handlers),
        }))
    }

    fn number_or(&mut self, expr: &'a Option<tree::Expr>, default: i64, at: Span) -> Expr {
        match expr {
            Some(expr) => self.value(expr, &Kind::Number),
            None => constant(Value::number(default), at),
        }
    }

    fn duration(&mut self, expr: &'a Option<tree::Expr>) -> Option<Expr> {
        let expr = expr.as_ref()?;
        Some(self.value(expr, &Kind::Duration))
    }
}

/// A value that the script does not say.
pub(super) fn constant(value: Value, at: Span) -> Expr {
    Expr {
        span: at,
        kind: ExprKind::Value(value),
    }
}
