//! Entries are made, chained and looked at; what somebody did to the file is found.

use super::super::super::{About, Actor, Journal, KeptScript, Record, Started, Versions};
use super::super::SqliteJournal;
use super::*;
use crate::run::effect::{Answer, Completion};
use crate::run::{Limits, Start};
use crate::value::Value;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

fn begun(run: &str) -> Record {
    let script = KeptScript {
        name: "sweep.flow".into(),
        text: "end contact <ContactId>".into(),
        actions: 0,
        systems: Vec::new(),
        calendars: Vec::new(),
        files: Vec::new(),
    };
    Record::Started(Box::new(Started {
        script: script.name.clone(),
        digest: 0,
        kept: Some(script),
        start: Start {
            run: run.into(),
            inputs: Default::default(),
            at: Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC),
            seed: 1,
            provided: Vec::new(),
        },
        limits: Limits::default(),
        versions: Versions::default(),
        note: "".into(),
        item: None,
        announces: true,
        actor: Some(Actor {
            by: "ana".into(),
            profiles: vec!["production".into()],
            principal: Some("agent 7".into()),
            plan: None,
            undoes: None,
        }),
    }))
}

fn asked(run: &str, id: u64, contact: &str) -> Record {
    Record::Asked {
        id,
        name: format!("{run}/{id}/1").into(),
        at: Timestamp::UNIX_EPOCH,
        of: Some("end contact".into()),
        args: None,
        about: Box::new(About {
            thing: Some(("contact".into(), Value::text(contact))),
            before: Default::default(),
            after: Some("Disconnected".into()),
        }),
    }
}

fn told(id: u64, answer: Answer) -> Record {
    Record::Told {
        id,
        at: Timestamp::UNIX_EPOCH,
        completion: Completion::Answer(answer),
        of: None,
    }
}

/// A journal with one run that has sent five writes.
fn five(folder: &Path) -> SqliteJournal {
    let journal = SqliteJournal::open(folder).unwrap();
    let run: Arc<str> = "r1".into();
    journal.append(&run, begun("r1")).unwrap();
    for (id, answer) in [
        Some(Answer::success()),
        Some(Answer::new("InvalidContactId", "")),
        Some(Answer::new("Unknown", "")),
        Some(Answer::withheld("Rejected", "not in the plan")),
        None,
    ]
    .into_iter()
    .enumerate()
    {
        let id = id as u64;
        journal
            .append(&run, asked("r1", id, &format!("100{id}")))
            .unwrap();
        if let Some(answer) = answer {
            journal.append(&run, told(id, answer)).unwrap();
        }
    }
    let ended = Record::Ended {
        at: Timestamp::UNIX_EPOCH,
        how: Default::default(),
        outcome: None,
        in_doubt: vec![2, 4],
    };
    journal.append(&run, ended).unwrap();
    journal.flush(&run).unwrap();
    journal
}

fn results(audit: &mut Audit) -> Vec<String> {
    let entries = audit.entries().unwrap();
    entries
        .map(|entry| entry.text("result").to_owned())
        .collect()
}

#[test]
fn every_write_is_an_entry_and_a_failure_is_never_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    let mut audit = journal.audit().unwrap();
    assert_eq!(
        results(&mut audit),
        ["done", "refused", "in-doubt", "skipped", "in-doubt"]
    );
    let thing = audit.thing("contact", "1000");
    let first = audit.entries().unwrap().next().unwrap();
    for (field, value) in [
        ("by", "ana"),
        ("principal", "agent 7"),
        ("flow", "sweep.flow"),
        ("action", "end contact"),
        ("after", "Disconnected"),
        ("thing", thing.text()),
    ] {
        assert_eq!(first.text(field), value, "{field}");
    }
    let second = audit.entries().unwrap().nth(1).unwrap();
    assert_eq!(second.text("after"), "", "what was refused changed nothing");
    let text = std::fs::read_to_string(audit.path()).unwrap();
    assert!(!text.contains("1000"), "a contact stands in it: {text}");
}

#[test]
fn what_is_settled_later_is_an_entry_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    let record = Record::Settled {
        id: 2,
        at: Timestamp::UNIX_EPOCH,
        happened: true,
        by: "ben".into(),
    };
    journal.append_to_ended(&"r1".into(), record).unwrap();
    let mut audit = journal.audit().unwrap();
    let last = audit.entries().unwrap().last().unwrap();
    assert_eq!(
        (last.text("result"), last.text("settled-by")),
        ("settled-done", "ben")
    );
    assert_eq!(audit.verify(&[]).unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_run_that_is_forgotten_stays_in_the_audit_record() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    journal.forget("r1").unwrap();
    let mut audit = journal.audit().unwrap();
    assert_eq!(results(&mut audit).len(), 5);
}

