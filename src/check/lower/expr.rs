//! Expressions.

use super::Lowerer;
use crate::check::literal::{self, literal};
use crate::program::{DayAt, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::tree::{self, TextPart};
use crate::value::{Function, Kind, Value};
use std::sync::Arc;

impl<'a> Lowerer<'a> {
    /// An expression whose value has to be of a kind.
    pub(super) fn value(&mut self, expr: &'a tree::Expr, wanted: &Kind) -> Expr {
        let kind = match self.closed_name(expr, wanted) {
            Some(name) => ExprKind::Value(Value::text(name)),
            None => return self.converted(expr, wanted),
        };
        Expr {
            span: expr.span,
            kind,
        }
    }

    /// The name out of a closed list, where one is wanted and the expression is one.
    fn closed_name(&mut self, expr: &tree::Expr, wanted: &Kind) -> Option<&'a str> {
        if !matches!(expr.kind, tree::ExprKind::Name) {
            return None;
        }
        let name = self.source.slice(expr.span);
        let closed = match wanted {
            Kind::OneOf(names) => names.iter().any(|known| **known == *name),
            Kind::State => !self.input_at.contains_key(name),
            _ => return None,
        };
        let closed = closed && self.frame.slot(name).is_none();
        closed.then_some(name)
    }

    fn converted(&mut self, expr: &'a tree::Expr, wanted: &Kind) -> Expr {
        if let (tree::ExprKind::List(items), Kind::List(of)) = (&expr.kind, wanted) {
            let items = items.iter().map(|item| self.value(item, of));
            return Expr {
                span: expr.span,
                kind: ExprKind::List(items.collect()),
            };
        }
        let lowered = self.expr(expr);
        if let Some(value) = self.as_written(expr, wanted) {
            let kind = ExprKind::Value(value);
            return Expr { kind, ..lowered };
        }
        let kind = match (&lowered.kind, wanted) {
            (_, Kind::Any) | (ExprKind::Text(_), Kind::Text) => return lowered,
            (ExprKind::Value(value), kind) => value.convert(kind).ok().map(ExprKind::Value),
            _ => None,
        };
        let kind = kind.unwrap_or_else(|| ExprKind::Convert(Arc::new(lowered), wanted.clone()));
        Expr {
            span: expr.span,
            kind,
        }
    }

    /// A number that is an id or a text keeps each of its digits.
    fn as_written(&self, expr: &tree::Expr, wanted: &Kind) -> Option<Value> {
        if !(wanted.is_id() || *wanted == Kind::Text) {
            return None;
        }
        let spelling = literal::spelling(self.source, expr)?;
        let lost = literal::loses_digits(spelling);
        lost.then(|| wanted.read(spelling).ok()).flatten()
    }

    /// An expression as it stands.
    pub(super) fn expr(&mut self, expr: &'a tree::Expr) -> Expr {
        let kind = match literal(self.source, expr) {
            Some(Ok(value)) => ExprKind::Value(value),
            _ => self.kind(expr),
        };
        Expr {
            span: expr.span,
            kind,
        }
    }

    fn kind(&mut self, expr: &'a tree::Expr) -> ExprKind {
        use tree::ExprKind as Tree;
        match &expr.kind {
            Tree::Name => self.name(expr.span),
            Tree::Input(name) => self.input(*name),
            Tree::Now => ExprKind::Now,
            Tree::DayAt { tomorrow, at, zone } => ExprKind::DayAt(Arc::new(DayAt {
                tomorrow: *tomorrow,
                at: self.boxed(at, &Kind::Clock),
                zone: self.boxed(zone, &Kind::Text),
            })),
            Tree::WeekdayOf { time, zone } => {
                let time = self.expr(time);
                ExprKind::WeekdayOf(Arc::new((time, self.boxed(zone, &Kind::Text))))
            }
            Tree::Text(parts) => {
                let parts = parts.iter().map(|part| self.part(part));
                ExprKind::Text(parts.collect())
            }
            Tree::List(items) => {
                let items = items.iter().map(|item| self.expr(item));
                ExprKind::List(items.collect())
            }
            Tree::Record(fields) => {
                let fields = fields.iter().map(|(key, value)| {
                    let key = literal::key(self.source, *key);
                    (key.into(), self.expr(value))
                });
                ExprKind::Record(fields.collect())
            }
            Tree::Field(of, key) => {
                let key = literal::key(self.source, *key);
                ExprKind::Field(Arc::new(self.expr(of)), key.into())
            }
            Tree::Call(name, args) => self.function(*name, args),
            Tree::Group(inner) => self.expr(inner).kind,
            Tree::Not(of) => ExprKind::Not(Arc::new(self.value(of, &Kind::YesNo))),
            Tree::Binary(a, operator, b) => {
                ExprKind::Binary(Arc::new((self.expr(a), *operator, self.expr(b))))
            }
            _ => ExprKind::Value(Value::Nothing),
        }
    }

    fn boxed(&mut self, expr: &'a Option<Box<tree::Expr>>, kind: &Kind) -> Option<Expr> {
        let expr = expr.as_deref()?;
        Some(self.value(expr, kind))
    }

    fn part(&mut self, part: &'a TextPart) -> Expr {
        match part {
            TextPart::Value(value) => self.expr(value),
            TextPart::Chars(span) => Expr {
                span: *span,
                kind: ExprKind::Value(Value::text(literal::unescape(self.source.slice(*span)))),
            },
        }
    }

    /// A bare name: a variable, an input, or one out of a closed list.
    fn name(&mut self, span: Span) -> ExprKind {
        let name = self.source.slice(span);
        match self.frame.slot(name) {
            Some(slot) => ExprKind::Slot(slot),
            None => self.name_of_input(span),
        }
    }

    fn input(&mut self, span: Span) -> ExprKind {
        let name = self.source.slice(span);
        let known = self.input_at.get(name).copied();
        ExprKind::Input(known.unwrap_or_else(|| self.add_input(name, span)))
    }

    fn name_of_input(&mut self, span: Span) -> ExprKind {
        let name = self.source.slice(span);
        match self.input_at.get(name) {
            Some(input) => ExprKind::Input(*input),
            None => ExprKind::Value(Value::text(name)),
        }
    }

    fn function(&mut self, name: Span, args: &'a [tree::Expr]) -> ExprKind {
        let words: Vec<&str> = self.source.slice(name).split_whitespace().collect();
        let args = args.iter().map(|arg| self.expr(arg)).collect();
        match Function::find(&words.join(" ")) {
            Some(function) => ExprKind::Call(function, args),
            None => ExprKind::Value(Value::Nothing),
        }
    }
}
