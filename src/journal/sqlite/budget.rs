//! How many requests a tenant's systems get in a time: one budget for all programs of the machine,
//! beside the journal. It is no record: what is lost of it in a power cut is a moment's pace.

use super::schema;
use crate::journal::JournalError;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Nobody waits longer than this for a turn: where the clock was set back, the turns begin anew.
const LONGEST: i64 = 3_600_000_000;

/// The slowest that refusals make it, in thousandths of the usual time between two requests.
const SLOWEST: i64 = 16_000;

/// Refusals that are so many turns apart, or less, show a limit below the budget; a single one is as
/// often an accident, which slows nobody down.
const TOGETHER: i64 = 20;

/// Requests that are under way together are refused together: that is one refusal, in microseconds.
const AT_ONCE: i64 = 200_000;

/// The budget of one tenant.
pub struct Budget {
    connection: Mutex<Connection>,
    tenant: String,
    /// Microseconds from one request to the next.
    every: i64,
}

impl Budget {
    pub(super) fn open(file: &Path, tenant: &str, per_second: f64) -> Result<Self, JournalError> {
        let connection = schema::open_to_write(file)?;
        let cannot = |why: rusqlite::Error| JournalError::doing("cannot keep the budget", why);
        // Only here: records of runs wait for the disk.
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .map_err(cannot)?;
        let every = (1_000_000.0 / per_second.max(0.000_1)) as i64;
        Ok(Self {
            connection: Mutex::new(connection),
            tenant: tenant.to_owned(),
            every: every.max(1),
        })
    }

    /// Takes the next turn, and says how long to wait for it.
    pub fn take(&self) -> Result<Duration, JournalError> {
        let now = now();
        let at = self.change(|row| {
            let slow = row.slow.max(1000);
            let at = match row.next > now + LONGEST {
                true => now,
                false => row.next.max(now),
            };
            row.next = at + self.every * slow / 1000;
            // Every answer that is no refusal makes it a little faster again.
            row.slow = (slow - slow / 100).max(1000);
            at
        })?;
        Ok(Duration::from_micros(u64::try_from(at - now).unwrap_or(0)))
    }

    /// The system has refused a request, since there were too many. All wait for as long as it says; if it
    /// refuses one again and again, all go on more slowly.
    pub fn refused(&self, wait: Option<Duration>) -> Result<(), JournalError> {
        let now = now();
        let every = self.every;
        self.change(|row| {
            let since = now - row.refused;
            let slow = row.slow.max(1000);
            let again = (0..TOGETHER * every * slow / 1000 + AT_ONCE).contains(&since);
            if again && since >= AT_ONCE {
                row.slow = (slow * 5 / 4).min(SLOWEST);
            }
            let wait = wait.or_else(|| again.then_some(Duration::from_secs(1)));
            let wait = i64::try_from(wait.unwrap_or_default().as_micros()).unwrap_or(LONGEST);
            row.next = row.next.max(now + wait.min(LONGEST));
            row.refused = now;
        })
    }

    fn change<T>(&self, by: impl FnOnce(&mut Row) -> T) -> Result<T, JournalError> {
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let done = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|change| {
                let mut row = Row::read(&change, &self.tenant)?;
                let before = row.refused;
                let done = by(&mut row);
                row.write(&change, &self.tenant, before)?;
                change.commit()?;
                Ok(done)
            });
        done.map_err(|why| JournalError::doing("cannot keep the budget", why))
    }
}

/// How a budget stands.
struct Row {
    /// When the next turn is, in microseconds.
    next: i64,
    /// How much slower than usual it goes, in thousandths.
    slow: i64,
    /// When a request was refused last, in microseconds.
    refused: i64,
}

impl Row {
    fn read(change: &Transaction<'_>, tenant: &str) -> rusqlite::Result<Self> {
        let mut read = change.prepare_cached(
            "SELECT next, slow, (SELECT at FROM refusal WHERE refusal.tenant = budget.tenant)
             FROM budget WHERE tenant = ?1",
        )?;
        let found = read.query_row([tenant], |row| {
            Ok(Self {
                next: row.get(0)?,
                slow: row.get(1)?,
                refused: row.get::<_, Option<i64>>(2)?.unwrap_or(0),
            })
        });
        Ok(found.optional()?.unwrap_or(Self {
            next: 0,
            slow: 1000,
            refused: 0,
        }))
    }

    fn write(&self, change: &Transaction<'_>, tenant: &str, before: i64) -> rusqlite::Result<()> {
        change
            .prepare_cached(
                "INSERT OR REPLACE INTO budget (tenant, next, slow) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![tenant, self.next, self.slow])?;
        if self.refused != before {
            change
                .prepare_cached("INSERT OR REPLACE INTO refusal (tenant, at) VALUES (?1, ?2)")?
                .execute(params![tenant, self.refused])?;
        }
        Ok(())
    }
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(folder: &tempfile::TempDir) -> Budget {
        let file = folder.path().join("journal.sqlite");
        Budget::open(&file, "cxone na1", 0.1).expect("it opens")
    }

    #[test]
    fn programs_take_turns_of_one_budget() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (budget(&folder), budget(&folder));
        let waits: Vec<u64> = [&one, &other, &one, &other]
            .map(|budget| budget.take().unwrap().as_secs())
            .into();
        // Four turns are 10 s apart, less what the test itself took.
        assert_eq!(waits[0], 0);
        assert!(waits[3] > waits[1] && waits[3] <= 30, "{waits:?}");
    }

    #[test]
    fn after_a_refusal_all_wait_and_after_several_they_go_on_more_slowly() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (budget(&folder), budget(&folder));
        one.refused(Some(Duration::from_secs(60))).unwrap();
        let first = other.take().unwrap();
        assert!(first > Duration::from_secs(50), "{first:?}");
        let second = other.take().unwrap();
        let apart = second - first;
        assert!(
            apart <= Duration::from_secs(10),
            "one slows nobody: {apart:?}"
        );
        // The last one was some turns ago.
        one.change(|row| row.refused -= 30_000_000).unwrap();
        one.refused(None).unwrap();
        let third = other.take().unwrap();
        let fourth = other.take().unwrap();
        assert!(
            fourth - third > Duration::from_secs(11),
            "{third:?} {fourth:?}"
        );
    }

    /// The requests that were under way together.
    #[test]
    fn refusals_at_one_time_are_one() {
        let folder = tempfile::tempdir().unwrap();
        let budget = budget(&folder);
        budget
            .change(|row| row.refused = now() - 30_000_000)
            .unwrap();
        for _ in 0..20 {
            budget.refused(None).unwrap();
        }
        let slow = budget.change(|row| row.slow).unwrap();
        assert!(slow <= 1250, "{slow}");
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let budget = budget(&folder);
        budget
            .change(|row| row.next = now() + 10 * LONGEST)
            .unwrap();
        assert!(budget.take().unwrap() < Duration::from_secs(1));
    }
}
