//! `flow audit import`: what an older copy of the journal does not know is put in doubt.

use crate::cli::args::AuditImportArgs;
use crate::cli::exit::Exit;
use crate::cli::journal as kept;
use crate::config::Problem;
use crate::journal::UnknownRun;
use crate::report::Printer;
use crate::report::text::count;

pub(super) fn import(args: &AuditImportArgs, printer: &Printer) -> Result<Exit, Problem> {
    let mut audit = super::open(&args.journal)?;
    if audit.differs().is_none() {
        printer.note("the journal knows every entry of the audit record");
        return Ok(Exit::Done);
    }
    let runs = match args.yes {
        true => audit.import(),
        false => audit.unknown(),
    };
    let runs = runs.map_err(kept::problem)?;
    for run in &runs {
        printer.result(&line(run));
    }
    let many = count(runs.len(), "run", "runs");
    if !args.yes {
        printer.note(&format!(
            "{many} sent writes that the journal does not know; nothing has been changed: add `--yes` to \
             end them as `stopped` and put these writes in doubt"
        ));
        return Ok(Exit::Done);
    }
    printer.note(&format!(
        "{many} ended as `stopped`, with their writes in doubt"
    ));
    if let Some(first) = runs.first() {
        printer.note(&format!(
            "next: check each write in the system: `flow runs show {}`, then `flow runs settle`",
            first.run
        ));
    }
    Ok(Exit::Done)
}

/// A run with what it has sent.
fn line(run: &UnknownRun) -> String {
    let of = match &run.item {
        Some((job, row)) => format!(" (row {row} of job {job})"),
        None => String::new(),
    };
    let writes = run.writes.iter();
    let writes: Vec<String> = writes
        .map(|(action, result)| format!("{action}: {result}"))
        .collect();
    format!("run {}{of}  {}", run.run, writes.join(", "))
}
