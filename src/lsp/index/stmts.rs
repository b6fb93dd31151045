//! Statements and their blocks.

use super::build::Builder;
use super::{Of, Sort, What};
use crate::source::Span;
use crate::syntax::tree::{self, Jump, Stmt, StmtKind};
use crate::value::Kind;

impl<'a> Builder<'a> {
    pub(super) fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action, stmt.span),
            StmtKind::Let { name, value } => {
                let kind = self.expr(value);
                self.assign(*name, kind);
            }
            StmtKind::If { arms, otherwise } => {
                for (condition, block) in arms {
                    self.value(condition, &Kind::YesNo);
                    self.block(block);
                }
                otherwise.iter().for_each(|block| self.block(block));
            }
            StmtKind::ForEach(each) => self.for_each(each),
            StmtKind::Repeat(repeat) => self.repeat(repeat),
            StmtKind::Try(group) => self.try_(group),
            StmtKind::Within(within) => {
                self.expr(&within.limit);
                self.block(&within.body);
                self.handlers(&within.handlers, &Of::Inside(within.body.span));
            }
            StmtKind::Wait(time) => {
                self.expr(time);
            }
            StmtKind::WaitUntil(wait) => self.wait_until(wait, stmt.span),
            StmtKind::Await(wait) => self.await_(wait, stmt.span),
            StmtKind::Run(run) => self.run(run),
            StmtKind::Log(text) => {
                self.expr(text);
            }
            StmtKind::Emit { name, value } => {
                self.expr(value);
                self.result(*name, true);
            }
            StmtKind::Jump(jump) => self.jump(jump),
            StmtKind::Bad => {}
        }
    }

    pub(super) fn jump(&mut self, jump: &'a Jump) {
        if let Jump::Return(Some(value)) | Jump::Finish(Some(value)) | Jump::Fail(Some(value)) =
            jump
        {
            self.expr(value);
        }
    }

    /// The visible variable of that name gets a value, or a new one does.
    pub(super) fn assign(&mut self, span: Span, kind: Kind) {
        let text = self.source.slice(span);
        let at = match self.env.get(text) {
            Some(at) => {
                self.common_kind(at, kind);
                at
            }
            None => {
                let at = self.name(span, Sort::Variable, kind);
                self.env.show(text, at);
                at
            }
        };
        self.place(at, span, true);
    }

    fn common_kind(&mut self, name: usize, kind: Kind) {
        let known = &mut self.index.names[name].kind;
        if *known != kind {
            *known = Kind::Any;
        }
    }

    fn for_each(&mut self, each: &'a tree::ForEach) {
        let item = match self.expr(&each.items) {
            Kind::List(of) => (*of).clone(),
            _ => Kind::Any,
        };
        for limit in each.at_most.iter().chain(&each.at_once) {
            self.expr(limit);
        }
        let opened = self.env.open();
        let at = self.name(each.name, Sort::Item, item);
        self.env.show(self.source.slice(each.name), at);
        self.place(at, each.name, true);
        self.loops += 1;
        self.block(&each.body);
        self.loops -= 1;
        self.env.close(opened);
    }

    fn repeat(&mut self, repeat: &'a tree::Repeat) {
        self.expr(&repeat.times);
        repeat.every.iter().for_each(|every| {
            self.expr(every);
        });
        self.loops += 1;
        self.block(&repeat.body);
        self.loops -= 1;
        self.handlers(
            &repeat.handlers,
            &Of::Inside(Span::at(repeat.body.span.end)),
        );
    }

    fn try_(&mut self, group: &'a tree::Try) {
        for limit in group.times.iter().chain(&group.every) {
            self.expr(limit);
        }
        self.tries += 1;
        self.block(&group.body);
        self.handlers(&group.handlers, &Of::Inside(group.body.span));
        self.tries -= 1;
        if let Some(always) = &group.always {
            let opened = self.env.open();
            self.show_reasons();
            self.block(always);
            self.env.close(opened);
        }
    }

    fn run(&mut self, run: &'a tree::Run) {
        self.call(&run.call);
        if let Some(giving) = run.giving {
            self.assign(giving, Kind::Any);
        }
        let name = self.source.slice(run.call.name);
        let body = self.steps.get(name).map(|(_, body)| *body);
        self.handlers(&run.handlers, &Of::Inside(body.unwrap_or_default()));
        if let Some(gives) = self.step_provides.get(name) {
            for (alias, output) in gives.clone() {
                self.provide(&alias, &output);
            }
        }
    }

    pub(super) fn call(&mut self, call: &'a tree::RunStep) {
        call.args.iter().for_each(|arg| {
            self.expr(arg);
        });
        match self.steps.get(self.source.slice(call.name)) {
            Some((at, _)) => self.place(*at, call.name, false),
            None => self.word(call.name, What::Unbound),
        }
    }
}
