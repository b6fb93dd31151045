//! The file: entries go from the journal to its end, and are on the disk before the journal lets go
//! of them.

use super::fit::{self, End};
use super::place::{cannot, path};
use crate::journal::JournalError;
use rusqlite::{Connection, TransactionBehavior};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Puts what waits in the journal into the file. Several processes do it one after the other; one that
/// dies in between leaves entries in both places, and the next one sees that. A chain that does not fit is
/// not made longer: the entries wait.
pub(super) fn drain(connection: &mut Connection, folder: &Path) -> Result<(), JournalError> {
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(cannot)?;
    let waiting: Vec<(u64, String)> = {
        let mut list = change
            .prepare("SELECT number, line FROM audit ORDER BY number")
            .map_err(cannot)?;
        let rows = list.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
        let rows = rows.map_err(cannot)?;
        rows.map(|row| row.map(|(number, line)| (u64::try_from(number).unwrap_or(0), line)))
            .collect::<Result<_, _>>()
            .map_err(cannot)?
    };
    let Some((last, _)) = waiting.last() else {
        return Ok(());
    };
    let mut file = open(&path(folder)).map_err(unwritten)?;
    let end = End::of(&mut file).map_err(unwritten)?;
    if let Some(why) = fit::against(&change, &end.last).map_err(cannot)? {
        return Err(why);
    }
    append(&mut file, &end, &waiting).map_err(unwritten)?;
    change
        .execute(
            "DELETE FROM audit WHERE number <= ?1",
            [i64::try_from(*last).unwrap_or(i64::MAX)],
        )
        .map_err(cannot)?;
    change.commit().map_err(cannot)
}

fn unwritten(why: std::io::Error) -> JournalError {
    JournalError::doing("cannot write the audit record", why)
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn append(file: &mut File, end: &End, waiting: &[(u64, String)]) -> std::io::Result<()> {
    let mut text = String::new();
    if !end.whole {
        // Half a line was left by a process that died while it wrote: it stays, and is told of.
        text.push('\n');
    }
    for (_, line) in waiting
        .iter()
        .filter(|(number, _)| *number > end.last.number)
    {
        text.push_str(line);
        text.push('\n');
    }
    file.write_all(text.as_bytes())?;
    file.sync_data()
}
