//! What SQLite refuses, for people.

use crate::journal::JournalError;
use rusqlite::{Error, ErrorCode};

/// That a change came to nothing, and what to do where that is known.
pub fn changing(what: &str, why: &Error) -> JournalError {
    match why.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => JournalError(format!("{what}: the journal's disk is full"))
            .advise("nothing was changed: free the disk, then repeat the command"),
        _ => JournalError::doing(what, why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_with_what_to_do() {
        let file = rusqlite::Connection::open_in_memory().unwrap();
        file.execute_batch("CREATE TABLE much (text TEXT); PRAGMA max_page_count = 3;")
            .unwrap();
        let full = file
            .execute("INSERT INTO much VALUES (hex(zeroblob(100000)))", [])
            .unwrap_err();
        let why = changing("cannot forget run r", &full);
        let (what, help) = why.parts();
        assert_eq!(what, "cannot forget run r: the journal's disk is full");
        assert!(help.unwrap().contains("nothing was changed"), "{help:?}");
    }
}
