//! Loops: what is done in them that cannot be undone, and what items that run in parallel would do
//! to each other. A step that a loop runs counts as if it stood there.

use super::names::NameMap;
use super::resolve::{ActionUse, BodyKind, NameId, Resolved, is_together};
use super::subjects::Subjects;
use crate::catalogue::{Action, Exclusive};
use crate::source::Span;
use crate::syntax::tree::{self, Expr, ExprKind, RunStep, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

mod alone;

use alone::Alone;

/// What loops do.
#[derive(Default)]
pub(super) struct Loops<'a> {
    /// What cannot be undone, in a loop over as many items as there are; the first of each loop.
    pub unlimited: Vec<Unlimited<'a>>,
    /// What items in parallel share.
    pub shared: Vec<Shared<'a>>,
}

/// Something that cannot be undone in a loop without a limit.
pub(super) struct Unlimited<'a> {
    /// The action's words.
    pub action: &'a str,
    /// Where the loop does it, itself or by a step.
    pub here: Span,
    /// The action.
    pub at: Span,
    /// The head of the loop, to its items' end.
    pub head: Span,
}

/// An action of items that run in parallel.
pub(super) struct Shared<'a> {
    /// The action.
    pub action: &'a Action,
    /// Where the loop does it, itself or by a step.
    pub here: Span,
    /// The action in the step that does it.
    pub in_step: Option<Span>,
    /// The head of the loop.
    pub head: Span,
    /// Whether two of it at a time get into each other's way.
    pub exclusive: bool,
    /// Whether every item does it to the same thing.
    pub same: bool,
}

/// Looks at all loops of a script.
pub(super) fn loops<'a>(model: &Resolved<'a>) -> Loops<'a> {
    let mut look = Look {
        model,
        subjects: Subjects::new(model),
        steps: model.steps.iter().map(|_| InStep::default()).collect(),
        loops: Vec::new(),
        body: BodyKind::Main,
        first: 0,
        handed_on: NameMap::default(),
        found: Loops::default(),
    };
    for body in &model.bodies {
        look.begin(body.kind, body.first);
        match body.kind {
            BodyKind::Step(step) => look.block(&model.steps[step].step.body),
            BodyKind::Main => look.main(),
            BodyKind::Everywhere(number) => look.handler(model.everywhere[number]),
            BodyKind::Test => {}
        }
    }
    look.found
}

struct Look<'m, 'a> {
    model: &'m Resolved<'a>,
    subjects: Subjects<'m, 'a>,
    steps: Vec<InStep<'a>>,
    /// The loops around the statement at hand, from the outside in.
    loops: Vec<Around>,
    body: BodyKind,
    /// The first variable of the body at hand.
    first: NameId,
    /// Where each value that actions hand on was last handed on in the body at hand.
    handed_on: NameMap<(u16, &'a str), Span>,
    found: Loops<'a>,
}

/// A loop around a statement.
struct Around {
    span: Span,
    head: Span,
    /// The first variable that belongs to one round alone.
    first: NameId,
    together: bool,
    /// Where a limit would be written, in a loop over as many items as there are; gone when that
    /// has been noted.
    unbounded: Option<u32>,
}

/// What a step does that matters to a loop which runs it.
#[derive(Default)]
struct InStep<'a> {
    /// The first thing in it that cannot be undone.
    undone: Option<Undone<'a>>,
    /// What items in parallel may not do together.
    alone: Vec<Alone<'a>>,
    /// What it hands on.
    gives: Vec<(u16, &'a str)>,
}

#[derive(Clone, Copy)]
struct Undone<'a> {
    action: &'a str,
    at: Span,
}

impl<'a> Visit<'a> for Look<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => {
                if let Some(used) = self.model.action_at(action.phrase.span.start) {
                    self.action(&used);
                }
                self.handlers(&action.handlers);
            }
            StmtKind::Let { name, value } => self.let_(*name, value),
            StmtKind::ForEach(each) => {
                let around = self.for_each(each, stmt.span);
                self.inside(around, stmt);
            }
            StmtKind::Repeat(_) => {
                let around = self.around(stmt.span, stmt.span);
                self.inside(around, stmt);
            }
            _ => visit::stmt_parts(self, stmt),
        }
    }

    fn call(&mut self, call: &'a RunStep) {
        if let Some(step) = self.model.step_named(self.model.slice(call.name)) {
            self.runs(step, call);
        }
    }

    fn expr(&mut self, _: &'a Expr) {}
}

