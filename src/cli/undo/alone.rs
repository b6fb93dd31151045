//! One undo of a run at a time: what another is about to take back is not known to be taken back yet, and
//! would be taken back twice.

use crate::cli::journal;
use crate::config::Problem;
use crate::journal::Kept;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Keeps others from undoing the same run, or a row of the same job, as long as it is there.
pub(super) struct Alone(#[expect(dead_code, reason = "its lock is what counts")] File);

impl Alone {
    pub fn with(journal: &Path, kept: &Kept) -> Result<Self, Problem> {
        let of = kept.item.as_ref().map_or(&kept.run, |(job, _)| job);
        let folder = journal.join("undo");
        journal::private(&folder)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let cannot = |why: std::io::Error| {
            Problem::new(format!("run {of} cannot be undone now: {why}"))
                .help("nothing was changed; free the disk or the folder of the journal")
        };
        let plain: String = of.chars().filter(char::is_ascii_alphanumeric).collect();
        let file = options.open(folder.join(plain)).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                Err(Problem::new(format!("another program is undoing run {of}"))
                    .help("nothing was changed; `flow runs` shows what the other program does"))
            }
            Err(TryLockError::Error(why)) => Err(cannot(why)),
        }
    }
}
