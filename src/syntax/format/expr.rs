//! Values.

use super::{INDENT, Printer};
use crate::source::Span;
use crate::syntax::build::word_of;
use crate::syntax::tree::*;

impl Printer<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name => put_name(self, expr.span),
            ExprKind::Text(parts) => put_text(self, parts),
            ExprKind::List(items) => in_brackets(self, "[", items, "]", expr.span),
            ExprKind::Record(fields) => put_record(self, fields, expr.span),
            ExprKind::Field(of, key) => put_field(self, of, *key),
            ExprKind::Call(name, args) => {
                self.words(*name);
                in_brackets(self, "(", args, ")", Span::new(name.end, expr.span.end));
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
            ExprKind::SortBy(call, field) => {
                self.expr(call);
                self.put(" by ");
                self.expr(field);
            }
            ExprKind::Where(list, condition) => {
                self.expr(list);
                self.put(" where ");
                self.expr(condition);
            }
            ExprKind::Item => {}
            ExprKind::DayAt { tomorrow, at, zone } => {
                self.put(if *tomorrow { "tomorrow" } else { "today" });
                self.optional(" at ", at.as_deref());
                self.optional(" in ", zone.as_deref());
            }
            ExprKind::Opening {
                next,
                calendar,
                time,
                zone,
            } => {
                let outside = std::mem::replace(&mut self.in_phrase, false);
                self.put(if *next { "next open(" } else { "open(" });
                self.raw(*calendar);
                self.optional(", ", Some(time));
                self.optional(", in ", zone.as_deref());
                self.put(")");
                self.in_phrase = outside;
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
}

fn put_name(printer: &mut Printer<'_>, at: Span) {
    if printer.in_phrase && printer.bare_inputs.contains(printer.slice(at)) {
        printer.put("<");
        printer.raw(at);
        printer.put(">");
    } else {
        printer.raw(at);
    }
}

fn put_field(printer: &mut Printer<'_>, of: &Expr, key: Key) {
    printer.expr(of);
    printer.put(".");
    put_key(printer, key);
}

fn put_key(printer: &mut Printer<'_>, key: Key) {
    match key {
        Key::Name(at) | Key::Text(at) => printer.raw(at),
    }
}

fn put_text(printer: &mut Printer<'_>, parts: &[TextPart]) {
    let outside = std::mem::replace(&mut printer.in_phrase, false);
    printer.put("\"");
    for part in parts {
        match part {
            TextPart::Chars(at) => printer.raw(*at),
            TextPart::Value(value) => {
                printer.put("{");
                printer.expr(value);
                printer.put("}");
            }
        }
    }
    printer.put("\"");
    printer.in_phrase = outside;
}

fn in_brackets(printer: &mut Printer<'_>, open: &str, items: &[Expr], close: &str, span: Span) {
    listing(
        printer,
        open,
        items,
        close,
        span,
        "",
        |item| item.span,
        |printer, item| printer.expr(item),
    );
}

fn put_record(printer: &mut Printer<'_>, fields: &[(Key, Expr)], span: Span) {
    let place = |(key, value): &(Key, Expr)| match key {
        Key::Name(at) | Key::Text(at) => at.to(value.span),
    };
    let print = |printer: &mut Printer<'_>, (key, value): &(Key, Expr)| {
        put_key(printer, *key);
        printer.put(": ");
        printer.expr(value);
    };
    listing(printer, "{", fields, "}", span, " ", place, print);
}

/// Things between brackets: on one line, or one on each where the author broke the line.
#[allow(clippy::too_many_arguments)]
fn listing<T>(
    printer: &mut Printer<'_>,
    open: &str,
    items: &[T],
    close: &str,
    span: Span,
    inside: &str,
    place: impl Fn(&T) -> Span,
    print: impl Fn(&mut Printer<'_>, &T),
) {
    let inside = if items.is_empty() { "" } else { inside };
    printer.put(open);
    if printer.on_one_line(span) && !printer.has_comment(span) {
        printer.put(inside);
        for (index, item) in items.iter().enumerate() {
            printer.put(if index == 0 { "" } else { ", " });
            print(printer, item);
        }
        printer.put(inside);
    } else {
        one_each(printer, items, span, place, print);
    }
    printer.put(close);
}

fn one_each<T>(
    printer: &mut Printer<'_>,
    items: &[T],
    span: Span,
    place: impl Fn(&T) -> Span,
    print: impl Fn(&mut Printer<'_>, &T),
) {
    let end = span.end.saturating_sub(1);
    if items.is_empty() && !printer.has_comment(span) {
        return;
    }
    printer.indent += INDENT;
    printer.end(span.start + 1);
    for (index, item) in items.iter().enumerate() {
        printer.go_on(place(item).start);
        print(printer, item);
        printer.put(if index + 1 < items.len() { "," } else { "" });
        printer.end(place(item).end);
    }
    printer.comments_before(end, false);
    printer.indent -= INDENT;
    printer.pad(printer.indent);
}
