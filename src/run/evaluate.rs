//! Expressions: from names and literals to a value.

use super::event::Fault;
use crate::outcome::Outcome;
use crate::program::{DayAt, Expr, ExprKind, Opening};
use crate::source::Span;
use crate::value::{self, Kind, Operator, Record, Text, TextBuilder, Value};
use jiff::{Timestamp, ZonedDateTime, civil, tz::TimeZone};
use std::cmp::Ordering;
use std::sync::Arc;

/// How deep expressions may nest.
const DEEPEST: u16 = 200;
/// The most bytes of a text that is put together: as many as a function may make.
const LONGEST_TEXT: usize = 1 << 20;
/// How many bytes are one piece of work.
const PIECE: usize = 512;

/// What an expression can see.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The names of its frame.
    pub slots: &'a [Value],
    /// The inputs of the program.
    pub inputs: &'a [Value],
    /// What `now` is.
    pub now: Timestamp,
    /// The zone of `now`, and of `today` where none is written.
    pub zone: &'a TimeZone,
    /// The item that a `where` or `by` looks at.
    pub item: Value,
    /// Values that were made and are marked: what must not be shown.
    pub made: &'a mut Vec<Text>,
    /// How much has been done: a piece of work for every few hundred bytes, or items, that were
    /// gone through.
    pub work: u64,
}

type Evaluated = Result<Value, Box<Fault>>;

