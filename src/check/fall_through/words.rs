//! The names that values are made of.

use crate::check::Model;
use crate::check::names::NameSet;
use crate::syntax::tree::{Block, Expr, ExprKind, Handler, TextPart};
use crate::syntax::visit::{self, Visit};

/// The names in values: of `Contact.ContactId` the first.
pub(super) fn names_of<'a>(
    model: &Model<'a>,
    values: impl IntoIterator<Item = &'a Expr>,
) -> NameSet<&'a str> {
    let mut names = Names {
        model,
        found: NameSet::default(),
    };
    values.into_iter().for_each(|value| names.expr(value));
    names.found
}

struct Names<'m, 'a> {
    model: &'m Model<'a>,
    found: NameSet<&'a str>,
}

impl<'a> Visit<'a> for Names<'_, 'a> {
    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name => self.found.extend([self.model.slice(expr.span)]),
            ExprKind::Input(name) => self.found.extend([self.model.slice(*name)]),
            _ => visit::expr_parts(self, expr),
        }
    }
}

/// The names in the values of a block's actions.
pub(super) fn names_of_actions<'a>(model: &Model<'a>, block: &'a Block) -> NameSet<&'a str> {
    let mut names = NamesOfActions(Names {
        model,
        found: NameSet::default(),
    });
    names.block(block);
    names.0.found
}

struct NamesOfActions<'m, 'a>(Names<'m, 'a>);

impl<'a> Visit<'a> for NamesOfActions<'_, 'a> {
    fn handlers(&mut self, _: &'a [Handler]) {}

    fn expr(&mut self, expr: &'a Expr) {
        self.0.expr(expr);
    }
}

/// Whether a value is the same each time.
pub(super) fn is_constant(value: &Expr) -> bool {
    use ExprKind::*;
    match &value.kind {
        Number | True | False | Duration => true,
        Text(parts) => parts.iter().all(|part| matches!(part, TextPart::Chars(_))),
        _ => false,
    }
}
