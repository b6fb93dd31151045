//! Calls of this very command: what the page does with kept runs and tests is what `flow runs` and `flow test` do.
//! They are told apart from the terminal: Ctrl-C there ends the studio, and never a run that it has resumed.

use crate::config::Problem;
use serde_json::Value as Json;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// What came of a call.
pub(super) struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The command with these words, in this folder.
pub(super) fn command<S: AsRef<OsStr>>(words: &[S], folder: &Path) -> Result<Command, Problem> {
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut command = Command::new(program);
    command
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    apart(&mut command);
    Ok(command)
}

#[cfg(unix)]
fn apart(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    const NEW_GROUP: u32 = 0x200;
    std::os::windows::process::CommandExt::creation_flags(command, NEW_GROUP);
}

/// Calls it and waits for its end.
pub(super) fn call<S: AsRef<OsStr>>(words: &[S], folder: &Path) -> Result<Done, Problem> {
    let done = command(words, folder)?
        .output()
        .map_err(|error| failed(&error))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Ok(Done {
        code: done.status.code(),
        out: text(&done.stdout),
        err: text(&done.stderr),
    })
}

impl Done {
    /// The document that it has printed; else what it has said instead.
    pub fn document(&self) -> Result<Json, Problem> {
        serde_json::from_str(&self.out).map_err(|_| self.problem())
    }

    /// What it has said, as a problem.
    pub fn problem(&self) -> Problem {
        let said = match self.err.is_empty() {
            true => &self.out,
            false => &self.err,
        };
        match said.is_empty() {
            true => Problem::new("`flow` ended and printed nothing"),
            false => Problem::new(said.as_str()),
        }
    }

    /// All that it has said.
    pub fn said(&self) -> String {
        let parts = [self.out.as_str(), self.err.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }
}

pub(super) fn failed(error: &std::io::Error) -> Problem {
    Problem::new(format!("`flow` cannot be started: {error}"))
}
