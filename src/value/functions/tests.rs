use super::*;
use crate::value::{Kind, Mark, Text, Value};
use std::sync::Arc;

/// Reads the examples' expressions: a call with literals.
fn value(text: &str) -> Value {
    let text = text.trim();
    if let Some(inner) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let items = split_args(inner);
        return Value::list(items.iter().map(|item| value(item)));
    }
    if let Some(quoted) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return Value::text(quoted);
    }
    let kinds = [Kind::Number, Kind::Duration, Kind::YesNo];
    let mut read = kinds.iter().filter_map(|kind| kind.read(text).ok());
    read.next()
        .unwrap_or_else(|| panic!("{text} is no literal"))
}

fn split_args(text: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0, false, 0);
    let mut parts = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !text.trim().is_empty() {
        parts.push(&text[start..]);
    }
    parts
}

#[test]
fn every_example_gives_what_it_says() {
    for function in Function::all() {
        assert!(!function.examples.is_empty(), "{function:?} has no example");
        for (example, expected) in function.examples {
            let (name, rest) = example.split_once('(').expect("a call");
            assert_eq!(name, function.name);
            let args = split_args(rest.strip_suffix(')').expect("a call"));
            let args: Vec<Value> = args.into_iter().map(value).collect();
            let result = function.apply(&args).expect(example);
            assert_eq!(result.to_string(), *expected, "{example}");
        }
    }
    assert!(Function::all().len() <= 25);
}

#[test]
fn what_comes_out_is_as_personal_as_what_went_in() {
    let ada = Value::Text(Text::marked("Ada", Mark::Personal));
    let call = |name: &str, args: &[Value]| {
        let function = Function::find(name).expect("a function");
        function.apply(args).expect("it gives a value").mark()
    };
    assert_eq!(call("upper", std::slice::from_ref(&ada)), Mark::Personal);
    assert_eq!(
        call("split", &[ada.clone(), Value::text("d")]),
        Mark::Personal
    );
    let list = Value::list([Value::text("x"), ada]);
    assert_eq!(call("join", &[list, Value::text(",")]), Mark::Personal);
}

#[test]
fn what_cannot_be_says_why() {
    for (name, args, part) in [
        ("first", vec![Value::list([])], "the list is empty"),
        ("number", vec![Value::text("x")], "write a number"),
        (
            "take",
            vec![Value::list([]), Value::number(-1)],
            "not a count",
        ),
        (
            "split",
            vec![Value::text("x"), Value::text("")],
            "cannot be split",
        ),
        ("upper", vec![], "needs (text), but got 0"),
        (
            "min",
            vec![Value::list([Value::number(1), Value::YesNo(true)])],
            "cannot be compared",
        ),
        ("upper", vec![Value::Nothing], "the value is missing"),
    ] {
        let function = Function::find(name).expect("a function");
        let problem = function.apply(&args).expect_err(name);
        assert!(problem.contains(part), "{problem}");
    }
    let long = Value::text("x".repeat(2000));
    let function = Function::find("replace").expect("a function");
    assert!(
        function
            .apply(&[long.clone(), Value::text("x"), long])
            .is_err()
    );
}

#[test]
fn kinds_follow_the_arguments() {
    let first = Function::find("first").expect("a function");
    let numbers = Kind::List(Arc::new(Kind::Number));
    assert_eq!(first.kind_of(std::slice::from_ref(&numbers)), Kind::Number);
    let take = Function::find("take").expect("a function");
    assert_eq!(take.kind_of(&[numbers.clone(), Kind::Number]), numbers);
}
