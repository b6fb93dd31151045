//! Expressions and the kinds that they have.

use super::value::Role;
use super::{Place, Unresolved, Walker};
use crate::catalogue::nearest;
use crate::check::literal;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Key, Operator, TextPart};
use crate::value::{Function, Kind, Value};
use std::sync::Arc;

impl<'a> Walker<'a> {
    /// Walks an expression; gives the kind of its value.
    pub(super) fn expr(&mut self, expr: &'a Expr, place: Place) -> Kind {
        match &expr.kind {
            ExprKind::Name => self.name(expr.span, place),
            ExprKind::Input(name) => self.use_input(expr, *name, None, place),
            ExprKind::Text(parts) => self.parts(parts),
            ExprKind::Now => Kind::Time,
            ExprKind::DayAt { at, zone, .. } => {
                self.optional(at, &Kind::Clock, "the time of day", place);
                self.optional(zone, &Kind::Text, "the zone", place);
                if at.is_some() { Kind::Time } else { Kind::Date }
            }
            ExprKind::WeekdayOf { time, zone } => {
                self.value(time, &Kind::Time, Role::named("`weekday of`", place));
                self.optional(zone, &Kind::Text, "the zone", place);
                Kind::Text
            }
            ExprKind::List(items) => self.items(items, place),
            ExprKind::Record(fields) => {
                for (_, value) in fields {
                    self.expr(value, place);
                }
                Kind::Record(None)
            }
            ExprKind::Field(of, key) => self.field(of, *key, place),
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
        let Some(first) = kinds.next() else {
            return Kind::List(Arc::new(Kind::Any));
        };
        let others: Vec<Kind> = kinds.collect();
        let same = others.iter().all(|kind| *kind == first);
        Kind::List(Arc::new(if same { first } else { Kind::Any }))
    }

    /// A bare name.
    fn name(&mut self, span: Span, place: Place) -> Kind {
        let text = self.slice(span);
        if let Some(var) = self.names.get(text) {
            return self.variable(var, span);
        }
        let Some(at) = self.inputs.get(text) else {
            let near = self.near_here(text);
            self.is_meant(near);
            self.unresolved.push(Unresolved {
                name: text,
                near,
                span,
                place,
                beside_anything: false,
            });
            return Kind::Any;
        };
        let input = &mut self.inputs.list[at];
        input.used = true;
        let kind = input.kind.clone();
        if place == Place::Data {
            self.report(rules::bare_input::problem(text, span, true));
        }
        kind
    }

    fn variable(&mut self, var: u32, span: Span) -> Kind {
        let known = &mut self.names.all[var as usize];
        known.read = true;
        if self.path.is_bound(var) {
            return known.kind.clone();
        }
        let (name, given, kind) = (known.name, known.span, known.kind.clone());
        let lost = self.path.lost(var);
        self.report(rules::unbound_name::problem(name, span, given, lost));
        self.path.bind(var);
        kind
    }

    fn field(&mut self, of: &'a Expr, key: Key, place: Place) -> Kind {
        let kind = self.expr(of, place);
        let (Key::Name(span) | Key::Text(span)) = key;
        match &kind {
            Kind::Any | Kind::Record(None) => Kind::Any,
            Kind::Record(Some(fields)) => {
                let name = literal::key(self.source, key);
                if let Some(field) = kind.field(&name) {
                    return field.kind.clone();
                }
                if matches!(key, Key::Name(_)) {
                    let known: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
                    let near = nearest(&name, known.iter().copied());
                    self.report(rules::unknown_field::problem(&name, span, near, &known));
                }
                Kind::Any
            }
            scalar => {
                let of = self.slice(of.span);
                self.report(rules::unknown_field::no_fields(of, span, scalar));
                Kind::Any
            }
        }
    }

    fn function(&mut self, name: Span, args: &'a [Expr], at: Span, place: Place) -> Kind {
        let words: Vec<&str> = self.slice(name).split_whitespace().collect();
        let words = words.join(" ");
        let Some(function) = Function::find(&words) else {
            let known = Function::all().iter().map(|function| function.name);
            let near = nearest(&words, known);
            self.report(rules::unknown_function::problem(&words, name, near));
            for arg in args {
                self.expr(arg, place);
            }
            return Kind::Any;
        };
        if args.len() != function.takes.len() {
            self.any_broken = true;
            let problem = rules::argument_count::function(function, args.len(), at);
            self.report(problem);
        }
        let any = Kind::Any;
        let wanted = function.takes.iter().chain(std::iter::repeat(&any));
        let kinds: Vec<Kind> = args
            .iter()
            .zip(wanted)
            .map(|(arg, wanted)| self.value(arg, wanted, Role::named("this argument", place)))
            .collect();
        function.kind_of(&kinds)
    }

    fn binary(&mut self, a: &'a Expr, operator: Operator, b: &'a Expr, place: Place) -> Kind {
        use Operator::*;
        match operator {
            And | Or => {
                let role = Role::named("`and` and `or`", place);
                self.value(a, &Kind::YesNo, role);
                self.value(b, &Kind::YesNo, role);
                Kind::YesNo
            }
            In => self.is_in(a, b, place),
            Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual => {
                self.compare(a, operator, b, place);
                Kind::YesNo
            }
            Add | Subtract | Multiply | Divide => self.arithmetic(a, operator, b, place),
        }
    }

    /// Whether a name could only be one out of a closed list.
    fn is_loose_name(&self, expr: &Expr) -> bool {
        let name = self.slice(expr.span);
        matches!(expr.kind, ExprKind::Name)
            && self.names.get(name).is_none()
            && self.inputs.get(name).is_none()
    }

    fn is_known_name(&self, expr: &Expr) -> bool {
        matches!(expr.kind, ExprKind::Name) && !self.is_loose_name(expr)
    }

    fn compare(&mut self, a: &'a Expr, operator: Operator, b: &'a Expr, place: Place) {
        let (first, second) = if self.is_loose_name(a) && !self.is_loose_name(b) {
            (b, a)
        } else {
            (a, b)
        };
        let known = self.problems.len();
        let kind = self.expr(first, place);
        if self.problems.len() > known && self.is_loose_name(second) {
            return;
        }
        let unresolved = self.unresolved.len();
        if matches!(kind, Kind::OneOf(_) | Kind::State) && !self.is_known_name(second) {
            self.value(second, &kind, Role::named("this comparison", place));
        } else {
            self.comparable(first, &kind, second, place);
        }
        if kind == Kind::Any {
            let others = &mut self.unresolved[unresolved..];
            others
                .iter_mut()
                .for_each(|name| name.beside_anything = true);
        }
        let ordered = !matches!(operator, Operator::Equal | Operator::NotEqual);
        if ordered
            && (kind.is_id() || matches!(kind, Kind::Record(_) | Kind::List(_) | Kind::YesNo))
        {
            self.report(rules::wrong_kind::no_order(first.span, &kind));
        }
    }

    fn comparable(&mut self, first: &'a Expr, kind: &Kind, second: &'a Expr, place: Place) {
        let phone_or_id = kind.is_id() || *kind == Kind::PhoneNumber;
        let literal = literal::literal(self.source, second);
        if let (Some(Ok(value)), true) = (literal, phone_or_id) {
            if let Err(why) = value.convert(kind) {
                let what = "this comparison";
                self.report(rules::impossible_literal::problem(
                    what,
                    second.span,
                    kind,
                    &why,
                ));
            }
            return;
        }
        let other = self.expr(second, place);
        let fits = Value::may_convert(&other, kind) || Value::may_convert(kind, &other);
        if !fits {
            let at = first.span.to(second.span);
            self.report(rules::wrong_kind::compared(at, kind, &other));
        }
    }

    fn is_in(&mut self, a: &'a Expr, b: &'a Expr, place: Place) -> Kind {
        let kind = if self.is_loose_name(a) {
            Kind::Any
        } else {
            self.expr(a, place)
        };
        let closed = matches!(kind, Kind::OneOf(_) | Kind::State);
        let whole = if closed {
            let list = Kind::List(Arc::new(kind));
            self.value(b, &list, Role::named("`in`", place))
        } else {
            self.expr(b, place)
        };
        if self.is_loose_name(a) {
            match &whole {
                Kind::List(of) => self.value(a, of, Role::named("`in`", place)),
                _ => self.expr(a, place),
            };
        }
        if !matches!(whole, Kind::Any | Kind::List(_) | Kind::Text) {
            self.report(rules::wrong_kind::not_a_list(b.span, &whole));
        }
        Kind::YesNo
    }

    fn arithmetic(&mut self, a: &'a Expr, operator: Operator, b: &'a Expr, place: Place) -> Kind {
        use Operator::{Add, Divide, Multiply, Subtract};
        let left = self.expr(a, place);
        let right = self.expr(b, place);
        match (&left, operator, &right) {
            (Kind::Number, _, Kind::Number) => Kind::Number,
            (Kind::Duration, Add | Subtract, Kind::Duration) => Kind::Duration,
            (Kind::Time, Add | Subtract, Kind::Duration) | (Kind::Duration, Add, Kind::Time) => {
                Kind::Time
            }
            (Kind::Time, Subtract, Kind::Time) => Kind::Duration,
            (Kind::Duration, Multiply | Divide, Kind::Number)
            | (Kind::Number, Multiply, Kind::Duration) => Kind::Duration,
            (Kind::Duration, Divide, Kind::Duration) => Kind::Number,
            (Kind::Any, ..) | (.., Kind::Any) => Kind::Any,
            _ => {
                let at = a.span.to(b.span);
                self.report(rules::wrong_kind::arithmetic(at, &left, operator, &right));
                Kind::Any
            }
        }
    }
}
