//! Again whenever a file changes.

use crate::cli::exit::Exit;
use crate::report::Printer;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often files are looked at: as quick as nobody waits, as slow as no machine minds.
const LOOK: Duration = Duration::from_millis(300);

/// Runs until it is stopped. `once` runs everything and gives the files that it read; `files` are those
/// that there are now.
pub(super) fn again_and_again(
    once: impl Fn() -> Vec<PathBuf>,
    files: impl Fn() -> Vec<PathBuf>,
    printer: &Printer,
) -> Exit {
    loop {
        let before = state(&once());
        printer.note("waiting for changes; Ctrl-C stops");
        while state(&files()) == before {
            std::thread::sleep(LOOK);
        }
    }
}

/// When each file was changed, and how long it is.
fn state(files: &[PathBuf]) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let of = |file: &PathBuf| {
        let about = std::fs::metadata(file).ok();
        let changed = about.as_ref().and_then(|about| about.modified().ok());
        (file.clone(), changed, about.map_or(0, |about| about.len()))
    };
    files.iter().map(of).collect()
}
