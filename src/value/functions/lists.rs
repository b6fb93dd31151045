//! Functions over lists.

use super::super::function::{Depends, Function};
use super::super::{Kind, TextBuilder, Value, order};
use super::common::{any_list, check_length, empty, items, number, of, text};
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

pub(super) fn all() -> Vec<Function> {
    vec![
        of(
            "count",
            [any_list()],
            Kind::Number,
            "How many items a list has.",
            &[("count([1, 2, 3])", "3"), ("count([])", "0")],
            |args| Ok(Value::number(items(&args[0])?.len() as i64)),
        )
        .leaks_nothing(),
        of(
            "first",
            [any_list()],
            Kind::Any,
            "The first item of a list; an empty list has none, which is an error.",
            &[("first([\"a\", \"b\"])", "a")],
            |args| items(&args[0])?.first().cloned().ok_or_else(empty),
        )
        .depends(Depends::Item),
        of(
            "last",
            [any_list()],
            Kind::Any,
            "The last item of a list; an empty list has none, which is an error.",
            &[("last([\"a\", \"b\"])", "b")],
            |args| items(&args[0])?.last().cloned().ok_or_else(empty),
        )
        .depends(Depends::Item),
        of(
            "take",
            [any_list(), Kind::Number],
            any_list(),
            "The first items of a list, up to the number.",
            &[("take([1, 2, 3], 2)", "[1, 2]"), ("take([1], 5)", "[1]")],
            |args| {
                let many = whole(&args[1])?;
                Ok(Value::list(items(&args[0])?.iter().take(many).cloned()))
            },
        )
        .depends(Depends::Same),
        of(
            "unique",
            [any_list()],
            any_list(),
            "The items of a list without repetitions, in the order of their first appearance.",
            &[("unique([2, 1, 2])", "[2, 1]")],
            |args| Ok(order::unique(items(&args[0])?)),
        )
        .depends(Depends::Same),
        of(
            "sort",
            [any_list()],
            any_list(),
            "The items of a list, the smallest, earliest or shortest first. `sort(Contacts) by \
             .Age` sorts records by a field; records without the field come last.",
            &[("sort([3, 1, 2])", "[1, 2, 3]")],
            |args| {
                let items = items(&args[0])?;
                order::sort_by_key(items, items)
            },
        )
        .depends(Depends::Same),
        of(
            "join",
            [any_list(), Kind::Text],
            Kind::Text,
            "The items of a list joined to one text, separated by the second text.",
            &[
                ("join([\"a\", \"b\"], \", \")", "a, b"),
                ("join([], \",\")", ""),
            ],
            |args| join(items(&args[0])?, &args[1]),
        )
        .keeps_marks(),
        of(
            "split",
            [Kind::Text, Kind::Text],
            Kind::List(Arc::new(Kind::Text)),
            "The parts of a text, split at every occurrence of the second text.",
            &[("split(\"a,b\", \",\")", "[a, b]")],
            |args| split(text(&args[0]), text(&args[1])),
        ),
    ]
}

fn whole(value: &Value) -> Result<usize, String> {
    let number = number(value)?;
    let whole = number
        .to_usize()
        .filter(|_| number.normalize().is_integer());
    whole.ok_or_else(|| format!("{number} is not a count of items"))
}

fn join(items: &[Value], between: &Value) -> Result<Value, String> {
    let mut joined = TextBuilder::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            between.say_into(&mut joined);
        }
        item.say_into(&mut joined);
        check_length(joined.len())?;
    }
    Ok(Value::Text(joined.build()))
}

fn split(text: &str, at: &str) -> Result<Value, String> {
    if at.is_empty() {
        return Err("the second text is empty, so the text cannot be split".into());
    }
    Ok(Value::list(text.split(at).map(Value::text)))
}