#[test]
fn whatever_is_done_to_the_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    let mut audit = journal.audit().unwrap();
    let anchor = Anchor {
        number: 2,
        hash: audit.entries().unwrap().nth(1).unwrap().text("hash").into(),
    };
    let whole = std::fs::read_to_string(audit.path()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let joined = |lines: &[&str]| format!("{}\n", lines.join("\n"));
    let rewritten = {
        let mut all = Vec::new();
        let mut last = String::new();
        for line in &lines {
            let mut fields: std::collections::BTreeMap<String, serde_json::Value> =
                serde_json::from_str(&line.replace("refused", "done")).unwrap();
            fields.insert("previous".into(), last.clone().into());
            let (line, hash) = Entry::new(fields).sealed();
            all.push(line);
            last = hash;
        }
        format!("{}\n", all.join("\n"))
    };
    for (what, text, says) in [
        ("nothing", whole.clone(), None),
        (
            "an entry changed",
            whole.replacen("refused", "done", 1),
            Some("entry 2 was changed"),
        ),
        (
            "an entry cut out",
            joined(&[lines[0], lines[2], lines[3], lines[4]]),
            Some("entry 2 is missing"),
        ),
        (
            "the tail cut off",
            joined(&lines[..3]),
            Some("the file ends at entry 3; the journal has 5"),
        ),
        (
            "two swapped",
            joined(&[lines[0], lines[2], lines[1], lines[3], lines[4]]),
            Some("entry 2 is missing"),
        ),
        (
            "everything written anew",
            rewritten,
            Some("entry 2 is not the one of the anchor"),
        ),
        (
            "one added",
            format!("{whole}{}\n", lines[4]),
            Some("entry 5 comes after entry 5"),
        ),
        (
            "emptied",
            String::new(),
            Some("the file ends at entry 0; the journal has 5"),
        ),
        (
            "rubbish",
            format!("{whole}rubbish\n"),
            Some("is not an entry"),
        ),
    ] {
        std::fs::write(audit.path(), text).unwrap();
        let found = audit.verify(std::slice::from_ref(&anchor)).unwrap();
        match says {
            None => assert_eq!(found.problems, Vec::<String>::new(), "{what}"),
            Some(says) => assert!(
                found.problems.iter().any(|problem| problem.contains(says)),
                "{what}: {found:?}"
            ),
        }
    }
}

#[test]
fn a_process_that_dies_between_file_and_journal_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    let mut audit = journal.audit().unwrap();
    audit.head().unwrap();
    let written = std::fs::read_to_string(audit.path()).unwrap();
    // As if the transaction that lets go of the entries had never been kept.
    for (number, line) in written.lines().enumerate() {
        audit
            .connection
            .execute(
                "INSERT INTO audit (number, line) VALUES (?1, ?2)",
                rusqlite::params![number as i64 + 1, line],
            )
            .unwrap();
    }
    audit.head().unwrap();
    assert_eq!(std::fs::read_to_string(audit.path()).unwrap(), written);
}

#[test]
fn anchors_are_read_as_they_are_printed() {
    let anchor = Anchor {
        number: 12,
        hash: "ab".repeat(32),
    };
    assert_eq!(anchor.to_string().parse(), Ok(anchor));
    for wrong in ["", "12", "12:ab", "x:", &format!("x:{}", "ab".repeat(32))] {
        assert_eq!(wrong.parse::<Anchor>(), Err(()), "{wrong}");
    }
}

#[test]
fn what_was_sent_is_in_the_file_before_the_process_ends() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    journal.rest();
    let text = std::fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 5);
    drop(journal);
}

/// A process that goes on for days puts them there as well.
#[test]
fn what_was_sent_is_in_the_file_while_the_process_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    let path = folder.path().join("audit.jsonl");
    while std::fs::read_to_string(&path)
        .unwrap_or_default()
        .lines()
        .count()
        < 5
    {
        std::thread::yield_now();
    }
    drop(journal);
}

/// A run with two writes.
fn two(journal: &SqliteJournal, run: &str) {
    let name: Arc<str> = run.into();
    journal.append(&name, begun(run)).unwrap();
    for (id, outcome) in [(1, "Success"), (2, "Unknown")] {
        journal.append(&name, asked(run, id, "2000")).unwrap();
        journal
            .append(&name, told(id, Answer::new(outcome, "")))
            .unwrap();
    }
    journal.flush(&name).unwrap();
}

