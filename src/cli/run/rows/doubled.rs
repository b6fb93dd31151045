//! Rows of a table that hold the same values twice: each row is a run of its own, so a customer who is in the
//! table twice is called back twice.

use serde_json::Value as Json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many different rows are kept in mind, 32 bytes each: a table is as long as it likes.
const KEPT: usize = 1_000_000;

/// So many of them are named.
const NAMED: usize = 5;

/// The rows that repeat an earlier one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::cli) struct Doubled {
    /// How many there are.
    pub rows: u64,
    /// The lines of the first few: of the row, and of the earlier one.
    pub lines: Vec<(u64, u64)>,
}

/// Looks for them while a table is read.
#[derive(Default)]
pub(super) struct Looking {
    seen: HashMap<u64, u64>,
    found: Doubled,
}

impl Looking {
    pub fn at(&mut self, line: u64, values: &[(String, Json)]) {
        let full = self.seen.len() >= KEPT;
        match self.seen.entry(digest(values)) {
            Entry::Occupied(earlier) => {
                self.found.rows += 1;
                if self.found.lines.len() < NAMED {
                    self.found.lines.push((line, *earlier.get()));
                }
            }
            Entry::Vacant(new) if !full => {
                new.insert(line);
            }
            Entry::Vacant(_) => {}
        }
    }

    pub fn found(self) -> Doubled {
        self.found
    }
}

/// What a row sets, whatever the order of its keys and the spaces around its values.
fn digest(values: &[(String, Json)]) -> u64 {
    let text = |value: &Json| match value.as_str() {
        Some(text) => text.trim().to_owned(),
        None => value.to_string(),
    };
    let mut values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), text(value)))
        .collect();
    values.sort_unstable();
    let mut hasher = DefaultHasher::new();
    values.hash(&mut hasher);
    hasher.finish()
}

impl Doubled {
    /// The warning; nothing where each row is there once.
    pub fn message(&self, table: &str) -> Option<String> {
        if self.rows == 0 {
            return None;
        }
        let named = self.lines.iter();
        let named = named.map(|(line, earlier)| format!("line {line} repeats line {earlier}"));
        let named: Vec<String> = named.collect();
        let more = self.rows - self.lines.len() as u64;
        let more = match more {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let rows = match self.rows {
            1 => "1 row repeats an earlier row".to_owned(),
            many => format!("{many} rows repeat earlier rows"),
        };
        Some(format!("{table}: {rows}: {}{more}", named.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(rows: &[serde_json::Value]) -> Doubled {
        let mut looking = Looking::default();
        for (at, row) in rows.iter().enumerate() {
            let values = row.as_object().expect("an object").clone();
            let values: Vec<_> = values.into_iter().collect();
            looking.at(at as u64 + 2, &values);
        }
        looking.found()
    }

    #[test]
    fn the_same_values_are_found_and_others_are_not() {
        let one = json!({"Phone": "+12025550100", "Name": "Ada"});
        let same = json!({"Name": "Ada ", "Phone": "+12025550100"});
        let other = json!({"Phone": "+12025550100", "Name": "Ben"});
        let shorter = json!({"Phone": "+12025550100"});
        let all = found(&[one.clone(), other, same, shorter]);
        assert_eq!(all.lines, [(4, 2)]);
        let said = all.message("a.csv");
        assert_eq!(
            said.as_deref(),
            Some("a.csv: 1 row repeats an earlier row: line 4 repeats line 2")
        );
        assert_eq!(found(&[one]).message("a.csv"), None);
    }

    #[test]
    fn a_few_are_named_and_all_are_counted() {
        let rows = vec![json!({"A": 1}); 8];
        let all = found(&rows);
        assert_eq!((all.rows, all.lines.len()), (7, NAMED));
        assert!(
            all.message("a.jsonl")
                .is_some_and(|said| said.ends_with("line 7 repeats line 2, and 2 more"))
        );
    }
}
