//! Small programs and the whole trace of each.

use super::build::*;
use super::play::{play, play_all};
use contactflow::program::Jump;
use contactflow::program::{Expr, ExprKind};
use contactflow::source::Span;
use insta::assert_snapshot;

/// `log Outcome`, where a handler or an `always` has put it.
fn say_outcome() -> S {
    S::Say(Expr {
        span: Span::at(0),
        kind: ExprKind::Slot(6),
    })
}

#[test]
fn statements_run_in_order() {
    let flow = [call("one"), S::Log("between"), S::Wait(2000), call("two")];
    assert_snapshot!(play(&flow, &[]));
}

#[test]
fn an_outcome_without_handler_fails_the_flow() {
    let flow = [call("one"), S::Log("never")];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn retry_counts_retries_then_reacts() {
    let flow = [call_on(
        "one",
        vec![on("A", retry_then(2, 500, R::Jump(fail("no more"))))],
    )];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn retry_ends_in_success() {
    let flow = [call_on("one", vec![on("A", retry(3, 500))]), S::Log("on")];
    assert_snapshot!(play(&flow, &[("one", "A A Success")]));
}

#[test]
fn ignore_goes_on_and_block_goes_on() {
    let flow = [
        call_on("one", vec![on("A", R::Ignore)]),
        call_on(
            "two",
            vec![on("B", R::Block(vec![say_outcome(), call("three")]))],
        ),
        S::Log("end"),
    ];
    assert_snapshot!(play(&flow, &[("one", "A"), ("two", "B")]));
}

#[test]
fn a_name_further_out_wins_over_any_other() {
    let flow = [S::Try(
        3,
        0,
        vec![
            call_on("one", vec![any_other(R::Block(vec![S::Log("other")]))]),
            S::Log("never"),
        ],
        vec![on("A", R::Block(vec![S::Log("named")]))],
        None,
    )];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn a_spent_retry_lets_the_outcome_go_outward() {
    let flow = [S::Try(
        3,
        0,
        vec![call_on(
            "one",
            vec![on("A", retry(1, 100)), any_other(R::Ignore)],
        )],
        vec![any_other(R::Block(vec![S::Log("outer"), say_outcome()]))],
        None,
    )];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn always_sees_what_leaves() {
    let always = || Some(vec![say_outcome(), call("clean")]);
    let well = S::Try(3, 0, vec![call("one")], vec![], always());
    let badly = S::Try(3, 0, vec![call("two")], vec![], always());
    assert_snapshot!(play(&[well, badly], &[("two", "B")]));
}

#[test]
fn what_fails_in_always_is_reported_and_the_first_stands() {
    let inner = S::Try(
        3,
        0,
        vec![call("one")],
        vec![],
        Some(vec![call("clean"), S::Log("no")]),
    );
    assert_snapshot!(play(&[inner], &[("one", "A"), ("clean", "B")]));
}

#[test]
fn restart_is_bounded_and_runs_always_once() {
    let flow = [S::Try(
        3,
        1000,
        vec![call("one")],
        vec![on("A", R::Jump(Jump::Restart))],
        Some(vec![S::Log("always")]),
    )];
    assert_snapshot!(play(&flow, &[("one", "A")]));
}

#[test]
fn a_bare_restart_ends_in_exhausted() {
    let flow = [S::Try(
        2,
        0,
        vec![S::Log("round"), S::Jump(Jump::Restart)],
        vec![on("Exhausted", R::Block(vec![S::Log("out of rounds")]))],
        None,
    )];
    assert_snapshot!(play(&flow, &[]));
}

#[test]
fn within_leaves_what_takes_too_long() {
    let flow = [
        S::Within(
            1000,
            vec![S::Try(
                3,
                0,
                vec![call("slow")],
                vec![],
                Some(vec![say_outcome(), call("clean")]),
            )],
            vec![on("TimedOut", R::Block(vec![S::Log("late")]))],
        ),
        S::Log("on"),
    ];
    assert_snapshot!(play(&flow, &[("slow", "Success@5000")]));
}

#[test]
fn an_always_that_runs_is_not_cut_by_within() {
    let flow = [S::Within(
        500,
        vec![S::Try(
            3,
            0,
            vec![call("one")],
            vec![],
            Some(vec![call("slow"), S::Log("done")]),
        )],
        vec![on("TimedOut", R::Ignore)],
    )];
    assert_snapshot!(play(&flow, &[("slow", "Success@2000")]));
}

#[test]
fn items_at_once_and_the_end_of_one_ends_all() {
    let flow = [S::Try(
        3,
        0,
        vec![S::Each(
            0,
            4,
            2,
            vec![S::Try(
                3,
                0,
                vec![S::Call("work", Some(0), vec![])],
                vec![],
                Some(vec![say_outcome()]),
            )],
        )],
        vec![on("A", R::Block(vec![S::Log("caught")]))],
        None,
    )];
    assert_snapshot!(play(
        &flow,
        &[("work", "Success@300 Success@100 A@100 Success@900")]
    ));
}

#[test]
fn items_one_after_the_other() {
    let flow = [S::Each(
        0,
        3,
        1,
        vec![
            S::Call(
                "work",
                Some(0),
                vec![on("A", R::Jump(Jump::Next)), on("B", R::Jump(Jump::Leave))],
            ),
            S::Log("worked"),
        ],
    )];
    assert_snapshot!(play(&flow, &[("work", "A Success B")]));
}

#[test]
fn repeat_keeps_its_pace_and_ends_in_exhausted() {
    let flow = [S::Repeat(
        3,
        1000,
        vec![call("poll")],
        vec![on("Exhausted", R::Block(vec![S::Log("gave up")]))],
    )];
    assert_snapshot!(play(
        &flow,
        &[("poll", "Success@300 Success@1500 Success@100")]
    ));
}

#[test]
fn steps_come_back_and_the_caller_handles() {
    let flow = [
        S::Run(0, vec![on("A", R::Block(vec![S::Log("in the caller")]))]),
        S::Log("on"),
    ];
    let step = vec![S::Try(
        3,
        0,
        vec![call("one"), S::Log("never")],
        vec![],
        Some(vec![S::Log("left the step")]),
    )];
    assert_snapshot!(play_all(&flow, &[step], &[], &[("one", "A")]));
}

#[test]
fn everywhere_comes_last_and_goes_on_after_the_action() {
    let flow = [
        S::Try(
            3,
            0,
            vec![call("one"), S::Log("after one")],
            vec![on("B", R::Ignore)],
            None,
        ),
        call("two"),
    ];
    let everywhere = [on("A", R::Block(vec![say_outcome(), call("ask")]))];
    assert_snapshot!(play_all(
        &flow,
        &[],
        &everywhere,
        &[("one", "A"), ("two", "A"), ("ask", "Success A")]
    ));
}

#[test]
fn finish_from_deep_inside_cancels_the_rest() {
    let items = S::Each(
        0,
        2,
        2,
        vec![S::Call(
            "work",
            Some(0),
            vec![on("A", R::Jump(finish("enough")))],
        )],
    );
    let flow = [S::Run(0, vec![]), S::Log("never")];
    assert_snapshot!(play_all(
        &flow,
        &[vec![S::Try(
            3,
            0,
            vec![items],
            vec![],
            Some(vec![say_outcome()])
        )]],
        &[],
        &[("work", "A@200 Success@900")]
    ));
}
