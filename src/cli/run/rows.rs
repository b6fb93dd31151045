//! Tables of inputs: CSV with a first line of names, or JSON lines. A row is a run of its own.

mod json;
mod quotes;

use crate::config::Problem;
use crate::nearest::nearest;
use crate::report::text::{self, count};
use json::Exact;
use serde_json::Value as Json;
use std::path::Path;

/// The most bytes of a table.
const MAX_BYTES: u64 = 1 << 30;

/// A row: what it gives, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// Its number from 1, and the line of the file; none where there is no table.
    pub number: Option<usize>,
    pub line: u64,
    pub values: Vec<(String, Json)>,
}

/// Reads a table.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, Problem> {
    let name = text::name(&path.display().to_string()).into_owned();
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Problem::new(format!("cannot find {name}"))
            .help("check the spelling and the current folder"),
        _ => Problem::new(format!("cannot read {name}: {error}")),
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() || about.len() > MAX_BYTES {
        let why = if about.is_dir() {
            "is a folder"
        } else {
            "is too large for one table"
        };
        return Err(Problem::new(format!("{name} {why}"))
            .help("name a file in CSV or JSON lines; split a large one"));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Problem::new(format!("{name} is not UTF-8"))
            .help("save it as UTF-8 (in spreadsheets: `CSV UTF-8`)")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let rows = match is_json_lines(path, text) {
        true => json_lines(&name, text)?,
        false => csv(&name, text)?,
    };
    match rows.is_empty() {
        true => Err(Problem::new(format!("{name} has no rows"))
            .help("the first line of a CSV file names the inputs; each line after it is a row")),
        false => Ok(rows),
    }
}

fn is_json_lines(path: &Path, text: &str) -> bool {
    let named = path
        .extension()
        .is_some_and(|end| end == "jsonl" || end == "ndjson" || end == "json");
    named || (text.trim_start().starts_with('{') && path.extension().is_none_or(|end| end != "csv"))
}

fn json_lines(name: &str, text: &str) -> Result<Vec<Row>, Problem> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = index + 1;
        let wrong = |why: &str| {
            Problem::new(format!("{name}, line {number}: {why}"))
                .help("each line must be an object: {\"ContactId\": 1002}")
        };
        match serde_json::from_str::<Exact>(line).map(|Exact(json)| json) {
            Ok(Json::Object(fields)) => rows.push(Row {
                number: Some(rows.len() + 1),
                line: number as u64,
                values: fields
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .collect(),
            }),
            Ok(_) => return Err(wrong("not a JSON object")),
            // What is told of the reader itself names no place of its own.
            Err(error) if error.is_data() => {
                let said = error.to_string();
                let said = said.split(" at line ").next().unwrap_or_default();
                return Err(Problem::new(format!("{name}, line {number}: {said}"))
                    .help("no row was run; correct the line and run again"));
            }
            Err(_) => return Err(wrong("not valid JSON")),
        }
    }
    Ok(rows)
}

fn csv(name: &str, text: &str) -> Result<Vec<Row>, Problem> {
    let delimiter = delimiter(text);
    quotes::check(text, delimiter).map_err(|wrong| wrong_quote(name, &wrong))?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| wrong_csv(name, &error))?;
    let headers: Vec<String> = headers.iter().map(str::to_owned).collect();
    check_headers(name, &headers)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong_csv(name, &error))?;
        let cells = headers.iter().zip(record.iter());
        rows.push(Row {
            number: Some(rows.len() + 1),
            line: record.position().map_or(0, csv::Position::line),
            values: cells
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(header, cell)| (header.clone(), Json::from(cell)))
                .collect(),
        });
    }
    Ok(rows)
}

/// Spreadsheets write commas, semicolons or tabs, after their country's habit.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
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

/// Columns that no script has an input for: a slip in a name would let a default stand in without
/// a word.
pub(super) fn unknown(path: &Path, rows: &[Row], wanted: &[&str]) -> Result<(), Problem> {
    let columns = rows.iter().flat_map(|row| &row.values);
    let Some((column, _)) = columns
        .into_iter()
        .find(|(column, _)| !wanted.contains(&column.as_str()))
    else {
        return Ok(());
    };
    let table = text::name(&path.display().to_string()).into_owned();
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

fn wrong_csv(name: &str, error: &csv::Error) -> Problem {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Problem::new(format!(
            "{name}, line {line}: it has {} where the first line has {expected_len}",
            count(*len as usize, "cell", "cells")
        ))
        .help("quote a cell that contains the separator"),
        _ => Problem::new(format!("{name}, line {line}: not valid CSV")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_either_form_give_the_same_rows() {
        let csv = csv("a.csv", "ContactId; Name\n1001;\"Ada; E\"\n1002;\n").unwrap();
        let json = json_lines(
            "a.jsonl",
            "{\"ContactId\":\"1001\",\"Name\":\"Ada; \
                 E\"}\n{\"ContactId\":\"1002\",\"Name\":null}\n",
        )
        .unwrap();
        let values = |rows: &[Row]| {
            rows.iter()
                .map(|row| row.values.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(values(&csv), values(&json));
        assert_eq!(csv[1].number, Some(2));
        assert_eq!((csv[1].line, json[1].line), (3, 2));
    }

    #[test]
    fn broken_tables_say_where() {
        let message = |text: &str| csv("a.csv", text).unwrap_err().message;
        assert!(message("A,B\n1,2,3\n").contains("line 2: it has 3 cells"));
        assert!(message("A,A\n1,2\n").contains("two columns named A"));
        let json = json_lines("a.jsonl", "{\"A\":1}\n[1]\n")
            .unwrap_err()
            .message;
        assert!(json.contains("line 2"), "{json}");
    }
}
