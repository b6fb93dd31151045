//! Whether the file fits the journal. A journal that was put back from a copy, or whose log was cut, knows
//! less than the file beside it: what it does not know it would send again.

use super::entry::Entry;
use super::note;
use super::place::path;
use super::verify::Anchor;
use crate::journal::JournalError;
use rusqlite::{Connection, OptionalExtension};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The longest line that is looked for at the end of the file.
const LONGEST: u64 = 64 << 10;

/// The end of the file.
#[derive(Default)]
pub(super) struct End {
    /// The last entry; none has the number 0.
    pub last: Anchor,
    /// Whether its line is whole.
    pub whole: bool,
}

impl End {
    pub fn of(file: &mut File) -> std::io::Result<Self> {
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LONGEST)))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        let text = String::from_utf8_lossy(&tail);
        let anchor = |line| {
            let entry = Entry::read(line)?;
            let number = entry.number("number")?;
            let hash = entry.text("hash").to_owned();
            Some(Anchor { number, hash })
        };
        Ok(Self {
            last: text.lines().rev().find_map(anchor).unwrap_or_default(),
            whole: tail.last().is_none_or(|last| *last == b'\n'),
        })
    }

    fn at(path: &Path) -> Self {
        let end = File::open(path).and_then(|mut file| Self::of(&mut file));
        // What cannot be read holds nobody up here: whoever writes into it, or verifies it, says so.
        end.unwrap_or_default()
    }
}

/// Why the file and the journal do not fit, for people; nothing where they do.
pub(in super::super) fn differs(connection: &Connection, folder: &Path) -> Option<JournalError> {
    // The file first: meanwhile another process may add to both, and the journal is always ahead.
    let end = End::at(&path(folder));
    against(connection, &end.last).unwrap_or(None)
}

/// The same of a file that ends so.
pub(super) fn against(
    connection: &Connection,
    last: &Anchor,
) -> rusqlite::Result<Option<JournalError>> {
    let head = note::head(connection)?;
    let what = match () {
        () if last.number == 0 => return Ok(None),
        () if last.number > head.number => format!(
            "the journal is older than its audit record: `audit.jsonl` has {} entries, and the journal \
             knows of {}",
            last.number, head.number
        ),
        () if is_another(connection, &head, last)? => format!(
            "entry {} of `audit.jsonl` is not the one that the journal knows",
            last.number
        ),
        () => return Ok(None),
    };
    Ok(Some(JournalError(what).advise(
        "writes were sent that this journal does not know, and a run could send them again: put the newest \
         copy of the journal back, or run `flow audit import`, which puts these writes in doubt",
    )))
}

/// Whether the last entry of the file is another one than the journal's of the same number. Of what the
/// journal has let go of only the very last is known.
fn is_another(connection: &Connection, head: &Anchor, last: &Anchor) -> rusqlite::Result<bool> {
    if head.number == last.number {
        return Ok(head.hash != last.hash);
    }
    let field = |number: u64, field: &str| -> rusqlite::Result<Option<String>> {
        let line: Option<String> = connection
            .prepare_cached("SELECT line FROM audit WHERE number = ?1")?
            .query_row([note::whole(number)], |row| row.get(0))
            .optional()?;
        let entry = line.and_then(|line| Entry::read(&line));
        Ok(entry.map(|entry| entry.text(field).to_owned()))
    };
    let known = match field(last.number, "hash")? {
        Some(hash) => Some(hash),
        None => field(last.number + 1, "previous")?,
    };
    Ok(known.is_some_and(|hash| hash != last.hash))
}
