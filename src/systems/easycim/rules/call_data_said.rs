//! # F131 call-data-logged (warning)
//!
//! ## What it checks
//!
//! Call data are logged, emitted or part of the run's closing message.
//!
//! ## Why it matters
//!
//! A customer's data, or credentials of other systems, could be read in an output. Every output of
//! Contactflow hides call data, so the line shows nothing; an output of your own program would show
//! them.
//!
//! ## Example
//!
//! ```flow
//! use easycim
//! await contact giving Contact
//!     on any other -> fail
//! log "it came with {Contact.CallData}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use easycim
//! await contact giving Contact
//!     on any other -> fail
//! log "contact {Contact.ContactId} came in"
//! ```
//!
//! ## Fix
//!
//! None: only you know what the line should show.
//!
//! ## Related
//!
//! See F083 secret-in-flow; `flow docs security`.

use super::toolbar;
use crate::check::resolve::{NameId, words};
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Does, Expr, ExprKind, Jump, Key, Operator, Stmt, StmtKind, TextPart};
use crate::syntax::visit::{self, Visit};
use crate::value::Function;

pub const RULE: Rule = Rule::warning(131, "call-data-logged");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.any_broken || !toolbar::is_used(model) {
        return;
    }
    let carriers = Vec::new();
    let mut look = Look {
        model,
        found,
        carriers,
    };
    visit::all(&mut look, model.tree);
}

/// Looks for call data in what people or programs will see.
struct Look<'m, 'a> {
    model: &'m Model<'a>,
    found: &'m mut Findings,
    /// The variables that call data were put into.
    carriers: Vec<NameId>,
}

impl<'a> Visit<'a> for Look<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Let { name, value } => self.let_(*name, value),
            StmtKind::Emit { value, .. } => self.said(value),
            StmtKind::Plain(plain, value) if plain.does() == Does::Tells => self.said(value),
            _ => visit::stmt_parts(self, stmt),
        }
    }

    fn jump(&mut self, jump: &'a Jump, _: Span) {
        if let Jump::Finish(Some(text)) | Jump::Fail(Some(text)) = jump {
            self.said(text);
        }
    }

    fn expr(&mut self, _: &'a Expr) {}
}

impl<'a> Look<'_, 'a> {
    fn let_(&mut self, at: Span, value: &'a Expr) {
        let Some(name) = self.model.name_at(at.start) else {
            return;
        };
        self.carriers.retain(|known| *known != name);
        if self.carries(value).is_some() {
            self.carriers.push(name);
        }
    }

    fn said(&mut self, text: &'a Expr) {
        let at = self.carries(text);
        self.found.add_all(at.map(problem));
    }

    /// The place in an expression that call data come from.
    fn carries(&self, expr: &'a Expr) -> Option<Span> {
        match &expr.kind {
            ExprKind::Field(_, key) if self.key(*key) == "CallData" => Some(expr.span),
            ExprKind::Field(of, _) | ExprKind::Group(of) => self.carries(of),
            ExprKind::Name => {
                let name = self.model.name_at(expr.span.start)?;
                self.carriers.contains(&name).then_some(expr.span)
            }
            ExprKind::Text(parts) => parts.iter().find_map(|part| match part {
                TextPart::Value(value) => self.carries(value),
                TextPart::Chars(_) => None,
            }),
            ExprKind::List(items) => items.iter().find_map(|item| self.carries(item)),
            ExprKind::Record(fields) => fields.iter().find_map(|(_, value)| self.carries(value)),
            ExprKind::Call(name, args) => {
                let function = Function::find(&words(self.model.slice(*name)));
                let hides = function.is_some_and(|function| !function.leaks);
                let mut args = args.iter().filter(|_| !hides);
                args.find_map(|arg| self.carries(arg))
            }
            ExprKind::Binary(a, Operator::Add, b) => self.carries(a).or(self.carries(b)),
            _ => None,
        }
    }

    fn key(&self, key: Key) -> &'a str {
        match key {
            Key::Name(span) => self.model.slice(span),
            Key::Text(span) => self.model.slice(span).trim_matches('"'),
        }
    }
}

/// Call data at `at` in a text that is shown.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "call data must not be written to an output")
        .label("hidden in every output")
        .why("call data can contain credentials and personal data of the caller")
        .help("use the contact's ID or the `Ecid` of the easyCIM script instead")
}
