//! Recordings as HAR, and what a HAR says of a flow.

use crate::cli::args::{FromHarArgs, ToHarArgs};
use crate::cli::exit::Exit;
use crate::cli::replay::{self, Flows};
use crate::cli::session::tell;
use crate::config::Problem;
use crate::report::{Printer, text};
use crate::testing::har::{Mocked, document, entries, mocks, recording_in};
use serde_json::Value;
use std::path::Path;

/// So much of what is not used is listed.
const LISTED: usize = 20;

pub(super) fn written(args: &ToHarArgs, printer: &Printer) -> Exit {
    match replay::read(&args.file) {
        Ok(recording) => {
            printer.json_result(&document(&recording), true);
            Exit::Done
        }
        Err(problem) => tell(&problem, printer),
    }
}

pub(super) fn read(args: &FromHarArgs, printer: &Printer) -> Exit {
    match mocked(args, printer) {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

fn mocked(args: &FromHarArgs, printer: &Printer) -> Result<(), Problem> {
    let har = document_of(&args.file)?;
    let name = args.file.display();
    let wrong = |why: String| Problem::new(format!("cannot read `{name}`: {why}"));
    let Some(flow) = &args.flow else {
        let recording = recording_in(&har).ok_or_else(|| {
            let problem = Problem::new(format!("`{name}` holds no recording of `flow`"));
            problem.help("name the flow whose actions are looked for: `--flow hold.flow`")
        })?;
        let recording = recording.map_err(wrong)?;
        let recording =
            serde_json::to_value(&recording).map_err(|error| wrong(error.to_string()))?;
        printer.json_result(&recording, true);
        return Ok(());
    };
    let program = Flows::default().read(flow, &args.profile, printer)?;
    let entries = entries(&har).map_err(wrong)?;
    let mocked = mocks(&program, &entries);
    printer.result(&test(&mocked));
    told(&mocked, printer);
    Ok(())
}

fn document_of(file: &Path) -> Result<Value, Problem> {
    let text = replay::text_of(file)?;
    // some browsers begin it with a byte order mark
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| {
        Problem::new(format!("cannot read `{}` as JSON: {error}", file.display())).help(
            "name a HAR file, or a recording: `flow run FLOW --record FILE` makes a recording",
        )
    })
}

fn test(mocked: &Mocked) -> String {
    let lines = mocked.lines.iter();
    let lines: String = lines.map(|line| format!("    {line}\n")).collect();
    format!("test \"what was recorded\" {{\n{lines}    run this flow\n    expect it finishes\n}}\n")
}

/// What of the HAR is in the test, and what is not.
fn told(mocked: &Mocked, printer: &Printer) {
    let rest: usize = mocked.rest.iter().map(|(_, times)| times).sum();
    let all = text::count(mocked.used + rest, "request", "requests");
    printer.note(&format!(
        "used {} of {all}; inputs and waits are not in a HAR: add `given` lines for them",
        mocked.used
    ));
    for line in mocked.accepted.iter().take(LISTED) {
        printer.note(&format!(
            "  accepted, not confirmed: `{line}`: the HAR does not show the result, so the answer is `Unknown`"
        ));
    }
    for (line, times) in mocked.rest.iter().take(LISTED) {
        let often = if *times > 1 {
            format!(" ({times} times)")
        } else {
            String::new()
        };
        printer.note(&format!("  not an action of this flow: {line}{often}"));
    }
    if mocked.rest.len() > LISTED {
        printer.note(&format!("  and {} more", mocked.rest.len() - LISTED));
    }
}
