//! Expressions: the names in them, and the kinds of their values as far as they are plain to see.

use super::What;
use super::build::Builder;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Key, Operator, TextPart};
use crate::value::{Function, Kind};

impl<'a> Builder<'a> {
    /// An expression whose value has to be of a kind.
    pub(super) fn value(&mut self, expr: &'a Expr, wanted: &Kind) -> Kind {
        match (&expr.kind, wanted) {
            (ExprKind::Group(inner), _) => self.value(inner, wanted),
            (ExprKind::Name, Kind::OneOf(names)) => {
                let text = self.source.slice(expr.span);
                let listed = names.iter().any(|known| **known == *text);
                self.closed(expr, listed, What::Choice)
            }
            (ExprKind::Name, Kind::State) => self.closed(expr, false, What::State(None)),
            (ExprKind::List(items), Kind::List(of)) => {
                for item in items {
                    self.value(item, of);
                }
                wanted.clone()
            }
            (ExprKind::Input(name), _) => self.bracketed(*name, wanted),
            _ => self.expr(expr),
        }
    }

    /// A bare name where one out of a closed list may stand: a variable of that name comes first.
    fn closed(&mut self, expr: &'a Expr, listed: bool, what: What) -> Kind {
        let text = self.source.slice(expr.span);
        let variable = self.env.get(text).is_some();
        if variable || (!listed && self.inputs.contains_key(text)) {
            return self.expr(expr);
        }
        self.word(expr.span, what);
        Kind::Any
    }

    /// `<Name>`: an input, or by mistake a variable.
    fn bracketed(&mut self, name: Span, wanted: &Kind) -> Kind {
        if let Some(at) = self.env.get(self.source.slice(name)) {
            self.place(at, name, false);
            return self.index.names[at].kind.clone();
        }
        let at = self.input(name, false);
        let known = &mut self.index.names[at].kind;
        if *known == Kind::Any {
            *known = wanted.clone();
        }
        known.clone()
    }

    /// An expression; gives its kind.
    pub(super) fn expr(&mut self, expr: &'a Expr) -> Kind {
        match &expr.kind {
            ExprKind::Name => self.bare(expr.span),
            ExprKind::Input(name) => self.bracketed(*name, &Kind::Any),
            ExprKind::Number => Kind::Number,
            ExprKind::True | ExprKind::False | ExprKind::Not(_) => {
                if let ExprKind::Not(of) = &expr.kind {
                    self.expr(of);
                }
                Kind::YesNo
            }
            ExprKind::Duration => Kind::Duration,
            ExprKind::Date => Kind::Date,
            ExprKind::Time | ExprKind::Now => Kind::Time,
            ExprKind::Clock => Kind::Clock,
            ExprKind::DayAt { at, zone, .. } => {
                for part in at.iter().chain(zone) {
                    self.expr(part);
                }
                if at.is_some() { Kind::Time } else { Kind::Date }
            }
            ExprKind::WeekdayOf { time, zone } => {
                self.expr(time);
                zone.iter().for_each(|zone| {
                    self.expr(zone);
                });
                Kind::Text
            }
            ExprKind::Text(parts) => self.text(parts),
            ExprKind::List(items) => {
                let kinds: Vec<Kind> = items.iter().map(|item| self.expr(item)).collect();
                Kind::List(std::sync::Arc::new(one_kind(&kinds)))
            }
            ExprKind::Record(fields) => {
                for (key, value) in fields {
                    if let Key::Name(span) = key {
                        self.word(*span, What::Field(None));
                    }
                    self.expr(value);
                }
                Kind::Record(None)
            }
            ExprKind::Field(of, key) => self.field(of, *key),
            ExprKind::Call(name, args) => self.function(*name, args),
            ExprKind::Group(inner) => self.expr(inner),
            ExprKind::Binary(a, operator, b) => self.binary(a, *operator, b),
            ExprKind::Bad => Kind::Any,
        }
    }

