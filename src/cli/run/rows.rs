//! Tables of inputs: CSV with a first line of names, or JSON lines. A row is a run of its own.

mod doubled;
pub(in crate::cli) mod json;
mod look;
mod quotes;
mod read;

use crate::config::Problem;
use crate::nearest::nearest;
use crate::report::text::{self, count};
use doubled::{Doubled, Looking};
use read::{Reader, Rows};
use serde_json::Value as Json;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::NamedTempFile;

/// A row: what it gives, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::cli) struct Row {
    /// Its number from 1, and the line of the file; none where there is no table.
    pub number: Option<usize>,
    pub line: u64,
    pub values: Vec<(String, Json)>,
}

/// A table that has been looked through once. Its rows are read when they are needed: a table is
/// as long as it likes.
pub(in crate::cli) struct Table {
    path: PathBuf,
    /// As messages call it.
    name: String,
    /// What came through a pipe, and can be read only once.
    copy: Option<NamedTempFile>,
    form: Form,
    marked: bool,
    seen: Option<(SystemTime, u64)>,
    /// How many rows it has.
    pub rows: u64,
    /// A digest of its bytes.
    pub digest: u64,
    /// The names of those columns that are not empty in all rows.
    columns: Vec<String>,
    /// The rows that are in it more than once.
    doubled: Doubled,
}

#[derive(Clone)]
enum Form {
    Csv { delimiter: u8, headers: Vec<String> },
    JsonLines,
}

impl Table {
    /// Looks through a table: each row of it can be read.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let name = text::name(&path.display().to_string()).into_owned();
        let unreadable = |error: std::io::Error| unreadable(&name, &error);
        let about = std::fs::metadata(path).map_err(unreadable)?;
        if about.is_dir() {
            return Err(Problem::new(format!("{name} is a folder"))
                .help("name a file in CSV or JSON lines"));
        }
        let copy = match about.is_file() {
            true => None,
            false => Some(copied(path).map_err(unreadable)?),
        };
        let mut table = Self {
            path: path.to_owned(),
            copy,
            form: Form::JsonLines,
            marked: false,
            seen: None,
            rows: 0,
            digest: 0,
            columns: Vec::new(),
            doubled: Doubled::default(),
            name: name.clone(),
        };
        let looked = look::look(table.open()?).map_err(|why| table.unusable(why))?;
        (table.marked, table.digest) = (looked.marked, looked.digest);
        if !is_json_lines(path, looked.object) {
            table.form = table.csv(&looked.first)?;
        }
        table.seen = table.stamp();
        table.count()?;
        match table.rows {
            0 => Err(Problem::new(format!("{name} has no rows")).help(
                "the first line of a CSV file names the inputs; each line after it is a row",
            )),
            _ => Ok(table),
        }
    }

    fn csv(&self, first: &str) -> Result<Form, Problem> {
        let delimiter = delimiter(first);
        let quotes = look::quotes(self.open()?, delimiter);
        quotes
            .map_err(|why| self.unusable(why))?
            .map_err(|wrong| wrong_quote(&self.name, &wrong))?;
        let mut reader = reader(self.open()?, delimiter);
        let wrong = |error: csv::Error| wrong_csv(&self.name, &error, 0);
        let headers = reader.headers().map_err(wrong)?;
        let headers: Vec<String> = headers.iter().map(str::to_owned).collect();
        check_headers(&self.name, &headers)?;
        Ok(Form::Csv { delimiter, headers })
    }

    /// Reads every row once, and keeps none.
    fn count(&mut self) -> Result<(), Problem> {
        let (mut rows, mut columns) = (0, Vec::new());
        let mut looking = Looking::default();
        for row in self.rows()? {
            rows += 1;
            let row = row?;
            looking.at(row.line, &row.values);
            for (column, _) in row.values {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        (self.rows, self.columns) = (rows, columns);
        self.doubled = looking.found();
        Ok(())
    }

    /// What to tell of rows that are in it more than once, if there are any.
    pub fn doubled(&self) -> Option<String> {
        self.doubled.message(&self.name)
    }

    /// The rows, in their order. A table that has been changed since it was looked through ends in
    /// an error: another contact may stand in a row by now.
    pub fn rows(&self) -> Result<Rows<'_>, Problem> {
        let file = self.open()?;
        let reader = match &self.form {
            Form::Csv { delimiter, headers } => {
                Reader::Csv(Box::new(reader(file, *delimiter).into_records()), headers)
            }
            Form::JsonLines => Reader::JsonLines(BufReader::new(file).lines(), 0),
        };
        Ok(Rows::new(self, reader))
    }

    /// The names of the columns, as the table has them.
    pub fn columns(&self) -> &[String] {
        match &self.form {
            Form::Csv { headers, .. } => headers,
            Form::JsonLines => &self.columns,
        }
    }

    /// Where it is; nothing where it came through a pipe.
    pub fn path(&self) -> Option<&Path> {
        self.copy.is_none().then_some(&self.path)
    }

    fn open(&self) -> Result<File, Problem> {
        let path = self.copy.as_ref().map_or(&*self.path, |copy| copy.path());
        let opened = File::open(path).and_then(|mut file| {
            let mark = if self.marked { 3 } else { 0 };
            file.seek(SeekFrom::Start(mark)).map(|_| file)
        });
        opened.map_err(|error| unreadable(&self.name, &error))
    }

    fn unusable(&self, why: look::Unusable) -> Problem {
        match why {
            look::Unusable::Unreadable(error) => unreadable(&self.name, &error),
            look::Unusable::NotUtf8 => Problem::new(format!("{} is not UTF-8", self.name))
                .help("save it as UTF-8 (in spreadsheets: `CSV UTF-8`)"),
        }
    }

    /// When it was changed last, and how long it is.
    fn stamp(&self) -> Option<(SystemTime, u64)> {
        let about = std::fs::metadata(&self.path)
            .ok()
            .filter(|about| about.is_file())?;
        Some((about.modified().ok()?, about.len()))
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::NotFound => crate::cli::scripts::not_found(name),
        _ => Problem::new(format!("cannot read {name}: {error}")),
    }
}

