//! Numbers and durations that bound something.

use super::value::Role;
use super::{Place, Walker};
use crate::check::literal::literal;
use crate::check::rules;
use crate::program::MOST_TIMES;
use crate::syntax::tree::{Expr, Pace, Retry, RetryTimes};
use crate::value::{Kind, Value};

impl<'a> Walker<'a> {
    pub(super) fn limits(&mut self, expr: &'a Option<Expr>, kind: &Kind, what: &'static str) {
        if let Some(expr) = expr {
            self.limit(expr, kind, what);
        }
    }

    /// A bound: a whole number from 1, or a time longer than nothing.
    pub(super) fn limit(&mut self, expr: &'a Expr, kind: &Kind, what: &'static str) {
        self.value(expr, kind, Role::named(what, Place::Free));
        let Some(Ok(value)) = literal(self.source, expr) else {
            return;
        };
        let problem = match &value {
            Value::Number(number) if *number > MOST_TIMES.into() => {
                Some(rules::impossible_limit::too_many(what, expr.span))
            }
            Value::Number(number) => {
                let fits = number.is_integer() && !number.is_sign_negative() && !number.is_zero();
                (!fits).then(|| rules::impossible_limit::problem(what, expr.span, kind))
            }
            Value::Duration(time) => (!time.is_positive())
                .then(|| rules::impossible_limit::problem(what, expr.span, kind)),
            _ => None,
        };
        if let Some(problem) = problem {
            self.report(problem);
        }
    }

    pub(super) fn retry_limits(&mut self, retry: &'a Retry) {
        if let Some(RetryTimes::Count(count)) = &retry.times {
            self.limit(count, &Kind::Number, "the number of retries");
        }
        match &retry.pace {
            Some(Pace::Every(time)) => self.limit(time, &Kind::Duration, "`every`"),
            Some(Pace::BackingOff(from, to)) => {
                self.limit(from, &Kind::Duration, "`backing off`");
                self.limit(to, &Kind::Duration, "`backing off`");
                self.back_off(from, to);
            }
            None => {}
        }
        self.limits(&retry.limit, &Kind::Duration, "`for at most`");
    }

    fn back_off(&mut self, from: &'a Expr, to: &'a Expr) {
        let read = |expr: &Expr| literal(self.source, expr)?.ok();
        if let (Some(Value::Duration(first)), Some(Value::Duration(longest))) =
            (read(from), read(to))
            && first > longest
        {
            self.report(rules::impossible_limit::back_off(from.span, to.span));
        }
    }
}
