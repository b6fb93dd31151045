//! What each function does.

use super::function::{Depends, Function};
use super::{Kind, Mark, Text, Value};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Ordering;
use std::sync::Arc;

type Body = fn(&[Value]) -> Result<Value, String>;
type Examples = &'static [(&'static str, &'static str)];

/// A longer text is refused: nothing that a contact centre sends needs it.
const LONGEST_TEXT: usize = 1 << 20;

pub(super) fn all() -> Vec<Function> {
    [lists(), texts(), kinds(), numbers()]
        .into_iter()
        .flatten()
        .collect()
}

fn any_list() -> Kind {
    Kind::List(Arc::new(Kind::Any))
}

fn of<const N: usize>(
    name: &'static str,
    takes: [Kind; N],
    gives: Kind,
    about: &'static str,
    examples: Examples,
    body: Body,
) -> Function {
    Function {
        name,
        takes: takes.into(),
        gives,
        about,
        examples,
        depends: Depends::No,
        body,
    }
}

impl Function {
    fn depends(mut self, depends: Depends) -> Self {
        self.depends = depends;
        self
    }
}

fn lists() -> Vec<Function> {
    vec![
        of(
            "count",
            [any_list()],
            Kind::Number,
            "How many items a list has.",
            &[("count([1, 2, 3])", "3"), ("count([])", "0")],
            |args| Ok(Value::number(items(&args[0])?.len() as i64)),
        ),
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
            "The first items of a list, as many as the number says, or all where there are fewer.",
            &[("take([1, 2, 3], 2)", "[1, 2]"), ("take([1], 5)", "[1]")],
            |args| {
                let many = whole(&args[1])?;
                Ok(Value::list(items(&args[0])?.iter().take(many).cloned()))
            },
        )
        .depends(Depends::Same),
        of(
            "join",
            [any_list(), Kind::Text],
            Kind::Text,
            "The items of a list in one text, with the second text between them.",
            &[
                ("join([\"a\", \"b\"], \", \")", "a, b"),
                ("join([], \",\")", ""),
            ],
            |args| join(items(&args[0])?, text(&args[1])),
        ),
        of(
            "split",
            [Kind::Text, Kind::Text],
            Kind::List(Arc::new(Kind::Text)),
            "The parts of a text between each place where the second text stands.",
            &[("split(\"a,b\", \",\")", "[a, b]")],
            |args| split(text(&args[0]), text(&args[1])),
        ),
    ]
}

fn texts() -> Vec<Function> {
    vec![
        of(
            "length",
            [Kind::Text],
            Kind::Number,
            "How many characters a text has.",
            &[("length(\"Zoë\")", "3")],
            |args| Ok(Value::number(text(&args[0]).chars().count() as i64)),
        ),
        of(
            "upper",
            [Kind::Text],
            Kind::Text,
            "A text in capitals.",
            &[("upper(\"vip\")", "VIP")],
            |args| Ok(Value::text(text(&args[0]).to_uppercase())),
        ),
        of(
            "lower",
            [Kind::Text],
            Kind::Text,
            "A text in small letters.",
            &[("lower(\"VIP\")", "vip")],
            |args| Ok(Value::text(text(&args[0]).to_lowercase())),
        ),
        of(
            "trim",
            [Kind::Text],
            Kind::Text,
            "A text without the blanks at its ends.",
            &[("trim(\"  Ada \")", "Ada")],
            |args| Ok(Value::text(text(&args[0]).trim())),
        ),
        of(
            "contains",
            [Kind::Any, Kind::Any],
            Kind::YesNo,
            "Whether a text has the second one in it, or a list has an item equal to it.",
            &[
                ("contains(\"billing\", \"bill\")", "true"),
                ("contains([1, 2], 3)", "false"),
            ],
            |args| args[1].is_in(&args[0]).map(Value::YesNo),
        ),
        of(
            "starts with",
            [Kind::Text, Kind::Text],
            Kind::YesNo,
            "Whether a text begins with the second one.",
            &[("starts with(\"+4477\", \"+44\")", "true")],
            |args| Ok(Value::YesNo(text(&args[0]).starts_with(text(&args[1])))),
        ),
        of(
            "ends with",
            [Kind::Text, Kind::Text],
            Kind::YesNo,
            "Whether a text ends with the second one.",
            &[("ends with(\"a.flow\", \".flow\")", "true")],
            |args| Ok(Value::YesNo(text(&args[0]).ends_with(text(&args[1])))),
        ),
        of(
            "replace",
            [Kind::Text, Kind::Text, Kind::Text],
            Kind::Text,
            "A text with the third one in every place where the second one stands.",
            &[("replace(\"a-b-c\", \"-\", \" \")", "a b c")],
            |args| replace(text(&args[0]), text(&args[1]), text(&args[2])),
        ),
        of(
            "digits",
            [Kind::Text],
            Kind::Text,
            "The digits of a text, and nothing else.",
            &[("digits(\"+44 (0)20 7946\")", "440207946")],
            |args| {
                let digits = text(&args[0]).chars().filter(char::is_ascii_digit);
                Ok(Value::text(digits.collect::<String>()))
            },
        ),
    ]
}

