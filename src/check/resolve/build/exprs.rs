//! Expressions and the types that they have.

use super::typer::Typer;
use super::values::same;
use crate::check::literal;
use crate::check::resolve::{FieldUse, FunctionUse, Place, Role, SortUse};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Key, TextPart};
use crate::value::{Function, Kind, weekdays};
use std::borrow::Cow;
use std::sync::Arc;

impl<'a> Typer<'a> {
    /// Resolves an expression; gives the type of its value.
    pub fn expr(&mut self, expr: &'a Expr, place: Place) -> Kind {
        match &expr.kind {
            ExprKind::Name => self.bare(expr.span, place),
            ExprKind::Input(name) => self.use_input(expr, *name, None, place),
            ExprKind::Text(parts) => self.parts(parts),
            ExprKind::Now => Kind::Time,
            ExprKind::DayAt { at, zone, .. } => {
                self.optional(at, &Kind::Clock, "the time of day", place);
                self.zone(zone, place);
                if at.is_some() { Kind::Time } else { Kind::Date }
            }
            ExprKind::WeekdayOf { time, zone } => {
                self.value(time, &Kind::Time, Role::named("`weekday of`", place));
                self.zone(zone, place);
                weekdays()
            }
            ExprKind::Opening {
                next,
                calendar,
                time,
                zone,
            } => {
                self.facts.calendars.push(*calendar);
                // its brackets tell values from words: inputs need none of their own
                self.value(time, &Kind::Time, Role::named("the time", Place::Free));
                self.zone(zone, Place::Free);
                if *next { Kind::Time } else { Kind::YesNo }
            }
            ExprKind::List(items) => self.items(items, place),
            ExprKind::Record(fields) => {
                self.facts.records |= fields.len() > 1;
                for (_, value) in fields {
                    self.expr(value, place);
                }
                Kind::Record(None)
            }
            ExprKind::Field(of, key) => self.field(of, *key, place),
            ExprKind::Where(list, condition) => self.filter(list, condition, place),
            ExprKind::SortBy(call, field) => self.sort_by(call, field, expr.span, place),
            ExprKind::Item => self.item.clone().unwrap_or(Kind::Any),
            ExprKind::Call(name, args) => self.function(*name, args, expr.span, place),
            ExprKind::Group(inner) => self.expr(inner, place),
            ExprKind::Not(of) => {
                self.value(of, &Kind::YesNo, Role::named("`not`", place));
                Kind::YesNo
            }
            ExprKind::Binary(a, operator, b) => self.binary(a, *operator, b, place),
            ExprKind::Bad => {
                self.unread(expr.span);
                Kind::Any
            }
            _ => self.value(expr, &Kind::Any, Role::named("the value", place)),
        }
    }

    fn optional(
        &mut self,
        expr: &'a Option<Box<Expr>>,
        kind: &Kind,
        what: &'static str,
        place: Place,
    ) {
        if let Some(expr) = expr {
            self.value(expr, kind, Role::named(what, place));
        }
    }

    fn zone(&mut self, zone: &'a Option<Box<Expr>>, place: Place) {
        self.optional(zone, &Kind::Text, "the zone", place);
        self.facts.zones.extend(zone.as_deref());
    }

    fn parts(&mut self, parts: &'a [TextPart]) -> Kind {
        for part in parts {
            if let TextPart::Value(value) = part {
                self.expr(value, Place::Bare);
            }
        }
        Kind::Text
    }

    fn items(&mut self, items: &'a [Expr], place: Place) -> Kind {
        let mut kinds = items.iter().map(|item| self.expr(item, place));
        let of = match kinds.next() {
            Some(first) => same(first, kinds),
            None => Kind::Any,
        };
        Kind::List(Arc::new(of))
    }

    fn field(&mut self, of: &'a Expr, key: Key, place: Place) -> Kind {
        let kind = self.expr(of, place);
        let (Key::Name(span) | Key::Text(span)) = key;
        if matches!(of.kind, ExprKind::Item) && self.item.is_none() {
            self.wrong += 1;
            self.facts.stray_items.push(of.span.to(span));
        }
        match &kind {
            // a field of a list of records is the list of that field
            Kind::List(of_what) if matches!(**of_what, Kind::Any | Kind::Record(_)) => {
                let record = (**of_what).clone();
                Kind::List(Arc::new(self.field_of(of, key, span, record)))
            }
            _ => self.field_of(of, key, span, kind),
        }
    }

