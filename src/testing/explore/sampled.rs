//! What the expressions of a flow are with values that stand for any of their type.

use super::origin::{At, Origin, Origins, Root};
use super::values::{Values, part};
use crate::catalogue::{Action, Output};
use crate::program::{DayAt, Expr, ExprKind, Opening, Program};
use crate::run::Scope;
use crate::testing::sample;
use crate::value::{Kind, Record, Value};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is returned where nothing else is asked for: lists have two items that differ, so that both
/// ways of a condition on them are gone.
pub fn outputs(of: &[Output]) -> Record {
    let outputs = of.iter().map(|output| {
        let value = match &output.kind {
            Kind::List(of) => Value::list([sample::value_of(of), other(of)]),
            kind => sample::value_of(kind),
        };
        (output.name.clone(), value)
    });
    outputs.collect()
}

/// The same of an action. The call to a colleague is another contact than the caller whom it puts on hold.
pub fn outputs_of(action: &Action) -> Record {
    let mut all = outputs(&action.outputs);
    let ids = action.outputs.iter();
    let ids = ids.filter(|output| action.also_opens.is_some() && output.kind == Kind::ContactId);
    for output in ids {
        all.insert(output.name.clone(), other(&output.kind));
    }
    all
}

/// Another value of a type than the usual one.
fn other(kind: &Kind) -> Value {
    match kind {
        Kind::Number => Value::number(100),
        Kind::YesNo => Value::YesNo(false),
        Kind::Duration => Value::Duration(SignedDuration::from_hours(24)),
        Kind::PhoneNumber => kind.read("+12025550101").unwrap_or_default(),
        Kind::ContactId => Value::text("1002"),
        Kind::Text => Value::text("other"),
        Kind::Record(Some(fields)) => {
            let fields = fields.iter();
            Value::record(fields.map(|field| (field.name.clone(), other(&field.kind))))
        }
        kind => sample::value_of(kind),
    }
}

/// The value of an expression in which nothing is left open.
pub fn evaluate(expr: &Expr) -> Option<bool> {
    match at_time(expr, Values::default().now)? {
        Value::YesNo(is) => Some(is),
        _ => None,
    }
}

fn at_time(expr: &Expr, now: Timestamp) -> Option<Value> {
    let (mut made, zone) = (Vec::new(), TimeZone::UTC);
    let mut scope = Scope {
        slots: &[],
        inputs: &[],
        now,
        zone: &zone,
        item: Value::Nothing,
        made: &mut made,
        work: 0,
    };
    scope.evaluate(expr).ok()
}

/// What expressions are with the usual values.
pub struct Sampled<'a> {
    origins: &'a Origins<'a>,
    inputs: Record,
    answers: BTreeMap<(Arc<str>, String), Record>,
}

/// So many expressions may be within each other.
const DEEPEST: usize = 60;

impl<'a> Sampled<'a> {
    /// Those of a flow.
    pub fn of(program: &Program, origins: &'a Origins<'a>) -> Self {
        let calls = program.calls().into_iter().map(|call| {
            let action = &call.action;
            let key = (action.system.clone(), action.key.to_string());
            (key, outputs_of(action))
        });
        let things = origins.things.iter().map(|((system, name), thing)| {
            let key = (system.clone(), format!("await {name}"));
            (key, outputs(&thing.outputs))
        });
        Self {
            origins,
            inputs: Values::default().inputs(program),
            answers: calls.chain(things).collect(),
        }
    }

    /// What an expression is; nothing where that is not known before a run.
    pub fn value(&self, at: &At, expr: &Expr) -> Option<Value> {
        let value = at_time(&self.plain(at, expr, DEEPEST)?, Values::default().now)?;
        Some(value).filter(|value| !matches!(value, Value::Nothing))
    }

    /// Whether a condition is true.
    pub fn is(&self, at: &At, condition: &Expr) -> Option<bool> {
        evaluate(&self.plain(at, condition, DEEPEST)?)
    }

    /// When a condition is true, or false: within a week of the usual time.
    pub fn when(&self, at: &At, condition: &Expr, wanted: bool) -> Option<Timestamp> {
        let plain = self.plain(at, condition, DEEPEST)?;
        let morning = Values::default().now;
        let hours = (0..24 * 8).map(SignedDuration::from_hours);
        let mut times = hours.filter_map(|later| morning.checked_add(later).ok());
        let found = times.find(|now| at_time(&plain, *now) == Some(Value::YesNo(wanted)));
        found.filter(|_| asks_the_time(&plain))
    }

