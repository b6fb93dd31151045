//! Functions that ask or change what sort of value there is.

use super::super::function::{Depends, Function};
use super::super::{Kind, Value};
use super::common::of;

pub(super) fn all() -> Vec<Function> {
    vec![
        of(
            "text",
            [Kind::Any],
            Kind::Text,
            "Any value as a text.",
            &[("text(4.50)", "4.5"), ("text(90m)", "90m")],
            |args| Ok(Value::Text(args[0].said())),
        )
        .keeps_marks(),
        of(
            "number",
            [Kind::Any],
            Kind::Number,
            "A text that contains a number, as that number.",
            &[("number(\"42\")", "42")],
            |args| args[0].convert(&Kind::Number),
        ),
        of(
            "present",
            [Kind::Any],
            Kind::YesNo,
            "Whether there is a value: a system may return no value, or an empty text.",
            &[("present(\"\")", "false"), ("present(0)", "true")],
            |args| Ok(Value::YesNo(present(&args[0]))),
        ),
        of(
            "default",
            [Kind::Any, Kind::Any],
            Kind::Any,
            "The first value if it is present, otherwise the second.",
            &[
                ("default(\"\", \"none\")", "none"),
                ("default(\"Ada\", \"none\")", "Ada"),
            ],
            |args| Ok(args[usize::from(!present(&args[0]))].clone()),
        )
        .depends(Depends::Same),
    ]
}

fn present(value: &Value) -> bool {
    match value {
        Value::Nothing => false,
        Value::Text(text) => !text.text.is_empty(),
        _ => true,
    }
}
