//! # F139 in-the-past (error)
//!
//! A time that must be in the future is in the past.
//!
//! ## Why it matters
//!
//! The system rejects the booking, and the customer waits for a call that never comes.
//!
//! ## Bad
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at now - 2h
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at now + 2h
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```

use super::Rule;
use crate::check::literal::constant;
use crate::check::resolve::{Meaning, NameId};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Operator, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};
use crate::value::Value;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

pub const RULE: Rule = Rule::error(139, "in-the-past");

/// How many variables are followed, one behind the other: also where they go round in a circle.
const DEPTH: u8 = 8;

/// Whatever the hour, and also where clocks go back, today's time less this is over.
const WHOLE_DAY: SignedDuration = SignedDuration::from_hours(25);

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    // Most flows give no time to an action: only one that does is walked for its variables.
    let mut given = None;
    for used in model.actions() {
        for (param, value) in used.args().filter(|(param, _)| param.future) {
            let given = given.get_or_insert_with(|| Given::of(model));
            if given.is_past(value, DEPTH) {
                found.add(problem(used.action.short(), &param.name, value.span));
            }
        }
    }
}

/// What `let` gives to each variable.
struct Given<'m, 'a> {
    model: &'m Model<'a>,
    values: BTreeMap<NameId, Vec<&'a Expr>>,
    /// How often something gives each a value: also `giving`, a loop or a step's parameter.
    bound: BTreeMap<NameId, usize>,
}

impl<'a> Visit<'a> for Given<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let StmtKind::Let { name, value } = &stmt.kind
            && let Some(name) = self.model.name_at(name.start)
        {
            self.values.entry(name).or_default().push(value);
        }
        visit::stmt_parts(self, stmt);
    }
}

impl<'m, 'a> Given<'m, 'a> {
    fn of(model: &'m Model<'a>) -> Self {
        let mut bound = BTreeMap::new();
        for known in model.references().iter().filter(|known| known.binds) {
            if let Meaning::Name(name) = known.to {
                *bound.entry(name).or_default() += 1;
            }
        }
        let mut given = Self {
            model,
            values: BTreeMap::new(),
            bound,
        };
        visit::all(&mut given, model.tree);
        given
    }

    /// All that a variable may hold, where only `let` gives it something.
    fn of_variable(&self, value: &Expr) -> &[&'a Expr] {
        let all = |name: NameId| {
            let values = self.values.get(&name)?;
            (self.bound.get(&name) == Some(&values.len())).then_some(values.as_slice())
        };
        let name = match &value.kind {
            ExprKind::Name => self.model.name_at(value.span.start),
            _ => None,
        };
        name.and_then(all).unwrap_or_default()
    }

    /// Whether a value is a time that is over, whenever the flow runs from now on.
    fn is_past(&self, value: &Expr, depth: u8) -> bool {
        if depth == 0 {
            return false;
        }
        match &value.kind {
            ExprKind::Group(inner) => self.is_past(inner, depth),
            ExprKind::Name => {
                let all = self.of_variable(value);
                !all.is_empty() && all.iter().all(|one| self.is_past(one, depth - 1))
            }
            ExprKind::Binary(a, operator, b) => {
                let Some(time) = self.duration(b, depth) else {
                    return false;
                };
                let back = match operator {
                    Operator::Subtract => time,
                    Operator::Add => -time,
                    _ => return false,
                };
                let before = self.is_now(a, depth) || self.is_past(a, depth);
                (before && back.is_positive()) || (self.is_today(a, depth) && back >= WHOLE_DAY)
            }
            _ => is_over(self.model, value),
        }
    }

    fn is_now(&self, value: &Expr, depth: u8) -> bool {
        self.is(value, depth, |kind| matches!(kind, ExprKind::Now))
    }

    fn is_today(&self, value: &Expr, depth: u8) -> bool {
        self.is(
            value,
            depth,
            |kind| matches!(kind, ExprKind::DayAt { tomorrow, .. } if !tomorrow),
        )
    }

    /// Whether a value is always of a form, also behind a variable.
    fn is(&self, value: &Expr, depth: u8, form: impl Fn(&ExprKind) -> bool + Copy) -> bool {
        match &value.kind {
            _ if depth == 0 => false,
            ExprKind::Group(inner) => self.is(inner, depth, form),
            ExprKind::Name => {
                let all = self.of_variable(value);
                !all.is_empty() && all.iter().all(|one| self.is(one, depth - 1, form))
            }
            kind => form(kind),
        }
    }

    /// A duration that is known before the run; of a variable, where it has just this one value.
    fn duration(&self, value: &Expr, depth: u8) -> Option<SignedDuration> {
        let value = match self.of_variable(value) {
            [one] if depth > 0 => return self.duration(one, depth - 1),
            _ => constant(self.model.source, value)?,
        };
        match value {
            Value::Duration(time) => Some(time),
            _ => None,
        }
    }
}

/// Whether a time or a day that is written out is over.
fn is_over(model: &Model<'_>, value: &Expr) -> bool {
    match model.literal(value) {
        Some(Value::Time(time)) => time.timestamp() <= Timestamp::now(),
        Some(Value::Date(date)) => {
            // A day is over when it is over everywhere.
            let last = date
                .tomorrow()
                .ok()
                .and_then(|next| next.in_tz("Etc/GMT+12").ok());
            last.is_some_and(|last| last.timestamp() <= Timestamp::now())
        }
        _ => false,
    }
}

fn problem(action: &str, param: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{param}` of `{action}` is in the past"))
        .why("the customer is not called at the time that the flow names")
        .help(
            "write a time in the future, like `now + 2h` or `tomorrow at 09:00 in \"Europe/Rome\"`",
        )
}
