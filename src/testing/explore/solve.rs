//! Values for which a condition of a flow is true, or false: as far as they follow from comparisons with
//! what is written in it.

use super::candidates::{fitting, holds, near};
use super::origin::{At, Origin, Origins, Root};
use super::sampled::Sampled;
use super::values::{Place, Put};
use crate::program::{Expr, ExprKind};
use crate::testing::sample;
use crate::value::{Kind, Operator, Value};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values that may do.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Guess {
    /// Of inputs and outputs.
    pub put: BTreeMap<Place, Put>,
    /// When the run begins.
    pub now: Option<Timestamp>,
}

impl Guess {
    fn of(origin: Origin, put: Put) -> Self {
        Self {
            put: [((origin.root, origin.path), put)].into(),
            now: None,
        }
    }

    /// Whether nothing has to be otherwise than usual.
    pub fn is_usual(&self) -> bool {
        self.put.is_empty() && self.now.is_none()
    }

    /// Both together; nothing where one says otherwise than the other.
    pub fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (place, put) in &other.put {
            match both.put.insert(place.clone(), put.clone()) {
                Some(before) if before != *put => return None,
                _ => {}
            }
        }
        match (self.now, other.now) {
            (Some(one), Some(two)) if one != two => return None,
            (one, two) => both.now = one.or(two),
        }
        Some(both)
    }
}

/// So many guesses for one condition.
const MOST: usize = 6;
/// So many conditions may be within each other.
const DEEPEST: usize = 12;

/// Makes guesses.
pub struct Solver<'a> {
    pub origins: &'a Origins<'a>,
    pub sampled: Sampled<'a>,
}

