//! What the functions have in common: how one is written down, and what its arguments are.

use crate::value::function::{Depends, Function, Keeps};
use crate::value::{Kind, Value};
use rust_decimal::Decimal;
use std::sync::Arc;

type Body = fn(&[Value]) -> Result<Value, String>;
type Examples = &'static [(&'static str, &'static str)];

/// A longer text is refused: nothing that a contact centre sends needs it.
const LONGEST_TEXT: usize = 1 << 20;

pub(super) fn any_list() -> Kind {
    Kind::List(Arc::new(Kind::Any))
}

pub(super) fn of<const N: usize>(
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
        leaks: gives != Kind::YesNo,
        gives,
        about,
        examples,
        depends: Depends::No,
        keeps: Keeps::Nothing,
        body,
    }
}

impl Function {
    pub(super) fn leaks_nothing(mut self) -> Self {
        self.leaks = false;
        self
    }

    pub(super) fn depends(mut self, depends: Depends) -> Self {
        self.depends = depends;
        self.keeps = Keeps::Marks;
        self
    }

    pub(super) fn keeps_marks(mut self) -> Self {
        self.keeps = Keeps::Marks;
        self
    }
}

pub(super) fn empty() -> String {
    "the list is empty".into()
}

pub(super) fn items(value: &Value) -> Result<&[Value], String> {
    match value {
        Value::List(items) => Ok(items),
        other => Err(format!("expected a list, not a {}", other.kind())),
    }
}

pub(super) fn text(value: &Value) -> &str {
    value.as_text().unwrap_or_default()
}

pub(super) fn number(value: &Value) -> Result<Decimal, String> {
    match value {
        Value::Number(number) => Ok(*number),
        other => Err(format!("expected a number, not a {}", other.kind())),
    }
}

pub(super) fn check_length(bytes: usize) -> Result<(), String> {
    match bytes > LONGEST_TEXT {
        true => Err("the text becomes longer than 1 MiB".into()),
        false => Ok(()),
    }
}
