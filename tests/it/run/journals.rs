//! Journals: as lines of JSON, and those that do not fit.

use super::build::*;
use super::play::{host, start};
use contactflow::journal::{Ending, Journal, Memory, Record, ReplayError, Started, replay};
use contactflow::program::Program;
use contactflow::run::Limits;
use contactflow::run::effect::Completion;
use contactflow::source::Source;
use std::sync::Arc;

fn flow() -> Arc<Program> {
    program(
        &[
            call_on("one", vec![on("A", retry(2, 500))]),
            S::Wait(1000),
            call("two"),
        ],
        &[],
        &[],
    )
}

fn begun(program: &Program) -> Record {
    Record::Started(Box::new(Started::new(program, &start(), Limits::default())))
}

/// Everything that a run of it is told.
fn records(program: &Arc<Program>) -> Vec<Record> {
    let played = host(program.clone(), &[("one", "A+900 Success")]).play();
    let told = played.told.into_iter();
    let told = told.map(|(id, at, completion)| Record::Told {
        id,
        at,
        completion,
        of: None,
    });
    [begun(program)].into_iter().chain(told).collect()
}

#[test]
fn records_are_lines_of_json() {
    let program = flow();
    let written = records(&program);
    let lines: Vec<_> = written
        .iter()
        .map(|record| serde_json::to_string(record).unwrap())
        .collect();
    assert!(lines.iter().all(|line| !line.contains('\n')));
    let read: Vec<Record> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read, written);
    assert!(replay(program, &read).unwrap().run().end().is_some());
}

#[test]
fn a_journal_without_a_start_is_refused() {
    assert_eq!(replay(flow(), &[]).unwrap_err(), ReplayError::NoStart);
}

#[test]
fn another_script_is_refused() {
    let program = flow();
    let records = records(&program);
    let mut other = flow();
    Arc::get_mut(&mut other).unwrap().source = Arc::new(Source::new("test.flow", "hold contact 1"));
    let refused = replay(other, &records).unwrap_err();
    assert_eq!(
        refused,
        ReplayError::OtherScript {
            script: "test.flow".into()
        }
    );
}

#[test]
fn a_record_that_does_not_fit_is_refused_by_its_number() {
    let program = flow();
    let mut records = records(&program);
    let at = start().at.timestamp();
    records.insert(
        2,
        Record::Told {
            id: 99,
            at,
            completion: Completion::Slept,
            of: None,
        },
    );
    let refused = replay(program.clone(), &records).unwrap_err();
    assert!(
        matches!(refused, ReplayError::Differs { record: 3, .. }),
        "{refused}"
    );
    records[2] = Record::Asked {
        id: 1,
        name: "r/other/1".into(),
        at,
        of: None,
        args: None,
        about: Default::default(),
    };
    let refused = replay(program, &records).unwrap_err();
    assert!(refused.to_string().contains("r/other/1"), "{refused}");
}

#[test]
fn a_sleep_goes_on_with_what_is_left_of_it() {
    let program = program(&[S::Wait(5000)], &[], &[]);
    let later = start().at.timestamp() + jiff::SignedDuration::from_secs(2);
    let (_, open) = replay(program.clone(), &[begun(&program)])
        .unwrap()
        .into_parts(later);
    let [open] = &open[..] else {
        panic!("{open:?}")
    };
    let left = contactflow::run::effect::Request::Sleep(jiff::SignedDuration::from_secs(3));
    assert_eq!(open.request, left);
}

#[test]
fn a_cancelled_run_is_cancelled_again() {
    let program = flow();
    let mut records = records(&program);
    records.truncate(2);
    let at = start().at.timestamp() + jiff::SignedDuration::from_secs(1);
    let turn = replay(program.clone(), &records).unwrap().run().turns();
    records.push(Record::Cancelled { at, turn });
    let replayed = replay(program, &records).unwrap();
    assert_eq!(
        replayed.run().end(),
        Some(&contactflow::run::event::End::Cancelled)
    );
}

#[test]
fn a_journal_in_memory_keeps_runs_apart() {
    let journal = Memory::new();
    let at = start().at.timestamp();
    let ended = Record::Ended {
        at,
        how: Ending::Succeeded,
        outcome: None,
        in_doubt: Vec::new(),
    };
    journal.append(&"a".into(), ended.clone()).unwrap();
    assert_eq!(journal.read("a").unwrap(), [ended]);
    assert!(journal.read("b").unwrap().is_empty());
}
