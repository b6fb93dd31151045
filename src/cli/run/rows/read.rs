//! The rows of a table, as they are read.

use super::json::Exact;
use super::{Row, Table, unreadable, wrong_csv};
use crate::config::Problem;
use serde_json::Value as Json;
use std::fs::File;
use std::io::BufReader;

/// The rows of a table, as they are read.
pub(in crate::cli) struct Rows<'a> {
    table: &'a Table,
    reader: Reader<'a>,
    read: usize,
}

pub(super) enum Reader<'a> {
    Csv(Box<csv::StringRecordsIntoIter<File>>, &'a [String]),
    JsonLines(std::io::Lines<BufReader<File>>, u64),
}

impl<'a> Rows<'a> {
    pub(super) fn new(table: &'a Table, reader: Reader<'a>) -> Self {
        Self {
            table,
            reader,
            read: 0,
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.table.seen.is_some() && self.table.stamp() != self.table.seen {
            let problem = Problem::new(format!(
                "{} was changed while it was in use",
                self.table.name
            ));
            return Some(Err(problem.help(
                "no further row was started; restore the table, then run `flow \
                              resume`",
            )));
        }
        let number = self.read + 1;
        let row = match &mut self.reader {
            Reader::Csv(records, headers) => {
                let record = records.next()?;
                let after = records.reader().position().line();
                record
                    .map(|record| of_record(&record, headers, (number, after)))
                    .map_err(|error| wrong_csv(&self.table.name, &error, after))
            }
            Reader::JsonLines(lines, line) => next_line(lines, line, (&self.table.name, number))?,
        };
        self.read = number;
        Some(row)
    }
}

/// `after` is the line after it: before a record the reader counts empty lines as its own.
fn of_record(record: &csv::StringRecord, headers: &[String], (number, after): (usize, u64)) -> Row {
    let cells = headers.iter().zip(record.iter());
    let first = record.position().map_or(0, csv::Position::line);
    let breaks = |cell: &str| cell.matches('\n').count() as u64;
    let long = record.iter().map(breaks).sum::<u64>() + 1;
    Row {
        number: Some(number),
        line: first.max(after.saturating_sub(long)),
        values: cells
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(header, cell)| (header.clone(), Json::from(cell)))
            .collect(),
    }
}

/// The next line that is not empty.
fn next_line(
    lines: &mut impl Iterator<Item = std::io::Result<String>>,
    line: &mut u64,
    (name, number): (&str, usize),
) -> Option<Result<Row, Problem>> {
    loop {
        let text = match lines.next()? {
            Ok(text) => text,
            Err(error) => return Some(Err(unreadable(name, &error))),
        };
        *line += 1;
        if !text.trim().is_empty() {
            return Some(of_line(&text, *line, (name, number)));
        }
    }
}

fn of_line(text: &str, line: u64, (name, number): (&str, usize)) -> Result<Row, Problem> {
    let wrong = |why: &str| {
        Problem::new(format!("{name}, line {line}: {why}"))
            .help("each line must be an object: {\"ContactId\": 1002}")
    };
    match serde_json::from_str::<Exact>(text).map(|Exact(json)| json) {
        Ok(Json::Object(fields)) => Ok(Row {
            number: Some(number),
            line,
            values: fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect(),
        }),
        Ok(_) => Err(wrong("not a JSON object")),
        // What is told of the reader itself names no place of its own.
        Err(error) if error.is_data() => {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            Err(Problem::new(format!("{name}, line {line}: {said}"))
                .help("no row was run; correct the line and run again"))
        }
        Err(error) if error.to_string().starts_with("number out of range") => {
            Err(wrong("a number in it is too large to be read"))
        }
        Err(_) => Err(wrong("not valid JSON")),
    }
}
