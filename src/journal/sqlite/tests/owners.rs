//! Whose a run is, and what becomes of it when that program has gone.

use super::*;

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