    fn text(&mut self, parts: &'a [TextPart]) -> Kind {
        for part in parts {
            if let TextPart::Value(value) = part {
                self.expr(value);
            }
        }
        Kind::Text
    }

    fn bare(&mut self, span: Span) -> Kind {
        let text = self.source.slice(span);
        match self.env.get(text) {
            Some(at) => {
                self.place(at, span, false);
                self.index.names[at].kind.clone()
            }
            None => {
                self.loose(span);
                let input = self.inputs.get(text);
                input.map_or(Kind::Any, |at| self.index.names[*at].kind.clone())
            }
        }
    }

    fn field(&mut self, of: &'a Expr, key: Key) -> Kind {
        let kind = self.expr(of);
        let Key::Name(span) = key else {
            return Kind::Any;
        };
        let field = kind.field(self.source.slice(span)).cloned();
        let kind = field.as_ref().map_or(Kind::Any, |field| field.kind.clone());
        self.word(span, What::Field(field));
        kind
    }

    fn function(&mut self, name: Span, args: &'a [Expr]) -> Kind {
        let words: Vec<&str> = self.source.slice(name).split_whitespace().collect();
        let function = Function::find(&words.join(" "));
        self.word(name, What::Function(function));
        let mut kinds = Vec::new();
        for (index, arg) in args.iter().enumerate() {
            let wanted = function.and_then(|function| function.takes.get(index));
            kinds.push(self.value(arg, wanted.unwrap_or(&Kind::Any)));
        }
        function.map_or(Kind::Any, |function| function.kind_of(&kinds))
    }

    fn binary(&mut self, a: &'a Expr, operator: Operator, b: &'a Expr) -> Kind {
        use Operator::*;
        match operator {
            And | Or => {
                self.expr(a);
                self.expr(b);
                Kind::YesNo
            }
            Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual => {
                let (first, second) = match self.is_loose(a) && !self.is_loose(b) {
                    true => (b, a),
                    false => (a, b),
                };
                let kind = self.expr(first);
                self.value(second, &kind);
                Kind::YesNo
            }
            In => {
                self.is_in(a, b);
                Kind::YesNo
            }
            Add | Subtract | Multiply | Divide => {
                let (left, right) = (self.expr(a), self.expr(b));
                arithmetic(&left, operator, &right)
            }
        }
    }

    fn is_in(&mut self, a: &'a Expr, b: &'a Expr) {
        if !self.is_loose(a) {
            let kind = self.expr(a);
            self.value(b, &Kind::List(std::sync::Arc::new(kind)));
            return;
        }
        match self.expr(b) {
            Kind::List(of) => self.value(a, &of),
            _ => self.expr(a),
        };
    }

    fn is_loose(&self, expr: &Expr) -> bool {
        let text = self.source.slice(expr.span);
        matches!(expr.kind, ExprKind::Name)
            && self.env.get(text).is_none()
            && !self.inputs.contains_key(text)
    }
}

fn one_kind(kinds: &[Kind]) -> Kind {
    match kinds {
        [first, rest @ ..] if rest.iter().all(|kind| kind == first) => first.clone(),
        _ => Kind::Any,
    }
}

fn arithmetic(left: &Kind, operator: Operator, right: &Kind) -> Kind {
    use Operator::{Divide, Multiply, Subtract};
    match (left, operator, right) {
        (Kind::Number, _, Kind::Number) => Kind::Number,
        (Kind::Time, Subtract, Kind::Time) => Kind::Duration,
        (Kind::Time, _, Kind::Duration) | (Kind::Duration, _, Kind::Time) => Kind::Time,
        (Kind::Duration, Divide, Kind::Duration) => Kind::Number,
        (Kind::Duration, Multiply | Divide, Kind::Number)
        | (Kind::Number, Multiply, Kind::Duration)
        | (Kind::Duration, _, Kind::Duration) => Kind::Duration,
        _ => Kind::Any,
    }
}
