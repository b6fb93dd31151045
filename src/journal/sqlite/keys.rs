//! The user's keys, under which the keys of runs are sealed. A file that only the user can read;
//! keys have numbers, so that a new one can come in while old ones are still needed.

use super::seal::Key;
use crate::journal::JournalError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of the key that stands in for a file which is not there: it seals nothing that is kept.
const NO_FILE: u32 = 0;

/// How long a key's mark is, in hex digits.
const MARK_DIGITS: usize = 16;

/// Keys by number; there is always one.
struct Keys {
    newest: (u32, Arc<Key>),
    older: BTreeMap<u32, Arc<Key>>,
}

impl Keys {
    fn one(number: u32, key: Key) -> Self {
        Self {
            newest: (number, Arc::new(key)),
            older: BTreeMap::new(),
        }
    }

    fn of(mut all: BTreeMap<u32, Arc<Key>>) -> Option<Self> {
        let newest = all.pop_last()?;
        Some(Self { newest, older: all })
    }

    fn get(&self, number: u32) -> Option<&Arc<Key>> {
        let newest = (number == self.newest.0).then_some(&self.newest.1);
        newest.or_else(|| self.older.get(&number))
    }

    fn add(&mut self, number: u32, key: Key) {
        let (number_before, before) = std::mem::replace(&mut self.newest, (number, Arc::new(key)));
        self.older.insert(number_before, before);
    }

    fn iter(&self) -> impl Iterator<Item = (u32, &Arc<Key>)> {
        let older = self.older.iter().map(|(number, key)| (*number, key));
        older.chain([(self.newest.0, &self.newest.1)])
    }
}

/// The keys of a file, by number; the highest one seals what is new. Another process may add one: a
/// number that is not known is looked for in the file again.
pub struct KeyFile {
    path: Option<PathBuf>,
    keys: Mutex<Keys>,
}

