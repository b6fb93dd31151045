//! A profile that leads to a simulator inside this process.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// How the simulator starts, and what the profile says beside.
#[derive(Clone, Debug, Default)]
pub struct Simulated {
    /// The file that says who and what is in it; its usual world without one.
    pub world: Option<PathBuf>,
    pub(super) file: FileText,
}

/// The file as it stands. It is never shown: somebody may have written a secret into it.
#[derive(Clone, Default)]
pub(super) struct FileText(pub Arc<str>);

impl fmt::Debug for FileText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[file]")
    }
}
