//! Expressions where a type is wanted.

use super::typer::Typer;
use crate::check::literal::{self, literal};
use crate::check::resolve::{Form, Meaning, Role, Typed};
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::Kind;
use std::sync::Arc;

impl<'a> Typer<'a> {
    /// Resolves an expression whose value has to be of a type; gives the type that it has.
    pub fn value(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) -> Kind {
        match &expr.kind {
            ExprKind::Group(inner) => self.value(inner, wanted, role),
            ExprKind::Input(name) => {
                self.use_input(expr, *name, Some((wanted, role.mark())), role.place)
            }
            ExprKind::Name if self.is_closed_name(expr, wanted) => {
                self.choice(expr, wanted, role);
                wanted.clone()
            }
            ExprKind::List(items) if matches!(wanted, Kind::List(_)) => {
                self.list(items, wanted, role)
            }
            kind if is_literal(kind) => self.literal(expr, wanted, role),
            _ => self.computed(expr, wanted, role),
        }
    }

    fn computed(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) -> Kind {
        let kind = self.expr(expr, role.place);
        if *wanted != Kind::Any {
            self.note(Typed {
                expr,
                wanted: wanted.clone(),
                has: kind.clone(),
                role,
                form: Form::Computed,
            });
        }
        kind
    }

    fn list(&mut self, items: &'a [Expr], wanted: &Kind, role: Role<'a>) -> Kind {
        let Kind::List(of) = wanted else {
            return Kind::Any;
        };
        let mut kinds = items.iter().map(|item| self.value(item, of, role));
        let Some(first) = kinds.next() else {
            return wanted.clone();
        };
        Kind::List(Arc::new(same(first, kinds)))
    }

    fn literal(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) -> Kind {
        let own = literal_kind(expr);
        if matches!(wanted, Kind::Any) && literal::is_plain_text(expr) {
            // nothing is wanted of it, and nothing can be wrong with it
            return own;
        }
        let Some(value) = literal(self.source, expr) else {
            return match wanted {
                Kind::Secret => {
                    self.computed(expr, wanted, role);
                    own
                }
                _ => self.computed(expr, wanted, role),
            };
        };
        let (gives, plain) = match (&value, wanted) {
            (_, Kind::Secret) => (own.clone(), false),
            (Err(_), _) => (Kind::Any, false),
            (Ok(_), Kind::Any) => (own.clone(), !self.loses_digits(expr)),
            (Ok(_), wanted) => (wanted.clone(), own == *wanted),
        };
        self.wrong += u32::from(value.is_err());
        if !plain {
            self.note(Typed {
                expr,
                wanted: wanted.clone(),
                has: own,
                role,
                form: Form::Literal(value),
            });
        }
        gives
    }

    fn loses_digits(&self, expr: &Expr) -> bool {
        literal::spelling(self.source, expr).is_some_and(literal::loses_digits)
    }

    /// Whether a bare name is meant as one out of a closed list. A variable of that name comes
    /// first: it stands above in the script. An input does not: it has brackets here.
    fn is_closed_name(&self, expr: &Expr, wanted: &Kind) -> bool {
        let text = self.slice(expr.span);
        let listed = match wanted {
            Kind::OneOf(names) => names.iter().any(|known| **known == *text),
            Kind::State => false,
            _ => return false,
        };
        self.scope.get(text).is_none() && (listed || self.inputs.get(text).is_none())
    }

    fn choice(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) {
        let meaning = match wanted {
            Kind::State => Meaning::State,
            _ => Meaning::Choice,
        };
        self.refer(expr.span, meaning);
        self.facts.typed.push(Typed {
            expr,
            wanted: wanted.clone(),
            has: wanted.clone(),
            role,
            form: Form::Choice,
        });
    }
}

/// The one type of several values, or any.
pub(super) fn same(first: Kind, others: impl Iterator<Item = Kind>) -> Kind {
    // All of them are resolved, also behind one that differs.
    let same = others.fold(true, |same, kind| same & (kind == first));
    if same { first } else { Kind::Any }
}

fn literal_kind(expr: &Expr) -> Kind {
    match &expr.kind {
        ExprKind::True | ExprKind::False => Kind::YesNo,
        ExprKind::Text(_) => Kind::Text,
        other => literal::kind_of(other).unwrap_or(Kind::Any),
    }
}

pub(in crate::check) fn is_literal(kind: &ExprKind) -> bool {
    use ExprKind::*;
    matches!(
        kind,
        Number | True | False | Duration | Date | Time | Clock | Text(_)
    )
}
