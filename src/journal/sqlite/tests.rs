use super::*;
use crate::journal::{Ending, Item, Job, KeptScript, RunState, Started, Versions};
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

#[test]
fn what_is_settled_is_there_for_the_next_process() {
    let folder = folder();
    let records = [started("r"), asked(1), told(1, "Success"), asked(2)];
    keep(&open(&folder), "r", &records).unwrap();
    let journal = open(&folder);
    let read = journal.read("r").unwrap();
    assert_eq!(read.len(), 4);
    assert_eq!(read[1..], records[1..]);
    let [run] = &journal.runs().unwrap()[..] else {
        panic!("there is one run")
    };
    assert_eq!((run.state, run.deaths), (RunState::Interrupted, 0));
    assert_eq!(run.in_doubt, ["r/2/1".into()]);
    assert_eq!(journal.read("other").unwrap(), []);
}

#[test]
fn a_result_that_is_unknown_stays_in_doubt() {
    let folder = folder();
    let journal = open(&folder);
    keep(&journal, "r", &[started("r"), asked(1), told(1, "Unknown")]).unwrap();
    assert_eq!(journal.runs().unwrap()[0].in_doubt, ["r/1/1".into()]);
}

#[test]
fn a_run_belongs_to_the_process_that_drives_it_until_that_is_gone() {
    let folder = folder();
    let first = open(&folder);
    keep(&first, "r", &[started("r")]).unwrap();
    let second = open(&folder);
    assert_eq!(second.runs().unwrap()[0].state, RunState::Running);
    let why = second.claim("r").unwrap_err();
    assert_eq!(why.0, "another process runs r");
    assert!(keep(&second, "r", &[asked(1)]).is_err());
    die(&folder, first);
    assert_eq!(second.claim("r").unwrap().deaths, 1);
    keep(&second, "r", &[asked(1), ended()]).unwrap();
    assert_eq!(
        second.runs().unwrap()[0].state,
        RunState::Ended(Ending::Succeeded)
    );
    assert_eq!(second.claim("r").unwrap_err().0, "run r has ended");
}

#[test]
fn whoever_lost_a_run_writes_nothing_more_into_it() {
    let folder = folder();
    let first = open(&folder);
    keep(&first, "r", &[started("r")]).unwrap();
    // As if the operating system had freed its lock: the file of the owner is gone.
    std::fs::remove_dir_all(folder.path().join("owners")).unwrap();
    std::fs::create_dir(folder.path().join("owners")).unwrap();
    let second = open(&folder);
    second.claim("r").unwrap();
    keep(&second, "r", &[asked(1)]).unwrap();
    assert!(keep(&first, "r", &[asked(2)]).is_err());
    assert_eq!(second.read("r").unwrap().len(), 2);
}

#[test]
fn a_run_that_takes_its_host_down_again_and_again_is_held() {
    let folder = folder();
    let first = open(&folder);
    keep(&first, "r", &[started("r")]).unwrap();
    die(&folder, first);
    for deaths in 1..=2 {
        let next = open(&folder);
        let [found] = &next.runs().unwrap()[..] else {
            panic!("there is one run")
        };
        assert_eq!(
            (found.state, found.deaths),
            (RunState::Interrupted, deaths),
            "the last crash counts before anybody takes the run over"
        );
        assert_eq!(next.claim("r").unwrap().deaths, deaths);
        die(&folder, next);
    }
    let third = open(&folder);
    let [found] = &third.runs().unwrap()[..] else {
        panic!("there is one run")
    };
    assert_eq!((found.state, found.deaths), (RunState::Held, 3));
    // A person may still go on with it; whoever gives it back has not crashed.
    assert_eq!(third.claim("r").unwrap().deaths, 3);
}

#[test]
fn a_program_that_ends_as_it_should_has_not_died() {
    let folder = folder();
    keep(&open(&folder), "r", &[started("r")]).unwrap();
    for _ in 0..5 {
        assert_eq!(open(&folder).claim("r").unwrap().deaths, 0);
    }
    assert_eq!(
        open(&folder).runs().unwrap()[0].state,
        RunState::Interrupted
    );
}

