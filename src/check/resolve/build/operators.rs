//! What stands between two operands: which types fit together, and what they give.

use super::typer::Typer;
use crate::check::literal::literal;
use crate::check::resolve::{Arithmetic, COMPARED, Compared, Meaning, Membership, Place, Role};
use crate::syntax::tree::{Expr, ExprKind, Operator, TextPart};
use crate::value::Kind;
use std::sync::Arc;

impl<'a> Typer<'a> {
    pub(super) fn binary(
        &mut self,
        a: &'a Expr,
        operator: Operator,
        b: &'a Expr,
        place: Place,
    ) -> Kind {
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
            self.value(second, kind, Role::named(COMPARED, place));
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
                self.value(b, &list, Role::named(COMPARED, place))
            }
            _ => {
                self.items_never(a, &kind, b);
                self.expr(b, place)
            }
        };
        if loose {
            match &whole {
                Kind::List(of) => self.value(a, of, Role::named(COMPARED, place)),
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