fn kinds() -> Vec<Function> {
    vec![
        of(
            "text",
            [Kind::Any],
            Kind::Text,
            "Any value as a text.",
            &[("text(4.50)", "4.5"), ("text(90m)", "90m")],
            |args| Ok(as_text(&args[0])),
        ),
        of(
            "number",
            [Kind::Any],
            Kind::Number,
            "A text that holds a number, as that number.",
            &[("number(\"42\")", "42")],
            |args| args[0].convert(&Kind::Number),
        ),
        of(
            "present",
            [Kind::Any],
            Kind::YesNo,
            "Whether there is a value: a system may leave an output out, or send an empty text.",
            &[("present(\"\")", "false"), ("present(0)", "true")],
            |args| Ok(Value::YesNo(present(&args[0]))),
        ),
        of(
            "default",
            [Kind::Any, Kind::Any],
            Kind::Any,
            "The first value where it is present, else the second.",
            &[
                ("default(\"\", \"nobody\")", "nobody"),
                ("default(\"Ada\", \"nobody\")", "Ada"),
            ],
            |args| Ok(args[usize::from(!present(&args[0]))].clone()),
        )
        .depends(Depends::Same),
    ]
}

fn numbers() -> Vec<Function> {
    vec![
        of(
            "round",
            [Kind::Number],
            Kind::Number,
            "The nearest whole number; a half goes away from zero.",
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
            "All items of a list added up: numbers or durations. An empty list gives 0.",
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

fn empty() -> String {
    "the list is empty".into()
}

fn items(value: &Value) -> Result<&[Value], String> {
    match value {
        Value::List(items) => Ok(items),
        other => Err(format!("this is a {}, and a list is wanted", other.kind())),
    }
}

fn text(value: &Value) -> &str {
    value.as_text().unwrap_or_default()
}

fn number(value: &Value) -> Result<Decimal, String> {
    match value {
        Value::Number(number) => Ok(*number),
        other => Err(format!(
            "this is a {}, and a number is wanted",
            other.kind()
        )),
    }
}

fn whole(value: &Value) -> Result<usize, String> {
    let number = number(value)?;
    let whole = number
        .to_usize()
        .filter(|_| number.normalize().is_integer());
    whole.ok_or_else(|| format!("{number} is no count of items"))
}

fn as_text(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(text.clone()),
        other => Value::Text(Text::marked(other.to_string(), Mark::Plain)),
    }
}

fn present(value: &Value) -> bool {
    match value {
        Value::Nothing => false,
        Value::Text(text) => !text.text.is_empty(),
        _ => true,
    }
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

fn join(items: &[Value], between: &str) -> Result<Value, String> {
    let mut joined = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            joined.push_str(between);
        }
        joined.push_str(&item.to_string());
        check_length(joined.len())?;
    }
    Ok(Value::text(joined))
}

fn split(text: &str, at: &str) -> Result<Value, String> {
    if at.is_empty() {
        return Err("the second text is empty, so there is no place to split at".into());
    }
    Ok(Value::list(text.split(at).map(Value::text)))
}

fn replace(text: &str, old: &str, new: &str) -> Result<Value, String> {
    if old.is_empty() {
        return Err("the second text is empty, so there is nothing to replace".into());
    }
    let places = text.matches(old).count();
    check_length(text.len().saturating_add(places.saturating_mul(new.len())))?;
    Ok(Value::text(text.replace(old, new)))
}

fn check_length(bytes: usize) -> Result<(), String> {
    match bytes > LONGEST_TEXT {
        true => Err("the text becomes longer than 1 MiB".into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("take", vec![Value::list([]), Value::number(-1)], "no count"),
            ("split", vec![Value::text("x"), Value::text("")], "no place"),
            ("upper", vec![], "takes (text), and 0 were given"),
            (
                "min",
                vec![Value::list([Value::number(1), Value::YesNo(true)])],
                "cannot be compared",
            ),
            ("upper", vec![Value::Nothing], "no value"),
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
}