impl KeyFile {
    /// Reads the keys, and makes the first one where there is no file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or written, or is not a file of keys.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let what = what(path);
        match create(path) {
            Ok(()) => {}
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(JournalError::doing(&what, why)),
        }
        Ok(Self {
            keys: Mutex::new(read(path)?),
            path: Some(path.to_owned()),
        })
    }

    /// The keys of a file for whoever only looks; without it nothing can be opened.
    pub(super) fn to_look(path: &Path) -> Result<Self, JournalError> {
        let found = Self::as_they_are(path)?;
        Ok(Self {
            keys: found.keys,
            path: None,
        })
    }

    /// The keys of a file; none that opens anything where there is no file, and none is made.
    pub(super) fn as_they_are(path: &Path) -> Result<Self, JournalError> {
        let keys = match path.exists() {
            true => read(path)?,
            false => {
                let key = Key::random().map_err(|why| JournalError::doing(&what(path), why))?;
                Keys::one(NO_FILE, key)
            }
        };
        Ok(Self {
            keys: Mutex::new(keys),
            path: Some(path.to_owned()),
        })
    }

    /// Whether there is a file of them.
    pub(super) fn are_there(&self) -> bool {
        self.newest().0 != NO_FILE
    }

    /// A key that several people share: a secret of theirs, of any form.
    pub fn shared(secret: &str) -> Option<Self> {
        let bytes = digest::digest(&digest::SHA256, secret.as_bytes());
        let key = Key::from_bytes(bytes.as_ref())?;
        Some(Self {
            path: None,
            keys: Mutex::new(Keys::one(0, key)),
        })
    }

    /// The key that seals what is new, with its number.
    pub(super) fn newest(&self) -> (u32, Arc<Key>) {
        self.keys().newest.clone()
    }

    /// A key for a new run, with the number of the key under which it is sealed.
    pub(super) fn new_key(&self, run: &str) -> Result<(Key, u32, Vec<u8>), String> {
        let key = Key::random()?;
        let (number, user) = self.newest();
        let sealed = user.seal(run, key.bytes().to_vec())?;
        Ok((key, number, sealed))
    }

    pub(super) fn get(&self, number: u32) -> Option<Arc<Key>> {
        let mut keys = self.keys();
        if keys.get(number).is_none()
            && let Some(path) = &self.path
            && let Ok(found) = read(path)
        {
            *keys = found;
        }
        keys.get(number).cloned()
    }

    /// Takes in what has become of the file.
    pub(super) fn read_again(&self) {
        if let Some(path) = &self.path
            && let Ok(found) = read(path)
        {
            *self.keys() = found;
        }
    }

    /// Adds a key, which from now on seals what is new.
    pub(super) fn add(&self) -> Result<u32, JournalError> {
        let Some(path) = &self.path else {
            return Err(JournalError(
                "a shared key is changed where it is kept".into(),
            ));
        };
        let mut keys = self.keys();
        *keys = read(path)?;
        let number = keys.newest.0 + 1;
        let key = Key::random().map_err(|why| JournalError::doing(&what(path), why))?;
        keys.add(number, key);
        write(path, &keys).map_err(|why| JournalError::doing(&what(path), why))?;
        Ok(number)
    }

    /// Adds a key of at least this number where older ones are lost, with or without a file.
    pub(super) fn begin_again(&self, at_least: u32) -> Result<u32, JournalError> {
        let Some(path) = &self.path else {
            return Err(JournalError(
                "a shared key is changed where it is kept".into(),
            ));
        };
        let cannot = |why: String| JournalError::doing(&what(path), why);
        let mut keys = self.keys();
        if path.exists() {
            *keys = read(path)?;
        }
        let number = at_least.max(keys.newest.0 + 1);
        let key = Key::random().map_err(|why| cannot(why.into()))?;
        keys.add(number, key);
        keys.older.remove(&NO_FILE);
        write(path, &keys).map_err(|why| cannot(why.to_string()))?;
        Ok(number)
    }

    /// Removes every key but the newest.
    pub(super) fn keep_newest(&self) -> Result<(), JournalError> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let mut keys = self.keys();
        *keys = read(path)?;
        keys.older.clear();
        write(path, &keys).map_err(|why| JournalError::doing(&what(path), why))
    }

    /// How many keys there are.
    pub(super) fn count(&self) -> usize {
        self.keys().iter().count()
    }

    /// Seals a text with the newest key. `place` is bound to it: it opens nowhere else.
    pub fn seal(&self, place: &str, text: Vec<u8>) -> Result<(u32, Vec<u8>), &'static str> {
        let (number, key) = self.newest();
        Ok((number, key.seal(place, text)?))
    }

    /// Opens what was sealed for this place with the key of this number.
    pub fn unseal(&self, number: u32, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.get(number)?.open(place, sealed)
    }

    /// A keyed hash with the first key: nobody without it can make the same of the same text.
    pub fn tag(&self, text: &[u8]) -> String {
        let keys = self.keys();
        let first = keys.iter().next();
        first.map_or_else(String::new, |(_, key)| tag(key, text))
    }

    /// Which key that is: a short text that tells the keys apart, and nothing about them.
    pub(super) fn mark(&self) -> String {
        let keys = self.keys();
        let first = keys.iter().next();
        first.map_or_else(String::new, |(_, key)| mark(key))
    }

    /// The same of the key of a number, where it is in the file.
    pub(super) fn mark_of(&self, number: u32) -> Option<String> {
        self.get(number).map(|key| mark(&key))
    }

    /// Every key's number and mark.
    pub(super) fn marks(&self) -> Vec<(u32, String)> {
        let keys = self.keys();
        keys.iter()
            .map(|(number, key)| (number, mark(key)))
            .collect()
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tag(key: &Key, text: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.bytes());
    let tag = hmac::sign(&key, text);
    tag.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn mark(key: &Key) -> String {
    let mut mark = tag(key, b"which key this is");
    mark.truncate(MARK_DIGITS);
    mark
}

fn what(path: &Path) -> String {
    format!("cannot use the keys in {}", path.display())
}

fn read(path: &Path) -> Result<Keys, JournalError> {
    let text =
        std::fs::read_to_string(path).map_err(|why| JournalError::doing(&what(path), why))?;
    let keys: Option<BTreeMap<u32, Arc<Key>>> = text.lines().map(parse).collect();
    keys.and_then(Keys::of)
        .ok_or_else(|| JournalError::doing(&what(path), "a line is not a number and a key"))
}

fn parse(line: &str) -> Option<(u32, Arc<Key>)> {
    let (number, key) = line.split_once(' ')?;
    let bytes = STANDARD.decode(key.trim()).ok()?;
    Some((number.parse().ok()?, Arc::new(Key::from_bytes(&bytes)?)))
}

/// Writes a first key into a new file. Beside it and then in its place, so that another process
/// never reads half of it.
fn create(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let key = Key::random().map_err(std::io::Error::other)?;
    let half = beside(path, &Keys::one(1, key))?;
    // A link, not a rename: it fails where another process was first.
    let linked = std::fs::hard_link(&half, path);
    let _ = std::fs::remove_file(&half);
    linked
}

/// Puts these keys in the place of those that are there.
fn write(path: &Path, keys: &Keys) -> std::io::Result<()> {
    let half = beside(path, keys)?;
    std::fs::rename(&half, path)
}

fn beside(path: &Path, keys: &Keys) -> std::io::Result<PathBuf> {
    let half = path.with_extension(format!("{:016x}", fastrand::u64(..)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&half)?;
    let mut fill = || {
        for (number, key) in keys.iter() {
            writeln!(file, "{number} {}", STANDARD.encode(key.bytes()))?;
        }
        file.sync_all()
    };
    if let Err(why) = fill() {
        // A disk that is full is not to be littered at each try.
        let _ = std::fs::remove_file(&half);
        return Err(why);
    }
    Ok(half)
}
