//! Values: each variable in them has to have one.

use super::flow::{Flow, Unbound};
use crate::check::resolve::{Meaning, NameId, Sort};
use crate::check::ways::path::Var;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind};
use crate::syntax::visit::{self, Visit};

impl<'a> Visit<'a> for Flow<'_, 'a> {
    fn expr(&mut self, expr: &'a Expr) {
        match expr.kind {
            ExprKind::Name => self.read(expr.span),
            ExprKind::Input(name) => self.read(name),
            _ => visit::expr_parts(self, expr),
        }
    }
}

impl<'a> Flow<'_, 'a> {
    fn read(&mut self, at: Span) {
        let Some(Meaning::Name(name)) = self.model.meaning_at(at.start) else {
            return;
        };
        let var = self.var(name);
        if self.path.is_bound(var) || self.model.name(name).sort == Sort::Reason {
            return;
        }
        let lost = self.path.lost(var);
        self.found.unbound.push(Unbound { name, at, lost });
        // Said once: what follows from it is not.
        self.path.bind(var);
    }

    pub(super) fn reads(&mut self, values: impl IntoIterator<Item = &'a Expr>) {
        values.into_iter().for_each(|value| self.expr(value));
    }

    /// The number on the path of a variable of the body at hand.
    pub(super) fn var(&self, name: NameId) -> Var {
        self.provided.count() + name.saturating_sub(self.first)
    }

    /// The variable that gets its value where its name is written.
    pub(super) fn binds(&mut self, name: Span) -> Option<NameId> {
        let name = self.model.name_at(name.start)?;
        self.path.grow(self.var(name));
        Some(name)
    }

    pub(super) fn bind(&mut self, name: NameId) {
        self.path.bind(self.var(name));
    }

    pub(super) fn bind_all(&mut self, names: &[NameId]) {
        names.iter().for_each(|name| self.bind(*name));
    }
}
