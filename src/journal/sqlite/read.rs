//! What is kept, for whoever asks. Readers are short: the file is opened, read and let go of.

use super::keys::KeyFile;
use super::opening::{open_key, place};
use super::owner::Owners;
use super::schema::NOBODY;
use crate::journal::{Ending, JournalError, Kept, Record, Rows, RunState};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::sync::Arc;

/// How often a run may take down the program that drives it before it is held.
const DEATHS: u32 = 3;

const COLUMNS: &str = "SELECT name, script, started, ended, deaths, owner, ending, outcome, job,
    item, rows FROM run";

/// All runs but those of jobs, the newest first.
pub fn runs(reader: &Connection, owners: &Owners) -> Result<Vec<Kept>, JournalError> {
    let which = "WHERE job IS NULL ORDER BY started DESC, name";
    list(reader, owners, which, [])
}

/// All runs, those of jobs among them, the newest first.
pub fn runs_and_rows(reader: &Connection, owners: &Owners) -> Result<Vec<Kept>, JournalError> {
    list(reader, owners, "ORDER BY started DESC, name", [])
}

/// The writes of a run that are in doubt: the number, and the action.
pub fn doubts(reader: &Connection, run: &str) -> Result<Vec<(u64, String)>, JournalError> {
    let asked = reader.prepare_cached(
        "SELECT effect, coalesce(action, name) FROM doubt WHERE run = ?1 ORDER BY effect",
    );
    let found = asked.and_then(|mut asked| {
        let rows = asked.query_map([run], |row| {
            let number: i64 = row.get(0)?;
            Ok((u64::try_from(number).unwrap_or(0), row.get(1)?))
        })?;
        rows.collect()
    });
    found.map_err(|why| JournalError::doing("cannot read the journal", why))
}

/// All runs that are not over, the oldest first.
pub fn open_runs(reader: &Connection, owners: &Owners) -> Result<Vec<Kept>, JournalError> {
    let which = "WHERE ended IS NULL ORDER BY started, name";
    list(reader, owners, which, [])
}

/// Runs of a job from a row on, by their rows.
pub fn items(
    reader: &Connection,
    owners: &Owners,
    (job, from, most): (&str, u64, usize),
) -> Result<Vec<Kept>, JournalError> {
    let which = "WHERE job = ?1 AND item >= ?2 ORDER BY item LIMIT ?3";
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    list(reader, owners, which, rusqlite::params![job, from, most])
}

/// The runs of a script of this name, the oldest first.
pub fn of_script(
    reader: &Connection,
    owners: &Owners,
    script: &str,
) -> Result<Vec<Kept>, JournalError> {
    let which = "WHERE script = ?1 ORDER BY started, name";
    list(reader, owners, which, [script])
}

/// A name that begins so. What begins with a job's name belongs to the job.
const BEGINS: &str = "WHERE substr(name, 1, length(?1)) = ?1
    AND (job IS NULL OR substr(job, 1, length(?1)) <> ?1)";

/// The runs whose names begin so, the first ten of them: one where it is a whole name, and a job without
/// its rows.
pub fn named(reader: &Connection, owners: &Owners, name: &str) -> Result<Vec<Kept>, JournalError> {
    let exact = list(reader, owners, "WHERE name = ?1", [name])?;
    if !exact.is_empty() || name.is_empty() {
        return Ok(exact);
    }
    let which = format!("{BEGINS} ORDER BY name LIMIT 10");
    list(reader, owners, &which, [name])
}

/// How many there are of these.
pub fn how_many(reader: &Connection, name: &str) -> Result<u64, JournalError> {
    let found = reader.query_row(
        &format!("SELECT count(*) FROM run {BEGINS}"),
        [name],
        |row| row.get::<_, i64>(0),
    );
    found
        .map(|many| u64::try_from(many).unwrap_or(0))
        .map_err(|why| JournalError::doing("cannot read the journal", why))
}

fn list(
    reader: &Connection,
    owners: &Owners,
    which: &str,
    with: impl Params,
) -> Result<Vec<Kept>, JournalError> {
    let cannot = |why: rusqlite::Error| JournalError::doing("cannot read the journal", why);
    let mut list = reader
        .prepare(&format!("{COLUMNS} {which}"))
        .map_err(cannot)?;
    let rows = list
        .query_map(with, |row| kept(row, owners))
        .map_err(cannot)?;
    let mut found = Vec::new();
    for row in rows {
        let mut run = row.map_err(cannot)?;
        complete(reader, &mut run).map_err(cannot)?;
        found.push(run);
    }
    Ok(found)
}