    fn sample(&self, origin: &Origin) -> Option<Value> {
        match &origin.root {
            Root::Input(name) => part(self.inputs.get(name)?, &origin.path).cloned(),
            Root::Answer(system, name) => {
                let answer = self.answers.get(&(system.clone(), name.clone()))?;
                let answer = Value::Record(Arc::new(answer.clone()));
                part(&answer, &origin.path).cloned()
            }
        }
    }

    /// An expression with values in place of names.
    fn plain(&self, at: &At, expr: &Expr, deep: usize) -> Option<Expr> {
        let deep = deep.checked_sub(1)?;
        let whole = self.origins.find(at, expr).filter(|origin| origin.whole);
        if let Some(origin) = whole
            && let Some(value) = self.sample(&origin)
        {
            let kind = ExprKind::Value(value);
            return Some(Expr {
                span: expr.span,
                kind,
            });
        }
        let one = |expr: &Expr| self.plain(at, expr, deep);
        let two = |pair: &(Expr, Expr)| Some(Arc::new((one(&pair.0)?, one(&pair.1)?)));
        let all = |exprs: &[Expr]| exprs.iter().map(one).collect::<Option<Vec<Expr>>>();
        let maybe = |expr: &Option<Expr>| match expr {
            Some(expr) => one(expr).map(Some),
            None => Some(None),
        };
        let kind = match &expr.kind {
            ExprKind::Value(_) | ExprKind::Now | ExprKind::Item => expr.kind.clone(),
            ExprKind::Input(_) => return None,
            ExprKind::Slot(_) => {
                let (at, expr) = self.origins.meaning(at, expr)?;
                return self.plain(&at, expr, deep);
            }
            ExprKind::DayAt(day) => ExprKind::DayAt(Arc::new(DayAt {
                tomorrow: day.tomorrow,
                at: maybe(&day.at)?,
                zone: maybe(&day.zone)?,
            })),
            ExprKind::WeekdayOf(parts) => {
                ExprKind::WeekdayOf(Arc::new((one(&parts.0)?, maybe(&parts.1)?)))
            }
            ExprKind::Opening(opening) => ExprKind::Opening(Arc::new(Opening {
                next: opening.next,
                calendar: opening.calendar.clone(),
                time: one(&opening.time)?,
                zone: maybe(&opening.zone)?,
            })),
            ExprKind::Text(parts) => ExprKind::Text(all(parts)?.into()),
            ExprKind::List(items) => ExprKind::List(all(items)?.into()),
            ExprKind::Record(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|(name, value)| Some((name.clone(), one(value)?)));
                ExprKind::Record(fields.collect::<Option<Vec<_>>>()?.into())
            }
            ExprKind::Field(of, name) => ExprKind::Field(Arc::new(one(of)?), name.clone()),
            ExprKind::Call(function, args) => ExprKind::Call(function, all(args)?.into()),
            ExprKind::Where(parts) => ExprKind::Where(two(parts)?),
            ExprKind::SortBy(parts) => ExprKind::SortBy(two(parts)?),
            ExprKind::Not(inner) => ExprKind::Not(Arc::new(one(inner)?)),
            ExprKind::Binary(parts) => {
                ExprKind::Binary(Arc::new((one(&parts.0)?, parts.1, one(&parts.2)?)))
            }
            ExprKind::Convert(inner, kind) => {
                ExprKind::Convert(Arc::new(one(inner)?), kind.clone())
            }
        };
        Some(Expr {
            span: expr.span,
            kind,
        })
    }
}

fn asks_the_time(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Now | ExprKind::DayAt(_) => true,
        ExprKind::WeekdayOf(parts) => asks_the_time(&parts.0),
        ExprKind::Opening(opening) => asks_the_time(&opening.time),
        ExprKind::Text(parts) | ExprKind::List(parts) | ExprKind::Call(_, parts) => {
            parts.iter().any(asks_the_time)
        }
        ExprKind::Record(fields) => fields.iter().any(|(_, value)| asks_the_time(value)),
        ExprKind::Where(parts) | ExprKind::SortBy(parts) => {
            asks_the_time(&parts.0) || asks_the_time(&parts.1)
        }
        ExprKind::Field(inner, _) | ExprKind::Not(inner) | ExprKind::Convert(inner, _) => {
            asks_the_time(inner)
        }
        ExprKind::Binary(parts) => asks_the_time(&parts.0) || asks_the_time(&parts.2),
        ExprKind::Value(_) | ExprKind::Slot(_) | ExprKind::Input(_) | ExprKind::Item => false,
    }
}