/// What comes through a pipe is read more than once.
fn copied(path: &Path) -> std::io::Result<NamedTempFile> {
    let mut copy = NamedTempFile::new()?;
    std::io::copy(&mut File::open(path)?, &mut copy)?;
    Ok(copy)
}

fn reader(file: File, delimiter: u8) -> csv::Reader<File> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(file)
}

fn is_json_lines(path: &Path, object: bool) -> bool {
    let named = path
        .extension()
        .is_some_and(|end| end == "jsonl" || end == "ndjson" || end == "json");
    named || (object && path.extension().is_none_or(|end| end != "csv"))
}

/// Spreadsheets write commas, semicolons or tabs, after their country's habit.
fn delimiter(first: &str) -> u8 {
    let found = |byte: u8| first.bytes().filter(|other| *other == byte).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|byte| (found(*byte), *byte == b','))
        .unwrap_or(b',')
}

fn wrong_quote(name: &str, wrong: &quotes::Wrong) -> Problem {
    match wrong {
        quotes::Wrong::Open(line) => {
            Problem::new(format!("{name}, line {line}: this quote is never closed")).help(
                "no row was run: the rows after it would be lost. Close the quote, or double it \
             (`\"\"`) inside a quoted cell",
            )
        }
        quotes::Wrong::Inside(line) => Problem::new(format!(
            "{name}, line {line}: a cell continues after its closing quote"
        ))
        .help("double a quote inside a quoted cell: `\"\"`"),
    }
}