fn kept(row: &Row<'_>, owners: &Owners) -> rusqlite::Result<Kept> {
    let text = |column| row.get::<_, String>(column);
    let maybe = |column| row.get::<_, Option<String>>(column);
    let number = |column| row.get::<_, Option<i64>>(column);
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    let time = |text: String| text.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let (ended, owner) = (maybe(3)?, text(5)?);
    let is_driven = ended.is_none() && owners.lives(&owner);
    // The last crash is counted for good by whoever takes the run over.
    let crashed = ended.is_none() && !is_driven && owner != NOBODY;
    let deaths = row.get::<_, u32>(4)? + u32::from(crashed);
    let ending = maybe(6)?;
    let state = match &ended {
        Some(_) => {
            let how = ending.as_deref().and_then(Ending::of);
            RunState::Ended(how.unwrap_or(Ending::Stopped))
        }
        None if is_driven => RunState::Running,
        None if deaths >= DEATHS => RunState::Held,
        None => RunState::Interrupted,
    };
    let item = maybe(8)?.zip(number(9)?);
    Ok(Kept {
        run: text(0)?.into(),
        script: text(1)?.into(),
        started: time(text(2)?),
        ended: ended.map(time),
        state,
        outcome: maybe(7)?.map(Into::into),
        deaths,
        in_doubt: Vec::new(),
        item: item.map(|(job, row)| (job.into(), whole(row))),
        rows: number(10)?.map(|all| Rows {
            all: whole(all),
            ..Rows::default()
        }),
    })
}

/// Adds what stands in other tables.
fn complete(reader: &Connection, run: &mut Kept) -> rusqlite::Result<()> {
    run.in_doubt = in_doubt(reader, &run.run)?;
    if let Some(rows) = &mut run.rows {
        count(reader, &run.run, rows)?;
    }
    Ok(())
}

fn in_doubt(reader: &Connection, run: &str) -> rusqlite::Result<Vec<Arc<str>>> {
    let mut list =
        reader.prepare_cached("SELECT name FROM doubt WHERE run = ?1 ORDER BY effect")?;
    let names = list.query_map([run], |row| row.get::<_, String>(0))?;
    names.map(|name| name.map(Arc::from)).collect()
}

fn count(reader: &Connection, job: &str, rows: &mut Rows) -> rusqlite::Result<()> {
    let mut list = reader.prepare_cached(
        "SELECT coalesce(ending, ''), count(*),
                sum(EXISTS (SELECT 1 FROM doubt WHERE doubt.run = run.name))
         FROM run WHERE job = ?1 GROUP BY 1",
    )?;
    let found = list.query_map([job], |row| {
        let whole = |number: i64| u64::try_from(number).unwrap_or(0);
        let numbers = (whole(row.get(1)?), whole(row.get(2)?));
        Ok((row.get::<_, String>(0)?, numbers))
    })?;
    for row in found {
        let (ending, (many, in_doubt)) = row?;
        match Ending::of(&ending) {
            Some(Ending::Succeeded) => rows.succeeded += many,
            Some(_) => rows.failed += many,
            None => rows.open += many,
        }
        rows.in_doubt += in_doubt;
    }
    Ok(())
}

/// The run of a name.
pub fn find(reader: &Connection, run: &str, owners: &Owners) -> Result<Kept, JournalError> {
    let cannot = |why: rusqlite::Error| JournalError::doing("cannot read the journal", why);
    let found = reader
        .query_row(&format!("{COLUMNS} WHERE name = ?1"), [run], |row| {
            kept(row, owners)
        })
        .optional()
        .map_err(cannot)?;
    let mut found = found.ok_or_else(|| JournalError(format!("the journal has no run {run}")))?;
    complete(reader, &mut found).map_err(cannot)?;
    Ok(found)
}

/// Whether anything is kept of a run.
pub fn knows(reader: &Connection, run: &str) -> Result<bool, JournalError> {
    let asked = reader.prepare_cached("SELECT 1 FROM run WHERE name = ?1");
    asked
        .and_then(|mut asked| asked.exists([run]))
        .map_err(|why| JournalError::doing("cannot read the journal", why))
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
