//! What the reports of `flow run --json` say, a row each.

use serde_json::Value;

/// The report of one row.
/// All of it is shown when a sweep fails.
#[derive(Debug)]
#[expect(dead_code, reason = "read by its `Debug` alone")]
pub struct Told {
    /// The number of the thing that the row was about.
    pub item: u64,
    /// `Success`, or the outcome that the run ended in.
    pub outcome: String,
    /// Whether the write is named as one that may have happened.
    pub in_doubt: bool,
    /// Why, in the report's words.
    pub reason: String,
}

/// Reads a report; the rows are in the order of `items`.
pub fn read(report: &str, items: &[u64]) -> Vec<Told> {
    let report: Value = serde_json::from_str(report).expect("the report is JSON");
    let runs = report["runs"].as_array().expect("it has runs");
    assert_eq!(runs.len(), items.len(), "every row is reported: {report}");
    runs.iter().map(|run| told(run, items)).collect()
}

fn told(run: &Value, items: &[u64]) -> Told {
    let row = run["row"].as_u64().expect("a run has its row");
    let item = items[usize::try_from(row).expect("rows are few") - 1];
    let failure = &run["failure"];
    let outcome = match run["status"].as_str() {
        Some("succeeded") => "Success",
        _ => failure["outcome"].as_str().unwrap_or("none"),
    };
    let unknown = run["unknown"].as_array().map_or(0, Vec::len);
    Told {
        item,
        outcome: outcome.to_owned(),
        in_doubt: unknown > 0,
        reason: format!("{} {}", run["status"], failure["reason"]),
    }
}
