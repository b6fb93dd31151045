//! Failures that are told and then reported as done: a handler emits or logs that an action has failed,
//! the flow goes on behind the action, and there it emits or logs the success. Only what is certain
//! counts: nothing in between may tell the two apart, and what is reported is about the same thing.

use super::Model;
use super::names::NameSet;
use crate::source::Span;
use crate::syntax::tree::{
    Block, Does, Expr, Handler, Jump, Reaction, ReactionKind, RunStep, Stmt, StmtKind,
};
use crate::syntax::visit::Visit;

mod acts;
mod handled;
mod reported;
mod words;

use acts::{DEEPEST, acts};
pub(in crate::check) use handled::Told;
use handled::{outcomes, told_by};
pub(in crate::check) use reported::Report;
use reported::{added, reports};
use words::{is_constant, names_of, names_of_actions};

/// A report of success that a failure comes to as well.
pub(in crate::check) struct FallThrough<'a> {
    /// The report.
    pub at: Span,
    pub report: Report,
    /// The name of what is emitted or collected.
    pub name: Option<&'a str>,
    /// The outcomes in the handler that goes on: `on any other`.
    pub handler: Span,
    /// What has failed: `end contact`.
    pub failed: &'a str,
    /// How the handler tells of the failure.
    pub told: Told,
    pub source: Source,
    /// The `run` of the step that the handler is in, where it comes back as if all had gone well.
    pub run: Option<Span>,
    pub in_loop: bool,
}

/// What a handler belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Source {
    Action,
    Group,
    Other,
}

/// A failure that has been told, on its way behind its statement.
#[derive(Clone)]
struct Pending<'a> {
    statement: u32,
    handler: Span,
    failed: &'a str,
    told: Told,
    source: Source,
    run: Option<Span>,
    /// The names that the failed statement is about.
    names: NameSet<&'a str>,
    /// The names that the handler sets: what asks for them tells the failure apart.
    sets: NameSet<&'a str>,
    /// Whether nothing else has been changed before in this round of the loop, or in the flow: what is
    /// reported can be about nothing else.
    alone: bool,
    /// Whether nothing stands between the failed statement and this place.
    next: bool,
}

pub(in crate::check) fn find<'a>(model: &Model<'a>) -> Vec<FallThrough<'a>> {
    let mut look = Look {
        model,
        pending: Vec::new(),
        changes: 0,
        loops: 0,
        statements: 0,
        left: vec![None; model.steps.len()],
        acts: vec![None; model.steps.len()],
        depth: 0,
        returned: Vec::new(),
        found: Vec::new(),
    };
    for item in &model.tree.items {
        if let crate::syntax::tree::Item::Stmt(stmt) = item {
            look.stmt(stmt);
        }
    }
    for step in 0..model.steps.len() {
        look.step(step);
    }
    look.found.sort_by_key(|found| found.at.start);
    look.found
}

struct Look<'m, 'a> {
    model: &'m Model<'a>,
    pending: Vec<Pending<'a>>,
    /// How much has been changed so far in this round, or in this body.
    changes: u32,
    loops: u32,
    statements: u32,
    /// What each step lets its caller take for a success; one that is being looked at has nothing yet.
    left: Vec<Option<Vec<Pending<'a>>>>,
    /// Whether each step does something, where that has been looked at.
    acts: Vec<Option<bool>>,
    /// How many steps are being looked at, one in the other.
    depth: usize,
    /// What leaves the step at hand by `return`.
    returned: Vec<Pending<'a>>,
    found: Vec<FallThrough<'a>>,
}

