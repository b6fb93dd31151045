//! What a trace says of a flow: the JSON lines of `flow run --trace --output json`.

use crate::config::Problem;
use crate::graph::Seen;
use crate::program::Program;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What of a line matters here.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    flow: String,
    r#type: Option<String>,
    /// The same in older traces; a line of now has both.
    kind: Option<String>,
    location: Option<Location>,
    handler: Option<Location>,
    #[serde(default)]
    outcome: String,
}

#[derive(Deserialize)]
struct Location {
    start: u32,
    end: u32,
    /// The file, where it is another one whose steps the flow uses.
    file: Option<String>,
}

impl Location {
    /// Where it is in the flow and its files together.
    fn in_whole(&self, program: &Program) -> Option<(u32, u32)> {
        let Some(file) = &self.file else {
            return Some((self.start, self.end));
        };
        let mut parts = program.source.parts().iter();
        let part = parts.find(|part| same_file(file, part.source.name()))?;
        Some((part.start + self.start, part.start + self.end))
    }
}

/// What happened in the runs of a flow.
pub(super) fn read(file: &Path, program: &Program) -> Result<Seen, Problem> {
    let shown = file.display();
    let unreadable = |error| Problem::new(format!("cannot read `{shown}`: {error}"));
    let reader = BufReader::new(File::open(file).map_err(unreadable)?);
    let mut seen = Seen::of_runs();
    let mut events = 0_usize;
    let mut flows = Vec::new();
    for line in reader.lines() {
        let line = line.map_err(unreadable)?;
        // beside the trace stand the lines for people: where the flow runs, what it logs
        let Ok(event) = serde_json::from_str::<Line>(&line) else {
            continue;
        };
        if !same_file(&event.flow, program.source.name()) {
            if !event.flow.is_empty() && !flows.contains(&event.flow) {
                flows.push(event.flow);
            }
            continue;
        }
        events += 1;
        take(&event, program, &mut seen).ok_or_else(|| changed(file))?;
    }
    match events {
        0 => Err(none(file, program.source.name(), &flows)),
        _ => Ok(seen),
    }
}

/// A trace names a flow as the run's command did, and this one may name it from another folder.
fn same_file(one: &str, other: &str) -> bool {
    let name = |path: &str| Path::new(path).file_name().map(ToOwned::to_owned);
    !one.is_empty() && name(one) == name(other)
}

/// Nothing where the line is about a text that the flow does not have.
fn take(event: &Line, program: &Program, seen: &mut Seen) -> Option<()> {
    let Some(at) = &event.location else {
        return Some(());
    };
    let (start, end) = at.in_whole(program)?;
    let length = program.source.text().len();
    if end as usize > length || start > end {
        return None;
    }
    let what = event.r#type.as_deref().or(event.kind.as_deref());
    match what.unwrap_or_default() {
        "outcome" => {
            let calls = program.calls();
            let known = calls.iter().any(|call| call.span.start == start);
            let text = program.source.text().get(start as usize..);
            let begins = text.is_some_and(|text| text.starts_with(|c: char| !c.is_whitespace()));
            if !known && !begins {
                return None;
            }
            seen.outcome(start, &event.outcome, 1);
        }
        "retrying" | "handled" => {
            if let Some(handler) = &event.handler {
                let (start, _) = handler.in_whole(program)?;
                seen.handler(start, 1);
            }
        }
        "log" | "emitted" | "waiting" | "signalling" => seen.other(start, 1),
        _ => {}
    }
    Some(())
}

fn changed(file: &Path) -> Problem {
    Problem::new(format!(
        "`{}` is the trace of another version of this flow",
        file.display()
    ))
    .help("run the flow again: `flow run FILE --trace --output json 2> trace.jsonl`")
}

fn none(file: &Path, flow: &str, others: &[String]) -> Problem {
    let shown = file.display();
    let problem = Problem::new(format!("`{shown}` has no event of {flow}"));
    match others {
        [] => {
            problem.help("a trace is made by `flow run FILE --trace --output json 2> trace.jsonl`")
        }
        others => problem.help(format!("it is of {}", others.join(", "))),
    }
}
