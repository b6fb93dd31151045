//! The order of a file: what it declares first, then steps before those who run them, then the
//! flow itself.

use super::steps::StepInfo;
use super::{BodyKind, LastResort, Walker};
use crate::catalogue::nearest;
use crate::check::rules;
use crate::syntax::tree::{Item, Stmt, Tree};

impl<'a> Walker<'a> {
    pub(super) fn file(&mut self, tree: &'a Tree) {
        self.uses(tree);
        for item in &tree.items {
            match item {
                Item::Input(line) => self.declare_input(line),
                Item::Step(step) => self.declare_step(step),
                Item::Everywhere(everywhere) => {
                    let handlers = everywhere.handlers.iter();
                    self.everywhere.extend(handlers.map(|handler| LastResort {
                        handler,
                        fired: false,
                    }));
                }
                _ => {}
            }
        }
        for step in self.steps_in_order() {
            self.walk_step(step);
        }
        self.main(tree);
        self.walk_everywhere();
        self.has_what_is_wanted(tree);
        self.tests(tree);
    }

    fn uses(&mut self, tree: &'a Tree) {
        let mut seen: Vec<(&'a str, crate::source::Span)> = Vec::new();
        for item in &tree.items {
            let Item::Use(line) = item else { continue };
            let name = self.slice(line.system);
            if self.catalogue.system(name).is_none() {
                let known = self.catalogue.systems.iter().map(|system| &*system.name);
                let near = nearest(name, known.clone());
                let problem = rules::unknown_system::problem(name, line.system, near, known);
                self.report(problem);
            }
            let span = line.alias.unwrap_or(line.system);
            let alias = self.slice(span);
            match seen.iter().find(|(known, _)| *known == alias) {
                Some((_, first)) => {
                    let problem = rules::doubled_name::problem("system", alias, span, *first);
                    self.report(problem);
                }
                None => seen.push((alias, span)),
            }
        }
    }

    fn main(&mut self, tree: &'a Tree) {
        self.begin(BodyKind::Main);
        let mut stmts = tree.items.iter().filter_map(|item| match item {
            Item::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        self.stmts(stmts.clone());
        let last = stmts.next_back().map(|stmt| stmt.span);
        self.record_end(last.unwrap_or_default());
        self.end();
    }

    /// Begins a body of its own names.
    pub(super) fn begin(&mut self, body: BodyKind) {
        self.body = body;
        let step = match body {
            BodyKind::Step(step) => Some(step),
            BodyKind::Everywhere(index) => Some(self.as_step(index)),
            BodyKind::Main => None,
        };
        self.path.begin(step, body == BodyKind::Main);
        self.frames.clear();
        self.declare_provided();
    }

    /// Ends it: names that nobody has read are said.
    pub(super) fn end(&mut self) {
        use super::names::Origin;
        for variable in self.names.end() {
            let unused = !variable.read && !self.any_broken;
            match variable.origin {
                Origin::Written if unused => {
                    self.report(rules::unused_name::variable(variable.name, variable.span));
                }
                Origin::Param if unused => {
                    self.report(rules::unused_name::param(variable.name, variable.span));
                }
                _ => {}
            }
        }
    }

    pub(super) fn stmts(&mut self, stmts: impl IntoIterator<Item = &'a Stmt>) {
        let mut said = self.path.dead;
        for stmt in stmts {
            if self.path.dead && !said {
                said = true;
                self.report(rules::unreachable::problem(stmt.span));
            }
            self.stmt(stmt);
        }
    }

    fn walk_everywhere(&mut self) {
        let handlers: Vec<_> = self.everywhere.iter().map(|known| known.handler).collect();
        self.handler_list(handlers.iter().copied());
        for (index, handler) in handlers.into_iter().enumerate() {
            self.begin(BodyKind::Everywhere(index));
            self.reaction_of(handler);
            self.record_return(handler.span);
            self.end();
        }
        self.names_of_everywhere();
    }

    /// The index of a declared step, in file order.
    pub(super) fn step_named(&self, name: &str) -> Option<usize> {
        self.step_at.get(name).copied()
    }

    fn declare_step(&mut self, step: &'a crate::syntax::tree::Step) {
        let name = self.slice(step.name);
        match self.step_at.get(name) {
            Some(first) => {
                let first = self.steps[*first].step.name;
                self.report(rules::doubled_name::problem("step", name, step.name, first));
            }
            None => {
                self.step_at.insert(name, self.steps.len());
            }
        }
        let mut info = StepInfo::new(step);
        info.used = self.step_at.get(name) != Some(&self.steps.len());
        self.steps.push(info);
    }
}
