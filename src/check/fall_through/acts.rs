//! Which steps do something.

use crate::check::Model;
use crate::syntax::tree::{Expr, RunStep, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

/// So many steps are followed into one another: a longer chain would use up the stack.
pub(super) const DEEPEST: usize = 16;

/// Whether a step does an action, or waits for something; each is looked at once.
pub(super) fn acts(
    model: &Model<'_>,
    known: &mut [Option<bool>],
    step: usize,
    depth: usize,
) -> bool {
    if let Some(acts) = known[step] {
        return acts;
    }
    if depth >= DEEPEST {
        return true;
    }
    known[step] = Some(true);
    let mut look = Acts {
        model,
        known,
        depth,
        found: false,
    };
    look.block(&model.steps[step].step.body);
    let found = look.found;
    known[step] = Some(found);
    found
}

struct Acts<'m, 'k, 'a> {
    model: &'m Model<'a>,
    known: &'k mut [Option<bool>],
    depth: usize,
    found: bool,
}

impl<'t> Visit<'t> for Acts<'_, '_, '_> {
    fn stmt(&mut self, stmt: &'t Stmt) {
        self.found |= matches!(
            stmt.kind,
            StmtKind::Action(_) | StmtKind::WaitUntil(_) | StmtKind::Await(_) | StmtKind::Bad
        );
        if !self.found {
            visit::stmt_parts(self, stmt);
        }
    }

    fn call(&mut self, call: &'t RunStep) {
        let step = self.model.step_named(self.model.slice(call.name));
        self.found |= step.is_none_or(|step| acts(self.model, self.known, step, self.depth + 1));
    }

    fn expr(&mut self, _: &'t Expr) {}
}
