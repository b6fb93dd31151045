//! # F150 emitted-twice (warning)
//!
//! ## What it checks
//!
//! A result is emitted a second time, which replaces the first.
//!
//! ## Why it matters
//!
//! The report shows only the last value: the first is lost.
//!
//! ## Example
//!
//! ```flow
//! emit Skill: 4021
//! emit Skill: 4022
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! for each Skill in [4021, 4022] {
//!     emit Skill: Skill
//! }
//! ```

use super::Rule;
use crate::check::{Findings, Model, results};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Block, Expr, Handler, Item, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

/// The rule itself.
pub const RULE: Rule = Rule::warning(150, "emitted-twice");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let lists = results::lists(model);
    let mut look = Look::default();
    for item in &model.tree.items {
        match item {
            Item::Stmt(stmt) => look.stmt(stmt),
            Item::Step(step) => {
                let main = std::mem::take(&mut look.way);
                look.block(&step.body);
                look.way = main;
            }
            _ => {}
        }
        if !matches!(item, Item::Stmt(_)) {
            look.bodies += 1;
        }
    }
    let plain = look
        .emits
        .iter()
        .filter(|emit| !lists.contains(&model.slice(emit.name)));
    let plain: Vec<&Emit> = plain.collect();
    for (at, second) in plain.iter().enumerate() {
        let same = |first: &&&Emit| model.slice(first.name) == model.slice(second.name);
        let mut before = plain[..at].iter().filter(same);
        if let Some(first) = before.rfind(|first| first.may_come_before(second)) {
            found.add(problem(model.slice(second.name), second.name, first.name));
        }
    }
}

/// A result that replaces the one before.
fn problem(name: &str, at: Span, first: Span) -> Diagnostic {
    RULE.at(at, format!("`{name}` is emitted twice"))
        .label("replaces the value emitted before")
        .also(first, "emitted first here")
        .help("use a different name here, or emit one list of both values")
}

/// Where something is: the arms of what chooses between several, from the outside in.
type Way = Vec<(u32, u32)>;

#[derive(Clone)]
struct Emit {
    name: Span,
    way: Way,
    /// How far out the block goes that ends the run or leaves after it: what comes behind is not
    /// reached from here.
    ends_at: usize,
}

impl Emit {
    /// Whether one run may come to this and then to the other.
    fn may_come_before(&self, other: &Emit) -> bool {
        let pairs = self.way.iter().zip(&other.way);
        let common = pairs.take_while(|(a, b)| a == b).count();
        let apart = match (self.way.get(common), other.way.get(common)) {
            (Some((a, _)), Some((b, _))) => a == b,
            _ => false,
        };
        !apart && self.ends_at <= common
    }
}

#[derive(Default)]
struct Look {
    way: Way,
    emits: Vec<Emit>,
    bodies: u32,
}

impl Look {
    /// One of several that exclude each other.
    fn arm(&mut self, chooser: u32, arm: usize, inside: impl FnOnce(&mut Self)) {
        self.way.push((chooser, arm as u32));
        inside(self);
        self.way.pop();
    }
}

impl<'a> Visit<'a> for Look {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Emit { name, .. } => self.emits.push(Emit {
                name: *name,
                way: self.way.clone(),
                ends_at: 0,
            }),
            StmtKind::If { arms, otherwise } => {
                let blocks = arms.iter().map(|(_, block)| block).chain(otherwise);
                for (at, block) in blocks.enumerate() {
                    self.arm(stmt.span.start, at, |look| look.block(block));
                }
            }
            _ => visit::stmt_parts(self, stmt),
        }
    }

    fn block(&mut self, block: &'a Block) {
        let first = self.emits.len();
        visit::block_parts(self, block);
        let ends = matches!(
            block.stmts.last(),
            Some(Stmt {
                kind: StmtKind::Jump(_),
                ..
            })
        );
        if ends {
            let depth = self.way.len();
            for emit in &mut self.emits[first..] {
                emit.ends_at = emit.ends_at.max(depth);
            }
        }
    }

    fn handlers(&mut self, handlers: &'a [Handler]) {
        for (at, handler) in handlers.iter().enumerate() {
            self.arm(handlers[0].span.start, at, |look| look.handler(handler));
        }
    }

    fn expr(&mut self, _: &'a Expr) {}
}
