//! The log of what is written, and readers that keep it from getting shorter.

use super::*;

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
