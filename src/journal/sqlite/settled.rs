//! What a person finds out of a write whose `Unknown` the script has looked after: when the run ended, nothing
//! was in doubt any more, and the audit record is to say all the same what came of it.

use super::audit::Notes;
use super::keys::KeyFile;
use super::read;
use crate::journal::Record;
use rusqlite::Transaction;

/// Knows the write again of which a run that is over is told something, out of the run's own records.
pub fn know_again(
    change: &Transaction<'_>,
    (keys, notes): (&KeyFile, &Notes),
    run: &str,
    record: &Record,
) -> rusqlite::Result<()> {
    let Record::Settled { id: settled, .. } = record else {
        return Ok(());
    };
    if notes.knows(change, (run, *settled))? {
        return Ok(());
    }
    // Of what cannot be read nothing can be said in the audit record.
    let records = read::records(change, run, keys).unwrap_or_default();
    let asked = records.iter().rev().find_map(|record| match record {
        Record::Asked {
            id,
            name,
            of,
            about,
            ..
        } if id == settled => Some((name, of, about)),
        _ => None,
    });
    match asked {
        Some((name, of, about)) => {
            notes.asked(change, (run, *settled), (name, of.as_deref()), about)
        }
        None => Ok(()),
    }
}
