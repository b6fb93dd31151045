//! Opening what is sealed: the key of a run, and where each of its records belongs.

use super::keys::KeyFile;
use super::seal::Key;

/// What a sealed record is bound to.
pub fn place(run: &str, number: i64) -> String {
    format!("{run}/{number}")
}

/// What to do where a run cannot be decrypted.
const KEYS: &str = "\nhelp: put the `journal.keys` back with which the run was kept: without it, it can only be \
                    forgotten";

/// The key of a run.
pub fn open_key(keys: &KeyFile, run: &str, number: u32, sealed: &[u8]) -> Result<Key, String> {
    let user = keys.get(number).ok_or_else(|| {
        format!("run {run} is encrypted with key {number}, which is not in the key file{KEYS}")
    })?;
    let bytes = user.open(run, sealed);
    let key = bytes.as_deref().and_then(Key::from_bytes);
    key.ok_or_else(|| {
        format!("the key file cannot decrypt run {run}: another key encrypted it{KEYS}")
    })
}
