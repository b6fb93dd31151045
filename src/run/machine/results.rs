//! What a run emits: one value, or a list in the order of the items that emitted it.

use crate::value::Value;
use indexmap::IndexMap;
use std::sync::Arc;

/// The results so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Results(IndexMap<Arc<str>, Emitted>);

#[derive(Clone, Debug)]
enum Emitted {
    One(Value),
    /// Each with where it was emitted.
    Many(Vec<(Place, Value)>),
}

/// Where a run was: from the outside in, the place in the text of each statement that was open, and
/// of a loop the number of its item. In the order of these places one item comes after the other.
pub(super) type Place = Box<[u64]>;

impl Results {
    /// One more value of a list. Items that run in parallel come in any order: the list has
    /// that of the items.
    pub fn add(&mut self, name: &Arc<str>, place: Place, value: Value) {
        let entry = self.0.entry(name.clone());
        let Emitted::Many(all) = entry.or_insert_with(|| Emitted::Many(Vec::new())) else {
            return;
        };
        let at = all.partition_point(|(known, _)| *known <= place);
        all.insert(at, (place, value));
    }

    /// How many values a list has.
    pub fn count(&self, name: &str) -> usize {
        match self.0.get(name) {
            Some(Emitted::Many(all)) => all.len(),
            _ => 0,
        }
    }

    /// A result that is one value; gives the one that it replaces.
    pub fn set(&mut self, name: &Arc<str>, value: Value) -> Value {
        match self.0.insert(name.clone(), Emitted::One(value)) {
            Some(Emitted::One(old)) => old,
            _ => Value::Nothing,
        }
    }

    /// The results by name. A list that nothing was emitted for is empty.
    pub fn values(self, lists: &[Arc<str>]) -> IndexMap<Arc<str>, Value> {
        let values = self.0.into_iter().map(|(name, emitted)| match emitted {
            Emitted::One(value) => (name, value),
            Emitted::Many(all) => (name, Value::list(all.into_iter().map(|(_, value)| value))),
        });
        let mut values: IndexMap<Arc<str>, Value> = values.collect();
        for name in lists {
            values
                .entry(name.clone())
                .or_insert_with(|| Value::list([]));
        }
        values
    }
}
