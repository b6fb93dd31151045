//! Writing scripts back into their files.

use super::scripts::Script;
use crate::config::Problem;
use std::io::Write;
use std::path::Path;

/// What a file begins with where it says that it is UTF-8.
const MARK: &str = "\u{feff}";

/// Writes beside the file and then takes its place, so that there is always a whole one. A byte
/// order mark that was there stays.
pub(super) fn write(script: &Script, path: &Path, text: &str) -> Result<(), Problem> {
    let name = path.display();
    let unwritten = |error: std::io::Error| {
        Problem::new(format!("{name} cannot be written: {error}"))
            .help("the file is as it was; see who may write it and whether the disk is full")
    };
    let target = std::fs::canonicalize(path).map_err(unwritten)?;
    let beside = target.with_extension(format!("flow.{}.new", std::process::id()));
    let mark = if script.marked { MARK } else { "" };
    let written =
        write_new(&beside, &target, [mark, text]).and_then(|()| std::fs::rename(&beside, &target));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        unwritten(error)
    })
}

fn write_new(beside: &Path, target: &Path, texts: [&str; 2]) -> std::io::Result<()> {
    let mut file = std::fs::File::create_new(beside)?;
    for text in texts {
        file.write_all(text.as_bytes())?;
    }
    file.set_permissions(std::fs::metadata(target)?.permissions())?;
    file.sync_all()
}
