//! Values as the machine sees them: what they weigh, and who may see them.

use crate::value::{Kind, Mark, Value};

/// About how many bytes a value takes beside its own place.
pub(super) fn weigh(value: &Value) -> usize {
    const PLACE: usize = size_of::<Value>();
    match value {
        Value::Text(text) => text.text.len(),
        Value::List(items) => items.iter().map(|item| PLACE + weigh(item)).sum(),
        Value::Record(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| 2 * PLACE + name.len() + weigh(value))
                .sum()
        }
        _ => 0,
    }
}

/// The value, its texts marked at least so much, and as its kind asks.
pub(super) fn marked(value: Value, kind: &Kind, mark: Mark) -> Value {
    let mark = mark.max(kind.mark());
    match (value, kind) {
        (Value::List(items), Kind::List(of)) if has_marks(of) => {
            let items = items.iter().cloned();
            Value::list(items.map(|item| marked(item, of, mark)))
        }
        (Value::Record(fields), Kind::Record(Some(_))) if has_marks(kind) => {
            let fields = fields.iter();
            Value::record(
                fields.map(|(name, value)| (name.clone(), field(value, kind, name, mark))),
            )
        }
        (value, Kind::Any | Kind::Record(None)) => value.as_data(mark),
        (value, _) => value.with_mark(mark),
    }
}

fn field(value: &Value, kind: &Kind, name: &str, mark: Mark) -> Value {
    match kind.field(name) {
        Some(field) => marked(value.clone(), &field.kind, mark.max(field.mark)),
        None => value.clone().as_data(mark),
    }
}

fn has_marks(kind: &Kind) -> bool {
    match kind {
        Kind::List(of) => has_marks(of),
        Kind::Record(Some(fields)) => {
            let mut fields = fields.iter();
            fields.any(|field| !field.mark.is_plain() || has_marks(&field.kind))
        }
        other => !other.mark().is_plain(),
    }
}
