//! The folder for the data of a browser that is started: new, empty, this user's alone, and removed
//! with the browser. What a program that was killed has left behind, the next one removes.

use crate::private;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::sleep;

/// A folder counts as gone when so many looks in a row have not found it …
const ENOUGH_LOOKS: u32 = 10;
/// … and stays where it is after so many.
const MOST_LOOKS: u32 = 150;
const LOOK: Duration = Duration::from_millis(20);
/// A socket's path has no more room: Linux's limit less what the browser adds.
const LONGEST_PATH: usize = 107 - 48;

/// A folder for a browser's data, removed when it is dropped.
#[derive(Debug)]
pub(super) struct ProfileFolder {
    path: PathBuf,
    /// Held for as long as this program lives, however it ends.
    _lock: File,
}

impl ProfileFolder {
    pub fn make() -> io::Result<Self> {
        let all = private::folder("browser")?;
        remove_left_behind(&all);
        let name = format!("{:08x}", fastrand::u32(..));
        let lock = File::create_new(all.join(format!("{name}.lock")))?;
        lock.lock()?;
        let path = all.join(name);
        private::make(&path)?;
        private::make(&path.join("t"))?;
        Ok(Self { path, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the browser keeps what it would put into the machine's shared folder; `None` where a
    /// socket's name would be too long for it.
    pub fn temporary(&self) -> Option<PathBuf> {
        let path = self.path.join("t");
        (path.as_os_str().len() <= LONGEST_PATH).then_some(path)
    }

    /// Removes it. The browser's other processes end a moment later, and some write until then.
    pub async fn remove(&self) {
        let mut gone = 0;
        for _ in 0..MOST_LOOKS {
            drop(std::fs::remove_dir_all(&self.path));
            gone = if self.path.exists() { 0 } else { gone + 1 };
            if gone == ENOUGH_LOOKS {
                return;
            }
            sleep(LOOK).await;
        }
    }
}

impl Drop for ProfileFolder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.path));
        drop(std::fs::remove_file(self.path.with_extension("lock")));
    }
}

/// Removes the folders of programs that have ended.
fn remove_left_behind(all: &Path) {
    for entry in std::fs::read_dir(all).into_iter().flatten().flatten() {
        let lock = entry.path();
        if lock.extension().is_none_or(|kind| kind != "lock") {
            continue;
        }
        let Ok(file) = File::open(&lock) else {
            continue;
        };
        match file.try_lock() {
            Ok(()) => {
                drop(std::fs::remove_dir_all(lock.with_extension("")));
                drop(std::fs::remove_file(&lock));
            }
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_is_removed_and_what_is_used_is_not() {
        let all = tempfile::tempdir().unwrap();
        let (dead, used) = (all.path().join("dead"), all.path().join("used"));
        for folder in [&dead, &used] {
            private::make(folder).unwrap();
            File::create_new(folder.with_extension("lock")).unwrap();
        }
        let lock = File::open(used.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        remove_left_behind(all.path());
        assert!(!dead.exists() && !dead.with_extension("lock").exists());
        assert!(used.exists());
    }
}
