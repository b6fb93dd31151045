//! Traces that somebody has accepted: kept beside the flow, and held against each run.

use super::shown::shown;
use super::unit::Unit;
use crate::private;
use crate::report::{Look, Redactor, diff};
use crate::source::Span;
use crate::testing::{self, Problem, Seen};
use crate::value::Text;
use std::fs;
use std::path::{Path, PathBuf};

/// A trace that is not the accepted one.
pub(super) struct NewTrace {
    /// Where the accepted one is kept.
    pub file: PathBuf,
    /// The accepted one; empty where there is none.
    pub old: String,
    /// What happened now.
    pub new: String,
}

/// `hold.traces/gives-up-after-the-third-retry.trace`, beside `hold.flow`. Of two tests whose names differ
/// in signs alone, each has a number made of its name.
fn file_of(unit: &Unit, test: &str) -> PathBuf {
    let folder = unit.path.with_extension("traces");
    let mut name = plain(test);
    if name.is_empty() || unit.has_like(test, plain) {
        name = format!("{name}-{:08x}", number_of(test));
    }
    folder.join(format!("{name}.trace"))
}

fn plain(test: &str) -> String {
    let letter = |c: char| match c.is_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => '-',
    };
    let name: String = test.chars().map(letter).collect();
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// The same for the same name on every machine (FNV-1a).
fn number_of(name: &str) -> u32 {
    let step = |number: u32, byte: u8| (number ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    name.bytes().fold(0x811c_9dc5, step)
}

/// Holds a run against the accepted trace of its test.
pub(super) fn compare(
    unit: &Unit,
    test: &str,
    line: Span,
    seen: &Seen,
) -> (Option<Problem>, Option<NewTrace>) {
    let redactor = Redactor::new();
    let mut new = testing::trace(seen, Look::default(), &redactor).join("\n");
    new.push('\n');
    let file = file_of(unit, test);
    let old = fs::read_to_string(&file).unwrap_or_default();
    if old == new {
        return (None, None);
    }
    let title = match old.is_empty() {
        true => "no trace of this test has been accepted",
        false => "the trace is not the accepted one",
    };
    let name = shown(&file);
    let mut problem = Problem::new("trace", line, title)
        .help("check it, then accept it with `flow test --review`");
    problem.actual = Some(Box::new(Text::plain(diff::unified(
        &name,
        &old,
        &new,
        Look::default(),
    ))));
    (Some(problem), Some(NewTrace { file, old, new }))
}

/// Keeps it as the accepted one.
pub(super) fn keep(new: &NewTrace) -> std::io::Result<()> {
    if let Some(folder) = new.file.parent() {
        let top = folder.parent().filter(|top| !top.as_os_str().is_empty());
        private::stays_below(folder, top.unwrap_or(Path::new(".")))?;
        fs::create_dir_all(folder)?;
    }
    private::write_for_all(&new.file, new.new.as_bytes())
}
