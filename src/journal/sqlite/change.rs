//! What changes beside the records: whose a run is, what somebody wants of it, and that it goes.

use super::owner::Owners;
use super::read::find;
use super::schema::NOBODY;
use super::trouble;
use crate::journal::{JournalError, Kept, RunState};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::sync::Arc;

/// Changes the file in one transaction, or not at all.
fn change<T>(
    connection: &mut Connection,
    what: &str,
    by: impl FnOnce(&Transaction<'_>) -> Result<T, Trouble>,
) -> Result<T, JournalError> {
    let cannot = |why: rusqlite::Error| trouble::changing(what, &why);
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    let done = by(&change).map_err(|trouble| match trouble {
        Trouble::Refused(why) => why,
        Trouble::File(why) => cannot(why),
    })?;
    change.commit().map_err(cannot)?;
    Ok(done)
}

enum Trouble {
    Refused(JournalError),
    File(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(why: rusqlite::Error) -> Self {
        Self::File(why)
    }
}

impl From<JournalError> for Trouble {
    fn from(why: JournalError) -> Self {
        Self::Refused(why)
    }
}

/// Makes an open run a process's own. A process that gave it back before it ended did not die.
pub fn claim(
    connection: &mut Connection,
    run: &str,
    me: &str,
    owners: &Owners,
) -> Result<Kept, JournalError> {
    change(
        connection,
        &format!("cannot take over run {run}"),
        |change| {
            let mut found = find(change, run, owners)?;
            match found.state {
                RunState::Running => {
                    return Err(JournalError(format!("another process runs {run}")).into());
                }
                RunState::Ended(_) => {
                    return Err(JournalError(format!("run {run} has ended")).into());
                }
                RunState::Interrupted | RunState::Held => {}
            }
            change.execute(
                "UPDATE run SET deaths = deaths + (owner <> ?3), owner = ?2, wish = NULL
             WHERE name = ?1",
                params![run, me, NOBODY],
            )?;
            found.deaths =
                change.query_row("SELECT deaths FROM run WHERE name = ?1", [run], |row| {
                    row.get(0)
                })?;
            Ok(found)
        },
    )
}

/// Gives back a run that the process has not gone on with.
pub fn release(connection: &mut Connection, run: &str, me: &str) -> Result<(), JournalError> {
    change(connection, &format!("cannot release run {run}"), |change| {
        change.execute(
            "UPDATE run SET owner = ?3 WHERE name = ?1 AND owner = ?2",
            params![run, me, NOBODY],
        )?;
        Ok(())
    })
}

/// Gives back everything that a process still drives: it ends, and does not die.
pub fn release_all(connection: &Connection, me: &str) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE run SET owner = ?2 WHERE owner = ?1 AND ended IS NULL",
            [me, NOBODY],
        )
        .map(drop)
}

/// Asks whoever drives a run to cancel it.
pub fn ask_to_cancel(
    connection: &mut Connection,
    run: &str,
    owners: &Owners,
) -> Result<(), JournalError> {
    change(connection, &format!("cannot cancel run {run}"), |change| {
        if find(change, run, owners)?.state != RunState::Running {
            return Err(JournalError(format!("no process runs {run}")).into());
        }
        change.execute("UPDATE run SET wish = 'cancel' WHERE name = ?1", [run])?;
        Ok(())
    })
}

/// The runs of a process that somebody wants to be cancelled; each is named once.
pub fn to_cancel(connection: &mut Connection, me: &str) -> Result<Vec<Arc<str>>, JournalError> {
    let asked: bool = connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM run
                 WHERE owner = ?1 AND ended IS NULL AND wish IS NOT NULL)",
            [me],
            |row| row.get(0),
        )
        .map_err(|why| JournalError::doing("cannot read the journal", why))?;
    if !asked {
        return Ok(Vec::new());
    }
    change(connection, "cannot read the journal", |change| {
        let mut list = change.prepare(
            "SELECT name FROM run WHERE owner = ?1 AND ended IS NULL AND wish IS NOT NULL",
        )?;
        let names = list.query_map([me], |row| row.get::<_, String>(0))?;
        let names: Vec<Arc<str>> = names
            .map(|name| name.map(Arc::from))
            .collect::<Result<_, _>>()?;
        if !names.is_empty() {
            change.execute("UPDATE run SET wish = NULL WHERE owner = ?1", [me])?;
        }
        Ok(names)
    })
}

/// Whether a process drives a row of this job, which another one has begun.
fn has_row_at_work(
    change: &Transaction<'_>,
    job: &str,
    owners: &Owners,
) -> Result<bool, rusqlite::Error> {
    let mut list = change.prepare(
        "SELECT DISTINCT owner FROM run WHERE job = ?1 AND ended IS NULL AND owner <> ?2",
    )?;
    let mut found = list.query_map([job, NOBODY], |row| row.get::<_, String>(0))?;
    found.try_fold(false, |any, owner| Ok(any || owners.lives(&owner?)))
}

/// A row that is forgotten has never begun: its job would run it a second time.
fn row_of_ended_job(change: &Transaction<'_>, (job, row): (&str, u64)) -> Result<(), Trouble> {
    let open: bool = change.query_row(
        "SELECT EXISTS (SELECT 1 FROM run WHERE name = ?1 AND ended IS NULL)",
        [job],
        |found| found.get(0),
    )?;
    if !open {
        return Ok(());
    }
    let why = format!(
        "row {row} cannot be forgotten before its job {job} has ended: `flow resume {job}` would \
         run the row a second time"
    );
    let help = format!("end the job: `flow resume {job}`, or `flow runs cancel {job}`");
    Err(JournalError(why).advise(&help).into())
}

/// Takes a run out of the file, and the runs of a job with it; what is freed is overwritten.
pub fn forget(connection: &mut Connection, run: &str, owners: &Owners) -> Result<(), JournalError> {
    change(connection, &format!("cannot forget run {run}"), |change| {
        let found = find(change, run, owners)?;
        let goes_on = found.state == RunState::Running || has_row_at_work(change, run, owners)?;
        if goes_on {
            let why = format!("run {run} has not ended: cancel it first");
            let help = format!("`flow runs cancel {run}`");
            return Err(JournalError(why).advise(&help).into());
        }
        if let Some((job, row)) = &found.item {
            row_of_ended_job(change, (job, *row))?;
        }
        super::audit::left_of_all(change, run)?;
        for table in ["record WHERE run", "doubt WHERE run", "signal WHERE run"] {
            change.execute(
                &format!(
                    "DELETE FROM {table} IN (SELECT name FROM run WHERE name = ?1 OR job = ?1)"
                ),
                [run],
            )?;
        }
        change.execute("DELETE FROM run WHERE name = ?1 OR job = ?1", [run])?;
        Ok(())
    })
}