impl<'a> Look<'_, 'a> {
    fn begin(&mut self, kind: BodyKind, first: NameId) {
        (self.body, self.first) = (kind, first);
        self.loops.clear();
        self.handed_on.clear();
    }

    fn main(&mut self) {
        for item in &self.model.tree.items {
            if let tree::Item::Stmt(stmt) = item {
                self.stmt(stmt);
            }
        }
    }

    fn let_(&mut self, at: Span, value: &Expr) {
        if let Some(name) = self.model.name_at(at.start) {
            let again = self.model.name(name).span != at;
            self.subjects.assign(name, value, again);
        }
    }

    fn around(&self, span: Span, head: Span) -> Around {
        Around {
            span,
            head,
            first: NameId::MAX,
            together: false,
            unbounded: None,
        }
    }

    fn for_each(&self, each: &tree::ForEach, span: Span) -> Around {
        let all = each.at_most.is_none() && !matches!(each.items.kind, ExprKind::List(_));
        Around {
            first: self.model.name_at(each.name.start).unwrap_or(NameId::MAX),
            together: is_together(each, self.model.source),
            unbounded: all.then_some(each.items.span.end),
            ..self.around(span, Span::new(span.start, each.body.span.start))
        }
    }

    fn inside(&mut self, around: Around, stmt: &'a Stmt) {
        self.loops.push(around);
        visit::stmt_parts(self, stmt);
        self.loops.pop();
    }

    fn action(&mut self, used: &ActionUse<'_, 'a>) {
        let (action, at): (&'a Action, Span) = (used.action, used.phrase());
        if action.irreversible {
            let action = action.short();
            self.cannot_be_undone(Undone { action, at }, at);
        }
        let matters = action.exclusive.is_some() || action.state.is_some();
        if !action.reads && matters {
            let devices = match action.exclusive {
                Some(Exclusive::Device) => self.devices(used),
                _ => Vec::new(),
            };
            let state = action.state.as_ref();
            let alone = Alone {
                action,
                at,
                devices,
                thing: state.map(|state| self.subjects.named(used, &state.of)),
            };
            self.alone(alone, at);
        }
        for output in action.outputs.iter().filter(|output| output.provides) {
            self.hands_on((used.system, &output.name), at);
        }
    }

    fn hands_on(&mut self, what: (u16, &'a str), at: Span) {
        self.handed_on.insert(what, at);
        if let BodyKind::Step(step) = self.body {
            let gives = &mut self.steps[step].gives;
            if !gives.contains(&what) {
                gives.push(what);
            }
        }
    }

    /// Something that cannot be undone is done here, or in a step that is run here.
    fn cannot_be_undone(&mut self, undone: Undone<'a>, here: Span) {
        if let BodyKind::Step(step) = self.body {
            self.steps[step].undone.get_or_insert(undone);
        }
        let loops = self.loops.iter_mut().rev();
        let unbounded =
            loops.filter_map(|known| known.unbounded.take().map(|end| (known.span, end)));
        if let Some((loop_, end)) = unbounded.last() {
            self.found.unlimited.push(Unlimited {
                action: undone.action,
                here,
                at: undone.at,
                head: Span::new(loop_.start, end),
            });
        }
    }

    fn runs(&mut self, step: usize, call: &RunStep) {
        if let Some(undone) = self.steps[step].undone {
            self.cannot_be_undone(undone, call.span);
        }
        for at in 0..self.steps[step].alone.len() {
            let alone = self.outwards(step, at, call);
            self.alone(alone, call.span);
        }
        for what in self.steps[step].gives.clone() {
            self.hands_on(what, call.span);
        }
    }
}
