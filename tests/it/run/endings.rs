//! Ways out: cancellation, limits, and what stands when several things end at once.

use super::build::*;
use super::play::{Answering, Answers, host, play, play_all, start, trace};
use contactflow::host::virtual_time::VirtualTime;
use contactflow::program::{Jump, Program};
use contactflow::run::event::End;
use contactflow::run::{Limits, Run};
use insta::assert_snapshot;
use jiff::SignedDuration;
use std::sync::Arc;

fn guarded(body: Vec<S>, always: Vec<S>) -> S {
    S::Try(3, 0, body, vec![], Some(always))
}

fn with_limits(program: Arc<Program>, limits: Limits, answers: &[(&str, &str)]) -> String {
    let run = Run::new(program, start(), limits).unwrap();
    trace(&VirtualTime::new(run, Answering(Answers::new(answers))).play())
}

/// Plays, cancelling before each of these steps of the host.
fn cancelled(flow: &[S], answers: &[(&str, &str)], before: &[usize]) -> String {
    let mut host = host(program(flow, &[], &[]), answers);
    for step in 0.. {
        for _ in before.iter().filter(|before| **before == step) {
            host.cancel();
        }
        if host.run().end().is_some() || !host.step() {
            break;
        }
    }
    trace(&host.stop())
}

#[test]
fn cancel_runs_always() {
    let flow = [guarded(
        vec![call("one"), call("two")],
        vec![call("clean"), S::Log("clean")],
    )];
    assert_snapshot!(cancelled(&flow, &[], &[0]));
}

/// How it ends where it is cancelled before this step of the host.
fn end_of(flow: &[S], answers: &[(&str, &str)], before: usize) -> String {
    let trace = cancelled(flow, answers, &[before]);
    let mut ends = trace
        .lines()
        .rev()
        .filter(|line| !line.starts_with("unknown"));
    let last = ends.next().unwrap_or_default();
    let words = last.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    words.trim().to_owned()
}

/// Whoever believed that such a run was cancelled would do all of it again.
#[test]
fn a_run_whose_last_write_succeeds_although_it_is_cancelled_has_succeeded() {
    let clean = || guarded(vec![call("one")], vec![call("clean")]);
    let item = || vec![S::Call("work", Some(0), vec![])];
    for (flow, before) in [
        (vec![call("one")], 0),
        (vec![call("zero"), call("one")], 1),
        (vec![call("one"), S::Log("done"), S::Jump(finish(""))], 0),
        (vec![clean()], 0),
        // the write in `always` is the last
        (vec![clean()], 1),
        (
            vec![guarded(vec![call("one")], vec![call("two"), call("six")])],
            1,
        ),
        (vec![S::Within(900, vec![call("one")], vec![])], 0),
        (vec![S::Each(0, 1, 1, item())], 0),
        (vec![S::Each(0, 2, 1, item())], 1),
        (vec![S::Each(0, 2, 2, item())], 0),
        (vec![S::Each(0, 2, 2, item()), S::Log("done")], 1),
    ] {
        assert_eq!(end_of(&flow, &[], before), "finished", "{flow:?} {before}");
    }
}

#[test]
fn a_cancelled_run_with_something_left_is_cancelled() {
    let item = || vec![S::Call("work", Some(0), vec![])];
    let named = vec![on("Success", R::Block(vec![call("two")]))];
    for (flow, answers, before) in [
        (vec![call("one"), call("two")], "Success", 0),
        (vec![call("one"), S::Wait(5)], "Success", 0),
        (vec![call_on("one", named)], "Success", 0),
        (vec![call("one")], "A", 0),
        (vec![call("one")], "Unknown", 0),
        (vec![call("one")], "-", 0),
        (vec![call_on("one", vec![on("A", R::Ignore)])], "A", 0),
        (
            vec![S::Repeat(1, 0, vec![call("one")], vec![])],
            "Success",
            0,
        ),
        (vec![S::Each(0, 2, 1, item())], "Success", 0),
        (vec![S::Each(0, 3, 2, item())], "Success", 0),
        (
            vec![guarded(vec![call("one")], vec![]), call("two")],
            "Success",
            0,
        ),
    ] {
        let end = end_of(&flow, &[("one", answers)], before);
        assert_eq!(end, "cancelled", "{flow:?} {answers}");
    }
}

