//! `--results FILE`: what runs emit, as it is. The file belongs to who started the runs: nobody else
//! can read it, and what must never be shown is not in it either.

use crate::config::Problem;
use crate::report::text::name;
use crate::run::event::{End, RunReport};
use crate::value::{Mark, Text, Value};
use serde_json::{Map, Value as Json, json};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file, open for the next run's line.
pub(super) struct ResultsFile {
    path: PathBuf,
    file: File,
    lost: Option<io::Error>,
}

impl ResultsFile {
    /// An empty file in the place of what was there, before anything runs: a wrong path is told
    /// while nothing has happened yet.
    pub fn create(path: &Path) -> Result<Self, Problem> {
        let made = match is_of_the_machine(path) {
            true => File::options().append(true).open(path),
            false => Self::made(path),
        };
        match made {
            Ok(file) => Ok(Self {
                path: path.to_owned(),
                file,
                lost: None,
            }),
            Err(error) => Err(Self::problem(path, &error)),
        }
    }

    fn made(path: &Path) -> io::Result<File> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // A file made this way is its owner's alone, whatever was there before.
        let file = tempfile::Builder::new()
            .prefix(".flow-")
            .suffix(".results")
            .tempfile_in(folder)?;
        file.persist(path).map_err(|error| error.error)
    }

    /// One more run is over.
    pub fn add(&mut self, row: Option<usize>, report: &RunReport) {
        let mut line = line(row, report).to_string();
        line.push('\n');
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            self.lost.get_or_insert(error);
        }
    }

    /// What could not be written.
    pub fn end(self) -> Option<Problem> {
        // What is no file keeps nothing that could be lost.
        let is_file = self.file.metadata().is_ok_and(|about| about.is_file());
        let synced = || self.file.sync_all().err().filter(|_| is_file);
        let error = self.lost.or_else(synced)?;
        Some(Self::problem(&self.path, &error))
    }

    fn problem(path: &Path, error: &io::Error) -> Problem {
        let shown = name(&path.display().to_string()).into_owned();
        Problem::new(format!("cannot write the results to `{shown}`: {error}"))
            .help("set `--results` to a file in a folder that you may write to")
    }
}

fn line(row: Option<usize>, report: &RunReport) -> Json {
    let results = report.results.iter();
    let results: Map<String, Json> = results
        .map(|(name, value)| (name.to_string(), as_it_is(value).to_json()))
        .collect();
    json!({
        "run": &*report.run,
        "flow": &**report.script(),
        "row": row,
        "status": match report.end {
            End::Finished { .. } => "succeeded",
            End::Failed(_) => "failed",
            End::Cancelled => "cancelled",
            End::Faulted(_) => "stopped",
        },
        "results": results,
    })
}

/// The value with its personal parts, and without secrets.
fn as_it_is(value: &Value) -> Value {
    match value {
        Value::Text(text) if text.mark == Mark::Secret => Value::Text(without_secrets(text)),
        Value::List(items) => Value::list(items.iter().map(as_it_is)),
        Value::Record(fields) => {
            let fields = fields.iter();
            Value::record(fields.map(|(name, value)| (name.clone(), as_it_is(value))))
        }
        other => other.clone(),
    }
}

fn without_secrets(text: &Text) -> Text {
    let shown: String = text
        .parts()
        .map(|(part, mark)| match mark {
            Mark::Secret => "[secret]",
            _ => part,
        })
        .collect();
    Text::plain(shown)
}

/// A device, a pipe or the like, as `/dev/stdout` is: it is written to, and never replaced by a file.
fn is_of_the_machine(path: &Path) -> bool {
    let no_file = fs::metadata(path).is_ok_and(|about| !about.is_file());
    no_file
        || ["/dev", "/proc"]
            .iter()
            .any(|folder| path.starts_with(folder))
}
