//! The file: entries go from the journal to its end, and are on the disk before the journal lets go
//! of them.

use super::entry::Entry;
use super::{cannot, path};
use crate::journal::JournalError;
use rusqlite::{Connection, TransactionBehavior};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The longest line that is looked for at the end of the file.
const LONGEST: u64 = 64 << 10;

/// Puts what waits in the journal into the file. Several processes do it one after the other; one that
/// dies in between leaves entries in both places, and the next one sees that.
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
    append(&path(folder), &waiting)
        .map_err(|why| JournalError::doing("cannot write the audit record", why))?;
    change
        .execute(
            "DELETE FROM audit WHERE number <= ?1",
            [i64::try_from(*last).unwrap_or(i64::MAX)],
        )
        .map_err(cannot)?;
    change.commit().map_err(cannot)
}

fn append(path: &Path, waiting: &[(u64, String)]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let (there, whole) = end_of(&mut file)?;
    let mut text = String::new();
    if !whole {
        // Half a line was left by a process that died while it wrote: it stays, and is told of.
        text.push('\n');
    }
    for (_, line) in waiting.iter().filter(|(number, _)| *number > there) {
        text.push_str(line);
        text.push('\n');
    }
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// The number of the last entry, and whether its line is whole.
fn end_of(file: &mut File) -> std::io::Result<(u64, bool)> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let whole = tail.last().is_none_or(|last| *last == b'\n');
    let text = String::from_utf8_lossy(&tail);
    let numbers = text.lines().rev();
    let mut numbers = numbers.filter_map(|line| Entry::read(line)?.number("number"));
    Ok((numbers.next().unwrap_or(0), whole))
}
