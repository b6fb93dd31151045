//! Where jumps land: `next` and `leave` in a loop, `restart` in a `try`, `return` in a step, and none
//! of them outside of the `always` that it stands in.

use crate::source::Span;
use crate::syntax::tree::{Block, Expr, Handler, Item, Jump, Leaves, Stmt, StmtKind, Tree};
use crate::syntax::visit::{self, Visit};

#[derive(Clone, Copy)]
pub(in crate::check) struct JumpAt {
    pub word: &'static str,
    pub at: Span,
    pub lands: Lands,
}

/// Where a jump lands.
#[derive(Clone, Copy)]
pub(in crate::check) enum Lands {
    /// Where it should.
    Well,
    /// There is nothing around it that it could leave.
    Nowhere,
    /// What it would leave is around the `always` block here.
    OutOfAlways(Span),
}

/// Every jump of a script.
pub(in crate::check) fn all(tree: &Tree) -> Vec<JumpAt> {
    let mut look = Look::default();
    for item in &tree.items {
        match item {
            Item::Stmt(stmt) => look.stmt(stmt),
            Item::Step(step) => {
                look.in_step = true;
                look.block(&step.body);
                look.in_step = false;
            }
            Item::Everywhere(everywhere) => look.handlers(&everywhere.handlers),
            Item::Use(_)
            | Item::UseSteps(_)
            | Item::Input(_)
            | Item::Every(_)
            | Item::When(_)
            | Item::Test(_) => {}
        }
    }
    look.jumps
}

/// What is around a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Loop,
    Try,
    Always(Span),
}

#[derive(Default)]
struct Look {
    /// From the outside in.
    around: Vec<Around>,
    in_step: bool,
    jumps: Vec<JumpAt>,
}

impl<'a> Visit<'a> for Look {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::ForEach(each) => self.inside(Around::Loop, &each.body),
            StmtKind::Repeat(repeat) => {
                self.inside(Around::Loop, &repeat.body);
                self.handlers(&repeat.handlers);
            }
            StmtKind::Try(group) => {
                self.around.push(Around::Try);
                self.block(&group.body);
                group
                    .handlers
                    .iter()
                    .for_each(|handler: &Handler| self.handler(handler));
                self.around.pop();
                if let Some(always) = &group.always {
                    self.inside(Around::Always(always.span), always);
                }
            }
            _ => visit::stmt_parts(self, stmt),
        }
    }

    fn jump(&mut self, jump: &'a Jump, at: Span) {
        let lands = match jump.leaves() {
            Leaves::Round | Leaves::Loop => self.lands(Some(Around::Loop)),
            Leaves::Try => self.lands(Some(Around::Try)),
            Leaves::Step if !self.in_step => Lands::Nowhere,
            Leaves::Step | Leaves::Finished => self.lands(None),
            Leaves::Failed | Leaves::Handler => return,
        };
        let word = jump.word();
        self.jumps.push(JumpAt { word, at, lands });
    }

    fn expr(&mut self, _: &'a Expr) {}
}

impl Look {
    fn inside(&mut self, around: Around, block: &Block) {
        self.around.push(around);
        self.block(block);
        self.around.pop();
    }

    /// Whether what a jump leaves is around it; without one, the whole body.
    fn lands(&self, what: Option<Around>) -> Lands {
        for around in self.around.iter().rev() {
            match around {
                Around::Always(at) => return Lands::OutOfAlways(*at),
                around if Some(*around) == what => return Lands::Well,
                _ => {}
            }
        }
        match what {
            Some(_) => Lands::Nowhere,
            None => Lands::Well,
        }
    }
}
