//! The user's keys, under which the keys of runs are sealed. A file that only the user can read;
//! keys have numbers, so that a new one can come in while old ones are still needed.

use super::seal::Key;
use crate::journal::JournalError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The keys of a file, by number; the highest one seals what is new.
pub struct KeyFile {
    number: u32,
    newest: Key,
    older: BTreeMap<u32, Key>,
}

impl KeyFile {
    /// Reads the keys, and makes the first one where there is no file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or written, or is not a file of keys.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let what = format!("cannot use the keys in {}", path.display());
        match create(path) {
            Ok(()) => {}
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(JournalError::doing(&what, why)),
        }
        let text = std::fs::read_to_string(path).map_err(|why| JournalError::doing(&what, why))?;
        let keys: Option<BTreeMap<u32, Key>> = text.lines().map(parse).collect();
        let mut older = keys.unwrap_or_default();
        match older.pop_last() {
            Some((number, newest)) => Ok(Self {
                number,
                newest,
                older,
            }),
            None => Err(JournalError::doing(
                &what,
                "a line is not a number and a key",
            )),
        }
    }

    /// The key that seals what is new, with its number.
    pub(super) fn newest(&self) -> (u32, &Key) {
        (self.number, &self.newest)
    }

    pub(super) fn get(&self, number: u32) -> Option<&Key> {
        let newest = (number == self.number).then_some(&self.newest);
        newest.or_else(|| self.older.get(&number))
    }
}

fn parse(line: &str) -> Option<(u32, Key)> {
    let (number, key) = line.split_once(' ')?;
    let bytes = STANDARD.decode(key.trim()).ok()?;
    Some((number.parse().ok()?, Key::from_bytes(&bytes)?))
}

/// Writes a first key into a new file. Beside it and then in its place, so that another process
/// never reads half of it.
fn create(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let half = path.with_extension(format!("{:016x}", fastrand::u64(..)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&half)?;
    let key = Key::random().map_err(std::io::Error::other)?;
    writeln!(file, "1 {}", STANDARD.encode(key.bytes()))?;
    file.sync_all()?;
    // A link, not a rename: it fails where another process was first.
    let linked = std::fs::hard_link(&half, path);
    let _ = std::fs::remove_file(&half);
    linked
}
