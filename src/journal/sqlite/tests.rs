//! What the tests of the journal in a file begin with.

mod file;
mod jobs;
mod lost;
mod owners;
mod written;

use super::*;
use crate::journal::{Ending, Item, Job, Journal, KeptScript, RunState, Started, Versions};
use crate::run::effect::{Answer, Completion};
use crate::run::{Limits, Start};
use crate::value::{Mark, Text, Value};
use jiff::Timestamp;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

fn open(folder: &tempfile::TempDir) -> SqliteJournal {
    SqliteJournal::open(folder.path()).expect("it opens")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
}

fn started(run: &str) -> Record {
    let secret = Value::Text(Text::marked("4111-planted", Mark::Secret));
    let phone = Value::Text(Text::marked("+12025550123", Mark::PhoneNumber));
    Record::Started(Box::new(Started {
        script: "hold.flow".into(),
        digest: 7,
        start: Start {
            run: run.into(),
            inputs: [("Card".into(), secret), ("Phone".into(), phone)]
                .into_iter()
                .collect(),
            at: at(0).to_zoned_datetime(jiff::tz::TimeZone::UTC),
            seed: 1,
            provided: Vec::new(),
        },
        limits: Limits::default(),
        kept: None,
        versions: Versions::here(),
        note: "".into(),
        item: None,
        actor: None,
        announces: true,
    }))
}

fn asked(id: u64) -> Record {
    Record::Asked {
        id,
        name: format!("r/{id}/1").into(),
        at: at(1),
        of: None,
        args: None,
        about: Default::default(),
    }
}

fn told(id: u64, outcome: &str) -> Record {
    Record::Told {
        id,
        at: at(2),
        completion: Completion::Answer(Answer::new(outcome, "")),
        of: None,
    }
}

fn ended() -> Record {
    Record::Ended {
        at: at(3),
        how: Ending::Succeeded,
        outcome: None,
        in_doubt: Vec::new(),
    }
}

/// As if the process that drives them had died: a file of its own does not say so in a test, since
/// the process goes on.
fn die(folder: &tempfile::TempDir, journal: SqliteJournal) {
    let owner = journal.at_work().unwrap().owner.name().to_owned();
    drop(journal);
    let file = folder.path().join("journal.sqlite");
    let change = rusqlite::Connection::open(file).unwrap();
    change
        .execute("UPDATE run SET owner = ?1 WHERE owner = ''", [owner])
        .unwrap();
}

fn keep(journal: &SqliteJournal, run: &str, records: &[Record]) -> Result<(), JournalError> {
    let run: Arc<str> = run.into();
    for record in records {
        journal.append(&run, record.clone())?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(journal.settled(&run))
}

/// Every byte of every file of the journal.
fn bytes(folder: &tempfile::TempDir) -> Vec<u8> {
    let files = std::fs::read_dir(folder.path()).unwrap();
    let files = files.filter_map(|file| std::fs::read(file.unwrap().path()).ok());
    files.flatten().collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