impl Scope<'_> {
    /// The value of an expression. A fault points at the part that cannot be.
    pub fn evaluate(&mut self, expr: &Expr) -> Evaluated {
        self.value(expr, 0)
    }

    fn value(&mut self, expr: &Expr, depth: u16) -> Evaluated {
        if depth > DEEPEST {
            return Err(fault(expr.span, "this expression is nested too deeply"));
        }
        let at = |problem: String| fault(expr.span, problem);
        match &expr.kind {
            ExprKind::Value(value) => Ok(value.clone()),
            ExprKind::Slot(slot) => Ok(self.slots.get(*slot as usize).cloned().unwrap_or_default()),
            ExprKind::Input(input) => Ok(self
                .inputs
                .get(*input as usize)
                .cloned()
                .unwrap_or_default()),
            ExprKind::Now => Ok(Value::Time(Box::new(self.zoned()))),
            ExprKind::DayAt(day) => self.day_at(day, expr.span, depth),
            ExprKind::WeekdayOf(of) => {
                let time = self.value(&of.0, depth + 1)?;
                let zone = self.zone_of(of.1.as_ref(), depth)?;
                value::weekday_of(&time, zone.as_ref()).map_err(at)
            }
            ExprKind::Opening(opening) => self.opening(opening, expr.span, depth),
            ExprKind::Text(parts) => self.text(parts, depth, expr.span),
            ExprKind::List(items) => {
                self.work += (items.len() / 16) as u64;
                let items = items.iter().map(|item| self.value(item, depth + 1));
                Ok(Value::List(Arc::new(items.collect::<Result<_, _>>()?)))
            }
            ExprKind::Record(fields) => self.record(fields, depth),
            ExprKind::Field(of, name) => {
                let of = self.value(of, depth + 1)?;
                field(&of, name).map_err(at)
            }
            ExprKind::Call(function, args) => {
                let args = args.iter().map(|arg| self.value(arg, depth + 1));
                let args = args.collect::<Result<Vec<_>, _>>()?;
                args.iter().for_each(|arg| self.count(arg));
                let mark = args.iter().max_by_key(|arg| arg.mark());
                let told = |problem: String| match mark {
                    Some(arg) => arg.about(problem),
                    None => problem.into(),
                };
                let made = function.apply(&args);
                self.made(made.map_err(|problem| fault(expr.span, told(problem)))?)
            }
            ExprKind::Where(parts) => self.filter(&parts.0, &parts.1, depth),
            ExprKind::SortBy(parts) => self.sort_by(&parts.0, &parts.1, depth),
            ExprKind::Item => Ok(self.item.clone()),
            ExprKind::Not(of) => {
                let yes = self.yes_no(of, depth + 1)?;
                Ok(Value::YesNo(!yes))
            }
            ExprKind::Binary(_) => self.binary(expr, depth),
            ExprKind::Convert(of, kind) => {
                let value = self.value(of, depth + 1)?;
                self.converted(value, kind, of.span)
            }
        }
    }

    fn zoned(&self) -> ZonedDateTime {
        self.now.to_zoned_datetime(self.zone.clone())
    }

    /// What a function or a conversion made may have to be hidden.
    fn made(&mut self, value: Value) -> Evaluated {
        value.each_marked(&mut |text| self.made.push(text.clone()));
        Ok(value)
    }

    fn converted(&mut self, value: Value, kind: &Kind, span: Span) -> Evaluated {
        if matches!(value, Value::Nothing) {
            return Ok(value);
        }
        let converted = value
            .convert(kind)
            .map_err(|problem| fault(span, value.about(problem)))?;
        self.made(converted)
    }

    /// What the script writes out is its own words; every value keeps its marks.
    fn text(&mut self, parts: &[Expr], depth: u16, span: Span) -> Evaluated {
        let mut text = TextBuilder::new();
        for part in parts {
            match &part.kind {
                ExprKind::Value(Value::Text(words)) => {
                    text.words(words);
                }
                _ => self.value(part, depth + 1)?.tell_into(&mut text, self.zone),
            }
            if text.len() > LONGEST_TEXT {
                return Err(fault(span, "the text becomes longer than 1 MiB"));
            }
        }
        self.work += (text.len() / PIECE) as u64;
        Ok(Value::Text(text.build()))
    }

    /// What is gone through counts, however few statements go through it.
    fn count(&mut self, value: &Value) {
        let pieces = match value {
            Value::Text(text) => text.len() / PIECE,
            Value::List(items) => items.len() / 16,
            _ => 0,
        };
        self.work += pieces as u64;
    }

    fn record(&mut self, fields: &[(Arc<str>, Expr)], depth: u16) -> Evaluated {
        let mut record = Record::with_capacity(fields.len());
        for (name, value) in fields {
            record.insert(name.clone(), self.value(value, depth + 1)?);
        }
        Ok(Value::Record(Arc::new(record)))
    }

    fn list(&mut self, expr: &Expr, depth: u16) -> Result<Arc<Vec<Value>>, Box<Fault>> {
        match self.value(expr, depth)? {
            Value::List(items) => {
                self.work += items.len() as u64;
                Ok(items)
            }
            other => Err(wrong(expr.span, "a list", &other)),
        }
    }

    /// The value of an expression for each item of a list in its turn.
    fn each(
        &mut self,
        items: &[Value],
        mut of: impl FnMut(&mut Self) -> Result<(), Box<Fault>>,
    ) -> Result<(), Box<Fault>> {
        let outer = std::mem::take(&mut self.item);
        let done = items.iter().try_for_each(|item| {
            self.item = item.clone();
            of(self)
        });
        self.item = outer;
        done
    }

    fn filter(&mut self, list: &Expr, condition: &Expr, depth: u16) -> Evaluated {
        let items = self.list(list, depth + 1)?;
        let mut kept = Vec::new();
        self.each(&items, |scope| {
            if scope.yes_no(condition, depth + 1)? {
                kept.push(scope.item.clone());
            }
            Ok(())
        })?;
        Ok(Value::List(Arc::new(kept)))
    }

    fn sort_by(&mut self, list: &Expr, by: &Expr, depth: u16) -> Evaluated {
        let items = self.list(list, depth + 1)?;
        let mut keys = Vec::with_capacity(items.len());
        self.each(&items, |scope| {
            keys.push(scope.value(by, depth + 1)?);
            Ok(())
        })?;
        value::sort_by_key(&items, &keys).map_err(|problem| fault(by.span, problem))
    }

    fn day_at(&mut self, day: &DayAt, span: Span, depth: u16) -> Evaluated {
        let at = match &day.at {
            Some(at) => Some(self.clock(at, depth + 1)?),
            None => None,
        };
        let zone = self.zone_of(day.zone.as_ref(), depth)?;
        let zone = zone.as_ref().unwrap_or(self.zone);
        value::day_at(&self.zoned(), day.tomorrow, at, zone).map_err(|problem| fault(span, problem))
    }

    fn opening(&mut self, opening: &Opening, span: Span, depth: u16) -> Evaluated {
        let time = match self.value(&opening.time, depth + 1)? {
            Value::Time(time) => time,
            other => return Err(wrong(opening.time.span, "a time", &other)),
        };
        let zone = self.zone_of(opening.zone.as_ref(), depth)?;
        let calendar = &opening.calendar;
        if !opening.next {
            return Ok(Value::YesNo(calendar.is_open(&time, zone.as_ref())));
        }
        self.work += 1;
        let next = calendar.next_open(&time, zone.as_ref());
        let next = next.map_err(|problem| fault(span, problem))?;
        Ok(Value::Time(Box::new(next)))
    }

    fn clock(&mut self, expr: &Expr, depth: u16) -> Result<civil::Time, Box<Fault>> {
        match self.value(expr, depth)? {
            Value::Clock(clock) => Ok(clock),
            other => Err(wrong(expr.span, "a time of day", &other)),
        }
    }

    fn zone_of(&mut self, expr: Option<&Expr>, depth: u16) -> Result<Option<TimeZone>, Box<Fault>> {
        let Some(expr) = expr else {
            return Ok(None);
        };
        let name = self.value(expr, depth + 1)?;
        let Some(name) = name.as_text() else {
            return Err(wrong(expr.span, "the name of a time zone", &name));
        };
        let zone = value::time_zone(name).map_err(|problem| {
            Box::new(Fault {
                outcome: Some(Outcome::UNKNOWN_ZONE),
                ..*fault(expr.span, problem)
            })
        })?;
        Ok(Some(zone))
    }

    fn yes_no(&mut self, expr: &Expr, depth: u16) -> Result<bool, Box<Fault>> {
        match self.value(expr, depth)? {
            Value::YesNo(yes) => Ok(yes),
            other => Err(wrong(expr.span, "a yes/no value", &other)),
        }
    }

    /// Chains like `A + B + C` lean to the left: they are walked, not nested.
    fn binary(&mut self, expr: &Expr, depth: u16) -> Evaluated {
        let mut spine = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(parts) = &first.kind {
            spine.push(first);
            first = &parts.0;
        }
        let mut left = self.value(first, depth + 1)?;
        while let Some(expr) = spine.pop() {
            let ExprKind::Binary(parts) = &expr.kind else {
                continue;
            };
            left = self.operate(left, expr, &parts.2, parts.1, depth + 1)?;
        }
        Ok(left)
    }

    fn operate(
        &mut self,
        left: Value,
        expr: &Expr,
        right: &Expr,
        operator: Operator,
        depth: u16,
    ) -> Evaluated {
        if let Operator::And | Operator::Or = operator {
            return self.decide(&left, expr, right, operator, depth);
        }
        let right = self.value(right, depth)?;
        self.count(&left);
        self.count(&right);
        operate(&left, operator, &right).map_err(|problem| {
            Box::new(Fault {
                help: (operator == Operator::Divide && right.is_zero())
                    .then(|| "check the divisor before you divide, with `if`".to_owned()),
                ..*fault(expr.span, problem)
            })
        })
    }

    /// The right side of `and` and `or` is only looked at where it matters.
    fn decide(
        &mut self,
        left: &Value,
        expr: &Expr,
        right: &Expr,
        operator: Operator,
        depth: u16,
    ) -> Evaluated {
        match (left, operator) {
            (Value::YesNo(false), Operator::And) => Ok(Value::YesNo(false)),
            (Value::YesNo(true), Operator::Or) => Ok(Value::YesNo(true)),
            (Value::YesNo(_), _) => Ok(Value::YesNo(self.yes_no(right, depth)?)),
            (other, _) => Err(wrong(expr.span, "a yes/no value", other)),
        }
    }
}

