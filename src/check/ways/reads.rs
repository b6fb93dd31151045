//! Values: each variable in them has to have one.

use super::flow::{Flow, Unbound};
use super::raise::{Fired, Raise};
use crate::check::resolve::{Meaning, NameId, Sort};
use crate::check::ways::path::Var;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Handler};
use crate::syntax::visit::{self, Visit};

impl<'a> Visit<'a> for Flow<'_, 'a> {
    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name => self.read(expr.span),
            ExprKind::Input(name) => self.read(*name),
            ExprKind::DayAt { zone, .. }
            | ExprKind::WeekdayOf { zone, .. }
            | ExprKind::Opening { zone, .. } => {
                visit::expr_parts(self, expr);
                self.zone(zone.as_deref());
            }
            _ => visit::expr_parts(self, expr),
        }
    }
}

impl<'a> Flow<'_, 'a> {
    /// A zone that is only known when the flow runs may be none.
    fn zone(&mut self, zone: Option<&'a Expr>) {
        let Some(zone) = zone.filter(|zone| self.model.literal(zone).is_none()) else {
            return;
        };
        self.zone = Some(zone.span);
        let mut fired = Fired::here(self.path.node);
        self.raise(
            &[],
            &mut fired,
            Raise::of_statement("UnknownZone", zone.span),
        );
    }

    /// The same, for the statement's own handlers.
    pub(super) fn raise_zone(&mut self, own: &'a [Handler], fired: &mut Fired) {
        if let Some(at) = self.zone.take() {
            self.raise(own, fired, Raise::of_statement("UnknownZone", at));
        }
    }

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