#[test]
fn nothing_personal_and_no_secret_is_readable_in_the_file() {
    let folder = folder();
    let journal = open(&folder);
    keep(&journal, "r", &[started("r")]).unwrap();
    let all = bytes(&folder);
    assert!(holds(&all, "hold.flow"), "the name of the script is");
    assert!(!holds(&all, "4111-planted") && !holds(&all, "2025550123"));
    let Record::Started(kept) = &journal.read("r").unwrap()[0] else {
        panic!("a run begins with its start")
    };
    assert_eq!(kept.start.inputs["Phone"].as_text(), Some("+12025550123"));
    assert_eq!(kept.start.inputs["Card"].as_text(), Some(""));
}

#[test]
fn what_is_forgotten_is_gone_and_a_run_that_goes_on_is_not_forgotten() {
    let folder = folder();
    let first = open(&folder);
    keep(&first, "r", &[started("r"), asked(1)]).unwrap();
    let second = open(&folder);
    assert_eq!(
        second.forget("r").unwrap_err().parts(),
        (
            "run r has not ended: cancel it first",
            Some("`flow runs cancel r`")
        )
    );
    drop(first);
    second.forget("r").unwrap();
    assert_eq!(second.runs().unwrap(), []);
    assert_eq!(second.read("r").unwrap(), []);
    assert_eq!(
        second.forget("r").unwrap_err().0,
        "the journal has no run r"
    );
}

#[test]
fn another_key_opens_nothing_and_breaks_no_list() {
    let folder = folder();
    keep(&open(&folder), "r", &[started("r")]).unwrap();
    std::fs::remove_file(folder.path().join("journal.keys")).unwrap();
    let journal = open(&folder);
    assert_eq!(journal.runs().unwrap().len(), 1);
    let why = journal.read("r").unwrap_err().0;
    assert!(why.contains("another key encrypted it"), "{why}");
}

/// Runs that were kept before there was an audit record are read and gone on with as they were.
#[test]
fn a_journal_of_the_first_format_goes_on() {
    let folder = folder();
    let before = open(&folder);
    keep(&before, "r", &[started("r"), asked(1)]).unwrap();
    die(&folder, before);
    let file = rusqlite::Connection::open(folder.path().join("journal.sqlite")).unwrap();
    file.execute_batch(
        "ALTER TABLE run DROP COLUMN facts;
         ALTER TABLE doubt DROP COLUMN action;
         ALTER TABLE doubt DROP COLUMN thing;
         ALTER TABLE doubt DROP COLUMN before;
         ALTER TABLE doubt DROP COLUMN after;
         ALTER TABLE doubt DROP COLUMN told;
         DROP TABLE audit;
         DROP TABLE audit_head;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(file);
    let journal = open(&folder);
    journal.claim("r").unwrap();
    keep(&journal, "r", &[told(1, "Success"), ended()]).unwrap();
    assert_eq!(journal.read("r").unwrap().len(), 4);
    let mut audit = journal.audit().unwrap();
    let first = audit.entries().unwrap().next().expect("there is an entry");
    assert_eq!((first.text("result"), first.text("run")), ("done", "r"));
}

#[test]
fn a_file_of_a_newer_version_or_of_another_program_is_left_alone() {
    let folder = folder();
    drop(open(&folder));
    let file = folder.path().join("journal.sqlite");
    let change = rusqlite::Connection::open(&file).unwrap();
    let newer = schema::FORMAT + 1;
    change.pragma_update(None, "user_version", newer).unwrap();
    drop(change);
    let why = SqliteJournal::open(folder.path()).err().unwrap().0;
    assert!(why.contains("a newer version of `flow` wrote it"), "{why}");
    assert!(why.contains("help: update `flow`"), "{why}");
    for (number, says) in [
        (0, "0 is not the number of a format"),
        (-3, "-3 is not the number of a format"),
        (1, "it says that its format is 1, and it is of format 2"),
    ] {
        let change = rusqlite::Connection::open(&file).unwrap();
        change.pragma_update(None, "user_version", number).unwrap();
        drop(change);
        let why = SqliteJournal::open(folder.path()).err().unwrap().0;
        assert!(why.contains(says), "{why}");
    }

    let other = tempfile::tempdir().unwrap();
    let file = other.path().join("journal.sqlite");
    let change = rusqlite::Connection::open(&file).unwrap();
    change.execute_batch("CREATE TABLE mine (x)").unwrap();
    drop(change);
    let why = SqliteJournal::open(other.path()).err().unwrap().0;
    assert!(why.contains("another program's database"), "{why}");
}

#[test]
fn without_the_reserve_nothing_new_begins_and_outcomes_are_still_kept() {
    let folder = folder();
    let journal = open(&folder);
    keep(&journal, "r", &[started("r"), asked(1)]).unwrap();
    drop(journal);
    std::fs::remove_file(folder.path().join("reserve")).unwrap();
    // A folder in its place: the reserve cannot be made.
    std::fs::create_dir(folder.path().join("reserve")).unwrap();
    let journal = open(&folder);
    journal.claim("r").unwrap();
    let why = keep(&journal, "r", &[asked(2)]).unwrap_err().0;
    assert!(why.contains("the journal's disk is full"), "{why}");
    keep(&journal, "r", &[told(1, "Success")]).unwrap();
    assert_eq!(journal.runs().unwrap()[0].in_doubt, []);
    // There is room again: that is found out without a restart.
    std::fs::remove_dir(folder.path().join("reserve")).unwrap();
    while journal.append(&"r".into(), asked(2)).is_err() {}
    keep(&journal, "r", &[told(2, "Success")]).unwrap();
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let inside = folder.path().join("journal");
    let journal = SqliteJournal::open(&inside).unwrap();
    keep(&journal, "r", &[started("r")]).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&inside), 0o700);
    assert_eq!(mode(&inside.join("journal.sqlite")), 0o600);
    assert_eq!(mode(&inside.join("journal.keys")), 0o600);
}

