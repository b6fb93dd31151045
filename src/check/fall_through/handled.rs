//! What a handler does about a failure, where the flow goes on behind it.

use super::acts::DEEPEST;
use super::reported::added;
use crate::check::Model;
use crate::check::names::NameSet;
use crate::outcome::Outcome;
use crate::source::Span;
use crate::syntax::tree::{
    Block, Catches, Does, Handler, Jump, Leaves, Reaction, ReactionKind, Stmt, StmtKind,
};

/// How a failure is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) enum Told {
    /// Not at all.
    Ignored,
    Logged,
    /// Emitted, or collected in a list or a number.
    Kept,
}

/// What a handler does that only tells of the failure.
pub(super) struct Handled<'a> {
    pub told: Told,
    /// Whether the flow goes on behind the `run` of the step that the handler is in, and not in the step.
    pub returns: bool,
    /// The names that it sets.
    pub sets: NameSet<&'a str>,
}

/// What a handler tells of a failure; nothing where it does something about it, or the flow does not go
/// on behind it.
pub(super) fn told_by<'a>(model: &Model<'a>, handler: &'a Handler) -> Option<Handled<'a>> {
    let mut look = Look {
        model,
        returns: false,
        told: Told::Ignored,
        sets: NameSet::default(),
        depth: 0,
        looked: 0,
    };
    let goes_on = look.reaction(&handler.reaction)?;
    // `InvalidContactId` may be as good as done: to say so and go on is right.
    let counts = match look.told {
        Told::Kept => true,
        Told::Logged => is_wide(model, handler),
        // What it sets is asked for somewhere.
        Told::Ignored => is_wide(model, handler) && look.sets.is_empty(),
    };
    (goes_on && counts).then_some(Handled {
        told: look.told,
        returns: look.returns,
        sets: look.sets,
    })
}

/// Whether a handler is also for what says nothing about the thing: a failed request.
fn is_wide(model: &Model<'_>, handler: &Handler) -> bool {
    match &handler.catches {
        Catches::AnyOther(_) => true,
        Catches::Named(names) => names
            .iter()
            .any(|name| model.slice(*name) == &*Outcome::UNKNOWN),
    }
}

struct Look<'m, 'a> {
    model: &'m Model<'a>,
    returns: bool,
    told: Told,
    sets: NameSet<&'a str>,
    depth: usize,
    looked: usize,
}

/// So many steps are followed in all: what is longer does more than to tell.
const MOST: usize = 100;

impl<'a> Look<'_, 'a> {
    /// Whether the flow goes on behind; nothing where something is done about the failure.
    fn reaction(&mut self, reaction: &'a Reaction) -> Option<bool> {
        match &reaction.kind {
            ReactionKind::Retry(retry) => match &retry.then {
                Some(then) => self.reaction(then),
                None => Some(false),
            },
            ReactionKind::Jump(jump) => Some(self.jump(jump)),
            ReactionKind::Run(call) => self.step(self.model.slice(call.name)),
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Bad => None,
        }
    }

    /// A value that is returned may tell the failure apart.
    fn jump(&mut self, jump: &Jump) -> bool {
        self.returns = matches!(jump, Jump::Return(None));
        self.returns || jump.leaves() == Leaves::Handler
    }

    fn step(&mut self, name: &str) -> Option<bool> {
        let step = self.model.step_named(name)?;
        self.looked += 1;
        if self.depth >= DEEPEST || self.looked > MOST {
            return None;
        }
        self.depth += 1;
        let body: &'a Block = &self.model.steps[step].step.body;
        let sets = self.sets.clone();
        let goes_on = self.stmts(body, true);
        // What a step sets is its own.
        self.sets = sets;
        self.depth -= 1;
        goes_on
    }

    fn block(&mut self, block: &'a Block) -> Option<bool> {
        self.stmts(block, false)
    }

    fn stmts(&mut self, block: &'a Block, in_step: bool) -> Option<bool> {
        for stmt in &block.stmts {
            match &stmt.kind {
                StmtKind::Jump(Jump::Return(_)) if in_step => return Some(true),
                StmtKind::Jump(jump) => return Some(self.jump(jump)),
                _ if !self.stmt(stmt)? => return Some(false),
                _ => {}
            }
        }
        Some(true)
    }

    fn stmt(&mut self, stmt: &'a Stmt) -> Option<bool> {
        match &stmt.kind {
            StmtKind::Emit { .. } => self.told = Told::Kept,
            StmtKind::Plain(plain, _) => match plain.does() {
                Does::Tells => self.told = self.told.max(Told::Logged),
                Does::Pauses => {}
            },
            StmtKind::Let { name, value } => {
                let own = self.model.slice(*name);
                if added(self.model, own, value).is_some() {
                    self.told = Told::Kept;
                }
                self.sets.insert(own);
            }
            StmtKind::Run(run) => return self.step(self.model.slice(run.call.name)),
            // A choice, another action: something is done about it.
            _ => return None,
        }
        Some(true)
    }
}

/// Where a handler says which outcomes it is for.
pub(super) fn outcomes(handler: &Handler) -> Span {
    match &handler.catches {
        Catches::AnyOther(at) => *at,
        Catches::Named(names) => match (names.first(), names.last()) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            _ => handler.span,
        },
    }
}
