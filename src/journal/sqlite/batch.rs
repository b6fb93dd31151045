//! Records on their way into the file, in one transaction.

use super::audit::{Facts, Notes};
use super::keys::KeyFile;
use super::opening::{open_key, place};
use super::seal::Key;
use super::settled;
use super::trouble;
use crate::journal::secrets;
use crate::journal::{Item, Job, JournalError, Record, Started};
use crate::outcome::Outcome;
use crate::run::effect::{Completion, EffectId};
use jiff::Timestamp;
use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params,
};
use std::collections::HashMap;
use std::sync::Arc;

/// A run of which a record was refused; the others are kept.
pub struct Refused {
    pub run: Arc<str>,
    pub why: JournalError,
}

/// What is known of the runs that are written.
pub struct Batch {
    keys: Arc<KeyFile>,
    notes: Notes,
    owner: Arc<str>,
    runs: HashMap<Arc<str>, Known>,
}

struct Known {
    key: Key,
    next: i64,
}

/// Why one record is refused, or why the whole transaction fails.
enum Trouble {
    Record(String),
    File(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(why: rusqlite::Error) -> Self {
        Self::File(why)
    }
}

impl Batch {
    pub fn new(keys: Arc<KeyFile>, notes: Notes, owner: Arc<str>) -> Self {
        Self {
            keys,
            notes,
            owner,
            runs: HashMap::new(),
        }
    }

    /// Who writes.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The keys under which runs are sealed.
    pub fn keys(&self) -> &KeyFile {
        &self.keys
    }

    /// Another process may write into all of them from now on.
    pub fn look_again_at_all(&mut self) {
        self.runs.clear();
    }

    /// Another process may have written into this run since.
    pub fn look_again(&mut self, run: &str) {
        self.runs.remove(run);
    }

    /// Writes them all, or none.
    pub fn write(
        &mut self,
        connection: &mut Connection,
        records: &[(Arc<str>, Record)],
    ) -> Result<Vec<Refused>, rusqlite::Error> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let written = self.try_write(connection, records);
        if written.is_err() {
            // What was learned in a transaction that came to nothing may be wrong.
            self.runs.clear();
        }
        written
    }

    fn try_write(
        &mut self,
        connection: &mut Connection,
        records: &[(Arc<str>, Record)],
    ) -> Result<Vec<Refused>, rusqlite::Error> {
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut refused: Vec<Refused> = Vec::new();
        for (run, record) in records {
            if refused.iter().any(|other| other.run == *run) {
                continue;
            }
            match self.put(&change, run, record) {
                Ok(()) => {}
                Err(Trouble::File(why)) => return Err(why),
                Err(Trouble::Record(why)) => refused.push(Refused {
                    run: run.clone(),
                    why: JournalError(why),
                }),
            }
        }
        change.commit()?;
        Ok(refused)
    }

    /// Writes a record into a run that is over, whoever drove it.
    pub fn add(
        &mut self,
        connection: &mut Connection,
        run: &Arc<str>,
        record: &Record,
    ) -> Result<(), JournalError> {
        let cannot = |why: rusqlite::Error| trouble::changing("cannot write the journal", &why);
        let change = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(cannot)?;
        let added = self.look_up(&change, run, true).and_then(|known| {
            self.runs.insert(run.clone(), known);
            settled::know_again(&change, (&self.keys, &self.notes), run, record)?;
            self.put(&change, run, record)
        });
        self.runs.remove(run);
        match added {
            Ok(()) => change.commit().map_err(cannot),
            Err(Trouble::Record(why)) => Err(JournalError(why)),
            Err(Trouble::File(why)) => Err(cannot(why)),
        }
    }

    fn put(
        &mut self,
        change: &Transaction<'_>,
        run: &Arc<str>,
        record: &Record,
    ) -> Result<(), Trouble> {
        match record {
            Record::Started(started) => self.begin(change, run, &Beginning::of_run(started))?,
            Record::Job(job) => self.begin(change, run, &Beginning::of_job(job))?,
            _ => {}
        }
        if !self.runs.contains_key(run) {
            let known = self.look_up(change, run, false)?;
            self.runs.insert(run.clone(), known);
        }
        let Some(known) = self.runs.get_mut(run) else {
            return Ok(());
        };
        let text = serde_json::to_vec(&secrets::take_out(record.clone()))
            .map_err(|why| Trouble::Record(format!("a record cannot be written: {why}")))?;
        let sealed = known
            .key
            .seal(&place(run, known.next), text)
            .map_err(|why| Trouble::Record(why.into()))?;
        change
            .prepare_cached("INSERT INTO record (run, number, payload) VALUES (?1, ?2, ?3)")?
            .execute(params![&**run, known.next, sealed])
            .map_err(taken)?;
        known.next += 1;
        note(change, run, record, &self.notes)?;
        if matches!(record, Record::Ended { .. }) {
            self.runs.remove(run);
        }
        Ok(())
    }

    fn begin(
        &mut self,
        change: &Transaction<'_>,
        run: &Arc<str>,
        begins: &Beginning<'_>,
    ) -> Result<(), Trouble> {
        let (key, number, sealed) = self.keys.new_key(run).map_err(Trouble::Record)?;
        let fresh = change
            .prepare_cached(
                "INSERT OR IGNORE INTO run
                     (name, script, started, owner, key_number, sealed_key, job, item, rows, facts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                &**run,
                begins.script,
                begins.at.to_string(),
                &*self.owner,
                number,
                sealed,
                begins.item.map(|item| &*item.job),
                begins.item.map(|item| whole(item.row)),
                begins.rows.map(whole),
                begins.facts.as_ref().map(Facts::text),
            ])?;
        if fresh == 0 {
            let why = format!("the journal already has a run {run}");
            return Err(Trouble::Record(why));
        }
        self.runs.insert(run.clone(), Known { key, next: 0 });
        Ok(())
    }

