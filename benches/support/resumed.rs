//! A journal with very many records, out of which one run is taken up.

use contactflow::Script;
use contactflow::journal::{Ending, Journal, Record, SqliteJournal, Started};
use contactflow::run::effect::{Answer, Completion};
use contactflow::run::{Limits, Start};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

type Failed = Box<dyn Error + Send + Sync>;

/// The records of each run.
pub const RECORDS: u64 = 50;

/// Fills a journal with runs that are over and one that is not.
pub fn filled(folder: &Path, script: &Script, runs: u64) -> Result<(), Failed> {
    let journal = SqliteJournal::open(folder)?;
    for run in 0..runs {
        fill(&journal, script, run)?;
        if run % 500 == 0 {
            journal.flush(&name(run))?;
        }
    }
    journal.flush(&name(runs - 1))?;
    Ok(())
}

fn name(run: u64) -> Arc<str> {
    format!("run-{run}").into()
}

fn fill(journal: &SqliteJournal, script: &Script, run: u64) -> Result<(), Failed> {
    let (name, at) = (name(run), Timestamp::now());
    let start = Start {
        run: name.clone(),
        inputs: Default::default(),
        at: at.to_zoned_datetime(TimeZone::UTC),
        seed: run,
        provided: Vec::new(),
    };
    let started = Started::new(script.program(), &start, Limits::default());
    journal.append(&name, Record::Started(Box::new(started)))?;
    for id in 0..RECORDS - 2 {
        let record = Record::Told {
            id,
            at,
            completion: Completion::Answer(Answer::success()),
            of: None,
        };
        journal.append(&name, record)?;
    }
    if run > 0 {
        let ended = Record::Ended {
            at,
            how: Ending::Succeeded,
            outcome: None,
            in_doubt: Vec::new(),
        };
        journal.append(&name, ended)?;
    }
    Ok(())
}
