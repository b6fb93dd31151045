//! Values.

use super::Dump;
use crate::source::Span;
use crate::syntax::tree::*;
use std::fmt::Write;

impl Dump<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        let at = expr.span;
        match &expr.kind {
            ExprKind::Name => self.raw(at),
            ExprKind::Input(name) => self.node("input", |d| d.raw(*name)),
            ExprKind::Number => self.node("number", |d| d.raw(at)),
            ExprKind::Duration => self.node("duration", |d| d.raw(at)),
            ExprKind::Date => self.node("date", |d| d.raw(at)),
            ExprKind::Time => self.node("time", |d| d.raw(at)),
            ExprKind::Clock => self.node("clock", |d| d.raw(at)),
            ExprKind::True => self.out.push_str(" true"),
            ExprKind::False => self.out.push_str(" false"),
            ExprKind::Now => self.out.push_str(" now"),
            ExprKind::DayAt { tomorrow, at, zone } => {
                self.node(if *tomorrow { "tomorrow" } else { "today" }, |d| {
                    d.optional("at", at.as_deref());
                    d.optional("in", zone.as_deref());
                });
            }
            ExprKind::WeekdayOf { time, zone } => self.node("weekday", |d| {
                d.expr(time);
                d.optional("in", zone.as_deref());
            }),
            ExprKind::Opening {
                next,
                calendar,
                time,
                zone,
            } => self.node(if *next { "next-open" } else { "open" }, |d| {
                d.raw(*calendar);
                d.expr(time);
                d.optional("in", zone.as_deref());
            }),
            ExprKind::Text(parts) => self.text(parts),
            ExprKind::List(items) => {
                self.node("list", |d| items.iter().for_each(|item| d.expr(item)));
            }
            ExprKind::Record(fields) => self.record(fields),
            ExprKind::Field(of, key) => self.node("field", |d| {
                d.expr(of);
                d.raw(key_span(*key));
            }),
            ExprKind::Call(name, args) => self.node("call", |d| {
                d.words(*name);
                args.iter().for_each(|arg| d.expr(arg));
            }),
            ExprKind::SortBy(call, field) => self.node("sort-by", |d| {
                d.expr(call);
                d.expr(field);
            }),
            ExprKind::Where(list, condition) => self.node("where", |d| {
                d.expr(list);
                d.expr(condition);
            }),
            ExprKind::Item => self.out.push_str(" item"),
            ExprKind::Group(inner) => self.node("group", |d| d.expr(inner)),
            ExprKind::Not(inner) => self.node("not", |d| d.expr(inner)),
            ExprKind::Binary(left, operator, right) => {
                self.node(crate::syntax::build::word_of(*operator), |d| {
                    d.expr(left);
                    d.expr(right);
                });
            }
            ExprKind::Bad => self.node("bad", |_| {}),
        }
    }

    fn text(&mut self, parts: &[TextPart]) {
        self.node("text", |d| {
            for part in parts {
                match part {
                    TextPart::Chars(at) => {
                        let chars = d.source.slice(*at);
                        let _ = write!(d.out, " {chars:?}");
                    }
                    TextPart::Value(value) => d.expr(value),
                }
            }
        });
    }

    fn record(&mut self, fields: &[(Key, Expr)]) {
        self.node("record", |d| {
            for (key, value) in fields {
                d.raw(key_span(*key));
                d.expr(value);
            }
        });
    }
}

fn key_span(key: Key) -> Span {
    match key {
        Key::Name(span) | Key::Text(span) => span,
    }
}
