//! Writes that the file has and the journal does not: they were sent, and are put in doubt, so that no run
//! sends them again.

use super::super::keys::KeyFile;
use super::super::schema::NOBODY;
use super::entry::Entry;
use super::place::{cannot, path};
use super::verify::Anchor;
use super::{note, verify};
use crate::journal::{Ending, JournalError};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::Path;

/// A run of which the journal does not know all that it has sent.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct UnknownRun {
    /// Its name.
    pub run: String,
    /// The job, and the row of it, that it is for.
    pub item: Option<(String, u64)>,
    /// The writes: the action, and what came of it.
    pub writes: Vec<(String, String)>,
    /// What is to be kept of each.
    sent: BTreeMap<String, Entry>,
}

/// What the file has and the journal does not.
pub(super) struct Missing {
    pub runs: Vec<UnknownRun>,
    /// The end of the file.
    end: Anchor,
    /// What waits in the journal and is in the file already.
    written: Vec<u64>,
}

/// What stands in every entry of a run.
const FACTS: [&str; 6] = ["flow", "flow-sha256", "by", "profiles", "principal", "plan"];

/// Looks for what the journal does not know.
pub(super) fn missing(connection: &Connection, folder: &Path) -> Result<Missing, JournalError> {
    let waiting = waiting(connection)?;
    let base = note::written(connection).map_err(cannot)?;
    let mut runs: BTreeMap<String, UnknownRun> = BTreeMap::new();
    let mut last = Anchor::default();
    let mut written = Vec::new();
    let mut is_joined = base.number == 0;
    for entry in verify::all(&path(folder))? {
        let number = entry.number("number").unwrap_or(0);
        let hash = entry.text("hash").to_owned();
        if is_joined {
            follows(&entry, &last)?;
            match waiting.get(&number).is_some_and(|known| *known == hash) {
                true => written.push(number),
                false => take(&mut runs, entry),
            }
        }
        last = Anchor { number, hash };
        is_joined |= last == base;
    }
    match is_joined {
        true => Ok(Missing {
            runs: runs.into_values().filter(UnknownRun::is_open).collect(),
            end: last,
            written,
        }),
        false => Err(JournalError(format!(
            "entry {} of `audit.jsonl` is not the one that the journal knows: the file was changed, or \
             belongs to another journal",
            base.number
        ))
        .advise(
            "check each run since then in the system; then keep `audit.jsonl` in another folder, so that \
             a new one begins",
        )),
    }
}

/// An entry that was changed, or does not follow, says nothing that could be relied on.
fn follows(entry: &Entry, last: &Anchor) -> Result<(), JournalError> {
    let number = entry.number("number").unwrap_or(0);
    let fits = number == last.number + 1 && entry.text("previous") == last.hash;
    match fits && entry.hash() == entry.text("hash") {
        true => Ok(()),
        false => Err(JournalError(format!(
            "entry {number} of `audit.jsonl` was changed after it was written"
        ))
        .advise("`flow audit verify` lists what is wrong with the file")),
    }
}

impl UnknownRun {
    /// Whether anything of it may have happened.
    fn is_open(&self) -> bool {
        !self.sent.is_empty()
    }
}

/// What is in the journal and not in the file, by its number: its hash.
type Waiting = BTreeMap<u64, String>;

fn waiting(connection: &Connection) -> Result<Waiting, JournalError> {
    let mut list = connection
        .prepare("SELECT number, line FROM audit")
        .map_err(cannot)?;
    let rows = list.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    });
    let mut found = Waiting::new();
    for row in rows.map_err(cannot)? {
        let (number, line) = row.map_err(cannot)?;
        let hash = Entry::read(&line).map_or(String::new(), |entry| entry.text("hash").to_owned());
        found.insert(u64::try_from(number).unwrap_or(0), hash);
    }
    Ok(found)
}

fn take(runs: &mut BTreeMap<String, UnknownRun>, entry: Entry) {
    let name = entry.text("run").to_owned();
    let run = runs.entry(name.clone()).or_default();
    run.run = name;
    let job = entry.text("job");
    run.item = entry.number("row").map(|row| (job.to_owned(), row));
    let effect = entry.text("effect").to_owned();
    match entry.text("result") {
        "done" | "in-doubt" | "settled-done" => {
            let action = entry.text("action").to_owned();
            run.writes.push((action, entry.text("result").to_owned()));
            run.sent.insert(effect, entry);
        }
        // The system did not do it, or a person has found that out.
        _ => drop(run.sent.remove(&effect)),
    }
}

/// Puts all of it in doubt, and lets the journal's own entries follow the file's.
pub(super) fn import(
    connection: &mut Connection,
    folder: &Path,
    keys: &KeyFile,
) -> Result<Vec<UnknownRun>, JournalError> {
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    let missing = missing(&change, folder)?;
    for run in &missing.runs {
        put(&change, run, keys)?;
    }
    chain(&change, (missing.end, &missing.written)).map_err(cannot)?;
    change.commit().map_err(cannot)?;
    Ok(missing.runs)
}

