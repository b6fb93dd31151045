//! The rows of a job that failed, and those in doubt, as tables that can be run again.

use super::rows::{Row, Table};
use serde_json::{Map, Value as Json};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a row is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// It failed, and has done nothing that it would do a second time: it may be run again.
    Failed,
    /// It failed after some of its actions were carried out: to run it again repeats them.
    PartlyDone,
    /// Something of it may or may not have happened: somebody has to look first.
    InDoubt,
    /// Its job was cancelled before it began.
    NotBegun,
}

impl Why {
    /// The word for it in the file's name.
    fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::PartlyDone => "partly-done",
            Self::InDoubt => "in-doubt",
            Self::NotBegun => "not-begun",
        }
    }
}

/// The file with the rows of a job that have not begun, if there is one.
pub(in crate::cli) fn not_begun(table: &Path, job: &str) -> Option<PathBuf> {
    let stem = table.file_stem()?.to_string_lossy();
    let ending = table
        .extension()
        .unwrap_or("csv".as_ref())
        .to_string_lossy();
    let word = Why::NotBegun.word();
    let path = table.with_file_name(format!("{stem}-{job}-{word}.{ending}"));
    path.is_file().then_some(path)
}

/// Writes the rows that are left, beside the table. The files are made when there is a row for them.
pub(super) struct RowsLeft {
    /// The table's path, less its ending, with the job's name.
    stem: PathBuf,
    ending: String,
    columns: Vec<String>,
    /// By why they are left.
    made: Vec<(Why, PathBuf, File)>,
    /// What went wrong with writing them; told once.
    pub problem: Option<String>,
}

impl RowsLeft {
    pub fn new(table: &Table, job: &str) -> Option<Self> {
        let path = table.path()?;
        let stem = path.file_stem()?.to_string_lossy();
        let ending = path.extension().unwrap_or("csv".as_ref());
        Some(Self {
            stem: path.with_file_name(format!("{stem}-{job}")),
            ending: ending.to_string_lossy().into_owned(),
            columns: table.columns().to_vec(),
            made: Vec::new(),
            problem: None,
        })
    }

    /// A row is left.
    pub fn add(&mut self, row: &Row, why: Why) {
        if let Err(error) = self.write(row, why) {
            let stem = self.stem.display();
            self.problem
                .get_or_insert_with(|| format!("{stem}…: cannot be written: {error}"));
        }
    }

    /// The files that hold rows; of a job that was continued also those that an earlier command made.
    pub fn files(&self, continued: bool) -> Vec<(Why, PathBuf)> {
        let made = |why| self.made.iter().any(|(of, ..)| *of == why);
        let each = [Why::Failed, Why::PartlyDone, Why::InDoubt, Why::NotBegun];
        let named = each.into_iter().map(|why| (why, self.path(why)));
        named
            .filter(|(why, path)| made(*why) || (continued && path.is_file()))
            .collect()
    }

    fn path(&self, why: Why) -> PathBuf {
        let word = why.word();
        let name = self.stem.file_name().unwrap_or_default().to_string_lossy();
        let ending = &self.ending;
        self.stem.with_file_name(format!("{name}-{word}.{ending}"))
    }

    fn write(&mut self, row: &Row, why: Why) -> io::Result<()> {
        let line = match self.is_csv() {
            true => self.csv_line(self.cells(row))?,
            false => json_line(row)?,
        };
        let file = self.file(why)?;
        file.write_all(&line)?;
        file.flush()
    }

    fn is_csv(&self) -> bool {
        !matches!(&*self.ending, "jsonl" | "ndjson" | "json")
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let cell = |column: &String| {
            let found = row.values.iter().find(|(name, _)| name == column);
            match found.map(|(_, value)| value) {
                Some(Json::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => String::new(),
            }
        };
        self.columns.iter().map(cell).collect()
    }

    fn csv_line(&self, cells: Vec<String>) -> io::Result<Vec<u8>> {
        let mut line = csv::Writer::from_writer(Vec::new());
        line.write_record(&cells).map_err(io::Error::other)?;
        line.into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }

    fn file(&mut self, why: Why) -> io::Result<&mut File> {
        let at = match self.made.iter().position(|(of, ..)| *of == why) {
            Some(at) => at,
            None => {
                let (path, file) = self.begun(why)?;
                self.made.push((why, path, file));
                self.made.len() - 1
            }
        };
        Ok(&mut self.made[at].2)
    }

    /// The file of one reason, with its first line.
    fn begun(&self, why: Why) -> io::Result<(PathBuf, File)> {
        let path = self.path(why);
        let mut file = open(&path)?;
        if self.is_csv() && file.metadata()?.len() == 0 {
            file.write_all(&self.csv_line(self.columns.clone())?)?;
        }
        Ok((path, file))
    }
}

fn json_line(row: &Row) -> io::Result<Vec<u8>> {
    let fields = row.values.iter().cloned();
    let mut line = serde_json::to_vec(&Json::Object(fields.collect::<Map<_, _>>()))?;
    line.push(b'\n');
    Ok(line)
}

/// Rows hold what the table holds: nobody but the user reads them. A job that goes on adds to them.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // the folder may be a shared one, where anybody may put a link in the file's place
        let no_link = rustix::fs::OFlags::NOFOLLOW.bits();
        options.mode(0o600).custom_flags(no_link.cast_signed());
    }
    options.open(path)
}
