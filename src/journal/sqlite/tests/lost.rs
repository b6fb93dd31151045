//! Keys that are lost.

use super::*;

/// A journal with a run, and the text of its keys, which are lost.
fn without_keys() -> (tempfile::TempDir, String) {
    let folder = folder();
    keep(&open(&folder), "r", &[started("r")]).unwrap();
    let path = folder.path().join("journal.keys");
    let keys = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    (folder, keys)
}

#[test]
fn without_its_keys_a_journal_lists_its_runs_and_begins_nothing() {
    let (folder, keys) = without_keys();
    let path = folder.path().join("journal.keys");
    let journal = open(&folder);
    assert!(!path.exists(), "no new key takes the place of the lost one");
    assert_eq!(journal.runs().unwrap().len(), 1);
    assert!(journal.read("r").is_err());
    let why = journal.knows_all().unwrap_err();
    let (what, help) = why.parts();
    assert!(
        what.contains("journal.keys is missing: without it the values of 1 run cannot be read"),
        "{what}"
    );
    assert!(help.unwrap().contains("put the file back"), "{help:?}");
    assert_eq!(journal.claim("r"), Err(why.clone()));
    assert_eq!(journal.rotate_key(), Err(why.clone()));
    assert_eq!(journal.append(&"s".into(), started("s")), Err(why));
    // Once the file is back the same process goes on.
    std::fs::write(path, keys).unwrap();
    journal.append(&"t".into(), started("t")).unwrap_err();
    // The thread looks again after it has answered the first of these.
    journal.flush(&"t".into()).unwrap();
    journal.flush(&"t".into()).unwrap();
    assert_eq!(journal.read("r").unwrap().len(), 1);
    keep(&journal, "t", &[started("t")]).unwrap();
}

#[test]
fn the_keys_of_another_journal_are_told_from_its_own() {
    let (folder, _) = without_keys();
    let other = self::folder();
    drop(open(&other));
    let name = "journal.keys";
    std::fs::copy(other.path().join(name), folder.path().join(name)).unwrap();
    let journal = open(&folder);
    let why = journal.knows_all().unwrap_err().0;
    assert!(why.contains("does not have key 1 of the journal"), "{why}");
    assert_eq!(journal.runs().unwrap().len(), 1);
}

#[test]
fn a_journal_goes_on_with_a_new_key_where_that_is_meant() {
    let (folder, keys) = without_keys();
    let journal = open(&folder);
    assert_eq!(journal.begin_with_new_key().unwrap(), 1);
    keep(&journal, "s", &[started("s")]).unwrap();
    assert!(journal.begin_with_new_key().is_err(), "none is lost now");
    drop(journal);
    let journal = open(&folder);
    assert_eq!(journal.knows_all(), Ok(()));
    let why = journal.read("r").unwrap_err().0;
    assert!(why.contains("key 1, which is not in the key file"), "{why}");
    // The old file is found after all.
    let path = folder.path().join("journal.keys");
    let fresh = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{keys}{fresh}")).unwrap();
    assert_eq!(journal.read("r").unwrap().len(), 1);
    assert_eq!(journal.read("s").unwrap().len(), 1);
}

/// Nothing is lost with the keys of runs that were forgotten.
#[test]
fn without_runs_a_first_key_is_made_again() {
    let (folder, _) = without_keys();
    let journal = open(&folder);
    journal.claim("r").unwrap_err();
    journal.forget("r").unwrap();
    drop(journal);
    keep(&open(&folder), "s", &[started("s")]).unwrap();
}

#[test]
fn a_journal_that_never_knew_its_keys_finds_out_which_are_lost() {
    let (folder, keys) = without_keys();
    let file = rusqlite::Connection::open(folder.path().join("journal.sqlite")).unwrap();
    file.execute_batch("DROP TABLE user_key").unwrap();
    drop(file);
    assert!(open(&folder).knows_all().is_err());
    std::fs::write(folder.path().join("journal.keys"), keys).unwrap();
    assert_eq!(open(&folder).knows_all(), Ok(()));
}
