//! Signals on their way to a run: one process writes them into the file, and the one that drives the
//! run takes them out. Their values are sealed as the run's records are.

use super::keys::KeyFile;
use super::opening::open_key;
use super::owner::Owners;
use super::read::find;
use crate::journal::{Fate, Given, JournalError, RunState};
use crate::value::Value;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// So many signals wait for one run.
const MOST: i64 = 100;

#[derive(Serialize, Deserialize)]
struct Said {
    name: Arc<str>,
    value: Value,
}

/// Where a signal of a run is sealed to.
fn place(run: &str) -> String {
    format!("signal of {run}")
}

/// Writes a signal down for whoever drives the run, now or later. Its number.
pub fn give(
    connection: &mut Connection,
    (keys, owners): (&KeyFile, &Owners),
    run: &str,
    (name, value): (&str, Value),
) -> Result<u64, JournalError> {
    let cannot = |why: rusqlite::Error| JournalError::doing("cannot write the journal", why);
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    if let RunState::Ended(_) = find(&change, run, owners)?.state {
        return Err(JournalError(format!("run {run} is over")));
    }
    let waiting: i64 = change
        .query_row(
            "SELECT count(*) FROM signal WHERE run = ?1 AND fate IS NULL",
            [run],
            |row| row.get(0),
        )
        .map_err(cannot)?;
    if waiting >= MOST {
        let why = format!("{MOST} signals wait for run {run} already; the limit is reached");
        return Err(JournalError(why));
    }
    let (number, sealed) = change
        .query_row(
            "SELECT key_number, sealed_key FROM run WHERE name = ?1",
            [run],
            |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?)),
        )
        .map_err(cannot)?;
    let key = open_key(keys, run, number, &sealed).map_err(JournalError)?;
    let said = Said {
        name: name.into(),
        value,
    };
    let text = serde_json::to_vec(&said)
        .map_err(|why| JournalError::doing("the signal cannot be written", why))?;
    let payload = key
        .seal(&place(run), text)
        .map_err(|why| JournalError(why.into()))?;
    change
        .execute(
            "INSERT INTO signal (run, payload) VALUES (?1, ?2)",
            params![run, payload],
        )
        .map_err(cannot)?;
    let given = change.last_insert_rowid();
    change.commit().map_err(cannot)?;
    Ok(u64::try_from(given).unwrap_or(0))
}

/// The signals that wait for runs of a process, in the order in which they came.
pub fn given(reader: &Connection, keys: &KeyFile, me: &str) -> Result<Vec<Given>, JournalError> {
    let cannot = |why: rusqlite::Error| JournalError::doing("cannot read the journal", why);
    let mut list = reader
        .prepare_cached(
            "SELECT signal.number, signal.run, payload, key_number, sealed_key
             FROM signal JOIN run ON run.name = signal.run
             WHERE fate IS NULL AND owner = ?1 AND ended IS NULL ORDER BY number",
        )
        .map_err(cannot)?;
    let rows = list
        .query_map([me], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Vec<u8>>(2)?,
                row.get::<_, u32>(3)?,
                row.get::<_, Vec<u8>>(4)?,
            ))
        })
        .map_err(cannot)?;
    let mut all = Vec::new();
    for row in rows {
        let (number, run, payload, key, sealed) = row.map_err(cannot)?;
        let key = open_key(keys, &run, key, &sealed).map_err(JournalError)?;
        let broken = || format!("a signal for run {run} cannot be read");
        let text = key.open(&place(&run), &payload);
        let text = text.ok_or_else(|| JournalError(broken()))?;
        let said: Said =
            serde_json::from_slice(&text).map_err(|why| JournalError::doing(&broken(), why))?;
        all.push(Given {
            number: u64::try_from(number).unwrap_or(0),
            run: run.into(),
            name: said.name,
            value: said.value,
        });
    }
    Ok(all)
}

/// What became of a signal; its value is not kept here any more.
pub fn answer(connection: &Connection, number: u64, fate: &Fate) -> Result<(), JournalError> {
    connection
        .execute(
            "UPDATE signal SET fate = ?2, payload = x'' WHERE number = ?1 AND fate IS NULL",
            params![whole(number), fate.text()],
        )
        .map(drop)
        .map_err(|why| JournalError::doing("cannot write the journal", why))
}

/// What is known of a signal; nothing where it still waits.
pub fn fate(reader: &Connection, number: u64) -> Result<Option<Fate>, JournalError> {
    let fate: Option<Option<String>> = reader
        .query_row(
            "SELECT fate FROM signal WHERE number = ?1",
            [whole(number)],
            |row| row.get(0),
        )
        .optional()
        .map_err(|why| JournalError::doing("cannot read the journal", why))?;
    Ok(fate.flatten().map(|text| Fate::read(&text)))
}

/// Takes a signal back that nobody has taken yet. Whether it was still there.
pub fn take_back(connection: &Connection, number: u64) -> Result<bool, JournalError> {
    connection
        .execute(
            "DELETE FROM signal WHERE number = ?1 AND fate IS NULL",
            [whole(number)],
        )
        .map(|gone| gone > 0)
        .map_err(|why| JournalError::doing("cannot write the journal", why))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
