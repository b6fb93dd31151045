//! How a connection asks for an action: a table whose meaning is the system's own business.

use serde_json::Value;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

/// An action's `request`. That of one of this crate's own systems is read when a connection asks for it:
/// most starts only check a script, and all these tables are a third of what there is to read.
#[derive(Clone, Default)]
pub struct RequestTable {
    read: OnceLock<Value>,
    /// As JSON, where it has not been read yet.
    text: Arc<str>,
}

impl RequestTable {
    /// One that is read when it is asked for. What is no JSON is taken for nothing: that the tables of
    /// this crate are JSON is a test's business.
    pub(super) fn unread(text: &str) -> Self {
        Self {
            read: OnceLock::new(),
            text: text.into(),
        }
    }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

impl From<Value> for RequestTable {
    fn from(value: Value) -> Self {
        Self {
            read: value.into(),
            text: "".into(),
        }
    }
}

impl Deref for RequestTable {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.read.get_or_init(|| read(&self.text))
    }
}

impl DerefMut for RequestTable {
    fn deref_mut(&mut self) -> &mut Value {
        let known = self.read.take();
        self.read = known.unwrap_or_else(|| read(&self.text)).into();
        self.read.get_mut().expect("it has just been read")
    }
}

impl fmt::Debug for RequestTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::RequestTable;
    use serde_json::json;

    #[test]
    fn a_table_is_the_same_read_and_unread_and_can_be_changed() {
        let value = json!({ "path": "agents", "look": { "within": 3 } });
        let mut unread = RequestTable::unread(&value.to_string());
        assert_eq!(*unread.clone(), value);
        assert_eq!(*RequestTable::from(value), *unread);
        unread["look"]["within"] = 4.into();
        assert_eq!(unread.pointer("/look/within"), Some(&4.into()));
        assert_eq!(*RequestTable::default(), json!(null));
    }
}
