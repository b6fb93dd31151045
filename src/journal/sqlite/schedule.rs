//! Up to when the starts of a schedule are decided: each start is decided once, over restarts.

use crate::journal::JournalError;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

/// Up to when every start of a schedule is decided; nothing of one that is new.
pub fn until(reader: &Connection, name: &str) -> Result<Option<Timestamp>, JournalError> {
    let found = reader
        .query_row(
            "SELECT until FROM schedule WHERE name = ?1",
            [name],
            |row| row.get::<_, String>(0),
        )
        .optional()
        .map_err(|why| JournalError::doing("cannot read the journal", why))?;
    Ok(found.and_then(|text| text.parse().ok()))
}

/// Every start of a schedule up to this time is decided.
pub fn decide(connection: &Connection, name: &str, until: Timestamp) -> Result<(), JournalError> {
    connection
        .execute(
            "INSERT INTO schedule (name, until) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET until = ?2",
            params![name, until.to_string()],
        )
        .map(drop)
        .map_err(|why| JournalError::doing("cannot write the journal", why))
}