fn operate(left: &Value, operator: Operator, right: &Value) -> Result<Value, String> {
    let order = |is: fn(Ordering) -> bool| left.order(right).map(|found| Value::YesNo(is(found)));
    match operator {
        Operator::Add => left.add(right),
        Operator::Subtract => left.subtract(right),
        Operator::Multiply => left.multiply(right),
        Operator::Divide => left.divide(right),
        Operator::Equal => left.equals(right).map(Value::YesNo),
        Operator::NotEqual => left.equals(right).map(|equal| Value::YesNo(!equal)),
        Operator::Less => order(Ordering::is_lt),
        Operator::LessOrEqual => order(Ordering::is_le),
        Operator::Greater => order(Ordering::is_gt),
        Operator::GreaterOrEqual => order(Ordering::is_ge),
        Operator::In => left.is_in(right).map(Value::YesNo),
        Operator::And | Operator::Or => Err("`and` and `or` are evaluated elsewhere".into()),
    }
}

/// A field that a record has not is no value: systems leave out what they do not know.
fn field(of: &Value, name: &str) -> Result<Value, String> {
    match of {
        Value::Record(fields) => Ok(fields.get(name).cloned().unwrap_or_default()),
        Value::List(items) => {
            let fields = items.iter().map(|item| field(item, name));
            Ok(Value::List(Arc::new(fields.collect::<Result<_, _>>()?)))
        }
        Value::Nothing => Err(format!(
            "this value is missing, so it has no field `{name}`"
        )),
        other => Err(format!(
            "only a record has fields, but this is {}",
            a_kind_of(other)
        )),
    }
}

/// What sort of value it is, for a message: `a number`.
pub(super) fn a_kind_of(value: &Value) -> &'static str {
    match value {
        Value::Nothing => "a missing value",
        Value::YesNo(_) => "a yes/no value",
        Value::Number(_) => "a number",
        Value::Text(_) => "a text",
        Value::Time(_) => "a time",
        Value::Date(_) => "a date",
        Value::Clock(_) => "a time of day",
        Value::Duration(_) => "a duration",
        Value::List(_) => "a list",
        Value::Record(_) => "a record",
    }
}

pub(super) fn fault(span: Span, message: impl Into<Text>) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span,
        message: message.into(),
        help: None,
    })
}

/// A value of the wrong kind.
pub(super) fn wrong(span: Span, wanted: &str, found: &Value) -> Box<Fault> {
    fault(
        span,
        format!("expected {wanted}, but this is {}", a_kind_of(found)),
    )
}
