//! Secrets are never kept: what was one is empty in the journal, and whoever resumes the run gives
//! it again.

#[cfg(feature = "sqlite")]
use crate::journal::Record;
#[cfg(feature = "sqlite")]
use crate::run::effect::Completion;
use crate::value::{Mark, Record as Fields, Text, Value};
use std::sync::Arc;

/// The record without its secrets.
#[cfg(feature = "sqlite")]
pub(super) fn take_out(mut record: Record) -> Record {
    match &mut record {
        Record::Started(started) => {
            take_out_of(&mut started.start.inputs);
            let provided = started.start.provided.iter_mut();
            provided.for_each(|(_, fields)| take_out_of(fields));
        }
        Record::Told {
            completion: Completion::Answer(answer),
            ..
        } => take_out_of(&mut answer.outputs),
        _ => {}
    }
    record
}

/// Fields without their secrets.
pub(crate) fn take_out_of(fields: &mut Fields) {
    for value in fields.values_mut() {
        if let Some(without) = without(value) {
            *value = without;
        }
    }
}

/// The value without its secrets; nothing where it has none.
fn without(value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) if text.mark == Mark::Secret => {
            Some(Value::Text(Text::marked("", Mark::Secret)))
        }
        Value::List(items) => {
            let cleaned: Vec<_> = items.iter().map(without).collect();
            let any = cleaned.iter().any(Option::is_some);
            let items = items.iter().zip(cleaned);
            any.then(|| {
                let items = items.map(|(item, clean)| clean.unwrap_or_else(|| item.clone()));
                Value::List(Arc::new(items.collect()))
            })
        }
        Value::Record(fields) => {
            let has = fields.values().any(|value| without(value).is_some());
            has.then(|| {
                let mut fields = (**fields).clone();
                take_out_of(&mut fields);
                Value::Record(Arc::new(fields))
            })
        }
        _ => None,
    }
}