    fn field_of(&mut self, of: &'a Expr, key: Key, span: Span, kind: Kind) -> Kind {
        if matches!(kind, Kind::Any | Kind::Record(None)) {
            return Kind::Any;
        }
        let name = literal::key(self.source, key);
        if let Some(field) = kind.field(&name) {
            let gives = field.kind.clone();
            self.facts.fields.push((span, field.clone()));
            return gives;
        }
        let quoted = matches!(key, Key::Text(_));
        self.wrong += u32::from(!quoted || !matches!(kind, Kind::Record(_)));
        self.facts.unknown_fields.push(FieldUse {
            of,
            key: span,
            name: name.into_owned(),
            quoted,
            kind,
        });
        Kind::Any
    }

    fn function(&mut self, name: Span, args: &'a [Expr], span: Span, place: Place) -> Kind {
        let function = Function::find(&words(self.slice(name)));
        self.facts.functions.push(FunctionUse {
            name,
            function,
            args,
            span,
        });
        let Some(function) = function else {
            self.wrong += 1;
            args.iter().for_each(|arg| {
                self.expr(arg, place);
            });
            return Kind::Any;
        };
        if args.len() != function.takes.len() {
            self.any_broken = true;
            self.wrong += 1;
        }
        let mut kinds: Vec<Kind> = Vec::with_capacity(args.len());
        for (at, arg) in args.iter().enumerate() {
            let wanted = function.wanted(at, &kinds);
            let role = match wanted.1 {
                true => Role::named("`contains`", place),
                false => Role::named("the argument", place),
            };
            let kind = self.value(arg, &wanted.0, role);
            kinds.push(kind);
        }
        if let ("sort", [list], [Kind::List(of)]) = (function.name, args, kinds.as_slice()) {
            self.facts.sorted.push(SortUse {
                list: list.span,
                span,
                kind: (**of).clone(),
                by: None,
            });
        }
        function.kind_of(&kinds)
    }

    /// The list of a `where` or a `sort … by`: its type, and that of an item.
    fn list_of_items(&mut self, list: &'a Expr, what: &'static str, place: Place) -> (Kind, Kind) {
        let any = Kind::List(Arc::new(Kind::Any));
        let kind = self.value(list, &any, Role::named(what, place));
        let item = match &kind {
            Kind::List(of) => (**of).clone(),
            _ => Kind::Any,
        };
        (kind, item)
    }

    fn filter(&mut self, list: &'a Expr, condition: &'a Expr, place: Place) -> Kind {
        let (kind, item) = self.list_of_items(list, "`where`", place);
        let around = self.item.replace(item);
        if around.is_some() {
            self.wrong += 1;
            self.facts.nested_wheres.push(list.span.to(condition.span));
        }
        let role = Role::named("a condition", Place::Free);
        self.value(condition, &Kind::YesNo, role);
        self.item = around;
        kind
    }

    fn sort_by(&mut self, call: &'a Expr, field: &'a Expr, span: Span, place: Place) -> Kind {
        let ExprKind::Call(name, args) = &call.kind else {
            return Kind::Any;
        };
        let [list] = args.as_slice() else {
            return self.function(*name, args, call.span, place);
        };
        let (kind, item) = self.list_of_items(list, "`sort`", place);
        let around = self.item.replace(item);
        let by = self.expr(field, Place::Free);
        self.item = around;
        self.facts.sorted.push(SortUse {
            list: list.span,
            span,
            kind: by,
            by: Some(field.span),
        });
        kind
    }
}

/// A function's words with one space between them.
pub(crate) fn words(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    // nearly all are: one word, or words with one space between them
    let even = bytes.iter().enumerate().all(|(at, byte)| match *byte {
        b' ' => at > 0 && bytes[at - 1] != b' ' && at + 1 < bytes.len(),
        byte => is_word(byte),
    });
    match even {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}