    /// A run that another process began: one that this one has claimed, or one that is over.
    fn look_up(
        &self,
        change: &Transaction<'_>,
        run: &Arc<str>,
        over: bool,
    ) -> Result<Known, Trouble> {
        let found = change
            .query_row(
                "SELECT owner, key_number, sealed_key, ended IS NOT NULL,
                        (SELECT coalesce(max(number) + 1, 0) FROM record WHERE run = name)
                 FROM run WHERE name = ?1",
                [&**run],
                |row| {
                    let owner: String = row.get(0)?;
                    let (number, sealed): (u32, Vec<u8>) = (row.get(1)?, row.get(2)?);
                    Ok((owner, number, sealed, row.get::<_, bool>(3)?, row.get(4)?))
                },
            )
            .optional()?;
        let Some((owner, number, sealed, ended, next)) = found else {
            return Err(Trouble::Record(format!("the journal has no run {run}")));
        };
        if over && !ended {
            return Err(Trouble::Record(format!("run {run} has not ended")));
        }
        if !over && (ended || *owner != *self.owner) {
            return Err(Trouble::Record(format!("another process runs {run}")));
        }
        let key = open_key(&self.keys, run, number, &sealed).map_err(Trouble::Record)?;
        Ok(Known { key, next })
    }
}

/// What stands beside the records of a run, for whoever looks without a key.
struct Beginning<'a> {
    script: &'a str,
    at: Timestamp,
    item: Option<&'a Item>,
    rows: Option<u64>,
    facts: Option<Facts>,
}

impl<'a> Beginning<'a> {
    fn of_run(started: &'a Started) -> Self {
        Self {
            script: &started.script,
            at: started.start.at.timestamp(),
            item: started.item.as_ref(),
            rows: None,
            facts: Facts::of_run(started),
        }
    }

    fn of_job(job: &'a Job) -> Self {
        Self {
            script: &job.script.name,
            at: job.at,
            item: None,
            rows: Some(job.rows),
            facts: Some(Facts::of_job(job)),
        }
    }
}

/// Another process has written into the run since: it alone loses its records, and not all runs of
/// this transaction.
fn taken(why: rusqlite::Error) -> Trouble {
    match why.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => {
            Trouble::Record("another process has resumed this run".into())
        }
        _ => Trouble::File(why),
    }
}

/// What can be asked of the file without opening a record: which writes are in doubt, what is over;
/// and what the audit record says of it.
fn note(
    change: &Transaction<'_>,
    run: &str,
    record: &Record,
    notes: &Notes,
) -> Result<(), rusqlite::Error> {
    match record {
        Record::Asked {
            id,
            name,
            of,
            about,
            ..
        } => notes.asked(change, (run, *id), (name, of.as_deref()), about),
        Record::Told { id, completion, .. } => {
            notes.told(change, (run, *id), completion)?;
            match is_known(completion) {
                true => settle(change, run, *id),
                false => Ok(()),
            }
        }
        Record::Settled {
            id, happened, by, ..
        } => {
            notes.settled(change, (run, *id), (*happened, by))?;
            settle(change, run, *id)
        }
        Record::Ended {
            at,
            how,
            outcome,
            in_doubt,
        } => {
            notes.left(change, run)?;
            keep_in_doubt(change, run, in_doubt)?;
            change
                .prepare_cached(
                    "UPDATE run SET ended = ?2, ending = ?3, outcome = ?4 WHERE name = ?1",
                )?
                .execute(params![run, at.to_string(), how.word(), outcome.as_deref()])
                .map(drop)
        }
        _ => Ok(()),
    }
}

/// Nothing of a write is in doubt any more.
fn settle(change: &Transaction<'_>, run: &str, effect: EffectId) -> Result<(), rusqlite::Error> {
    change
        .prepare_cached("DELETE FROM doubt WHERE run = ?1 AND effect = ?2")?
        .execute(params![run, number(effect)])
        .map(drop)
}

/// Leaves in doubt what the run says that it is: of the rest the script has taken care.
fn keep_in_doubt(
    change: &Transaction<'_>,
    run: &str,
    in_doubt: &[EffectId],
) -> Result<(), rusqlite::Error> {
    let effects: Vec<i64> = {
        let mut list = change.prepare_cached("SELECT effect FROM doubt WHERE run = ?1")?;
        let rows = list.query_map([run], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for effect in effects {
        if !in_doubt.iter().any(|id| number(*id) == effect) {
            change
                .prepare_cached("DELETE FROM doubt WHERE run = ?1 AND effect = ?2")?
                .execute(params![run, effect])?;
        }
    }
    Ok(())
}

fn is_known(completion: &Completion) -> bool {
    match completion {
        Completion::Answer(answer) => answer.outcome != Outcome::UNKNOWN,
        Completion::Slept => true,
        Completion::Lost => false,
    }
}

fn number(id: EffectId) -> i64 {
    whole(id)
}

/// As SQLite has whole numbers.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
