//! What is kept, for whoever asks. Readers are short: the file is opened, read and let go of.

use super::batch::{open_key, place};
use super::keys::KeyFile;
use super::owner::Owners;
use crate::journal::{JournalError, Record};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior};
use std::sync::Arc;

/// How often a run may take its host down before it is held.
const DEATHS: u32 = 3;

/// A run in the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Its name.
    pub run: Arc<str>,
    /// The script's name.
    pub script: Arc<str>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How it stands.
    pub state: RunState,
    /// How often a program that drove it has died.
    pub deaths: u32,
    /// The names of the writes that may or may not have happened.
    pub in_doubt: Vec<Arc<str>>,
}

/// How a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunState {
    /// A process drives it.
    Running,
    /// The process that drove it is gone; it can be resumed.
    Interrupted,
    /// It took down whoever drove it several times, and is resumed only by a person.
    Held,
    /// It is over.
    Ended,
}

const COLUMNS: &str = "SELECT name, script, started, ended, deaths, owner FROM run";

/// All runs, the newest first.
pub fn runs(reader: &Connection, owners: &Owners) -> Result<Vec<Kept>, JournalError> {
    let what = "cannot read the journal";
    let mut found = Vec::new();
    let mut list = reader
        .prepare(&format!("{COLUMNS} ORDER BY started DESC, name"))
        .map_err(|why| JournalError::doing(what, why))?;
    let rows = list
        .query_map([], |row| kept(row, owners))
        .map_err(|why| JournalError::doing(what, why))?;
    for row in rows {
        let mut run = row.map_err(|why| JournalError::doing(what, why))?;
        run.in_doubt = in_doubt(reader, &run.run).map_err(|why| JournalError::doing(what, why))?;
        found.push(run);
    }
    Ok(found)
}

fn kept(row: &Row<'_>, owners: &Owners) -> rusqlite::Result<Kept> {
    let text = |column| row.get::<_, String>(column);
    let time = |text: String| text.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let ended: Option<String> = row.get(3)?;
    let (deaths, owner) = (row.get(4)?, text(5)?);
    let state = match (&ended, owners.lives(&owner)) {
        (Some(_), _) => RunState::Ended,
        (None, true) => RunState::Running,
        (None, false) if deaths >= DEATHS => RunState::Held,
        (None, false) => RunState::Interrupted,
    };
    Ok(Kept {
        run: text(0)?.into(),
        script: text(1)?.into(),
        started: time(text(2)?),
        ended: ended.map(time),
        state,
        deaths,
        in_doubt: Vec::new(),
    })
}

fn in_doubt(reader: &Connection, run: &str) -> rusqlite::Result<Vec<Arc<str>>> {
    let mut list =
        reader.prepare_cached("SELECT name FROM doubt WHERE run = ?1 ORDER BY effect")?;
    let names = list.query_map([run], |row| row.get::<_, String>(0))?;
    names.map(|name| name.map(Arc::from)).collect()
}

fn find(change: &Transaction<'_>, run: &str, owners: &Owners) -> Result<Kept, JournalError> {
    let found = change
        .query_row(&format!("{COLUMNS} WHERE name = ?1"), [run], |row| {
            kept(row, owners)
        })
        .optional()
        .map_err(|why| JournalError::doing("cannot read the journal", why))?;
    let mut found = found.ok_or_else(|| JournalError(format!("the journal has no run {run}")))?;
    found.in_doubt =
        in_doubt(change, run).map_err(|why| JournalError::doing("cannot read the journal", why))?;
    Ok(found)
}

/// Makes an open run a process's own.
pub fn claim(
    connection: &mut Connection,
    run: &str,
    me: &str,
    owners: &Owners,
) -> Result<Kept, JournalError> {
    let cannot = |why| JournalError::doing(&format!("cannot take over run {run}"), why);
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    let mut found = find(&change, run, owners)?;
    match found.state {
        RunState::Running => {
            return Err(JournalError(format!(
                "run {run} goes on in another process"
            )));
        }
        RunState::Ended => return Err(JournalError(format!("run {run} is over"))),
        RunState::Interrupted | RunState::Held => {}
    }
    found.deaths += 1;
    change
        .execute(
            "UPDATE run SET owner = ?2, deaths = ?3 WHERE name = ?1",
            rusqlite::params![run, me, found.deaths],
        )
        .map_err(cannot)?;
    change.commit().map_err(cannot)?;
    Ok(found)
}

/// Takes a run out of the file; what is freed is overwritten.
pub fn forget(connection: &mut Connection, run: &str, owners: &Owners) -> Result<(), JournalError> {
    let cannot = |why| JournalError::doing(&format!("cannot forget run {run}"), why);
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    if find(&change, run, owners)?.state == RunState::Running {
        let why = format!("run {run} goes on: cancel it first");
        return Err(JournalError(why));
    }
    for table in ["record WHERE run", "doubt WHERE run", "run WHERE name"] {
        change
            .execute(&format!("DELETE FROM {table} = ?1"), [run])
            .map_err(cannot)?;
    }
    change.commit().map_err(cannot)
}

/// Everything that is kept of a run, in order.
pub fn records(
    reader: &Connection,
    run: &str,
    keys: &KeyFile,
) -> Result<Vec<Record>, JournalError> {
    let cannot = |why: rusqlite::Error| JournalError::doing(&format!("cannot read run {run}"), why);
    let key = reader
        .query_row(
            "SELECT key_number, sealed_key FROM run WHERE name = ?1",
            [run],
            |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?)),
        )
        .optional()
        .map_err(cannot)?;
    let Some((number, sealed)) = key else {
        return Ok(Vec::new());
    };
    let key = open_key(keys, run, number, &sealed).map_err(JournalError)?;
    let mut list = reader
        .prepare("SELECT number, payload FROM record WHERE run = ?1 ORDER BY number")
        .map_err(cannot)?;
    let rows = list
        .query_map([run], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .map_err(cannot)?;
    let mut records = Vec::new();
    for row in rows {
        let (number, payload) = row.map_err(cannot)?;
        let broken = || format!("record {} of run {run} cannot be read", number + 1);
        let text = key.open(&place(run, number), &payload);
        let text = text.ok_or_else(|| JournalError(broken()))?;
        records.push(
            serde_json::from_slice(&text).map_err(|why| JournalError::doing(&broken(), why))?,
        );
    }
    Ok(records)
}
