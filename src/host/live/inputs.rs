//! What a host gives to a run.

use crate::value::{NotOfValue, Record, Value, to_value};
use serde::Serialize;
use std::sync::Arc;

/// The inputs of a run, by name: pairs, a [`Record`], or what [`Inputs::of`] makes of a struct of
/// the host's own.
///
/// ```
/// use contactflow::Inputs;
///
/// let pairs = Inputs::from([("ContactId", "1001"), ("Reason", "called back")]);
/// let none = Inputs::default();
/// # assert_ne!(pairs, none);
/// ```
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inputs(pub(crate) Record);

impl Inputs {
    /// The fields of a struct, or the entries of a map, each an input.
    ///
    /// # Errors
    ///
    /// What the language has no value for.
    pub fn of(fields: &impl Serialize) -> Result<Self, NotOfValue> {
        match to_value(fields)? {
            Value::Record(record) => Ok(Self((*record).clone())),
            _ => Err(NotOfValue::new("inputs must be a struct or a map")),
        }
    }
}

impl From<Record> for Inputs {
    fn from(record: Record) -> Self {
        Self(record)
    }
}

impl From<()> for Inputs {
    fn from((): ()) -> Self {
        Self::default()
    }
}

impl<K: Into<Arc<str>>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Inputs {
    fn from(pairs: [(K, V); N]) -> Self {
        Self::from_iter(pairs)
    }
}

impl<K: Into<Arc<str>>, V: Into<Value>> FromIterator<(K, V)> for Inputs {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Self(
            pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}
