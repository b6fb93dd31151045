//! Values.

use super::{INDENT, Printer};
use crate::source::Span;
use crate::syntax::build::word_of;
use crate::syntax::tree::*;

impl Printer<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name => self.name(expr.span),
            ExprKind::Text(parts) => self.text(parts),
            ExprKind::List(items) => self.in_brackets("[", items, "]", expr.span),
            ExprKind::Record(fields) => self.record(fields, expr.span),
            ExprKind::Field(of, key) => self.field(of, *key),
            ExprKind::Call(name, args) => {
                self.words(*name);
                self.in_brackets("(", args, ")", Span::new(name.end, expr.span.end));
            }
            ExprKind::Group(inner) => {
                self.put("(");
                self.expr(inner);
                self.put(")");
            }
            ExprKind::Not(inner) => {
                self.put("not ");
                self.expr(inner);
            }
            ExprKind::Binary(left, operator, right) => {
                self.expr(left);
                self.put(" ");
                self.put(word_of(*operator));
                self.put(" ");
                self.expr(right);
            }
            ExprKind::DayAt { tomorrow, at, zone } => {
                self.put(if *tomorrow { "tomorrow" } else { "today" });
                self.optional(" at ", at.as_deref());
                self.optional(" in ", zone.as_deref());
            }
            ExprKind::WeekdayOf { time, zone } => {
                self.put("weekday of ");
                self.expr(time);
                self.optional(" in ", zone.as_deref());
            }
            _ => self.raw(expr.span),
        }
    }

    pub(super) fn optional(&mut self, before: &str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.put(before);
            self.expr(expr);
        }
    }

    fn name(&mut self, at: Span) {
        if self.in_phrase && self.bare_inputs.contains(self.slice(at)) {
            self.put("<");
            self.raw(at);
            self.put(">");
        } else {
            self.raw(at);
        }
    }

    fn field(&mut self, of: &Expr, key: Key) {
        self.expr(of);
        self.put(".");
        self.key(key);
    }

    fn key(&mut self, key: Key) {
        match key {
            Key::Name(at) | Key::Text(at) => self.raw(at),
        }
    }

    fn text(&mut self, parts: &[TextPart]) {
        let outside = std::mem::replace(&mut self.in_phrase, false);
        self.put("\"");
        for part in parts {
            match part {
                TextPart::Chars(at) => self.raw(*at),
                TextPart::Value(value) => {
                    self.put("{");
                    self.expr(value);
                    self.put("}");
                }
            }
        }
        self.put("\"");
        self.in_phrase = outside;
    }

    fn in_brackets(&mut self, open: &str, items: &[Expr], close: &str, span: Span) {
        self.listing(open, items, close, span, "", |item| item.span, Self::expr);
    }

    fn record(&mut self, fields: &[(Key, Expr)], span: Span) {
        let place = |(key, value): &(Key, Expr)| match key {
            Key::Name(at) | Key::Text(at) => at.to(value.span),
        };
        let print = |printer: &mut Self, (key, value): &(Key, Expr)| {
            printer.key(*key);
            printer.put(": ");
            printer.expr(value);
        };
        self.listing("{", fields, "}", span, " ", place, print);
    }

    /// Things between brackets: on one line, or one on each where the author broke the line.
    #[allow(clippy::too_many_arguments)]
    fn listing<T>(
        &mut self,
        open: &str,
        items: &[T],
        close: &str,
        span: Span,
        inside: &str,
        place: impl Fn(&T) -> Span,
        print: impl Fn(&mut Self, &T),
    ) {
        let inside = if items.is_empty() { "" } else { inside };
        self.put(open);
        if self.on_one_line(span) && !self.has_comment(span) {
            self.put(inside);
            for (index, item) in items.iter().enumerate() {
                self.put(if index == 0 { "" } else { ", " });
                print(self, item);
            }
            self.put(inside);
        } else {
            self.one_each(items, span, place, print);
        }
        self.put(close);
    }

    fn one_each<T>(
        &mut self,
        items: &[T],
        span: Span,
        place: impl Fn(&T) -> Span,
        print: impl Fn(&mut Self, &T),
    ) {
        let end = span.end.saturating_sub(1);
        if items.is_empty() && !self.has_comment(span) {
            return;
        }
        self.indent += INDENT;
        self.end(span.start + 1);
        for (index, item) in items.iter().enumerate() {
            self.go_on(place(item).start);
            print(self, item);
            self.put(if index + 1 < items.len() { "," } else { "" });
            self.end(place(item).end);
        }
        self.comments_before(end, false);
        self.indent -= INDENT;
        self.pad(self.indent);
    }
}
