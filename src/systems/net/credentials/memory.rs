//! Refusals that outlive a process: one small file for each set of credentials, named by a keyed
//! digest, so that neither its name nor its content gives a password or a user away.

use super::Identity;
use etcetera::BaseStrategy;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt::Write;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a first refusal is remembered: twice as long as Finesse blocks a user after five. Each
/// further one in a row doubles it, so that a job that comes every quarter of an hour with an old
/// password does not add up to a block either.
const FIRST: SignedDuration = SignedDuration::from_mins(10);
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// How long another process may take to prove the same credentials before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(25);

/// Where refusals are remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Refusals {
    /// In this process alone.
    #[default]
    InProcess,
    /// In a folder, for every process of the user.
    In(PathBuf),
}

impl Refusals {
    /// In the user's own folder for such things; in this process alone where there is none.
    pub fn of_user() -> Self {
        let Ok(base) = etcetera::choose_base_strategy() else {
            return Self::InProcess;
        };
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Self::In(state.join("contactflow").join("refused"))
    }

    pub(super) fn of(&self, identity: &Identity) -> Option<Memory> {
        let Self::In(folder) = self else {
            return None;
        };
        make(folder).ok()?;
        let digest = digest(&key(folder).ok()?, identity);
        Some(Memory {
            file: folder.join(digest),
        })
    }
}

/// A refusal as it is remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub until: Timestamp,
    /// How many there were in a row.
    pub count: u32,
}

impl Entry {
    /// The entry of a refusal that comes after another one, or is the first.
    pub fn after(before: Option<&Self>, now: Timestamp) -> Self {
        let count = before.map_or(1, |before| before.count.saturating_add(1));
        let doubled = 1_i32.checked_shl(count - 1).filter(|times| *times > 0);
        let span = doubled.and_then(|times| FIRST.checked_mul(times));
        let span = span.filter(|span| *span < LONGEST).unwrap_or(LONGEST);
        Self {
            until: now.saturating_add(span).unwrap_or(Timestamp::MAX),
            count,
        }
    }

    /// Whether it still holds. A clock that was set back does not make it hold for longer.
    pub fn holds(&self, now: Timestamp) -> bool {
        let left = self.until.duration_since(now);
        left.is_positive() && left <= LONGEST
    }

    fn read(text: &str) -> Option<Self> {
        let (until, count) = text.trim().split_once(' ')?;
        Some(Self {
            until: until.parse().ok()?,
            count: count.parse().ok()?,
        })
    }
}

/// What is remembered of one set of credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Memory {
    file: PathBuf,
}

/// Held by the one process that proves a set of credentials.
pub(super) struct Lock {
    _file: File,
}

impl Memory {
    /// The last refusal, one that holds no more too: what follows it counts on.
    pub fn read(&self) -> Option<Entry> {
        Entry::read(&fs::read_to_string(&self.file).ok()?)
    }

    /// What cannot be written is not remembered: this process knows it all the same.
    pub fn write(&self, entry: &Entry) {
        let beside = self.file.with_extension("new");
        let text = format!("{} {}\n", entry.until, entry.count);
        if private(&beside, &text).is_ok() {
            let _ = fs::rename(&beside, &self.file);
        }
    }

    pub fn forget(&self) {
        let _ = fs::remove_file(&self.file);
    }

    /// Waits until no other process proves the same credentials. `None` where one takes too long,
    /// or files cannot be locked here.
    pub async fn lock(&self) -> Option<Lock> {
        let path = self.file.with_extension("lock");
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false);
        let file = file.open(path).ok()?;
        let end = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Some(Lock { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < end => sleep(LOOK).await,
                Err(_) => return None,
            }
        }
    }
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that the user alone may read.
fn private(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(content.as_ref())
}

/// The key of the digests: made once for a folder.
fn key(folder: &Path) -> io::Result<Vec<u8>> {
    let path = folder.join("key");
    if let Some(key) = read_key(&path) {
        return Ok(key);
    }
    let mut fresh = [0; 32];
    SystemRandom::new()
        .fill(&mut fresh)
        .map_err(|_| io::Error::other("this machine provides no random numbers"))?;
    let beside = folder.join(format!("key.{:016x}", fastrand::u64(..)));
    private(&beside, fresh)?;
    // Whoever links first has made it: two processes that begin together have one key.
    let linked = fs::hard_link(&beside, &path);
    if linked.is_err() && read_key(&path).is_none() {
        fs::rename(&beside, &path)?;
    }
    let _ = fs::remove_file(&beside);
    read_key(&path).ok_or_else(|| io::Error::other("the key cannot be read"))
}

fn read_key(path: &Path) -> Option<Vec<u8>> {
    let mut key = Vec::new();
    File::open(path).ok()?.take(64).read_to_end(&mut key).ok()?;
    (key.len() == 32).then_some(key)
}

/// Every part is preceded by its length, so that no two identities run together.
fn digest(key: &[u8], identity: &Identity) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    let secrets = identity.secrets.iter().map(super::Secret::reveal);
    let lists: [Vec<&str>; 4] = [
        vec![identity.vendor],
        identity.addresses.iter().map(String::as_str).collect(),
        identity.user.iter().map(String::as_str).collect(),
        secrets.collect(),
    ];
    for list in lists {
        context.update(&list.len().to_le_bytes());
        for part in list {
            context.update(&part.len().to_le_bytes());
            context.update(part.as_bytes());
        }
    }
    let tag = context.sign();
    let mut name = String::new();
    for byte in tag.as_ref().iter().take(16) {
        let _ = write!(name, "{byte:02x}");
    }
    name
}
