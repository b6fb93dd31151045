//! Functions that count and compare.

use super::super::function::{Depends, Function};
use super::super::{Kind, Value};
use super::common::{any_list, empty, items, number, of};
use rust_decimal::RoundingStrategy;
use std::cmp::Ordering;

pub(super) fn all() -> Vec<Function> {
    vec![
        of(
            "round",
            [Kind::Number],
            Kind::Number,
            "The nearest whole number; a half is rounded away from zero.",
            &[
                ("round(2.5)", "3"),
                ("round(-2.5)", "-3"),
                ("round(2.4)", "2"),
            ],
            |args| {
                let away = RoundingStrategy::MidpointAwayFromZero;
                let number = number(&args[0])?;
                Ok(Value::Number(number.round_dp_with_strategy(0, away)))
            },
        ),
        of(
            "sum",
            [any_list()],
            Kind::Any,
            "The sum of all items of a list: numbers or durations. An empty list returns 0.",
            &[
                ("sum([1, 2.5])", "3.5"),
                ("sum([1h, 30m])", "90m"),
                ("sum([])", "0"),
            ],
            |args| {
                let mut items = items(&args[0])?.iter();
                let first = items.next().cloned().unwrap_or_else(|| Value::number(0));
                items.try_fold(first, |sum, item| sum.add(item))
            },
        )
        .depends(Depends::Item),
        of(
            "min",
            [any_list()],
            Kind::Any,
            "The smallest, earliest or shortest item of a list that is not empty.",
            &[("min([3, 1, 2])", "1"), ("min([2h, 90m])", "90m")],
            |args| best(&args[0], Ordering::Less),
        )
        .depends(Depends::Item),
        of(
            "max",
            [any_list()],
            Kind::Any,
            "The largest, latest or longest item of a list that is not empty.",
            &[("max([3, 1, 2])", "3")],
            |args| best(&args[0], Ordering::Greater),
        )
        .depends(Depends::Item),
    ]
}

fn best(list: &Value, wanted: Ordering) -> Result<Value, String> {
    let mut items = items(list)?.iter();
    let first = items.next().ok_or_else(empty)?;
    let best = items.try_fold(first, |best, item| {
        let better = item.order(best)? == wanted;
        Ok::<_, String>(if better { item } else { best })
    });
    best.cloned()
}