/// The answer to one of them does not take the others' time.
#[test]
fn writes_of_items_at_once_are_all_answered_where_a_run_is_cancelled() {
    let body = vec![S::Call("work", Some(0), vec![]), call("two")];
    let flow = [S::Each(0, 3, 3, body)];
    let answers = [("work", "Success@100 Success@200 Success@300")];
    let trace = cancelled(&flow, &answers, &[0]);
    assert_eq!(trace.matches("got work").count(), 3, "{trace}");
    for word in ["unknown", "abandoned", "two"] {
        assert!(!trace.contains(word), "{trace}");
    }
    assert!(trace.contains("300 cancelled"), "{trace}");
}

/// What could not be done in time was done all the same; but not what an `always` does too late.
#[test]
fn a_time_limit_that_the_last_write_outlasts_is_no_failure() {
    let limits = || Limits {
        time: Some(SignedDuration::from_millis(50)),
        grace: SignedDuration::from_millis(500),
        ..Limits::default()
    };
    let one = || vec![call("one")];
    for (flow, end) in [
        (call("one"), "finished"),
        (guarded(one(), vec![call("clean")]), "finished"),
        (guarded(one(), vec![S::Wait(9000)]), "failed TimedOut"),
        (
            S::Try(1, 0, vec![call("one"), call("two")], vec![], None),
            "failed TimedOut",
        ),
    ] {
        let trace = with_limits(
            program(std::slice::from_ref(&flow), &[], &[]),
            limits(),
            &[],
        );
        assert!(trace.contains(&format!(" {end}")), "{flow:?}: {trace}");
    }
}

#[test]
fn a_second_cancel_ends_at_once() {
    let flow = [guarded(
        vec![call("one")],
        vec![call("clean"), S::Log("never")],
    )];
    assert_snapshot!(cancelled(&flow, &[], &[0, 0]));
}

#[test]
fn a_cancel_while_a_failure_is_on_its_way_lets_the_failure_stand() {
    let flow = [guarded(
        vec![call("one")],
        vec![call("clean"), S::Log("clean")],
    )];
    assert_snapshot!(cancelled(&flow, &[("one", "A")], &[1]));
}

#[test]
fn a_second_cancel_lets_the_failure_stand_too() {
    let flow = [guarded(
        vec![call("one")],
        vec![call("clean"), S::Log("never")],
    )];
    assert_snapshot!(cancelled(&flow, &[("one", "A")], &[1, 1]));
}

#[test]
fn a_return_runs_always_and_comes_back() {
    let step = vec![
        guarded(vec![S::Jump(Jump::Return(None))], vec![call("clean")]),
        S::Log("never"),
    ];
    assert_snapshot!(play_all(
        &[S::Run(0, vec![]), S::Log("back")],
        &[step],
        &[],
        &[]
    ));
}

#[test]
fn leave_and_next_run_always() {
    let next = guarded(vec![S::Jump(Jump::Next)], vec![S::Log("always")]);
    let leave = guarded(vec![S::Jump(Jump::Leave)], vec![call("clean")]);
    let flow = [
        S::Each(0, 2, 1, vec![next]),
        S::Each(0, 2, 1, vec![leave]),
        S::Log("end"),
    ];
    assert_snapshot!(play(&flow, &[]));
}

#[test]
fn next_of_an_item_at_once_ends_that_item_alone() {
    let body = vec![
        S::Call("work", Some(0), vec![on("A", R::Jump(Jump::Next))]),
        S::Log("worked"),
    ];
    assert_snapshot!(play(&[S::Each(0, 2, 2, body)], &[("work", "A Success")]));
}

#[test]
fn leave_of_an_item_at_once_ends_the_loop() {
    let body = vec![S::Call(
        "work",
        Some(0),
        vec![on("A", R::Jump(Jump::Leave))],
    )];
    assert_snapshot!(play(
        &[S::Each(0, 9, 2, body), S::Log("on")],
        &[("work", "A Success@900")]
    ));
}

