//! Files that a call would write over, though it reads them too, or writes another thing there.

use super::ready::Ready;
use crate::cli::args::RunArgs;
use crate::config::Problem;
use crate::report::text::name;
use std::path::{Path, PathBuf};

/// The first of them.
pub(super) fn find(args: &RunArgs, ready: &Ready<'_>) -> Option<Problem> {
    let written = [
        ("--results", &args.results),
        ("--report", &args.report),
        ("--record", &args.record),
    ];
    let written: Vec<(&str, &Path)> = written
        .into_iter()
        .filter_map(|(option, file)| Some((option, file.as_deref()?)))
        .collect();
    let read = read(args, ready);
    written.iter().enumerate().find_map(|(at, (option, file))| {
        let is_read = read.iter().find(|(_, other)| same(file, other));
        let twice = written[..at].iter().find(|(_, other)| same(file, other));
        let why = match (is_read, twice) {
            (Some((what, _)), _) => format!("it is {what}"),
            (None, Some((other, _))) => format!("`{other}` writes to it too"),
            (None, None) => return None,
        };
        let shown = name(&file.display().to_string()).into_owned();
        let problem = Problem::new(format!("`{option}` would overwrite {shown}: {why}"));
        Some(problem.help(format!("set `{option}` to a different file")))
    })
}

/// What the call reads.
fn read(args: &RunArgs, ready: &Ready<'_>) -> Vec<(&'static str, PathBuf)> {
    let scripts = ready.jobs.scripts();
    let flows = scripts.iter().map(|script| {
        let file = PathBuf::from(&**script.script.source.name());
        ("the flow", file)
    });
    let table = args
        .given
        .inputs
        .iter()
        .map(|file| ("the table of inputs", file.into()));
    let settings = args
        .profile
        .config
        .iter()
        .map(|file| ("the settings", file.into()));
    flows.chain(table).chain(settings).collect()
}

/// Whether two paths lead to one file that is there. A device is nobody's file.
pub(in crate::cli) fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| {
        std::fs::canonicalize(path)
            .ok()
            .filter(|path| path.is_file())
    };
    match (real(one), real(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other && !one.exists(),
    }
}
