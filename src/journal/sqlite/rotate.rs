//! A new key for the journal, in two phases: first every run is sealed under the new one, while the
//! old one still opens what another process seals meanwhile; then the old ones go.

use super::keys::KeyFile;
use super::lost;
use super::owner::Owners;
use super::trouble;
use crate::journal::JournalError;
use rusqlite::{Connection, TransactionBehavior, params};

/// So many runs are sealed anew in one transaction: whoever writes waits no longer than for these.
const AT_ONCE: usize = 1_000;

/// How keys stand after a phase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rotated {
    /// How many runs were sealed under the newest key now.
    pub runs: usize,
    /// How many keys there are.
    pub keys: usize,
}

/// The first phase, or the rest of one that was interrupted: it can be repeated.
pub(super) fn begin(connection: &mut Connection, keys: &KeyFile) -> Result<Rotated, JournalError> {
    let number = keys.add()?;
    lost::know(connection, keys).map_err(cannot)?;
    let runs = seal_all(connection, keys, number)?;
    Ok(Rotated {
        runs,
        keys: keys.count(),
    })
}

/// The second phase: what was sealed under an older key meanwhile is sealed anew, and the older keys
/// go. Refused while another process may still seal something under one of them.
pub(super) fn finish(
    connection: &mut Connection,
    keys: &KeyFile,
    owners: &Owners,
) -> Result<Rotated, JournalError> {
    if owners.others_live() {
        return Err(JournalError(
            "another `flow` is running and may still use the old key: wait until it has ended"
                .into(),
        ));
    }
    let (number, _) = keys.newest();
    let runs = seal_all(connection, keys, number)?;
    keys.keep_newest()?;
    Ok(Rotated {
        runs,
        keys: keys.count(),
    })
}

fn seal_all(
    connection: &mut Connection,
    keys: &KeyFile,
    number: u32,
) -> Result<usize, JournalError> {
    let mut all = 0;
    loop {
        let some = seal_some(connection, keys, number)?;
        all += some;
        if some < AT_ONCE {
            return Ok(all);
        }
    }
}

fn seal_some(
    connection: &mut Connection,
    keys: &KeyFile,
    number: u32,
) -> Result<usize, JournalError> {
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    let old: Vec<(String, u32, Vec<u8>)> = {
        let mut list = change
            .prepare("SELECT name, key_number, sealed_key FROM run WHERE key_number <> ?1 LIMIT ?2")
            .map_err(cannot)?;
        let rows = list
            .query_map(params![number, AT_ONCE as i64], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .map_err(cannot)?;
        rows.collect::<Result<_, _>>().map_err(cannot)?
    };
    for (run, under, sealed) in &old {
        let opened = keys.unseal(*under, run, sealed).ok_or_else(|| {
            JournalError(format!(
                "run {run} cannot be encrypted again: its key (number {under}) is not in the key file; \
                 `flow runs forget {run}` removes it"
            ))
        })?;
        let (_, fresh) = keys
            .seal(run, opened)
            .map_err(|why| JournalError::doing("cannot encrypt the runs again", why))?;
        change
            .execute(
                "UPDATE run SET key_number = ?2, sealed_key = ?3 WHERE name = ?1",
                params![run, number, fresh],
            )
            .map_err(cannot)?;
    }
    change.commit().map_err(cannot)?;
    Ok(old.len())
}

fn cannot(why: rusqlite::Error) -> JournalError {
    trouble::changing("cannot encrypt the runs again", &why)
}
