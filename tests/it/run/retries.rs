//! `retry`: counts, pauses, limits.

use super::build::*;
use super::play::{Answering, Answers, play, start};
use contactflow::host::virtual_time::VirtualTime;
use contactflow::run::event::EventKind;
use contactflow::run::{Limits, Run, Start};
use insta::assert_snapshot;
use proptest::prelude::*;

fn backing_off(times: Option<u32>, from: u64, to: u64, limit: Option<u64>) -> R {
    R::Retry(T {
        times,
        backing_off: Some((from, to)),
        limit,
        ..T::default()
    })
}

/// The pauses of a run with this seed, in milliseconds.
fn pauses(reaction: R, seed: u64) -> Vec<i128> {
    let flow = program(&[call_on("one", vec![on("A", reaction)])], &[], &[]);
    let run = Run::new(flow, Start { seed, ..start() }, Limits::default()).unwrap();
    let played = VirtualTime::new(run, Answering(Answers::new(&[("one", "A")]))).play();
    let pauses = played.events.iter().filter_map(|event| match &event.kind {
        EventKind::Retrying { after, .. } => Some(after.as_millis()),
        _ => None,
    });
    pauses.collect()
}

proptest! {
    #[test]
    fn backing_off_grows_with_a_random_half(seed: u64) {
        let pauses = pauses(backing_off(Some(8), 500, 30_000, None), seed);
        prop_assert_eq!(pauses.len(), 8);
        for (retry, pause) in pauses.iter().enumerate() {
            let most = (500 << retry).min(30_000);
            prop_assert!((most / 2..=most).contains(pause), "retry {} waits {}ms of at most {}", retry + 1, pause, most);
        }
    }
}

#[test]
fn a_random_pause_uses_its_whole_range_and_the_seed_decides_it() {
    let first: Vec<_> = (0..200)
        .map(|seed| pauses(backing_off(Some(1), 1000, 1000, None), seed)[0])
        .collect();
    assert!(first.iter().any(|pause| *pause < 550) && first.iter().any(|pause| *pause > 950));
    let again: Vec<_> = (0..200)
        .map(|seed| pauses(backing_off(Some(1), 1000, 1000, None), seed)[0])
        .collect();
    assert_eq!(first, again);
}

#[test]
fn retry_after_is_a_minimum() {
    let flow = [call_on("one", vec![on("A", retry(2, 1000))])];
    assert_snapshot!(play(&flow, &[("one", "A+5000 A+10 Success")]));
}

#[test]
fn a_limit_of_time_rules_alone() {
    let reaction = R::Retry(T {
        every: Some(700),
        limit: Some(2000),
        ..T::default()
    });
    assert_snapshot!(play(
        &[call_on("one", vec![on("A", reaction)])],
        &[("one", "A")]
    ));
}

#[test]
fn a_retry_after_beyond_the_limit_gives_up_at_once() {
    let reaction = R::Retry(T {
        times: Some(9),
        every: Some(1),
        limit: Some(2000),
        ..T::default()
    });
    assert_snapshot!(play(
        &[call_on("one", vec![on("A", reaction)])],
        &[("one", "A+3000")]
    ));
}

#[test]
fn handlers_count_for_themselves() {
    let flow = [call_on(
        "one",
        vec![on("A", retry(1, 10)), on("B", retry(2, 20))],
    )];
    assert_snapshot!(play(&flow, &[("one", "A B A B")]));
}

#[test]
fn a_retry_of_the_caller_repeats_the_action_in_the_step() {
    let steps = [vec![S::Log("once"), call("one"), S::Log("after")]];
    let flow = [S::Run(0, vec![on("A", retry(1, 500))])];
    assert_snapshot!(super::play::play_all(
        &flow,
        &steps,
        &[],
        &[("one", "A Success")]
    ));
}

#[test]
fn a_second_retry_may_follow_the_first() {
    let then = R::Retry(T {
        times: Some(1),
        every: Some(5000),
        ..T::default()
    });
    let flow = [call_on("one", vec![on("A", retry_then(1, 100, then))])];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn a_retry_in_the_loop_of_items_at_once_stays_in_its_item() {
    let body = vec![S::Call("work", Some(0), vec![])];
    let flow = [S::Try(
        3,
        0,
        vec![S::Each(0, 2, 2, body)],
        vec![on("A", retry(1, 300))],
        None,
    )];
    assert_snapshot!(play(&flow, &[("work", "A Success@1000 Success")]));
}

#[test]
fn a_retry_settles_what_may_be_done_twice_and_nothing_else() {
    let flow = ["put", "one"].map(|key| call_on(key, vec![on("Unknown", retry(1, 10))]));
    let answers = [("put", "Unknown Success"), ("one", "Unknown Success")];
    assert_snapshot!(play(&flow, &answers));
}

#[test]
fn an_unknown_that_is_ignored_is_not_settled() {
    let flow = [call_on("one", vec![on("Unknown", R::Ignore)])];
    assert_snapshot!(play(&flow, &[("one", "Unknown")]));
}

#[test]
fn a_read_is_never_unknown() {
    let flow = [S::Read(
        "look",
        vec![on("Unavailable", R::Block(vec![S::Log("not there")]))],
    )];
    assert_snapshot!(play(&flow, &[("look", "Unknown")]));
}

#[test]
fn on_success_runs_after_success() {
    let flow = [call_on(
        "one",
        vec![
            on("Success", R::Block(vec![S::Log("well")])),
            any_other(R::Ignore),
        ],
    )];
    assert_snapshot!(play(&flow, &[]));
}
