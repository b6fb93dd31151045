//! Which process drives a run. A process holds a lock on a file of its own as long as it lives: the
//! operating system frees it with the process, however that ends, so nobody has to guess from a
//! clock whether an owner is still there.

use super::schema::{NOBODY, private_folder};
use crate::journal::JournalError;
use std::fs::File;
use std::path::{Path, PathBuf};

/// This process, as an owner of runs.
pub struct Owner {
    name: String,
    path: PathBuf,
    _locked: File,
}

impl Owner {
    pub fn new(folder: &Path) -> Result<Self, JournalError> {
        private_folder(folder)?;
        let name = format!("{:08x}-{:016x}", std::process::id(), fastrand::u64(..));
        let path = folder.join(&name);
        let what = format!("cannot lock {}", path.display());
        let file = File::create(&path).map_err(|why| JournalError::doing(&what, why))?;
        file.try_lock()
            .map_err(|why| JournalError::doing(&what, why))?;
        Ok(Self {
            name,
            path,
            _locked: file,
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// All owners, to be asked which of them live.
pub struct Owners {
    folder: PathBuf,
    me: String,
}

impl Owners {
    pub fn new(folder: &Path, me: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            me: me.to_owned(),
        }
    }

    /// Whether any other process uses this journal now.
    pub fn others_live(&self) -> bool {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten();
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        let mut others = names.filter(|name| *name != self.me);
        others.any(|name| self.lives(&name))
    }

    /// Whether the process that took a run still lives.
    pub fn lives(&self, owner: &str) -> bool {
        if owner == self.me {
            return true;
        }
        if owner == NOBODY {
            return false;
        }
        let path = self.folder.join(owner);
        // Whoever may only read can ask as well.
        let Ok(file) = File::open(&path) else {
            return false;
        };
        if file.try_lock().is_err() {
            return true;
        }
        // Its process is gone, and left the file behind.
        let _ = std::fs::remove_file(path);
        false
    }
}