/// A column that no script has an input for: a slip in a name would let a default stand in without
/// a word.
pub(in crate::cli) fn unknown(table: &Table, wanted: &[&str]) -> Result<(), Problem> {
    let mut columns = table.columns.iter();
    let Some(column) = columns.find(|column| !wanted.contains(&column.as_str())) else {
        return Ok(());
    };
    let table = &table.name;
    let problem = match column.is_empty() {
        true => Problem::new(format!("{table} has a column without a name")),
        false => Problem::new(format!("{table} has an unknown column {column}")),
    };
    Err(
        problem.help(match (nearest(column, wanted.iter().copied()), wanted) {
            (Some(near), _) => format!("did you mean {near}?"),
            (None, []) => "the flow has no inputs".to_owned(),
            (None, names) => format!(
                "the inputs are {}; rename the column, or remove it",
                names.join(", ")
            ),
        }),
    )
}

fn check_headers(name: &str, headers: &[String]) -> Result<(), Problem> {
    for (index, header) in headers.iter().enumerate() {
        if !header.is_empty() && headers[..index].contains(header) {
            return Err(
                Problem::new(format!("{name} has two columns named {header}"))
                    .help("rename one of them"),
            );
        }
    }
    Ok(())
}

/// `after` is the line after the wrong one: the place in the error is that of the empty lines before it.
fn wrong_csv(name: &str, error: &csv::Error, after: u64) -> Problem {
    let line = error.position().map_or(0, csv::Position::line);
    let line = line.max(after.saturating_sub(1));
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Problem::new(format!(
            "{name}, line {line}: this line has {}, but the first line has {expected_len}",
            count(*len as usize, "cell", "cells")
        ))
        .help("quote a cell that contains the separator"),
        _ => Problem::new(format!("{name}, line {line}: not valid CSV")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, text: &str) -> Result<Vec<Row>, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let table = Table::read(&path)?;
        let rows: Result<Vec<Row>, Problem> = table.rows()?.collect();
        assert_eq!(rows.as_ref().map_or(0, Vec::len) as u64, table.rows);
        rows
    }

    #[test]
    fn tables_of_either_form_give_the_same_rows() {
        let csv = table("a.csv", "ContactId; Name\n1001;\"Ada; E\"\n1002;\n").unwrap();
        let json = table(
            "a.jsonl",
            "\u{feff}{\"ContactId\":\"1001\",\"Name\":\"Ada; E\"}\n\n{\"ContactId\":\"1002\",\"Name\":null}\n",
        )
        .unwrap();
        let values = |rows: &[Row]| {
            rows.iter()
                .map(|row| row.values.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(values(&csv), values(&json));
        assert_eq!(csv[1].number, Some(2));
        assert_eq!((csv[1].line, json[1].line), (3, 3));
    }

    #[test]
    fn broken_tables_say_where() {
        let message = |text: &str| table("a.csv", text).unwrap_err().message;
        assert!(message("A,B\n1,2,3\n").contains("line 2: this line has 3 cells"));
        assert!(message("A,B\n\n\n1,2,3\n4,5\n").contains("line 4: this line has 3 cells"));
        assert!(message("A,A\n1,2\n").contains("two columns named A"));
        let lines = |text: &str| {
            let rows = table("a.csv", text).unwrap();
            rows.iter().map(|row| row.line).collect::<Vec<_>>()
        };
        assert_eq!(lines("A,B\n\n1,2\n\n\n3,\"x\ny\"\n5,6"), [3, 6, 8]);
        let json = table("a.jsonl", "{\"A\":1}\n[1]\n").unwrap_err().message;
        assert!(json.contains("line 2"), "{json}");
    }

    #[test]
    fn a_table_that_is_changed_while_it_is_read_gives_no_further_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "A\n1\n2\n3\n").unwrap();
        let table = Table::read(&path).unwrap();
        let mut rows = table.rows().unwrap();
        assert!(rows.next().unwrap().is_ok());
        std::fs::write(&path, "A\n1\n22\n33\n").unwrap();
        let problem = rows.next().unwrap().unwrap_err();
        assert!(
            problem.message.contains("was changed"),
            "{}",
            problem.message
        );
    }
}
