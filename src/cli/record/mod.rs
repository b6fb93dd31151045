//! `flow record`: recordings become tests and HAR, and are made again.

mod har;
mod refresh;

use super::args::{RecordArgs, RecordCommand, ToTestArgs};
use super::exit::Exit;
use super::replay;
use super::session::tell;
use crate::journal::Record;
use crate::report::Printer;
use crate::testing::explore::as_test;

pub(super) fn record(args: &RecordArgs, printer: &Printer) -> Exit {
    match &args.command {
        RecordCommand::ToTest(args) => to_test(args, printer),
        RecordCommand::ToHar(args) => har::written(args, printer),
        RecordCommand::FromHar(args) => har::read(args, printer),
        RecordCommand::Refresh(args) => refresh::refresh(args, printer),
    }
}

/// The recorded run as a test. One of another flow than the recorded one is none of it.
fn to_test(args: &ToTestArgs, printer: &Printer) -> Exit {
    let replayed = match replay::one(&args.file, None, &args.profile, printer) {
        Ok(replayed) => replayed,
        Err(problem) => return tell(&problem, printer),
    };
    if let Some(Record::Started(started)) = replayed.recording.records.first() {
        let test = as_test(&replayed.program, &started.start, &replayed.again.seen);
        printer.result(&test);
    }
    replay::told_divergence(&replayed, printer)
}
