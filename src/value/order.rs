//! Lists in order, and without what comes again.

use super::compare::normal;
use super::{Mark, Value};
use std::cmp::Ordering;
use std::collections::HashSet;

/// The items in the order of their keys, equal ones as they came. Those without a key, which a
/// system left out, come last. `Err` says why two keys have no order.
pub fn sort_by_key(items: &[Value], keys: &[Value]) -> Result<Value, String> {
    let mut order: Vec<usize> = (0..items.len().min(keys.len())).collect();
    let mut problem = None;
    order.sort_by(|&a, &b| match (&keys[a], &keys[b]) {
        (Value::Nothing, Value::Nothing) => Ordering::Equal,
        (Value::Nothing, _) => Ordering::Greater,
        (_, Value::Nothing) => Ordering::Less,
        (a, b) => a.order(b).unwrap_or_else(|why| {
            problem.get_or_insert(why);
            Ordering::Equal
        }),
    });
    match problem {
        Some(why) => Err(why),
        None => Ok(Value::list(order.into_iter().map(|at| items[at].clone()))),
    }
}

/// The first of each items that are equal, as `=` has it.
pub fn unique(items: &[Value]) -> Value {
    let mut seen = HashSet::with_capacity(items.len());
    let mut key = String::new();
    Value::list(
        items
            .iter()
            .filter(|item| {
                key.clear();
                write_key(item, &mut key);
                seen.insert(key.clone())
            })
            .cloned(),
    )
}

/// Writes what two equal values have in common: an id however it is typed, a phone number however
/// it is written.
fn write_key(value: &Value, key: &mut String) {
    match value {
        Value::Text(text) if text.mark == Mark::PhoneNumber => key.push_str(&normal(text)),
        Value::Text(text) => key.push_str(text),
        Value::Number(number) => key.push_str(&number.normalize().to_string()),
        Value::Time(time) => key.push_str(&time.timestamp().to_string()),
        Value::Duration(time) => key.push_str(&format!("{}ms", time.as_millis())),
        Value::List(items) => items.iter().for_each(|item| write_part("", item, key)),
        Value::Record(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            fields
                .iter()
                .for_each(|(name, value)| write_part(name, value, key));
        }
        other => key.push_str(&other.to_string()),
    }
}

/// A part of a value, with its length, so that no two values have one key by chance.
fn write_part(name: &str, value: &Value, key: &mut String) {
    let mut part = String::new();
    write_key(value, &mut part);
    key.push_str(&format!("{name}:{}:{part};", part.len()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Text;

    #[test]
    fn equal_items_come_once_and_in_their_first_place() {
        let phone = |text: &str| Value::Text(Text::marked(text, Mark::PhoneNumber));
        let list = [
            Value::text("b"),
            Value::number(7),
            Value::text("7"),
            Value::text("b"),
            phone("+442079460100"),
            phone("+44 20 7946 0100"),
            Value::list([Value::text("a"), Value::text("bc")]),
            Value::list([Value::text("ab"), Value::text("c")]),
        ];
        assert_eq!(
            unique(&list).to_string(),
            "[b, 7, +442079460100, [a, bc], [ab, c]]"
        );
    }

    #[test]
    fn items_without_a_key_come_last_and_equal_ones_stay_in_order() {
        let items: Vec<Value> = ["a", "b", "c", "d"].map(Value::text).into();
        let keys = [
            Value::number(2),
            Value::Nothing,
            Value::number(1),
            Value::number(2),
        ];
        let sorted = sort_by_key(&items, &keys).expect("it has an order");
        assert_eq!(sorted.to_string(), "[c, a, d, b]");
        let mixed = [Value::number(1), Value::YesNo(true)];
        let problem = sort_by_key(&items[..2], &mixed).expect_err("no order");
        assert!(problem.contains("cannot be compared"), "{problem}");
    }
}
