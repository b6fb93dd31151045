//! What each function does.

mod kinds;
mod lists;
mod numbers;
mod texts;

use super::function::{Depends, Function, Keeps};
use super::{Kind, Value};
use rust_decimal::Decimal;
use std::sync::Arc;

type Body = fn(&[Value]) -> Result<Value, String>;
type Examples = &'static [(&'static str, &'static str)];

/// A longer text is refused: nothing that a contact centre sends needs it.
const LONGEST_TEXT: usize = 1 << 20;

pub(super) fn all() -> Vec<Function> {
    [lists::all(), texts::all(), kinds::all(), numbers::all()]
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
    fn leaks_nothing(mut self) -> Self {
        self.leaks = false;
        self
    }

    fn depends(mut self, depends: Depends) -> Self {
        self.depends = depends;
        self.keeps = Keeps::Marks;
        self
    }

    fn keeps_marks(mut self) -> Self {
        self.keeps = Keeps::Marks;
        self
    }
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

fn check_length(bytes: usize) -> Result<(), String> {
    match bytes > LONGEST_TEXT {
        true => Err("the text becomes longer than 1 MiB".into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
