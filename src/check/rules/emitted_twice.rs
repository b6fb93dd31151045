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
//! emit Skill: 4021
//! emit NextSkill: 4022
//! ```
//!
//! ## Fix
//!
//! None: whether the first value is needed is for you to decide.
//!
//! ## Related
//!
//! See F072 lost-update, F081 unused-name.

use super::Rule;
use crate::check::names::NameSet;
use crate::check::{Findings, Model, results};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Block, Expr, Handler, Item, Jump, RunStep, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

/// The rule itself.
pub const RULE: Rule = Rule::warning(150, "emitted-twice");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if each_once(model) {
        return;
    }
    let lists = results::lists(model);
    let mut look = Look::new(model);
    for item in &model.tree.items {
        if let Item::Stmt(stmt) = item {
            look.stmt(stmt);
        }
    }
    look.tell(&lists, found);
    // What nothing runs yet is looked at by itself.
    for known in model.steps.iter().filter(|known| !known.used) {
        let mut look = Look::new(model);
        look.block(&known.step.body);
        look.tell(&lists, found);
    }
}

/// Whether no name is emitted in two places, and no step run from two.
fn each_once(model: &Model<'_>) -> bool {
    let mut names = NameSet::default();
    let emits = &model.facts.emits;
    let apart = emits
        .iter()
        .all(|emit| names.insert(model.slice(emit.name)));
    let mut steps = NameSet::default();
    let runs = model.facts.runs.iter().filter(|run| !run.in_test);
    apart
        && runs
            .filter_map(|run| run.step)
            .all(|step| steps.insert(step))
}

/// A result that replaces the one before.
fn problem(name: &str, second: &Emit, first: &Emit) -> Diagnostic {
    let label = match second.run {
        Some(_) => "runs the step that replaces the value emitted before",
        None => "replaces the value emitted before",
    };
    let problem = RULE
        .at(
            second.run.unwrap_or(second.name),
            format!("`{name}` is emitted twice"),
        )
        .label(label);
    let problem = match second.run {
        Some(_) => problem.also(second.name, "emitted here"),
        None => problem,
    };
    problem
        .also(first.run.unwrap_or(first.name), "emitted first here")
        .why("the report shows only the last value")
        .help("use a different name here, or emit one list of both values")
}

/// Where something is: the arms of what chooses between several, from the outside in.
type Way = Vec<(u32, u32)>;

#[derive(Clone)]
struct Emit {
    name: Span,
    /// The `run` of the flow itself, or of the step at hand, by which it is reached.
    run: Option<Span>,
    way: Way,
    /// How far out the block goes that ends the run after it: what comes behind is not reached.
    ends_run_at: usize,
    /// The same of blocks that go back from a step, and the emit from which on that step is left.
    returns: Vec<(usize, usize)>,
}

impl Emit {
    /// Whether one run may come to this and then to the other, which is the one of that number.
    fn may_come_before(&self, other: &Emit, number: usize) -> bool {
        let pairs = self.way.iter().zip(&other.way);
        let common = pairs.take_while(|(a, b)| a == b).count();
        let apart = match (self.way.get(common), other.way.get(common)) {
            (Some((a, _)), Some((b, _))) => a == b,
            _ => false,
        };
        let returns = self.returns.iter().filter(|(_, left)| number < *left);
        let ends = returns.map(|(depth, _)| *depth).chain([self.ends_run_at]);
        !apart && ends.max().is_none_or(|depth| depth <= common)
    }
}

/// So many places are looked at: steps that run steps may come to more than anybody wrote.
const MOST_EMITS: usize = 500;

struct Look<'m, 'a> {
    model: &'m Model<'a>,
    way: Way,
    emits: Vec<Emit>,
    /// The steps that are being run, from the outside in.
    inside: Vec<usize>,
    run: Option<Span>,
    choices: u32,
}

impl<'m, 'a> Look<'m, 'a> {
    fn new(model: &'m Model<'a>) -> Self {
        Self {
            model,
            way: Way::new(),
            emits: Vec::new(),
            inside: Vec::new(),
            run: None,
            choices: 0,
        }
    }

    fn tell(&self, lists: &[&str], found: &mut Findings) {
        let model = self.model;
        for (number, second) in self.emits.iter().enumerate() {
            let name = model.slice(second.name);
            if lists.contains(&name) {
                continue;
            }
            let mut before = self.emits[..number].iter();
            let found_before = before.rfind(|first| {
                model.slice(first.name) == name && first.may_come_before(second, number)
            });
            if let Some(first) = found_before {
                found.add(problem(name, second, first));
            }
        }
    }

    /// One of several that exclude each other.
    fn arm(&mut self, chooser: u32, arm: usize, inside: impl FnOnce(&mut Self)) {
        self.way.push((chooser, arm as u32));
        inside(self);
        self.way.pop();
    }

    /// A choice by a number of its own: a step that is run twice chooses twice.
    fn chooser(&mut self) -> u32 {
        self.choices += 1;
        self.choices
    }
}

impl<'a> Visit<'a> for Look<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Emit { name, .. } if self.emits.len() < MOST_EMITS => self.emits.push(Emit {
                name: *name,
                run: self.run,
                way: self.way.clone(),
                ends_run_at: 0,
                returns: Vec::new(),
            }),
            StmtKind::If { arms, otherwise } => {
                let chooser = self.chooser();
                let blocks = arms.iter().map(|(_, block)| block).chain(otherwise);
                for (at, block) in blocks.enumerate() {
                    self.arm(chooser, at, |look| look.block(block));
                }
            }
            _ => visit::stmt_parts(self, stmt),
        }
    }

    fn block(&mut self, block: &'a Block) {
        let first = self.emits.len();
        visit::block_parts(self, block);
        let Some(StmtKind::Jump(jump)) = block.stmts.last().map(|stmt| &stmt.kind) else {
            return;
        };
        let depth = self.way.len();
        for emit in &mut self.emits[first..] {
            match jump {
                Jump::Return(_) => emit.returns.push((depth, usize::MAX)),
                _ => emit.ends_run_at = emit.ends_run_at.max(depth),
            }
        }
    }

    fn handlers(&mut self, handlers: &'a [Handler]) {
        let chooser = self.chooser();
        for (at, handler) in handlers.iter().enumerate() {
            self.arm(chooser, at, |look| look.handler(handler));
        }
    }

    /// What the step emits is emitted here.
    fn call(&mut self, call: &'a RunStep) {
        let step = self.model.step_named(self.model.slice(call.name));
        let Some(step) = step.filter(|step| !self.inside.contains(step)) else {
            return;
        };
        let too_deep = self.inside.len() >= MOST_INSIDE;
        if too_deep || self.emits.len() >= MOST_EMITS || self.choices > MOST_CHOICES {
            return;
        }
        self.choices += 1;
        let (outside, first) = (self.run, self.emits.len());
        self.run = outside.or(Some(call.span));
        self.inside.push(step);
        let body: &'a Block = &self.model.steps[step].step.body;
        self.block(body);
        self.inside.pop();
        self.run = outside;
        let left = self.emits.len();
        let returns = self.emits[first..].iter_mut();
        for (_, until) in returns.flat_map(|emit| &mut emit.returns) {
            *until = left.min(*until);
        }
    }

    fn expr(&mut self, _: &'a Expr) {}
}

/// So many steps are followed into one another: a longer chain would use up the stack.
const MOST_INSIDE: usize = 100;

/// So many choices are told apart.
const MOST_CHOICES: u32 = 50_000;
