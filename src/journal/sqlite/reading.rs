//! A journal that can only be read: a copy for an auditor, a disk that was mounted so.

use crate::journal::JournalError;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;

/// Who only looks drives no run: no owner has this name.
pub const ONLOOKER: &str = "onlooker";

/// Whether nobody may write into the folder of a journal that is there.
pub fn is_read_only(folder: &Path) -> bool {
    if !folder.join("journal.sqlite").is_file() {
        return false;
    }
    let probe = folder.join(format!("probe-{:016x}", fastrand::u64(..)));
    match OpenOptions::new().write(true).create_new(true).open(&probe) {
        Ok(_) => {
            let _ = std::fs::remove_file(&probe);
            false
        }
        Err(why) => matches!(
            why.kind(),
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
        ),
    }
}

/// That it cannot be changed.
pub fn read_only(folder: &Path) -> JournalError {
    JournalError(format!(
        "the journal in {} is read-only",
        folder.display()
    ))
    .advise(
        "set FLOW_JOURNAL to a folder that you may write to; `flow runs` and `flow audit` also read \
         this one",
    )
}
