//! Again whenever a file changes.

use crate::cli::exit::Exit;
use crate::report::Printer;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often files are looked at: as quick as nobody waits, as slow as no machine minds.
const LOOK: Duration = Duration::from_millis(300);

/// When each file was changed, and how long it is.
type State = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Runs until it is stopped. `once` runs everything and gives the files that it read; `files` are the
/// flows that there are now.
pub(super) fn again_and_again(
    once: impl Fn() -> Vec<PathBuf>,
    files: impl Fn() -> Vec<PathBuf>,
    printer: &Printer,
) -> Exit {
    // those of earlier rounds as well: a flow with an error, which may be half written, names no others
    let mut read: BTreeSet<PathBuf> = BTreeSet::new();
    loop {
        // what changes while the tests run has not been tested
        let known = files().into_iter().chain(read.iter().cloned());
        let (began, mut before) = (SystemTime::now(), state(known));
        read.extend(once());
        for (file, (changed, size)) in state(read.iter().cloned()) {
            // the first time that a file is read: how it was before is not known
            let new = changed.filter(|changed| *changed < began);
            before.entry(file).or_insert((new, size));
        }
        printer.note("waiting for changes; Ctrl-C stops");
        let now = || state(files().into_iter().chain(read.iter().cloned()));
        while now() == before {
            std::thread::sleep(LOOK);
        }
    }
}

fn state(files: impl IntoIterator<Item = PathBuf>) -> State {
    let of = |file: PathBuf| {
        let about = std::fs::metadata(&file).ok();
        let changed = about.as_ref().and_then(|about| about.modified().ok());
        (file, (changed, about.map_or(0, |about| about.len())))
    };
    files.into_iter().map(of).collect()
}
