//! The file itself: what is readable in it, who may read it, and files that are not ours.

use super::*;

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
