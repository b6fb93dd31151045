//! Where the file is, and what is said where the record cannot be kept.

use crate::journal::JournalError;
use std::path::{Path, PathBuf};

pub fn path(folder: &Path) -> PathBuf {
    folder.join("audit.jsonl")
}

pub fn cannot(why: rusqlite::Error) -> JournalError {
    JournalError::doing("cannot keep the audit record", why)
}
