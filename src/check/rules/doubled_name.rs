//! # F086 duplicate-name (error)
//!
//! ## What it checks
//!
//! Two steps, inputs, parameters, systems or tests have the same name.
//!
//! ## Why it matters
//!
//! A reader cannot see which one is used, and the wrong contact or number may be.
//!
//! ## Example
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "a"
//! }
//! step Park() {
//!     log "b"
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "a"
//! }
//! ```
//!
//! ## Fix
//!
//! None: every use of the name has to change too.
//!
//! ## Related
//!
//! See F062 duplicate-parameter, F070 name-conflict.

use super::Rule;
use crate::check::names::NameMap;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Item, Key};
use crate::syntax::visit::{self, Visit};

pub const RULE: Rule = Rule::error(86, "duplicate-name");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let mut known = Known {
        model,
        found,
        names: NameMap::default(),
    };
    for item in &model.tree.items {
        match item {
            Item::Use(line) => known.declare("system", line.alias.unwrap_or(line.system)),
            Item::Input(line) => known.declare("input", line.name),
            Item::Step(step) => known.declare("step", step.name),
            Item::Test(test) => known.declare("test", test.name),
            Item::UseSteps(_)
            | Item::Everywhere(_)
            | Item::Every(_)
            | Item::When(_)
            | Item::Stmt(_) => {}
        }
    }
    // what could not be resolved may hold some that nobody has seen
    if model.facts.records || model.any_broken {
        visit::all(&mut Fields(&mut known), model.tree);
    }
    for item in &model.tree.items {
        if let Item::Step(step) = item {
            // one of its own: to empty that of the file for each step would take as long as it is large
            known.names = NameMap::default();
            step.params
                .iter()
                .for_each(|param| known.declare("parameter", *param));
        }
    }
}

/// Looks for records that have a field twice.
struct Fields<'k, 'm, 'a>(&'k mut Known<'m, 'a>);

impl<'a> Visit<'a> for Fields<'_, '_, 'a> {
    fn expr(&mut self, expr: &'a Expr) {
        if let ExprKind::Record(fields) = &expr.kind {
            self.0.names.clear();
            for (Key::Name(at) | Key::Text(at), _) in fields {
                self.0.declare("field", *at);
            }
        }
        visit::expr_parts(self, expr);
    }
}

/// The names of the file, by what they name.
struct Known<'m, 'a> {
    model: &'m Model<'a>,
    found: &'m mut Findings,
    names: NameMap<(&'static str, &'a str), Span>,
}

impl Known<'_, '_> {
    fn declare(&mut self, what: &'static str, at: Span) {
        let name = self.model.slice(at);
        match self.names.get(&(what, name)) {
            Some(first) => self.found.add(problem(what, name, at, *first)),
            None => {
                self.names.insert((what, name), at);
            }
        }
    }
}

/// A second `what` of one name.
pub fn problem(what: &str, name: &str, at: Span, first: Span) -> Diagnostic {
    let name = name.trim_matches('"');
    RULE.at(at, format!("{what} `{name}` is defined twice"))
        .label("defined again here")
        .also(first, "first defined here")
        .why("the wrong one of the two could be used")
        .help(if what == "system" {
            "write a different name for one of them after `as`"
        } else {
            "rename or remove one of them"
        })
}
