//! The files around a text: as the editor has them open, else as they are on the disk.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// No larger file is read beside a text.
const MOST_BYTES: u64 = 4 << 20;

/// The texts that are open, by the names of their files; all documents of an editor share them.
#[derive(Clone, Debug, Default)]
pub struct Around(Arc<RwLock<HashMap<String, Arc<str>>>>);

impl Around {
    /// A text is open, and reads so now.
    pub fn set(&self, name: &str, text: &str) {
        let mut open = self.0.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(name.to_owned(), text.into());
    }

    /// A text is closed: what is on the disk counts.
    pub fn forget(&self, name: &str) {
        let mut open = self.0.write().unwrap_or_else(PoisonError::into_inner);
        open.remove(name);
    }

    /// The text of a file, or why there is none.
    pub fn read(&self, name: &str) -> Result<String, String> {
        let open = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = open.get(name) {
            return Ok(text.to_string());
        }
        drop(open);
        let about = std::fs::metadata(name).map_err(|_| "file not found".to_owned())?;
        if !about.is_file() || about.len() > MOST_BYTES {
            return Err("not a file that can be a flow".into());
        }
        std::fs::read_to_string(name).map_err(|why| why.to_string())
    }
}
