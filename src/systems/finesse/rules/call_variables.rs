//! The call variables that actions of Finesse set, where they stand in the script.

use crate::check::Model;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Key};

/// A variable and its value.
pub(super) struct Variable<'a> {
    pub name: String,
    pub key: Span,
    pub value: &'a Expr,
}

/// Tells of every record of call variables, and where it stands.
pub(super) fn each<'a>(model: &Model<'a>, mut tell: impl FnMut(&[Variable<'a>], Span)) {
    for used in model.actions_of("finesse") {
        let Some(expr) = used.value("CallVariables") else {
            continue;
        };
        let ExprKind::Record(fields) = &ungrouped(expr).kind else {
            continue;
        };
        let fields = fields.iter().map(|(key, value)| Variable {
            name: model.key(*key),
            key: match key {
                Key::Name(span) | Key::Text(span) => *span,
            },
            value,
        });
        tell(&fields.collect::<Vec<_>>(), expr.span);
    }
}

fn ungrouped(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Group(inner) => ungrouped(inner),
        _ => expr,
    }
}
