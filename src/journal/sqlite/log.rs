//! The write-ahead log of the file. SQLite empties it into the file as long as nobody holds on to an old
//! state; one that does makes it grow with every write. It is watched, so that it never takes the disk:
//! first somebody is told who does so, and then nothing new is begun.

use super::readers;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long the log may become.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// From here on people are told who keeps it from being emptied.
    pub told: u64,
    /// From here on nothing new is begun; outcomes of what is under way are kept.
    pub most: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            told: 64 << 20,
            most: 512 << 20,
        }
    }
}

/// How the log stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// As it should.
    Short,
    /// Somebody keeps it from being emptied: who, and how long it is.
    Long(Arc<str>),
    /// It is as long as it may become.
    TooLong(Arc<str>),
}

/// The log of a file.
pub struct Log {
    file: PathBuf,
    bounds: Bounds,
    /// How long it was when emptying it was tried last.
    tried: u64,
}

impl Log {
    pub fn new(file: &Path, bounds: Bounds) -> Self {
        Self {
            file: file.to_owned(),
            bounds,
            tried: 0,
        }
    }

    /// Looks at it after a write. Where it is long it is emptied, which nobody is waited for: not after
    /// each write, but whenever it has become longer by an eighth of what it may be.
    pub fn look(&mut self, connection: &Connection) -> State {
        let length = self.length();
        if length < self.bounds.told {
            self.tried = 0;
            return State::Short;
        }
        if length < self.bounds.most && length < self.tried + self.bounds.most / 8 {
            return self.state(length);
        }
        empty(connection);
        let length = self.length();
        self.tried = length;
        self.state(length)
    }

    fn state(&self, length: u64) -> State {
        match length {
            _ if length < self.bounds.told => State::Short,
            _ if length < self.bounds.most => State::Long(self.who(length)),
            _ => State::TooLong(self.who(length)),
        }
    }

    fn length(&self) -> u64 {
        let log = beside(&self.file, "-wal");
        std::fs::metadata(log).map_or(0, |about| about.len())
    }

    fn who(&self, length: u64) -> Arc<str> {
        let readers = readers::of(&beside(&self.file, "-shm"));
        let who = match readers.is_empty() {
            true => "another program".to_owned(),
            false => readers.join(", "),
        };
        let size = match length >> 20 {
            0 => format!("{} KB", length >> 10),
            megabytes => format!("{megabytes} MB"),
        };
        let file = self.file.display();
        format!(
            "{who} keeps {file} open in the middle of reading it, so its log has grown to {size}"
        )
        .into()
    }
}

/// Puts everything into the file and makes the log empty, where nobody holds on to it.
fn empty(connection: &Connection) {
    let patience = std::time::Duration::ZERO;
    if connection.busy_timeout(patience).is_ok() {
        // Whether it worked shows in the length.
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    let _ = connection.busy_timeout(super::schema::PATIENCE);
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
