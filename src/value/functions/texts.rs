//! Functions over texts.

use super::super::function::Function;
use super::super::{Kind, Value};
use super::common::{check_length, of, text};

pub(super) fn all() -> Vec<Function> {
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
            "A text in upper case.",
            &[("upper(\"vip\")", "VIP")],
            |args| Ok(Value::text(text(&args[0]).to_uppercase())),
        ),
        of(
            "lower",
            [Kind::Text],
            Kind::Text,
            "A text in lower case.",
            &[("lower(\"VIP\")", "vip")],
            |args| Ok(Value::text(text(&args[0]).to_lowercase())),
        ),
        of(
            "trim",
            [Kind::Text],
            Kind::Text,
            "A text without spaces at its start and end.",
            &[("trim(\"  Ada \")", "Ada")],
            |args| Ok(Value::text(text(&args[0]).trim())),
        ),
        of(
            "contains",
            [Kind::Any, Kind::Any],
            Kind::YesNo,
            "Whether a text contains the second text, or a list contains an equal item.",
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
            "Whether a text starts with the second text.",
            &[("starts with(\"+4477\", \"+44\")", "true")],
            |args| Ok(Value::YesNo(text(&args[0]).starts_with(text(&args[1])))),
        ),
        of(
            "ends with",
            [Kind::Text, Kind::Text],
            Kind::YesNo,
            "Whether a text ends with the second text.",
            &[("ends with(\"a.flow\", \".flow\")", "true")],
            |args| Ok(Value::YesNo(text(&args[0]).ends_with(text(&args[1])))),
        ),
        of(
            "replace",
            [Kind::Text, Kind::Text, Kind::Text],
            Kind::Text,
            "A text with every occurrence of the second text replaced by the third.",
            &[("replace(\"a-b-c\", \"-\", \" \")", "a b c")],
            |args| replace(text(&args[0]), text(&args[1]), text(&args[2])),
        ),
        of(
            "digits",
            [Kind::Text],
            Kind::Text,
            "Only the digits of a text.",
            &[("digits(\"+44 (0)20 7946\")", "440207946")],
            |args| {
                let digits = text(&args[0]).chars().filter(char::is_ascii_digit);
                Ok(Value::text(digits.collect::<String>()))
            },
        ),
    ]
}

fn replace(text: &str, old: &str, new: &str) -> Result<Value, String> {
    if old.is_empty() {
        return Err("the second text is empty, so nothing can be replaced".into());
    }
    let places = text.matches(old).count();
    check_length(text.len().saturating_add(places.saturating_mul(new.len())))?;
    Ok(Value::text(text.replace(old, new)))
}