impl<'a> Look<'_, 'a> {
    /// A body by itself.
    fn apart<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let pending = std::mem::take(&mut self.pending);
        let done = inside(self);
        self.pending = pending;
        done
    }

    /// What a step lets its caller take for a success.
    fn step(&mut self, step: usize) -> Vec<Pending<'a>> {
        if let Some(known) = &self.left[step] {
            return known.clone();
        }
        if self.depth >= DEEPEST {
            return Vec::new();
        }
        self.depth += 1;
        self.left[step] = Some(Vec::new());
        let body: &'a Block = &self.model.steps[step].step.body;
        let outside = (self.changes, self.loops, std::mem::take(&mut self.returned));
        (self.changes, self.loops) = (0, 0);
        let mut left = self.apart(|look| {
            look.block(body);
            std::mem::take(&mut look.pending)
        });
        left.append(&mut self.returned);
        (self.changes, self.loops, self.returned) = outside;
        self.left[step] = Some(left.clone());
        self.depth -= 1;
        left
    }

    fn step_of(&self, call: &RunStep) -> Option<usize> {
        self.model.step_named(self.model.slice(call.name))
    }

    /// A report: of each failure that comes to it, the first is told.
    fn report(&mut self, at: Span, report: Report, name: Option<&'a str>, values: &[&'a Expr]) {
        if self.pending.is_empty() {
            return;
        }
        let model = self.model;
        let names = names_of(model, values.iter().copied());
        let constant = values.iter().all(|value| is_constant(value));
        self.pending
            .retain(|pending| pending.sets.is_disjoint(&names));
        let about = |pending: &&Pending<'a>| {
            let shares = !pending.names.is_disjoint(&names);
            match (pending.told, report) {
                (_, Report::Counted) => pending.next && pending.told != Told::Ignored,
                (Told::Kept, Report::Emitted | Report::Collected) => shares || constant,
                (Told::Ignored, Report::Logged) => false,
                _ => shares && pending.alone,
            }
        };
        let Some(pending) = self.pending.iter().find(about).cloned() else {
            return;
        };
        self.pending
            .retain(|other| other.statement != pending.statement);
        self.found.push(FallThrough {
            at,
            report,
            name,
            handler: pending.handler,
            failed: pending.failed,
            told: pending.told,
            source: pending.source,
            run: pending.run,
            in_loop: self.loops > 0,
        });
    }

    /// The handlers of a statement: what they tell goes on with the flow behind it.
    fn handlers(
        &mut self,
        handlers: &'a [Handler],
        failed: &'a str,
        source: Source,
        names: &NameSet<&'a str>,
        alone: bool,
    ) {
        self.statements += 1;
        let statement = self.statements;
        for handler in handlers {
            self.apart(|look| look.reaction(&handler.reaction));
            let Some(handled) = told_by(self.model, handler) else {
                continue;
            };
            let to = match handled.returns {
                true => &mut self.returned,
                false => &mut self.pending,
            };
            to.push(Pending {
                statement,
                handler: outcomes(handler),
                failed,
                told: handled.told,
                source,
                run: None,
                names: names.clone(),
                sets: handled.sets,
                alone,
                next: true,
            });
        }
    }

    /// Handlers may have actions with handlers of their own.
    fn reaction(&mut self, reaction: &'a Reaction) {
        match &reaction.kind {
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Retry(retry) => {
                retry.then.iter().for_each(|then| self.reaction(then));
            }
            _ => {}
        }
    }

    fn let_(&mut self, name: Span, value: &'a Expr) {
        let own = self.model.slice(name);
        if let Some((report, added)) = added(self.model, own, value) {
            self.report(name, report, Some(own), &[added]);
        }
        if self.pending.is_empty() {
            return;
        }
        let names = names_of(self.model, [value]);
        for pending in &mut self.pending {
            if !pending.sets.is_disjoint(&names) {
                pending.sets.insert(own);
            }
        }
    }

    fn run(&mut self, run: &'a crate::syntax::tree::Run) {
        let names = names_of(self.model, &run.call.args);
        let Some(step) = self.step_of(&run.call) else {
            return self.pending.clear();
        };
        let body: &'a Block = &self.model.steps[step].step.body;
        let acts = acts(self.model, &mut self.acts, step, 0);
        let values: Vec<&'a Expr> = run.call.args.iter().collect();
        match reports(body) {
            Some(report) if !acts => self.report(run.call.span, report, None, &values),
            _ => {}
        }
        let left = self.step(step);
        if acts {
            self.pending.clear();
            self.changes += 1;
        }
        let alone = self.changes == 1;
        // What a step returns may tell the two apart.
        if run.giving.is_none() {
            self.statements += 1;
            let statement = self.statements;
            let left = left.into_iter().map(|pending| Pending {
                statement,
                run: Some(run.call.span),
                names: names.clone(),
                sets: NameSet::default(),
                alone: alone && pending.alone,
                next: true,
                ..pending
            });
            self.pending.extend(left);
        }
        if acts {
            let name = self.model.slice(run.call.name);
            self.handlers(&run.handlers, name, Source::Other, &names, alone);
        }
    }

    fn action(&mut self, action: &'a crate::syntax::tree::Action) {
        let Some(used) = self.model.action_at(action.phrase.span.start) else {
            return self.pending.clear();
        };
        let known: &'a crate::catalogue::Action = used.action;
        if known.outputs.iter().any(|output| output.provides) {
            return;
        }
        self.pending.clear();
        if known.reads {
            return;
        }
        self.changes += 1;
        if action.handlers.is_empty() {
            self.statements += 1;
            return;
        }
        let values = used.args().map(|(_, value)| value);
        let mut names = names_of(self.model, values);
        names.extend(action.giving.map(|name| self.model.slice(name)));
        let alone = self.changes == 1;
        self.handlers(
            &action.handlers,
            known.short(),
            Source::Action,
            &names,
            alone,
        );
    }

    /// A block that is run once, with handlers for all of it.
    fn group(&mut self, body: &'a Block, handlers: &'a [Handler], word: &'static str) {
        let before = self.changes;
        self.block(body);
        if self.changes > before {
            let names = names_of_actions(self.model, body);
            let alone = self.changes == 1;
            self.handlers(handlers, word, Source::Group, &names, alone);
        }
    }

    /// A block that may run several times, or not at all: what is behind it is not certain to follow.
    fn perhaps(&mut self, blocks: impl IntoIterator<Item = &'a Block>, in_loop: bool) {
        let before = self.changes;
        self.loops += u32::from(in_loop);
        let mut most = before;
        for block in blocks {
            self.changes = if in_loop { 0 } else { before };
            self.apart(|look| look.block(block));
            let done = if in_loop {
                before + self.changes
            } else {
                self.changes
            };
            most = most.max(done);
        }
        self.loops -= u32::from(in_loop);
        self.changes = most;
        if most > before {
            self.pending.clear();
        }
    }
}