/// Copies a journal as it would be found after the power went out in the middle of a write: the
/// write-ahead log ends in rubbish.
fn torn(from: &Path, to: &Path) {
    for file in ["journal.sqlite", "journal.sqlite-wal", "journal.keys"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
    let log = to.join("journal.sqlite-wal");
    let mut bytes = std::fs::read(&log).unwrap();
    let whole = bytes.len();
    bytes.truncate(whole - 100);
    bytes.extend_from_slice(&[0xa5; 4_000]);
    std::fs::write(&log, bytes).unwrap();
}

#[test]
fn a_torn_log_loses_at_most_what_was_not_settled() {
    let whole = folder();
    let journal = open(&whole);
    keep(&journal, "r", &[started("r"), asked(1)]).unwrap();
    keep(&journal, "r", &[told(1, "Success")]).unwrap();
    let torn_folder = folder();
    torn(whole.path(), torn_folder.path());
    let next = open(&torn_folder);
    // The last transaction is gone, what was settled before it is not; the write is in doubt.
    let records = next.read("r").unwrap();
    assert!(records.len() >= 2, "{records:?}");
    let doubt = next.runs().unwrap()[0].in_doubt.len();
    assert_eq!(doubt, usize::from(records.len() == 2));
    drop(journal);
}

#[test]
fn the_log_stays_bounded_while_others_read_in_turns() {
    let folder = folder();
    let journal = open(&folder);
    keep(&journal, "r", &[started("r")]).unwrap();
    let log = folder.path().join("journal.sqlite-wal");
    let mut longest = 0;
    for id in 0..60 {
        let many: Vec<Record> = (0..100)
            .flat_map(|n| {
                let id = id * 100 + n;
                [asked(id), told(id, "Success")]
            })
            .collect();
        keep(&journal, "r", &many).unwrap();
        // Whoever lists runs opens the file, reads and lets go of it.
        assert_eq!(open(&folder).runs().unwrap().len(), 1);
        longest = longest.max(std::fs::metadata(&log).unwrap().len());
    }
    assert!(longest < 16 << 20, "{longest} bytes");
}

/// Whoever looks into the file with a tool of their own and forgets it there: nobody is held up, and
/// the log is short again when they have gone.
#[test]
fn a_reader_that_holds_the_file_open_holds_nobody_up() {
    let folder = folder();
    let journal = open(&folder);
    keep(&journal, "r", &[started("r")]).unwrap();
    let log = folder.path().join("journal.sqlite-wal");
    let length = || std::fs::metadata(&log).unwrap().len();
    let write = |from: u64| {
        let many: Vec<Record> = (from..from + 2_000)
            .flat_map(|id| [asked(id), told(id, "Success")])
            .collect();
        keep(&journal, "r", &many).unwrap();
    };
    let reader = rusqlite::Connection::open(folder.path().join("journal.sqlite")).unwrap();
    let count = |reader: &rusqlite::Connection| {
        let count = reader.query_row("SELECT count(*) FROM record", [], |row| {
            row.get::<_, i64>(0)
        });
        count.unwrap()
    };
    // A connection that is open and reads now and then, for as long as it likes.
    for round in 0..4 {
        count(&reader);
        write(round * 2_000);
        assert!(length() < 16 << 20, "{} bytes", length());
    }
    // One that holds on to what it has seen.
    reader.execute_batch("BEGIN").unwrap();
    let seen = count(&reader);
    write(8_000);
    write(10_000);
    assert_eq!(count(&reader), seen, "it sees what it saw");
    reader.execute_batch("COMMIT").unwrap();
    write(12_000);
    write(14_000);
    assert!(length() < 16 << 20, "{} bytes", length());
    assert_eq!(count(&reader), 1 + 16_000 * 2);
}

/// One that never ends: people are told who it is, then nothing new begins, and what is under way is
/// still kept. When it has ended all goes on, without a restart.
#[test]
fn a_reader_that_never_ends_is_named_and_cannot_fill_the_disk() {
    let folder = folder();
    let bounds = log::Bounds {
        told: 256 << 10,
        most: 1 << 20,
    };
    let journal = SqliteJournal::open_within(folder.path(), bounds).unwrap();
    keep(&journal, "r", &[started("r")]).unwrap();
    let reader = rusqlite::Connection::open(folder.path().join("journal.sqlite")).unwrap();
    let count = "SELECT count(*) FROM record";
    let hold = |reader: &rusqlite::Connection| {
        reader.execute_batch("BEGIN").unwrap();
        reader
            .query_row(count, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    hold(&reader);
    let (mut id, mut warned) = (0, None);
    let refused = loop {
        id += 1;
        if let Err(why) = keep(&journal, "r", &[asked(id), told(id, "Success")]) {
            break why.0;
        }
        warned = warned.or_else(|| journal.warning());
        assert!(id < 20_000, "it is never refused");
    };
    let who = if cfg!(target_os = "linux") {
        "this program itself"
    } else {
        "another program"
    };
    let warned = warned.expect("it is said before");
    assert!(warned.starts_with(who), "{warned}");
    assert!(refused.contains("no new write is sent"), "{refused}");
    assert!(refused.contains("1 MB"), "{refused}");
    assert_eq!(journal.warning(), None, "it is said once");
    let log = folder.path().join("journal.sqlite-wal");
    let longest = std::fs::metadata(&log).unwrap().len();
    assert!(longest < 2 << 20, "{longest} bytes");
    keep(&journal, "r", &[told(id - 1, "Success")]).unwrap();

    reader.execute_batch("COMMIT").unwrap();
    // Whoever is refused has it looked at again.
    while journal.append(&"r".into(), asked(id)).is_err() {}
    keep(&journal, "r", &[told(id, "Success")]).unwrap();
    assert!(std::fs::metadata(&log).unwrap().len() < bounds.told);
    hold(&reader);
}

#[test]
fn a_clock_that_was_set_back_changes_no_order_and_no_owner() {
    let folder = folder();
    let first = open(&folder);
    let later = Record::Told {
        id: 1,
        at: at(-86_400),
        completion: Completion::Answer(Answer::success()),
        of: None,
    };
    keep(&first, "r", &[started("r"), asked(1), later.clone()]).unwrap();
    assert_eq!(first.read("r").unwrap()[2], later);
    let second = open(&folder);
    assert!(
        second.claim("r").is_err(),
        "its owner lives, whatever clocks say"
    );
}

#[test]
fn what_was_found_out_is_added_to_a_run_that_is_over_and_to_no_other() {
    let folder = folder();
    let journal = open(&folder);
    let run: Arc<str> = "r".into();
    let settled = Record::Settled {
        id: 1,
        at: at(9),
        happened: true,
        by: "a person".into(),
    };
    let over = Record::Ended {
        at: at(3),
        how: Ending::Failed,
        outcome: Some("Unknown".into()),
        in_doubt: vec![1],
    };
    keep(&journal, "r", &[started("r"), asked(1), told(1, "Unknown")]).unwrap();
    let why = journal
        .append_to_ended(&run, settled.clone())
        .unwrap_err()
        .0;
    assert_eq!(why, "run r has not ended");
    keep(&journal, "r", &[over]).unwrap();
    let [kept] = &journal.runs().unwrap()[..] else {
        panic!("there is one run")
    };
    assert_eq!(kept.outcome.as_deref(), Some("Unknown"));
    assert_eq!(kept.in_doubt.len(), 1);
    journal.append_to_ended(&run, settled.clone()).unwrap();
    assert_eq!(journal.runs().unwrap()[0].in_doubt, []);
    assert_eq!(journal.read("r").unwrap().last(), Some(&settled));
}

/// A job of three rows, of which these have begun.
fn keep_job(journal: &SqliteJournal, begun: &[u64]) {
    let job = Record::Job(Box::new(Job {
        script: KeptScript {
            name: "book.flow".into(),
            text: "".into(),
            files: Vec::new(),
            actions: 0,
            systems: Vec::new(),
            calendars: Vec::new(),
        },
        at: at(0),
        rows: 3,
        versions: Versions::here(),
        note: "".into(),
        actor: None,
    }));
    keep(journal, "job", &[job]).unwrap();
    for row in begun.iter().copied() {
        let run = format!("job-{row}");
        let Record::Started(begins) = started(&run) else {
            panic!("it begins")
        };
        let item = Item {
            job: "job".into(),
            row,
        };
        let begins = Record::Started(Box::new(begins.of_job(item)));
        keep(journal, &run, &[begins]).unwrap();
    }
}

#[test]
fn a_row_is_not_forgotten_before_its_job_has_ended() {
    let folder = folder();
    let first = open(&folder);
    keep_job(&first, &[1, 2]);
    keep(&first, "job-1", &[asked(1), told(1, "Success"), ended()]).unwrap();
    drop(first);
    let next = open(&folder);
    for row in ["job-1", "job-2"] {
        let why = next.forget(row).unwrap_err();
        let (what, help) = why.parts();
        assert!(what.contains("would run the row a second time"), "{what}");
        assert!(help.unwrap().contains("`flow runs cancel job`"), "{help:?}");
    }
    next.claim("job").unwrap();
    keep(&next, "job", &[ended()]).unwrap();
    next.forget("job-1").unwrap();
    assert_eq!(next.read("job-1").unwrap(), []);
}

/// Somebody goes on with one row of a job that nobody drives.
#[test]
fn a_job_is_not_forgotten_while_one_of_its_rows_goes_on() {
    let folder = folder();
    let first = open(&folder);
    keep_job(&first, &[1, 2]);
    drop(first);
    let (row, other) = (open(&folder), open(&folder));
    row.claim("job-2").unwrap();
    let why = other.forget("job").unwrap_err();
    assert_eq!(why.parts().0, "run job has not ended: cancel it first");
    row.release("job-2").unwrap();
    other.forget("job").unwrap();
    assert_eq!(other.runs_and_rows().unwrap(), []);
}

#[test]
fn the_beginning_of_a_name_finds_the_job_and_not_each_of_its_rows() {
    let folder = folder();
    let journal = open(&folder);
    keep_job(&journal, &[1, 2, 3]);
    let names = |begin: &str| -> Vec<String> {
        let found = journal.named(begin).unwrap();
        found.iter().map(|run| run.run.to_string()).collect()
    };
    assert_eq!(names("j"), ["job"]);
    assert_eq!(names("job"), ["job"]);
    assert_eq!(names("job-2"), ["job-2"]);
    assert_eq!(names("job-"), ["job-1", "job-2", "job-3"]);
    for number in 10..25 {
        keep(&journal, &format!("k{number}"), &[started("k")]).unwrap();
    }
    assert_eq!(names("k").len(), 10);
    assert_eq!(journal.how_many("k").unwrap(), 15);
    assert_eq!(journal.runs_and_rows().unwrap().len(), 19);
}

#[test]
fn rows_of_a_job_are_counted_and_forgotten_with_it() {
    let folder = folder();
    let first = open(&folder);
    keep_job(&first, &[1, 2]);
    keep(&first, "job-1", &[asked(1), told(1, "Success"), ended()]).unwrap();
    let runs = first.runs().unwrap();
    let rows = runs[0].rows.unwrap();
    assert_eq!(
        (runs.len(), rows.all, rows.succeeded, rows.open),
        (1, 3, 1, 1)
    );
    assert_eq!(rows.not_begun(), 1);
    assert_eq!(&*first.items("job", 2, 10).unwrap()[0].run, "job-2");
    // A row begins once, whoever asks for it.
    assert!(keep(&first, "job-2", &[started("job-2")]).is_err());
    drop(first);
    let next = open(&folder);
    next.forget("job").unwrap();
    assert_eq!(next.read("job-1").unwrap(), []);
    assert_eq!(next.items("job", 0, 10).unwrap(), []);
}
