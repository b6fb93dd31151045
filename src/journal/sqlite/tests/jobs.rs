//! Runs that are over, jobs and their rows: what is added, counted and forgotten.

use super::*;

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