/// A folder whose journal was put back from a copy: it knows the run `r1`, and `r2` was sent since; `r3` has
/// gone on since.
fn put_back() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let journal = five(folder.path());
    let open: Arc<str> = "r3".into();
    journal.append(&open, begun("r3")).unwrap();
    journal.flush(&open).unwrap();
    drop(journal);
    // With its log, which is not always put into the file at the end.
    let files = ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"];
    let files = files.map(|file| folder.path().join(file));
    let copies = files.clone().map(|file| std::fs::read(file).ok());
    let journal = SqliteJournal::open(folder.path()).unwrap();
    two(&journal, "r2");
    journal.claim("r3").unwrap();
    journal.append(&open, asked("r3", 1, "3000")).unwrap();
    journal.append(&open, told(1, Answer::success())).unwrap();
    journal.flush(&open).unwrap();
    drop(journal);
    for (file, copy) in files.iter().zip(copies) {
        let _ = std::fs::remove_file(file);
        if let Some(copy) = copy {
            std::fs::write(file, copy).unwrap();
        }
    }
    folder
}

#[test]
fn a_journal_that_knows_less_than_the_file_begins_nothing_and_goes_on_with_nothing() {
    let folder = put_back();
    let journal = SqliteJournal::open(folder.path()).unwrap();
    let why = journal.knows_all().unwrap_err();
    let (what, help) = why.parts();
    assert!(
        what.contains("`audit.jsonl` has 8 entries, and the journal knows of 5"),
        "{what}"
    );
    assert!(help.unwrap().contains("`flow audit import`"), "{help:?}");
    assert_eq!(journal.append(&"r4".into(), begun("r4")), Err(why.clone()));
    assert_eq!(journal.claim("r3"), Err(why.clone()));
    assert_eq!(journal.has_room(), Err(why));
    let text = std::fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    drop(journal);
    let after = std::fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    assert_eq!(text, after, "a chain that does not fit is not made longer");
}

#[test]
fn what_the_journal_does_not_know_is_put_in_doubt_and_never_sent_again() {
    let folder = put_back();
    let journal = SqliteJournal::open(folder.path()).unwrap();
    // What is recorded meanwhile follows the file's last entry then.
    let settled = Record::Settled {
        id: 2,
        at: Timestamp::UNIX_EPOCH,
        happened: true,
        by: "ben".into(),
    };
    journal.append_to_ended(&"r1".into(), settled).unwrap();
    let mut audit = journal.audit().unwrap();
    assert!(!audit.verify(&[]).unwrap().problems.is_empty());
    assert!(audit.head().is_err());
    let runs = audit.unknown().unwrap();
    let told: Vec<(&str, usize)> = runs
        .iter()
        .map(|run| (&*run.run, run.writes.len()))
        .collect();
    assert_eq!(told, [("r2", 2), ("r3", 1)]);
    assert_eq!(audit.import().unwrap(), runs);

    assert_eq!(journal.knows_all(), Ok(()));
    assert_eq!(audit.verify(&[]).unwrap().problems, Vec::<String>::new());
    let last = audit.entries().unwrap().last().unwrap();
    assert_eq!(
        (last.number("number"), last.text("result")),
        (Some(9), "settled-done")
    );
    for (run, doubts) in [("r2", vec![1, 2]), ("r3", vec![1])] {
        let [kept] = &journal.named(run).unwrap()[..] else {
            panic!("{run} is kept")
        };
        assert_eq!(kept.state.word(), "stopped", "{run}");
        let numbers: Vec<u64> = journal
            .doubts(run)
            .unwrap()
            .iter()
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(numbers, doubts, "{run}");
        assert!(journal.claim(run).is_err(), "{run} does not go on");
    }
    // Its name is taken.
    let again: Arc<str> = "r2".into();
    journal.rest();
    journal.append(&again, begun("r2")).unwrap();
    assert!(journal.flush(&again).is_err());
    // What a person finds out is recorded as ever.
    let found = Record::Settled {
        id: 1,
        at: Timestamp::UNIX_EPOCH,
        happened: true,
        by: "ben".into(),
    };
    journal.append_to_ended(&again, found).unwrap();
    assert_eq!(journal.doubts("r2").unwrap().len(), 1);
    assert_eq!(audit.import().unwrap(), Vec::new(), "once is enough");
}

/// What a process leaves that dies between file and journal is no older copy.
#[test]
fn a_file_that_was_changed_is_not_imported() {
    let folder = put_back();
    let path = folder.path().join("audit.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = text.replace("\"thing\":\"contact ", "\"thing\":\"contact 0");
    std::fs::write(&path, changed).unwrap();
    let journal = SqliteJournal::open(folder.path()).unwrap();
    let why = journal.audit().unwrap().import().unwrap_err();
    assert!(
        why.parts().0.contains("was changed after it was written"),
        "{why}"
    );
    assert!(journal.knows_all().is_err());
}
