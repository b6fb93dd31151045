//! Values that stand for any of their type, and how a script writes values.

use crate::catalogue::Action;
use crate::program::Program;
use crate::value::{Kind, Record, Text, Value};
use std::sync::Arc;

/// What profiles would bring into the run of a flow.
pub fn provided(program: &Program) -> Vec<(Arc<str>, Record)> {
    let systems = program.systems.iter().enumerate();
    let of = |(number, system): (usize, &Arc<str>)| {
        let own = program.provided.iter();
        let own = own.filter(|provided| usize::from(provided.system) == number);
        let values = own.map(|provided| {
            (
                provided.name.clone(),
                Value::text(format!("{} of the profile", provided.name)),
            )
        });
        (system.clone(), values.collect())
    };
    systems.map(of).collect()
}

/// A value of a type.
pub fn value_of(kind: &Kind) -> Value {
    let read = |text: &str| kind.read(text).unwrap_or_default();
    match kind {
        Kind::Number => Value::number(1),
        Kind::YesNo => Value::YesNo(true),
        Kind::Time => read("2026-01-05T10:00:00Z"),
        Kind::Date => read("2026-01-05"),
        Kind::Clock => read("10:00"),
        Kind::Duration => read("1s"),
        Kind::PhoneNumber => read("+12025550100"),
        Kind::ContactId => Value::text("1001"),
        Kind::AgentId => Value::text("7"),
        Kind::SkillId => Value::text("4021"),
        Kind::State => Value::text("Active"),
        Kind::List(of) => Value::list([value_of(of)]),
        Kind::Record(Some(fields)) => {
            let fields = fields.iter();
            Value::record(fields.map(|field| (field.name.clone(), value_of(&field.kind))))
        }
        Kind::Record(None) => Value::record([]),
        Kind::OneOf(names) => Value::text(names.first().cloned().unwrap_or_default()),
        Kind::Any | Kind::Text | Kind::Secret => Value::text("text"),
        Kind::SessionId | Kind::DialogId | Kind::Ecid | Kind::SecurityUser => Value::text("1"),
    }
}

/// The outputs of an action that has succeeded.
pub fn outputs(action: &Action) -> Record {
    let outputs = action.outputs.iter();
    outputs
        .map(|output| (output.name.clone(), value_of(&output.kind)))
        .collect()
}

/// A value as a script writes it.
pub fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Record(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", key(name), literal(value)))
                .collect();
            match fields.is_empty() {
                true => "{}".into(),
                false => format!("{{ {} }}", fields.join(", ")),
            }
        }
        Value::Nothing => "\"\"".into(),
        plain => plain.to_string(),
    }
}

fn quoted(text: &Text) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '{' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A field's name, in quotes where it is none of the language's own.
fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match plain {
        true => name.to_owned(),
        false => quoted(&Text::plain(name)),
    }
}

/// `given hold contact answers Success with …`
pub fn mock_line(action: &str, answers: &str, with: &str) -> String {
    let with = match with.is_empty() {
        true => String::new(),
        false => format!(" with {with}"),
    };
    format!("given {action} answers {answers}{with}")
}

/// `SessionId: "1", …`
pub fn with(values: &Record) -> String {
    let values = values
        .iter()
        .filter(|(_, value)| !matches!(value, Value::Nothing));
    let values: Vec<String> = values
        .map(|(name, value)| format!("{name}: {}", literal(value)))
        .collect();
    values.join(", ")
}