impl Solver<'_> {
    /// Values for which a condition is this.
    pub fn solve(&self, at: &At, condition: &Expr, wanted: bool) -> Vec<Guess> {
        self.within(at, condition, wanted, DEEPEST)
    }

    /// Values for which a list has an item.
    pub fn has_an_item(&self, at: &At, list: &Expr) -> Vec<Guess> {
        self.length(at, list, 1, DEEPEST)
    }

    fn within(&self, at: &At, condition: &Expr, wanted: bool, deep: usize) -> Vec<Guess> {
        let Some(deep) = deep.checked_sub(1) else {
            return Vec::new();
        };
        let mut guesses = match &condition.kind {
            ExprKind::Value(Value::YesNo(is)) if *is == wanted => vec![Guess::default()],
            ExprKind::Not(inner) => self.within(at, inner, !wanted, deep),
            ExprKind::Binary(parts) => self.binary(at, parts, wanted, deep),
            ExprKind::Call(function, args) => self.call(at, function.name, args, wanted, deep),
            ExprKind::Convert(inner, _) => self.within(at, inner, wanted, deep),
            _ => self.plain(at, condition, wanted, deep),
        };
        if guesses.is_empty() && self.sampled.is(at, condition) == Some(wanted) {
            // what is so with the usual values needs no others
            guesses.push(Guess::default());
        }
        if guesses.is_empty() {
            let now = self.sampled.when(at, condition, wanted);
            guesses.extend(now.map(|now| Guess {
                put: BTreeMap::new(),
                now: Some(now),
            }));
        }
        guesses.truncate(MOST);
        guesses
    }

    /// A yes/no value by itself.
    fn plain(&self, at: &At, condition: &Expr, wanted: bool, deep: usize) -> Vec<Guess> {
        match self.origins.find(at, condition) {
            Some(origin) => vec![Guess::of(origin, Put::Value(Value::YesNo(wanted)))],
            None => match self.origins.meaning(at, condition) {
                Some((at, expr)) => self.within(&at, expr, wanted, deep),
                None => Vec::new(),
            },
        }
    }

    fn binary(
        &self,
        at: &At,
        parts: &Arc<(Expr, Operator, Expr)>,
        wanted: bool,
        deep: usize,
    ) -> Vec<Guess> {
        let (left, operator, right) = &**parts;
        let each = |wanted| {
            let left = self.within(at, left, wanted, deep);
            (left, self.within(at, right, wanted, deep))
        };
        match (operator, wanted) {
            (Operator::And, true) | (Operator::Or, false) => {
                let (left, right) = each(wanted);
                let both = left
                    .iter()
                    .flat_map(|left| right.iter().filter_map(|right| left.and(right)));
                both.collect()
            }
            (Operator::And, false) | (Operator::Or, true) => {
                let (mut left, right) = each(wanted);
                left.extend(right);
                left
            }
            _ => self.compared(at, parts, wanted, deep),
        }
    }

    /// A comparison: one of its sides becomes what fits the other.
    fn compared(
        &self,
        at: &At,
        parts: &Arc<(Expr, Operator, Expr)>,
        wanted: bool,
        deep: usize,
    ) -> Vec<Guess> {
        let (left, operator, right) = &**parts;
        let mut guesses = Vec::new();
        if let Some(fixed) = self.sampled.value(at, right) {
            for value in near(&fixed) {
                if holds(&value, *operator, &fixed) == Some(wanted) {
                    guesses.extend(self.becomes(at, left, &value, deep));
                }
            }
        }
        if let Some(fixed) = self.sampled.value(at, left) {
            for value in near(&fixed) {
                if holds(&fixed, *operator, &value) == Some(wanted) {
                    guesses.extend(self.becomes(at, right, &value, deep));
                }
            }
        }
        guesses
    }

    fn call(&self, at: &At, name: &str, args: &[Expr], wanted: bool, deep: usize) -> Vec<Guess> {
        let (Some(first), second) = (args.first(), args.get(1)) else {
            return Vec::new();
        };
        let fixed = second.and_then(|second| self.sampled.value(at, second));
        match (name, fixed) {
            ("present", _) => {
                let Some(origin) = self.origins.find(at, first) else {
                    return Vec::new();
                };
                let value = match (wanted, &origin.root) {
                    (true, _) => sample::value_of(&origin.kind),
                    (false, Root::Answer(..)) => Value::Nothing,
                    (false, Root::Input(_)) if origin.kind == Kind::Text => Value::text(""),
                    // an input of another type is always there
                    (false, Root::Input(_)) => return Vec::new(),
                };
                vec![Guess::of(origin, Put::Value(value))]
            }
            ("contains", Some(part)) => {
                let list = self.origins.find(at, first);
                match list.filter(|origin| matches!(origin.kind, Kind::List(_))) {
                    Some(list) if wanted => vec![Guess::of(list, Put::Value(Value::list([part])))],
                    Some(list) => vec![Guess::of(list, Put::Length(0))],
                    None => self.holding(at, name, first, &part, wanted, deep),
                }
            }
            ("starts with" | "ends with", Some(part)) => {
                self.holding(at, name, first, &part, wanted, deep)
            }
            _ => Vec::new(),
        }
    }

    /// A text that has another one in it, or has not.
    fn holding(
        &self,
        at: &At,
        name: &str,
        text: &Expr,
        part: &Value,
        wanted: bool,
        deep: usize,
    ) -> Vec<Guess> {
        let mut values = vec![part.clone(), Value::text("other")];
        values.extend(["+12025550100", "+442079460000"].map(Value::text));
        let has = |value: &Value| -> Option<bool> {
            let (value, part) = (value.as_text()?, part.as_text()?);
            Some(match name {
                "starts with" => value.starts_with(part),
                "ends with" => value.ends_with(part),
                _ => value.contains(part),
            })
        };
        let fitting = values.iter().filter(|value| has(value) == Some(wanted));
        let guesses = fitting.flat_map(|value| self.becomes(at, text, value, deep));
        guesses.collect()
    }

    /// Values for which an expression is this value.
    fn becomes(&self, at: &At, expr: &Expr, value: &Value, deep: usize) -> Vec<Guess> {
        let Some(deep) = deep.checked_sub(1) else {
            return Vec::new();
        };
        if let Some(origin) = self.origins.find(at, expr).filter(|origin| origin.whole) {
            let fitting = fitting(value, &origin.kind);
            let fitting = fitting.map(|value| Guess::of(origin, Put::Value(value)));
            return fitting.into_iter().collect();
        }
        match &expr.kind {
            ExprKind::Convert(inner, _) => self.becomes(at, inner, value, deep),
            ExprKind::Now => match value {
                Value::Time(time) => vec![Guess {
                    put: BTreeMap::new(),
                    now: Some(time.timestamp()),
                }],
                _ => Vec::new(),
            },
            ExprKind::Binary(parts) => self.term(at, parts, value, deep),
            ExprKind::Call(function, args) => match (function.name, args.first(), value) {
                ("count", Some(list), Value::Number(_)) => match u64::try_from(value) {
                    Ok(length) if length <= 10_000 => self.length(at, list, length as usize, deep),
                    _ => Vec::new(),
                },
                (
                    "lower" | "upper" | "trim" | "text" | "number" | "digits" | "default" | "round",
                    Some(inner),
                    _,
                ) => self.becomes(at, inner, value, deep),
                _ => Vec::new(),
            },
            _ => match self.origins.meaning(at, expr) {
                Some((at, expr)) => self.becomes(&at, expr, value, deep),
                None => Vec::new(),
            },
        }
    }

    /// A sum or a difference: the side that can change makes up for the other.
    fn term(
        &self,
        at: &At,
        parts: &Arc<(Expr, Operator, Expr)>,
        value: &Value,
        deep: usize,
    ) -> Vec<Guess> {
        let (left, operator, right) = &**parts;
        let other = |expr| self.sampled.value(at, expr);
        let (for_left, for_right) = match operator {
            Operator::Add => (
                other(right).and_then(|right| value.subtract(&right).ok()),
                other(left).and_then(|left| value.subtract(&left).ok()),
            ),
            Operator::Subtract => (
                other(right).and_then(|right| value.add(&right).ok()),
                other(left).and_then(|left| left.subtract(value).ok()),
            ),
            _ => return Vec::new(),
        };
        let mut guesses = Vec::new();
        if let Some(value) = for_left {
            guesses.extend(self.becomes(at, left, &value, deep));
        }
        if let Some(value) = for_right {
            guesses.extend(self.becomes(at, right, &value, deep));
        }
        guesses
    }

    /// Values for which a list has so many items.
    fn length(&self, at: &At, list: &Expr, length: usize, deep: usize) -> Vec<Guess> {
        let Some(deep) = deep.checked_sub(1) else {
            return Vec::new();
        };
        if let ExprKind::Convert(inner, _) = &list.kind {
            return self.length(at, inner, length, deep);
        }
        if let ExprKind::Where(parts) = &list.kind {
            return self.filtered(at, parts, length, deep);
        }
        if let Some((at, expr)) = self.origins.meaning(at, list) {
            return self.length(&at, expr, length, deep);
        }
        if let ExprKind::Call(function, args) = &list.kind
            && let ("sort" | "unique" | "take", Some(inner)) = (function.name, args.first())
        {
            return self.length(at, inner, length, deep);
        }
        if let ExprKind::SortBy(parts) = &list.kind {
            return self.length(at, &parts.0, length, deep);
        }
        let origin = self.origins.find(at, list);
        let origin = origin.filter(|origin| matches!(origin.kind, Kind::List(_)));
        let guess = origin.map(|origin| Guess::of(origin, Put::Length(length)));
        guess.into_iter().collect()
    }

    /// What is left of a list: one item that fits, or none.
    fn filtered(
        &self,
        at: &At,
        parts: &Arc<(Expr, Expr)>,
        length: usize,
        deep: usize,
    ) -> Vec<Guess> {
        let (list, condition) = &**parts;
        if length != 1 {
            return self.length(at, list, length, deep);
        }
        let Some(item) = self.origins.find(at, list).and_then(Origin::item) else {
            return Vec::new();
        };
        let of_item = At {
            body: at.body,
            item: Some(item),
        };
        let fitting = self.within(&of_item, condition, true, deep);
        let alone = self.length(at, list, 1, deep);
        let both = fitting
            .iter()
            .flat_map(|fits| alone.iter().filter_map(|alone| alone.and(fits)));
        both.chain(fitting.iter().cloned()).collect()
    }
}