impl<'a> Visit<'a> for Look<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        let model = self.model;
        let known = self.statements;
        match &stmt.kind {
            StmtKind::Emit { name, value } => {
                self.report(*name, Report::Emitted, Some(model.slice(*name)), &[value]);
            }
            StmtKind::Plain(plain, value) => match plain.does() {
                Does::Tells => self.report(stmt.span, Report::Logged, None, &[value]),
                Does::Pauses => {}
            },
            StmtKind::Let { name, value } => self.let_(*name, value),
            StmtKind::Action(action) => self.action(action),
            StmtKind::Run(run) => self.run(run),
            StmtKind::Try(group) => {
                self.group(&group.body, &group.handlers, "try");
                if let Some(always) = &group.always {
                    self.apart(|look| look.block(always));
                }
            }
            StmtKind::Within(within) => self.group(&within.body, &within.handlers, "within"),
            StmtKind::If { arms, otherwise } => {
                if !self.pending.is_empty() {
                    let names = names_of(model, arms.iter().map(|(condition, _)| condition));
                    self.pending
                        .retain(|pending| pending.sets.is_disjoint(&names));
                }
                let blocks = arms.iter().map(|(_, block)| block);
                self.perhaps(blocks.chain(otherwise), false);
            }
            StmtKind::ForEach(each) => self.perhaps([&each.body], true),
            StmtKind::Repeat(repeat) => {
                self.perhaps([&repeat.body], true);
                let names = NameSet::default();
                self.handlers(&repeat.handlers, "repeat", Source::Other, &names, false);
            }
            StmtKind::WaitUntil(wait) => {
                let names = names_of(model, [&wait.subject]);
                self.handlers(&wait.handlers, "wait until", Source::Other, &names, false);
            }
            StmtKind::Await(wait) => {
                let names = NameSet::default();
                self.handlers(&wait.handlers, "await", Source::Other, &names, false);
            }
            StmtKind::Jump(jump) => {
                let left = std::mem::take(&mut self.pending);
                if matches!(jump, Jump::Return(None)) {
                    self.returned.extend(left);
                }
            }
            StmtKind::Bad => self.pending.clear(),
        }
        for pending in &mut self.pending {
            pending.next &= pending.statement > known;
        }
    }
}
