//! Statements, and what leaves the place where it stands.

use super::names::{Origin, Variable};
use super::outcomes::{Fired, Raise};
use super::value::Role;
use super::{BodyKind, Frame, Place, Walker};
use crate::check::graph::Ends;
use crate::check::path::Var;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{Block, Expr, Handler, Jump, Stmt, StmtKind};
use crate::value::{Kind, Value};
use std::sync::Arc;

impl<'a> Walker<'a> {
    pub(super) fn block(&mut self, block: &'a Block) {
        let opened = self.names.open();
        self.stmts(&block.stmts);
        self.names.close(opened);
    }

    pub(super) fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action, stmt.span),
            StmtKind::Let { name, value } => self.let_(*name, value),
            StmtKind::If { arms, otherwise } => self.if_(arms, otherwise.as_ref(), stmt.span),
            StmtKind::ForEach(each) => self.for_each(each, stmt.span),
            StmtKind::Repeat(repeat) => self.repeat(repeat, stmt.span),
            StmtKind::Try(group) => self.try_(group, stmt.span),
            StmtKind::Within(within) => self.within(within, stmt.span),
            StmtKind::Wait(time) => self.limit(time, &Kind::Duration, "the wait"),
            StmtKind::WaitUntil(wait) => self.wait_until(wait, stmt.span),
            StmtKind::Await(wait) => self.await_(wait, stmt.span),
            StmtKind::Run(run) => self.run(run),
            StmtKind::Log(text) => self.text(text),
            StmtKind::Emit { value, .. } => {
                self.expr(value, Place::Free);
            }
            StmtKind::Jump(jump) => self.jump(jump, stmt.span),
            StmtKind::Bad => {
                self.unread(stmt.span);
                self.broken(None, &[]);
            }
        }
    }

    fn text(&mut self, text: &'a Expr) {
        self.value(text, &Kind::Any, Role::named("the text", Place::Bare));
    }

    fn let_(&mut self, name: Span, value: &'a Expr) {
        let kind = self.expr(value, Place::Free);
        let before = self.names.get(self.slice(name));
        let var = self.assign(name, kind, Origin::Written);
        self.path.bind(var);
        self.record_let(var, value, before == Some(var));
    }

    /// The variable that gets a value: the visible one of that name, or a new one. It is not
    /// bound yet.
    pub(super) fn assign(&mut self, name: Span, kind: Kind, origin: Origin) -> Var {
        let text = self.slice(name);
        if let Some(var) = self.names.get(text) {
            self.reassign(var, name, kind);
            return var;
        }
        if let Some(input) = self.inputs.get(text) {
            let first = self.inputs.list[input].span;
            self.report(rules::two_meanings::problem(text, name, first));
        }
        self.declare(text, name, kind, origin)
    }

    pub(super) fn declare(&mut self, text: &'a str, at: Span, kind: Kind, origin: Origin) -> Var {
        let var = self.path.grow();
        self.names.push(Variable {
            name: text,
            kind,
            span: at,
            read: false,
            origin,
        });
        self.names.show(text, var);
        var
    }

    fn reassign(&mut self, var: Var, name: Span, kind: Kind) {
        let known = &mut self.names.all[var as usize];
        let (text, first, before) = (known.name, known.span, known.kind.clone());
        if before == Kind::Any || kind == Kind::Any {
            known.kind = Kind::Any;
        } else if !Value::may_convert(&kind, &before) {
            self.report(rules::wrong_kind::replaced(
                text, name, &before, &kind, first,
            ));
        } else if kind != before {
            known.kind = common(&before, &kind);
        }
        let at_once = self.frames.iter().find_map(|frame| match frame {
            Frame::Loop(known) if known.at_once && var < known.mark.vars => Some(known.span),
            _ => None,
        });
        if let Some(loop_) = at_once {
            self.report(rules::replaced_at_once::problem(text, name, first, loop_));
        }
    }

    /// Text that could not be read: the names in it may be used there, or get a value.
    pub(super) fn unread(&mut self, at: Span) {
        self.any_broken = true;
        self.unread.push(at);
    }

    /// After something that could not be understood: nothing that follows from it is said.
    pub(super) fn broken(&mut self, giving: Option<Span>, handlers: &'a [Handler]) {
        let mut fired = Fired::here(self.path.node);
        self.raise_anything(handlers, &mut fired);
        let giving = giving.map(|name| {
            let var = self.assign(name, Kind::Any, Origin::Written);
            self.names.all[var as usize].read = true;
            var
        });
        for handler in handlers {
            let mark = self.path.mark();
            self.reaction_of(handler);
            self.path.take(mark);
        }
        self.provide_anything();
        giving.iter().for_each(|var| self.path.bind(*var));
    }

    pub(super) fn jump(&mut self, jump: &'a Jump, at: Span) {
        match jump {
            Jump::Next => self.leave_to_loop(at, "next"),
            Jump::Leave => self.leave_to_loop(at, "leave"),
            Jump::Restart => self.restart(at),
            Jump::Return(value) => self.return_(value.as_ref(), at),
            Jump::Finish(text) => {
                text.iter().for_each(|text| self.text(text));
                self.out_of_always(at, "finish");
                self.exits();
                self.record_exit(Ends::Finish, at);
            }
            Jump::Fail(text) => {
                text.iter().for_each(|text| self.text(text));
                self.exits();
                self.record_exit(Ends::Fail, at);
            }
        }
        self.path.dead = true;
    }

    /// Whether the search for something further out has to stop at an `always`.
    fn out_of_always(&mut self, at: Span, word: &str) -> bool {
        let always = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Always(span) => Some(*span),
            _ => None,
        });
        if let Some(always) = always {
            self.report(rules::out_of_always::problem(word, at, always));
        }
        always.is_some()
    }

    fn exits(&mut self) {
        for frame in &mut self.frames {
            if let Frame::Loop(known) = frame {
                known.exits = true;
            }
        }
    }

    fn leave_to_loop(&mut self, at: Span, word: &str) {
        let out = self
            .frames
            .iter()
            .rposition(|frame| matches!(frame, Frame::Loop(_)));
        if let Some(out) = out {
            self.pass_always(out, at);
        }
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Loop(known) => {
                    let arm = match word {
                        "leave" => &mut known.leave,
                        _ => &mut known.next,
                    };
                    self.path.meet(arm, known.mark);
                    known.exits |= word == "leave";
                    return;
                }
                Frame::Always(always) => {
                    let problem = rules::out_of_always::problem(word, at, *always);
                    return self.problems.push(problem);
                }
                _ => {}
            }
        }
        self.report(rules::out_of_place::problem(word, at));
    }

    fn restart(&mut self, at: Span) {
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Restartable {
                    restarted, head, ..
                } => {
                    *restarted = true;
                    return self.path.lead_to(*head);
                }
                Frame::Group(group) if group.restartable => {
                    self.path.lead_to(group.head);
                    return self.raise_exhausted(at);
                }
                Frame::Always(always) => {
                    let problem = rules::out_of_always::problem("restart", at, *always);
                    return self.problems.push(problem);
                }
                _ => {}
            }
        }
        self.report(rules::out_of_place::problem("restart", at));
    }

    /// A limit of a statement is used up.
    pub(super) fn raise_exhausted(&mut self, at: Span) {
        let raise = Raise::of_statement("Exhausted", at);
        let mut fired = Fired::here(self.path.node);
        self.raise(&[], &mut fired, raise);
    }

    fn return_(&mut self, value: Option<&'a Expr>, at: Span) {
        let kind = value.map(|value| self.expr(value, Place::Free));
        let BodyKind::Step(step) = self.body else {
            return self.report(rules::out_of_place::problem("return", at));
        };
        if self.out_of_always(at, "return") {
            return;
        }
        self.exits();
        if self.path.dead {
            return;
        }
        let info = &mut self.steps[step];
        match kind {
            None => info.returns_nothing = true,
            Some(kind) => {
                let same = info.returns.as_ref().is_none_or(|known| *known == kind);
                info.returns = Some(if same { kind } else { Kind::Any });
            }
        }
        self.returned(step);
        self.record_return(at);
    }
}

/// The kind of a name that holds now the one, now the other.
fn common(before: &Kind, now: &Kind) -> Kind {
    match (before, now) {
        (Kind::List(_), Kind::List(_)) => Kind::List(Arc::new(Kind::Any)),
        (Kind::Record(_), Kind::Record(_)) => Kind::Record(None),
        _ => Kind::Any,
    }
}

impl Raise<'_> {
    /// An outcome of a statement of the language, with nothing that `retry` could repeat.
    pub fn of_statement(name: &'static str, at: Span) -> Self {
        Self {
            name,
            action: None,
            origin: at,
            end: at.end,
            origins: None,
            transient: true,
            repeats: false,
            soft: false,
            settled: false,
            known: None,
        }
    }
}
