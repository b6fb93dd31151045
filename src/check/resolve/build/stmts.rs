//! Statements, and the variables that they give a value.

use super::Resolver;
use crate::check::resolve::{
    BodyKind, EmitUse, Limit, Meaning, NameId, Owner, Place, Reassigned, Role, RunUse, Sort,
};
use crate::source::Span;
use crate::syntax::tree::{self, Block, Expr, ExprKind, Jump, RunStep, Stmt, StmtKind, Takes};
use crate::value::{Kind, Value};
use std::sync::Arc;

impl<'a> Resolver<'a> {
    pub(super) fn block(&mut self, block: &'a Block) {
        let opened = self.values.scope.open();
        self.stmts(&block.stmts);
        self.values.close(opened, block.span.end);
    }

    pub(super) fn stmts(&mut self, stmts: impl IntoIterator<Item = &'a Stmt>) {
        for stmt in stmts {
            if self.stop.is_stopped() {
                return;
            }
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action, stmt.span),
            StmtKind::Let { name, value } => {
                let kind = self.values.expr(value, Place::Free);
                let name = self.assign(*name, kind, Sort::Variable);
                let empty = matches!(&value.kind, ExprKind::List(items) if items.is_empty());
                self.values.names[name as usize].empty = empty;
            }
            StmtKind::If { arms, otherwise } => self.if_(arms, otherwise.as_ref()),
            StmtKind::ForEach(each) => self.for_each(each, stmt.span),
            StmtKind::Repeat(repeat) => self.repeat(repeat, stmt.span),
            StmtKind::Try(group) => self.try_(group),
            StmtKind::Within(within) => self.within(within),
            StmtKind::WaitUntil(wait) => self.wait_until(wait, stmt.span),
            StmtKind::Await(wait) => self.await_(wait, stmt.span),
            StmtKind::Run(run) => self.run(run),
            StmtKind::Plain(plain, value) => match plain.takes() {
                Takes::Text => self.text(value),
                Takes::Duration(what) => self.limit(value, &Kind::Duration, what),
            },
            StmtKind::Emit { name, value } => {
                self.values.expr(value, Place::Free);
                let (body, in_loop) = (self.values.body, !self.loops.is_empty());
                self.facts().emits.push(EmitUse {
                    name: *name,
                    body,
                    in_loop,
                });
            }
            StmtKind::Jump(jump) => self.jump(jump),
            StmtKind::Bad => {
                self.values.unread(stmt.span);
                self.broken(None, &[]);
            }
        }
    }

    fn text(&mut self, text: &'a Expr) {
        let role = Role::named("the text", Place::Bare);
        self.values.value(text, &Kind::Any, role);
    }

    /// The variable that gets a value: the visible one of that name, or a new one.
    pub(super) fn assign(&mut self, name: Span, kind: Kind, sort: Sort) -> NameId {
        let Some(known) = self.values.scope.get(self.slice(name)) else {
            return self.values.declare_written(name, sort, kind);
        };
        self.values.bind(name, Meaning::Name(known));
        self.reassign(known, name, kind);
        known
    }

    fn reassign(&mut self, id: NameId, at: Span, now: Kind) {
        let mut loops = self.loops.iter();
        let together = loops.find(|known| known.together && id < known.first);
        let together = together.map(|known| known.span);
        let known = &mut self.values.names[id as usize];
        let before = known.kind.clone();
        if known.empty && matches!((&before, &now), (Kind::List(_), Kind::List(_))) {
            known.kind = now.clone();
        } else if before == Kind::Any || now == Kind::Any {
            known.kind = Kind::Any;
        } else if now != before && Value::may_convert(&now, &before) {
            known.kind = common(&before, &now);
        }
        self.facts().reassigned.push(Reassigned {
            name: id,
            at,
            before,
            now,
            together,
        });
    }

    /// A number or a duration that bounds something.
    pub(super) fn limit(&mut self, expr: &'a Expr, kind: &Kind, what: &'static str) {
        let role = Role::named(what, Place::Free);
        self.values.value(expr, kind, role);
        self.facts().limits.push(Limit {
            expr,
            kind: kind.clone(),
            what,
        });
    }

    pub(super) fn limits(&mut self, expr: &'a Option<Expr>, kind: &Kind, what: &'static str) {
        if let Some(expr) = expr {
            self.limit(expr, kind, what);
        }
    }

    pub(super) fn jump(&mut self, jump: &'a Jump) {
        match jump {
            Jump::Return(Some(value)) => {
                let kind = self.values.expr(value, Place::Free);
                self.returns(kind);
            }
            _ => jump.value().into_iter().for_each(|text| self.text(text)),
        }
    }

    fn returns(&mut self, kind: Kind) {
        let BodyKind::Step(step) = self.body() else {
            return;
        };
        let returns = &mut self.steps[step].returns;
        let same = returns.as_ref().is_none_or(|known| *known == kind);
        *returns = Some(if same { kind } else { Kind::Any });
    }

    fn run(&mut self, run: &'a tree::Run) {
        let Some(step) = self.call(&run.call, run.giving) else {
            return self.broken(run.giving, &run.handlers);
        };
        let kind = self.steps[step].returns.clone().unwrap_or(Kind::Any);
        if let Some(name) = run.giving {
            self.assign(name, kind, Sort::Variable);
        }
        self.own_handlers(&run.handlers, Owner::Run);
        self.reactions(&run.handlers);
    }

    /// The step that a `run` means.
    pub(super) fn call(&mut self, call: &'a RunStep, giving: Option<Span>) -> Option<usize> {
        for arg in &call.args {
            let role = Role::named("the argument", Place::Bare);
            self.values.value(arg, &Kind::Any, role);
        }
        let step = self.step_of(call, giving, false)?;
        self.steps[step].used = true;
        if let (BodyKind::Step(caller), true) = (self.body(), self.steps[step].anything) {
            self.steps[caller].anything = true;
        }
        Some(step)
    }

    pub(super) fn step_of(
        &mut self,
        call: &'a RunStep,
        giving: Option<Span>,
        in_test: bool,
    ) -> Option<usize> {
        let step = self.step_seen(call.name);
        let meaning = step.map_or(Meaning::Unknown, |step| Meaning::Step(step as u32));
        self.values.refer(call.name, meaning);
        let (body, in_loop) = (self.values.body, !self.loops.is_empty());
        self.facts().runs.push(RunUse {
            call,
            step,
            giving,
            in_test,
            body,
            in_loop,
        });
        step
    }
}

/// The type of a name that holds now the one, now the other.
fn common(before: &Kind, now: &Kind) -> Kind {
    match (before, now) {
        (Kind::List(_), Kind::List(_)) => Kind::List(Arc::new(Kind::Any)),
        (Kind::Record(_), Kind::Record(_)) => Kind::Record(None),
        _ => Kind::Any,
    }
}
