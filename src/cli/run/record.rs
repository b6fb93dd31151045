//! `--record`: what decided the run is kept in a file, so that it runs again without any system.

use super::ended::Ended;
use super::ready::Keeping;
use crate::cli::exit::Exit;
use crate::cli::session::tell;
use crate::config::Problem;
use crate::journal::{Journal, Memory};
use crate::private;
use crate::report::Printer;
use crate::testing::recording::record;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Records the one run of a call.
pub(super) struct Recorder {
    file: PathBuf,
    journal: Arc<dyn Journal>,
    exit: Exit,
}

impl Recorder {
    /// One that writes to this file. What is kept anyway is taken from there.
    pub fn to(file: &Path, keeping: Option<&Keeping>) -> Self {
        Self {
            file: file.to_owned(),
            journal: match keeping {
                Some(keeping) => keeping.journal.clone(),
                None => Arc::new(Memory::new()),
            },
            exit: Exit::Done,
        }
    }

    /// Where the engine keeps what happens meanwhile.
    pub fn journal(&self) -> Arc<dyn Journal> {
        self.journal.clone()
    }

    /// Writes the recording of a run that is over.
    pub fn ended(&mut self, ended: &Ended, printer: &Printer) {
        if let Err(problem) = self.write(ended) {
            self.exit = self.exit.max(tell(&problem, printer));
            return;
        }
        printer.note(&format!("recorded in {}", self.file.display()));
    }

    /// Whether something could not be written.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    fn write(&self, ended: &Ended) -> Result<(), Problem> {
        let name = self.file.display().to_string();
        let wrong =
            |why: String| Problem::new(format!("cannot write the recording `{name}`: {why}"));
        let records = self.journal.read(&ended.report.run);
        let records = records.map_err(|error| wrong(error.to_string()))?;
        let recording = record(ended.job.program(), &records, Timestamp::now());
        let recording = recording.map_err(|why| wrong(why.0))?;
        let text =
            serde_json::to_string_pretty(&recording).map_err(|error| wrong(error.to_string()))?;
        private::write_for_all(&self.file, text.as_bytes())
            .map_err(|error| wrong(error.to_string()))
    }
}