#[test]
fn what_leaves_inside_always_does_not_replace_what_is_held_up() {
    let always = vec![S::Log("in always"), S::Jump(finish("no"))];
    let flow = [S::Each(0, 2, 1, vec![guarded(vec![call("one")], always)])];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn an_always_after_a_good_end_may_leave() {
    let flow = [
        guarded(vec![call("one")], vec![S::Jump(finish("done"))]),
        S::Log("never"),
    ];
    assert_snapshot!(play(&flow, &[]));
}

#[test]
fn a_time_limit_that_comes_while_always_holds_up_a_failure_does_not_replace_it() {
    let flow = [S::Within(
        500,
        vec![guarded(
            vec![call("one")],
            vec![call("slow"), S::Log("done")],
        )],
        vec![on("TimedOut", R::Block(vec![S::Log("late")]))],
    )];
    assert_snapshot!(play(&flow, &[("one", "A"), ("slow", "Success@2000")]));
}

#[test]
fn a_time_limit_that_comes_while_always_holds_up_something_inside_wins() {
    let inner = S::Try(
        3,
        0,
        vec![
            guarded(vec![call("one")], vec![call("slow")]),
            S::Log("never"),
        ],
        vec![on("A", R::Block(vec![S::Log("never")]))],
        None,
    );
    let flow = [S::Within(
        500,
        vec![inner],
        vec![on("TimedOut", R::Block(vec![S::Log("late")]))],
    )];
    assert_snapshot!(play(&flow, &[("one", "A"), ("slow", "Success@2000")]));
}

#[test]
fn a_retry_of_a_within_would_repeat_writes_so_it_is_passed_over() {
    let flow = [
        S::Within(
            500,
            vec![call("slow")],
            vec![on(
                "TimedOut",
                retry_then(1, 1000, R::Block(vec![S::Log("late")])),
            )],
        ),
        S::Log("on"),
    ];
    assert_snapshot!(play(&flow, &[("slow", "Success@2000 Success@100")]));
}

#[test]
fn nested_items_at_once_are_all_cancelled() {
    let inner = S::Each(
        1,
        2,
        2,
        vec![guarded(
            vec![S::Call("work", Some(0), vec![])],
            vec![S::Log("always")],
        )],
    );
    let flow = [S::Each(0, 2, 2, vec![inner])];
    assert_snapshot!(play(&flow, &[("work", "A@50 Success@900")]));
}

#[test]
fn too_many_steps_are_a_fault_and_always_still_runs() {
    let spin = S::Repeat(1_000_000, 0, vec![S::Let(0, 1)], vec![]);
    let limits = Limits {
        steps: 100,
        ..Limits::default()
    };
    let flow = program(
        &[guarded(vec![spin], vec![call("clean"), S::Log("clean")])],
        &[],
        &[],
    );
    assert_snapshot!(with_limits(flow, limits, &[]));
}

#[test]
fn always_gets_a_grace_and_no_more() {
    let spin = || S::Repeat(1_000_000, 0, vec![S::Let(0, 1)], vec![]);
    let limits = Limits {
        steps: 100,
        grace_steps: 50,
        ..Limits::default()
    };
    let flow = program(
        &[guarded(vec![spin()], vec![S::Log("begins"), spin()])],
        &[],
        &[],
    );
    assert_snapshot!(with_limits(flow, limits, &[]));
}

#[test]
fn too_much_time_is_a_fault() {
    let limits = Limits {
        time: Some(SignedDuration::from_secs(2)),
        grace: SignedDuration::from_secs(1),
        ..Limits::default()
    };
    let flow = program(
        &[guarded(
            vec![S::Wait(9000)],
            vec![S::Log("always"), S::Wait(9000)],
        )],
        &[],
        &[],
    );
    assert_snapshot!(with_limits(flow, limits, &[]));
}

#[test]
fn too_much_memory_is_a_fault() {
    let big = expr(contactflow::value::Value::text("x".repeat(2000)));
    let mut flow = program(&[S::Let(0, 1)], &[], &[]);
    let changed = Arc::get_mut(&mut flow).unwrap();
    let stmt = changed.main.block.stmts[0].clone();
    let op = contactflow::program::Op::Let(0, big);
    changed.main.block.stmts = vec![contactflow::program::Stmt { op, ..stmt }].into();
    let limits = Limits {
        memory: Some(1000),
        ..Limits::default()
    };
    assert_snapshot!(with_limits(flow, limits, &[]));
}

#[test]
fn too_many_items_for_the_host_are_a_fault() {
    let limits = Limits {
        items: 2,
        ..Limits::default()
    };
    let flow = program(&[S::Each(0, 3, 1, vec![call("one")])], &[], &[]);
    assert_snapshot!(with_limits(flow, limits, &[]));
}

#[test]
fn a_failure_says_through_which_steps_it_came() {
    let steps = [vec![S::Run(1, vec![])], vec![call("one")]];
    let played = host(program(&[S::Run(0, vec![])], &steps, &[]), &[("one", "A")]).play();
    let Some(End::Failed(failure)) = played.report.map(|report| report.end) else {
        panic!("it fails");
    };
    assert_eq!(failure.through.len(), 2);
    assert!(
        failure.through[0].start > failure.through[1].start,
        "innermost first"
    );
}
