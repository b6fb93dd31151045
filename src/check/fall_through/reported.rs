//! How a flow reports success.

use crate::check::Model;
use crate::syntax::tree::{Block, Does, Expr, ExprKind, StmtKind};
use crate::value::Operator;

/// How success is reported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Report {
    Emitted,
    Logged,
    /// `let Ended = Ended + [Id]`
    Collected,
    /// `let Ended = Ended + 1`
    Counted,
}

/// `let Ended = Ended + …`: what is added to a list, or to a number.
pub(super) fn added<'a>(
    model: &Model<'a>,
    own: &str,
    value: &'a Expr,
) -> Option<(Report, &'a Expr)> {
    let ExprKind::Binary(to, Operator::Add, more) = &value.kind else {
        return None;
    };
    let grows = matches!(to.kind, ExprKind::Name) && model.slice(to.span) == own;
    let report = match &more.kind {
        ExprKind::Number => Report::Counted,
        ExprKind::List(_) => Report::Collected,
        _ => return None,
    };
    grows.then_some((report, &**more))
}

/// How a step reports at once what it is called with.
pub(super) fn reports(body: &Block) -> Option<Report> {
    let kinds = body.stmts.iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::Emit { .. } => Some(Report::Emitted),
        StmtKind::Plain(plain, _) if plain.does() == Does::Tells => Some(Report::Logged),
        _ => None,
    });
    let kinds: Vec<Report> = kinds.collect();
    let emits = kinds.iter().find(|report| **report == Report::Emitted);
    emits.or(kinds.first()).copied()
}
