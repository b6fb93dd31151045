//! Expressions where a kind is wanted.

use super::{Place, Walker};
use crate::catalogue::{Action, Param};
use crate::check::literal::{self, literal};
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::{Kind, Mark, Value};
use std::sync::Arc;

/// What a value is for.
#[derive(Clone, Copy)]
pub(super) struct Role<'a> {
    pub what: What<'a>,
    pub place: Place,
}

#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// A parameter of an action.
    Param(&'a Action, &'a Param),
    /// Anything else, in words.
    Named(&'static str),
}

impl<'a> Role<'a> {
    pub fn named(what: &'static str, place: Place) -> Self {
        Self {
            what: What::Named(what),
            place,
        }
    }

    fn mark(self) -> Mark {
        match self.what {
            What::Param(_, param) => param.mark,
            What::Named(_) => Mark::Plain,
        }
    }

    /// As a message calls it.
    pub fn text(self) -> String {
        match self.what {
            What::Param(_, param) => format!("`{}`", param.name),
            What::Named(words) => words.to_owned(),
        }
    }
}

impl<'a> Walker<'a> {
    /// Checks an expression whose value has to be of a kind; gives the kind that it has.
    pub(super) fn value(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) -> Kind {
        match &expr.kind {
            ExprKind::Group(inner) => self.value(inner, wanted, role),
            ExprKind::Input(name) => {
                self.use_input(expr, *name, Some((wanted, role.mark())), role.place)
            }
            ExprKind::Name if self.is_closed_name(expr.span, wanted) => {
                self.closed_name(expr.span, wanted, role);
                wanted.clone()
            }
            ExprKind::List(items) if matches!(wanted, Kind::List(_)) => {
                self.list(items, wanted, role)
            }
            kind if is_literal(kind) => self.literal(expr, wanted, role),
            _ => {
                let kind = self.expr(expr, role.place);
                self.fit(expr.span, &kind, wanted, role);
                kind
            }
        }
    }

    fn list(&mut self, items: &'a [Expr], wanted: &Kind, role: Role<'a>) -> Kind {
        let Kind::List(of) = wanted else {
            return Kind::Any;
        };
        let mut kinds = items.iter().map(|item| self.value(item, of, role));
        let Some(first) = kinds.next() else {
            return wanted.clone();
        };
        let others: Vec<Kind> = kinds.collect();
        let same = others.iter().all(|kind| *kind == first);
        Kind::List(Arc::new(if same { first } else { Kind::Any }))
    }

    fn literal(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) -> Kind {
        let own = self.literal_kind(expr);
        if *wanted == Kind::Secret {
            self.report(rules::secret_in_script::problem(&role.text(), expr.span));
            return own;
        }
        let value = match literal(self.source, expr) {
            Some(Ok(value)) => value,
            Some(Err(why)) => {
                self.report(rules::impossible_literal::broken(expr.span, &own, &why));
                return Kind::Any;
            }
            None => return self.template(expr, wanted, role),
        };
        if matches!(wanted, Kind::Any) || own == *wanted && own != Kind::State {
            return own;
        }
        if !Value::may_convert(&own, wanted) || (*wanted == Kind::YesNo && own == Kind::Text) {
            self.report(rules::wrong_kind::value(
                &role.text(),
                expr.span,
                &own,
                wanted,
            ));
            return wanted.clone();
        }
        if let (Kind::State, Some(name)) = (wanted, value.as_text()) {
            self.known_state(name, expr.span, role);
        } else if let Err(why) = value.convert(wanted) {
            let problem = rules::impossible_literal::problem(&role.text(), expr.span, wanted, &why);
            self.report(problem);
        }
        wanted.clone()
    }

    /// A text with values in it.
    fn template(&mut self, expr: &'a Expr, wanted: &Kind, role: Role<'a>) -> Kind {
        let kind = self.expr(expr, role.place);
        self.fit(expr.span, &kind, wanted, role);
        kind
    }

    pub(super) fn literal_kind(&self, expr: &Expr) -> Kind {
        match &expr.kind {
            ExprKind::True | ExprKind::False => Kind::YesNo,
            ExprKind::Text(_) => Kind::Text,
            other => literal::kind_of(other).unwrap_or(Kind::Any),
        }
    }

    fn fit(&mut self, at: Span, have: &Kind, wanted: &Kind, role: Role<'a>) {
        let truthy = *wanted == Kind::YesNo && *have == Kind::Text;
        if truthy || !Value::may_convert(have, wanted) {
            self.report(rules::wrong_kind::value(&role.text(), at, have, wanted));
        }
    }

    /// Whether a bare name is meant as one out of a closed list. A variable of that name comes
    /// first: it stands above in the script. An input does not: it has brackets here.
    pub(super) fn is_closed_name(&self, name: Span, wanted: &Kind) -> bool {
        let text = self.slice(name);
        let listed = match wanted {
            Kind::OneOf(names) => names.iter().any(|known| **known == *text),
            Kind::State => false,
            _ => return false,
        };
        self.names.get(text).is_none() && (listed || self.inputs.get(text).is_none())
    }

    fn closed_name(&mut self, span: Span, wanted: &Kind, role: Role<'a>) {
        let name = self.slice(span);
        match wanted {
            Kind::OneOf(names) if !names.iter().any(|known| **known == *name) => {
                let known: Vec<&str> = names.iter().map(|known| &**known).collect();
                let what = role.text();
                self.report(rules::unknown_choice::problem(name, span, &what, &known));
            }
            Kind::State => self.known_state(name, span, role),
            _ => {}
        }
    }

    /// A state that some thing of the systems in scope can be in.
    fn known_state(&mut self, name: &str, span: Span, role: Role<'a>) {
        let systems = self.systems.list.iter();
        let things = systems.flat_map(|system| &system.entry.things);
        if things.clone().any(|thing| thing.state(name).is_some()) {
            return;
        }
        let ours = things.clone().find_map(|thing| thing.vendor_state(name));
        let ours = ours.map(|state| &*state.name);
        let mut known: Vec<&str> = things
            .flat_map(|thing| &thing.states)
            .map(|state| &*state.name)
            .collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return;
        }
        let near = ours.or_else(|| crate::catalogue::nearest(name, known.iter().copied()));
        let what = match role.what {
            What::Param(action, _) => action.short().to_owned(),
            What::Named(words) => words.to_owned(),
        };
        self.report(rules::unknown_state::problem(
            name, span, &what, near, &known,
        ));
    }
}

fn is_literal(kind: &ExprKind) -> bool {
    use ExprKind::*;
    matches!(
        kind,
        Number | True | False | Duration | Date | Time | Clock | Text(_)
    )
}
