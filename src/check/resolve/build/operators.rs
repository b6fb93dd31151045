//! Expressions and the types that they have.

use super::typer::Typer;
use super::values::same;
use crate::check::literal::{self, literal};
use crate::check::resolve::{
    Arithmetic, Compared, FieldUse, FunctionUse, Meaning, Membership, Place, Role, SortUse,
};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Key, Operator, TextPart};
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
            name,
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
            && self.scope.get(name).is_none()
            && self.inputs.get(name).is_none()
    }

    fn compare(&mut self, a: &'a Expr, operator: Operator, b: &'a Expr, place: Place) {
        let texts = (is_text(a), is_text(b));
        let loose = self.is_loose_name(a) && !self.is_loose_name(b);
        // What has a type of its own decides how a text or a bare name beside it is read.
        let (first, second) = match loose || texts == (true, false) {
            true => (b, a),
            false => (a, b),
        };
        let wrong = self.wrong;
        let kind = self.expr(first, place);
        if self.wrong > wrong && self.is_loose_name(second) {
            return self.refer(second.span, Meaning::Unknown);
        }
        let unresolved = self.facts.unresolved.len();
        let (other, never) = self.second(&kind, second, place);
        if kind == Kind::Any {
            let others = &mut self.facts.unresolved[unresolved..];
            others
                .iter_mut()
                .for_each(|name| name.beside_anything = true);
        }
        self.facts.compared.push(Compared {
            first,
            second,
            operator,
            kind,
            other,
            never,
        });
    }

    /// The other operand of a comparison: its type where it has one of its own, and why it can
    /// never be of the first's.
    fn second(
        &mut self,
        kind: &Kind,
        second: &'a Expr,
        place: Place,
    ) -> (Option<Kind>, Option<String>) {
        let closed = matches!(kind, Kind::OneOf(_) | Kind::State);
        let known_name = matches!(second.kind, ExprKind::Name) && !self.is_loose_name(second);
        if closed && !known_name {
            self.value(second, kind, Role::named("the comparison", place));
            return (None, None);
        }
        if let Some(never) = self.never(kind, second) {
            return (None, never);
        }
        let other = self.expr(second, place);
        (Some(other), None)
    }

    /// Whether a literal can be read as the type of what it is compared with, and why it cannot;
    /// nothing where it is judged by its own type.
    fn never(&self, kind: &Kind, literally: &Expr) -> Option<Option<String>> {
        let of_texts = kind.is_id() || *kind == Kind::PhoneNumber;
        let read = of_texts || is_text(literally) && is_read_from_text(kind);
        let value = literal(self.source, literally).filter(|_| read)?.ok()?;
        Some(value.convert(kind).err())
    }

    fn is_in(&mut self, a: &'a Expr, b: &'a Expr, place: Place) -> Kind {
        let loose = self.is_loose_name(a);
        let kind = match loose {
            true => Kind::Any,
            false => self.expr(a, place),
        };
        let has = kind.clone();
        let whole = match kind {
            Kind::OneOf(_) | Kind::State => {
                let list = Kind::List(Arc::new(kind));
                self.value(b, &list, Role::named("the comparison", place))
            }
            _ => {
                self.items_never(a, &kind, b);
                self.expr(b, place)
            }
        };
        if loose {
            match &whole {
                Kind::List(of) => self.value(a, of, Role::named("the comparison", place)),
                _ => self.expr(a, place),
            };
        }
        self.facts.members.push(Membership {
            item: a,
            list: b,
            kind: whole,
            has,
        });
        Kind::YesNo
    }

    /// Items of a list in the script that can never be what is looked for in it.
    fn items_never(&mut self, item: &'a Expr, kind: &Kind, list: &'a Expr) {
        let ExprKind::List(items) = &list.kind else {
            return;
        };
        for second in items {
            if let Some(Some(why)) = self.never(kind, second) {
                self.facts.compared.push(Compared {
                    first: item,
                    second,
                    operator: Operator::Equal,
                    kind: kind.clone(),
                    other: None,
                    never: Some(why),
                });
            }
        }
    }

    fn arithmetic(&mut self, a: &'a Expr, operator: Operator, b: &'a Expr, place: Place) -> Kind {
        let mut left = self.expr(a, place);
        let mut right = self.expr(b, place);
        let lists = matches!((&left, &right), (Kind::List(_), Kind::List(_)));
        match lists && operator == Operator::Add {
            true if self.is_empty_list(a) => left = right.clone(),
            true if self.is_empty_list(b) => right = left.clone(),
            _ => {}
        }
        let gives = calculated(&left, operator, &right);
        let kind = gives.clone().unwrap_or(Kind::Any);
        self.wrong += u32::from(gives.is_none());
        self.facts.calculated.push(Arithmetic {
            a,
            b,
            operator,
            kinds: (left, right),
            gives,
        });
        kind
    }
}

/// A text with nothing to be filled in.
fn is_text(expr: &Expr) -> bool {
    let plain = |part: &TextPart| matches!(part, TextPart::Chars(_));
    matches!(&expr.kind, ExprKind::Text(parts) if parts.iter().all(plain))
}

/// Whether a run reads a text as this type to compare it, and fails where it cannot.
fn is_read_from_text(kind: &Kind) -> bool {
    use Kind::{Clock, Date, Duration, Number, Time, YesNo};
    matches!(kind, Clock | Date | Duration | Number | Time | YesNo)
}

impl Typer<'_> {
    /// Whether it is `[]`, or a name that has held nothing else so far.
    fn is_empty_list(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Name => {
                let name = self.scope.get(self.slice(expr.span));
                name.is_some_and(|name| self.names[name as usize].empty)
            }
            _ => false,
        }
    }
}

/// The type of what comes out; nothing where nothing can.
fn calculated(left: &Kind, operator: Operator, right: &Kind) -> Option<Kind> {
    use Operator::{Add, Divide, Multiply, Subtract};
    Some(match (left, operator, right) {
        (Kind::Number, _, Kind::Number) => Kind::Number,
        (Kind::Duration, Add | Subtract, Kind::Duration) => Kind::Duration,
        (Kind::Time, Add | Subtract, Kind::Duration) | (Kind::Duration, Add, Kind::Time) => {
            Kind::Time
        }
        (Kind::Time, Subtract, Kind::Time) => Kind::Duration,
        (Kind::Duration, Multiply | Divide, Kind::Number)
        | (Kind::Number, Multiply, Kind::Duration) => Kind::Duration,
        (Kind::Duration, Divide, Kind::Duration) => Kind::Number,
        (Kind::List(a), Add, Kind::List(b)) if a == b => left.clone(),
        (Kind::List(_), Add, Kind::List(_)) => Kind::List(Arc::new(Kind::Any)),
        (Kind::Any, ..) | (.., Kind::Any) => Kind::Any,
        _ => return None,
    })
}

/// A function's words with one space between them.
pub(crate) fn words(text: &str) -> Cow<'_, str> {
    let even = text
        .split(' ')
        .all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
    match even {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}
