//! Values to try: those near another one, and those of a type.

use crate::program::{Expr, ExprKind};
use crate::source::Span;
use crate::value::{Kind, Operator, Value};
use jiff::SignedDuration;
use std::sync::Arc;

/// A value, and those next to it.
pub(super) fn near(value: &Value) -> Vec<Value> {
    let steps: Vec<Value> = match value {
        Value::Number(_) => vec![Value::number(1)],
        Value::Duration(_) => [1, 60, 3600].map(seconds).to_vec(),
        Value::Time(_) | Value::Clock(_) => [60, 3600].map(seconds).to_vec(),
        Value::Date(_) => vec![seconds(24 * 3600)],
        Value::YesNo(is) => return vec![value.clone(), Value::YesNo(!is)],
        Value::Text(_) => return vec![value.clone(), Value::text("other"), Value::text("1")],
        Value::List(items) => {
            let mut all = items.to_vec();
            all.push(Value::text("other"));
            all.push(Value::number(0));
            return all;
        }
        Value::Nothing | Value::Record(_) => Vec::new(),
    };
    let mut all = vec![value.clone()];
    for step in &steps {
        all.extend(value.add(step).ok());
        all.extend(value.subtract(step).ok());
    }
    all
}

pub(super) fn seconds(many: i64) -> Value {
    Value::Duration(SignedDuration::from_secs(many))
}

/// Whether a comparison of two values is true.
pub(super) fn holds(left: &Value, operator: Operator, right: &Value) -> Option<bool> {
    let of = |value: &Value| Expr {
        span: Span::default(),
        kind: ExprKind::Value(value.clone()),
    };
    let kind = ExprKind::Binary(Arc::new((of(left), operator, of(right))));
    super::sampled::evaluate(&Expr {
        span: Span::default(),
        kind,
    })
}

/// A value as something of this type takes it; nothing where it cannot.
pub(super) fn fitting(value: &Value, kind: &Kind) -> Option<Value> {
    match (kind, value) {
        (Kind::Any, _) => Some(value.clone()),
        (Kind::PhoneNumber, Value::Text(text)) => kind.read(&text.text).ok(),
        _ if value.kind() == *kind => Some(value.clone()),
        (Kind::Text, other) => Some(Value::text(other.to_string())),
        (kind, Value::Text(text)) => kind.read(&text.text).ok(),
        (kind, other) => other.convert(kind).ok(),
    }
}