fn put(change: &Transaction<'_>, run: &UnknownRun, keys: &KeyFile) -> Result<(), JournalError> {
    let open: Option<bool> = change
        .query_row(
            "SELECT ended IS NULL FROM run WHERE name = ?1",
            [&run.run],
            |row| row.get(0),
        )
        .optional()
        .map_err(cannot)?;
    match open {
        None => begin(change, run, keys)?,
        Some(true) => end(change, run).map_err(cannot)?,
        // What has ended sends nothing more.
        Some(false) => return Ok(()),
    }
    for entry in run.sent.values() {
        doubt(change, run, entry).map_err(cannot)?;
    }
    Ok(())
}

/// A run of which the journal knows nothing. Its name is taken: nobody begins it again.
fn begin(change: &Transaction<'_>, run: &UnknownRun, keys: &KeyFile) -> Result<(), JournalError> {
    let Some(first) = run.sent.values().next() else {
        return Ok(());
    };
    let (_, number, sealed) = keys.new_key(&run.run).map_err(JournalError)?;
    let facts = first.json();
    let facts = FACTS
        .iter()
        .filter_map(|name| Some((*name, facts.get(*name)?.clone())));
    let facts: BTreeMap<&str, Json> = facts.collect();
    let knows = "SELECT EXISTS (SELECT 1 FROM run WHERE name = ?1)";
    let item = match &run.item {
        Some((job, row))
            if change
                .query_row(knows, [job], |found| found.get(0))
                .map_err(cannot)? =>
        {
            Some((job, row))
        }
        // Without its job a row would be in no list.
        _ => None,
    };
    change
        .execute(
            "INSERT INTO run (name, script, started, ended, ending, outcome, owner, key_number,
                 sealed_key, job, item, facts)
             VALUES (?1, ?2, ?3, ?3, ?4, 'Unknown', ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                run.run,
                first.text("flow"),
                first.text("at"),
                Ending::Stopped.word(),
                NOBODY,
                number,
                sealed,
                item.map(|(job, _)| job),
                item.map(|(_, row)| note::whole(*row)),
                serde_json::to_string(&facts).unwrap_or_default(),
            ],
        )
        .map(drop)
        .map_err(cannot)
}

/// A run that the journal has as it was before: it does not go on from there.
fn end(change: &Transaction<'_>, run: &UnknownRun) -> rusqlite::Result<()> {
    let at = run.sent.values().map(|entry| entry.text("at")).max();
    change
        .execute(
            "UPDATE run SET ended = ?2, ending = ?3, outcome = 'Unknown', owner = ?4 WHERE name = ?1",
            params![run.run, at, Ending::Stopped.word(), NOBODY],
        )
        .map(drop)
}

fn doubt(change: &Transaction<'_>, run: &UnknownRun, entry: &Entry) -> rusqlite::Result<()> {
    let effect = entry.text("effect");
    let known: Option<i64> = change
        .query_row(
            "SELECT effect FROM doubt WHERE run = ?1 AND name = ?2",
            [&run.run, effect],
            |row| row.get(0),
        )
        .optional()?;
    // Entries of older versions do not say the number: that of the entry is as good to name it.
    let number = entry.number("write").or(entry.number("number"));
    let number = known.unwrap_or(note::whole(number.unwrap_or(0)));
    let maybe = |field: &str| Some(entry.text(field).to_owned()).filter(|text| !text.is_empty());
    change
        .execute(
            "INSERT OR REPLACE INTO doubt (run, effect, name, action, thing, before, after, told)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)",
            params![
                run.run,
                number,
                effect,
                maybe("action"),
                maybe("thing"),
                maybe("before"),
                maybe("after"),
            ],
        )
        .map(drop)
}

/// The entries that wait in the journal follow the file's last one: none of them was ever in the file.
fn chain(change: &Transaction<'_>, (mut last, written): (Anchor, &[u64])) -> rusqlite::Result<()> {
    let lines: Vec<String> = {
        let mut list = change.prepare("SELECT line FROM audit ORDER BY number")?;
        let rows = list.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    change.execute("DELETE FROM audit", [])?;
    for entry in lines.iter().filter_map(|line| Entry::read(line)) {
        if entry
            .number("number")
            .is_some_and(|number| written.contains(&number))
        {
            continue;
        }
        let (line, hash) = entry.following(last.number, &last.hash).sealed();
        last = Anchor {
            number: last.number + 1,
            hash,
        };
        change.execute(
            "INSERT INTO audit (number, line) VALUES (?1, ?2)",
            params![note::whole(last.number), line],
        )?;
    }
    change
        .execute(
            "INSERT OR REPLACE INTO audit_head (one, number, hash) VALUES (1, ?1, ?2)",
            params![note::whole(last.number), last.hash],
        )
        .map(drop)
}
