//! Keys that are lost: a deleted `journal.keys`, or one that was put back from a copy of another day. The
//! journal knows the keys under which its runs are sealed, and begins nothing while one of them is missing: a
//! new key in its place would let it go on, and the runs of the old one would fail one after the other.

use super::keys::KeyFile;
use crate::journal::JournalError;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// The name of the file.
pub const FILE: &str = "journal.keys";

/// The keys of a journal: a first one is made where no run can need another.
pub fn keys(folder: &Path, journal: &Path) -> Result<KeyFile, JournalError> {
    let path = folder.join(FILE);
    let needed = !path.exists() && has_runs(journal);
    // Another process may have made the file, and begun a run, in between.
    match needed && !path.exists() {
        true => KeyFile::as_they_are(&path),
        false => KeyFile::open(&path),
    }
}

/// What cannot be read as a journal has no runs: the error is reported where it is opened.
fn has_runs(journal: &Path) -> bool {
    let reader = journal
        .exists()
        .then(|| super::schema::open_to_read(journal));
    let Some(Ok(reader)) = reader else {
        return false;
    };
    let found = reader.query_row("SELECT EXISTS (SELECT 1 FROM run)", [], |row| row.get(0));
    found.unwrap_or(false)
}

/// Why nothing may begin: a key under which runs are sealed is in no file. Where none is lost, the journal
/// knows all keys of the file from now on.
pub fn look(
    connection: &Connection,
    keys: &KeyFile,
    folder: &Path,
) -> Result<Option<JournalError>, JournalError> {
    let found = missing(connection, keys).map_err(cannot)?;
    if !found.is_empty() || !keys.are_there() {
        return match found.iter().map(|one| one.runs).sum() {
            // Nothing is lost with a file that no run needs.
            0 => Ok(None),
            runs => Ok(Some(told(&found, runs, keys, folder))),
        };
    }
    // On a full disk it is known the next time: a command that only reads does not fail here.
    let _ = know(connection, keys);
    Ok(None)
}

/// Goes on with a new key where older ones are lost: how many runs cannot be read any more.
pub fn begin_again(connection: &Connection, keys: &KeyFile) -> Result<u64, JournalError> {
    let lost = missing(connection, keys).map_err(cannot)?;
    let Some(highest) = lost.iter().map(|one| one.number).max() else {
        return Err(JournalError("no key of the journal is lost".into())
            .advise("`flow runs rotate-key` changes a key"));
    };
    keys.begin_again(highest + 1)?;
    for one in &lost {
        forget(connection, one.number).map_err(cannot)?;
    }
    know(connection, keys).map_err(cannot)?;
    Ok(lost.iter().map(|one| one.runs).sum())
}

/// A key that is in no file, and so many runs are sealed under it.
struct Missing {
    number: u32,
    runs: u64,
}

fn missing(connection: &Connection, keys: &KeyFile) -> rusqlite::Result<Vec<Missing>> {
    let mut list = connection.prepare("SELECT number, mark FROM user_key")?;
    let rows = list.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let known: Vec<(u32, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let has = |(number, mark): &(u32, String)| keys.mark_of(*number).as_ref() == Some(mark);
    if !known.iter().all(has) {
        keys.read_again();
    }
    if known.is_empty() {
        return not_opened(connection, keys);
    }
    let mut found = Vec::new();
    for (number, _) in known.into_iter().filter(|one| !has(one)) {
        match runs_under(connection, number)? {
            // It was removed, and nothing was sealed under it any more.
            0 => drop(forget(connection, number)),
            runs => found.push(Missing { number, runs }),
        }
    }
    Ok(found)
}

/// The same of a journal whose runs were all kept before it knew its keys.
fn not_opened(connection: &Connection, keys: &KeyFile) -> rusqlite::Result<Vec<Missing>> {
    let mut list = connection.prepare(
        "SELECT key_number, count(*), max(name) FROM run GROUP BY key_number ORDER BY key_number",
    )?;
    let rows = list.query_map([], |row| {
        let runs: i64 = row.get(1)?;
        Ok((row.get(0)?, runs, row.get::<_, String>(2)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (number, runs, last) = row?;
        if !opens(connection, keys, (number, &last))? {
            let runs = u64::try_from(runs).unwrap_or(0);
            found.push(Missing { number, runs });
        }
    }
    Ok(found)
}

fn opens(
    connection: &Connection,
    keys: &KeyFile,
    (number, run): (u32, &str),
) -> rusqlite::Result<bool> {
    let sealed: Option<Vec<u8>> = connection
        .query_row("SELECT sealed_key FROM run WHERE name = ?1", [run], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(sealed.is_none_or(|sealed| keys.unseal(number, run, &sealed).is_some()))
}

fn runs_under(connection: &Connection, number: u32) -> rusqlite::Result<u64> {
    let asked = "SELECT count(*) FROM run WHERE key_number = ?1";
    let runs: i64 = connection.query_row(asked, [number], |row| row.get(0))?;
    Ok(u64::try_from(runs).unwrap_or(0))
}

fn forget(connection: &Connection, number: u32) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM user_key WHERE number = ?1", [number])
}

/// Keeps in mind which keys the file has.
pub fn know(connection: &Connection, keys: &KeyFile) -> rusqlite::Result<()> {
    for (number, mark) in keys.marks() {
        let known: bool = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM user_key WHERE number = ?1)")?
            .query_row([number], |row| row.get(0))?;
        if !known {
            connection.execute(
                "INSERT OR IGNORE INTO user_key (number, mark) VALUES (?1, ?2)",
                params![number, mark],
            )?;
        }
    }
    Ok(())
}

fn told(found: &[Missing], runs: u64, keys: &KeyFile, folder: &Path) -> JournalError {
    let path = folder.join(FILE);
    let path = path.display();
    let runs = match runs {
        1 => "1 run".to_owned(),
        many => format!("{many} runs"),
    };
    let numbers: Vec<String> = found.iter().map(|one| one.number.to_string()).collect();
    let numbers = match &numbers[..] {
        [one] => format!("key {one}"),
        many => format!("keys {}", many.join(", ")),
    };
    let what = match keys.are_there() {
        false => format!(
            "{path} is missing: without it the values of {runs} cannot be read, and no run starts or continues"
        ),
        true => format!(
            "{path} does not have {numbers} of the journal: without it the values of {runs} cannot be read, \
             and no run starts or continues"
        ),
    };
    let back = match keys.are_there() {
        false => "put the file back from a copy of the folder",
        true => {
            "put the file of the journal back from a copy of the folder, or add its lines to this one"
        }
    };
    JournalError(what).advise(&format!(
        "{back}; if there is none, `flow runs rotate-key --lost` continues with a new key: these runs stay listed, \
         and can only be forgotten"
    ))
}

fn cannot(why: rusqlite::Error) -> JournalError {
    JournalError::doing("cannot use the keys of the journal", why)
}
