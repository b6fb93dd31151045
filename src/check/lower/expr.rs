//! Expressions.

use super::Lowerer;
use crate::check::literal::{self, literal};
use crate::check::resolve::{Meaning, words};
use crate::program::{DayAt, Expr, ExprKind, Opening};
use crate::source::Span;
use crate::syntax::tree::{self, TextPart};
use crate::value::{Function, Kind, Value};
use std::sync::Arc;

impl<'a> Lowerer<'_, 'a> {
    /// An expression whose value has to be of a kind.
    pub(super) fn value(&mut self, expr: &'a tree::Expr, wanted: &Kind) -> Expr {
        match self.choice(expr) {
            Some(name) => Expr {
                span: expr.span,
                kind: ExprKind::Value(Value::text(name)),
            },
            None => self.converted(expr, wanted),
        }
    }

    /// The name out of a closed list, where the expression is one.
    fn choice(&self, expr: &tree::Expr) -> Option<&'a str> {
        if !matches!(expr.kind, tree::ExprKind::Name) {
            return None;
        }
        let meaning = self.model.meaning_at(expr.span.start);
        let closed = matches!(meaning, Some(Meaning::Choice | Meaning::State));
        closed.then(|| self.slice(expr.span))
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
        let spelling = literal::spelling(self.model.source, expr)?;
        let lost = literal::loses_digits(spelling);
        lost.then(|| wanted.read(spelling).ok()).flatten()
    }

    /// An expression as it stands.
    pub(super) fn expr(&mut self, expr: &'a tree::Expr) -> Expr {
        let kind = match literal(self.model.source, expr) {
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
            Tree::Input(name) => self.name(*name),
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
            Tree::Opening {
                next,
                calendar,
                time,
                zone,
            } => {
                let calendars = &self.model.context.house.calendars;
                let Some(calendar) = calendars.get(self.slice(*calendar)).cloned() else {
                    return ExprKind::Value(Value::Nothing);
                };
                if !self.calendars.contains(&calendar) {
                    self.calendars.push(calendar.clone());
                }
                ExprKind::Opening(Arc::new(Opening {
                    next: *next,
                    calendar,
                    time: self.value(time, &Kind::Time),
                    zone: self.boxed(zone, &Kind::Text),
                }))
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
                    let key = literal::key(self.model.source, *key);
                    (key.into(), self.expr(value))
                });
                ExprKind::Record(fields.collect())
            }
            Tree::Field(of, key) => {
                let key = literal::key(self.model.source, *key);
                ExprKind::Field(Arc::new(self.expr(of)), key.into())
            }
            Tree::Where(list, condition) => {
                let list = self.expr(list);
                ExprKind::Where(Arc::new((list, self.value(condition, &Kind::YesNo))))
            }
            Tree::SortBy(call, field) => {
                let list = match &call.kind {
                    Tree::Call(_, args) => args.first(),
                    _ => None,
                };
                let list = self.expr(list.unwrap_or(call));
                ExprKind::SortBy(Arc::new((list, self.expr(field))))
            }
            Tree::Item => ExprKind::Item,
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
                kind: ExprKind::Value(Value::text(literal::unescape(self.slice(*span)))),
            },
        }
    }

    /// A bare name: a variable, an input, or one out of a closed list.
    fn name(&mut self, span: Span) -> ExprKind {
        match self.model.meaning_at(span.start) {
            Some(Meaning::Name(name)) => ExprKind::Slot(self.slot(name)),
            Some(Meaning::Input(input)) => ExprKind::Input(input),
            _ => ExprKind::Value(Value::text(self.slice(span))),
        }
    }

    fn function(&mut self, name: Span, args: &'a [tree::Expr]) -> ExprKind {
        let words = words(self.slice(name));
        let args = args.iter().map(|arg| self.expr(arg)).collect();
        match Function::find(&words) {
            Some(function) => ExprKind::Call(function, args),
            None => ExprKind::Value(Value::Nothing),
        }
    }
}
