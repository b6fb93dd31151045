//! The live engine, with a system that answers from a list.

use super::build::*;
use super::live_system::Fake;
use contactflow::host::{Engine, RunOptions};
use contactflow::journal::{Journal, Memory, Record};
use contactflow::program::{ArgValue, Op, Program, Provided, Stmt};
use contactflow::run::Observer;
use contactflow::run::event::{End, Event, EventKind};
use contactflow::value::Record as Values;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Keeps the lines that a run says.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Observer for Lines {
    fn event(&self, _: &Arc<str>, event: &Event) {
        if let EventKind::Log(text) = &event.kind {
            self.0.lock().unwrap().push(text.to_string());
        }
    }
}

fn named(name: &str) -> RunOptions {
    RunOptions {
        name: Some(name.into()),
        seed: Some(1),
        ..RunOptions::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_asks_its_system_and_reports() {
    let fake = Fake::new(&[("one", "A Success")]);
    let lines = Arc::new(Lines::default());
    let engine = Engine::builder()
        .system(fake.clone())
        .observer(lines.clone())
        .build()
        .unwrap();
    let flow = [
        call_on("one", vec![on("A", retry(1, 1))]),
        S::Wait(1),
        S::Log("done"),
    ];
    let report = engine
        .start_with(program(&flow, &[], &[]), named("live"))
        .wait()
        .await;
    assert!(report.succeeded(), "{:?}", report.end);
    assert_eq!(report.calls, 2);
    assert_eq!(fake.sent(), ["live/1/1", "live/1/2"]);
    assert_eq!(*lines.0.lock().unwrap(), ["done"]);
}

#[tokio::test(start_paused = true)]
async fn cancelling_runs_always_and_drops_the_call() {
    let fake = Fake::new(&[("one", "-"), ("clean", "Success")]);
    let engine = Engine::builder().system(fake.clone()).build().unwrap();
    let flow = [S::Try(
        3,
        0,
        vec![call("one")],
        vec![],
        Some(vec![call("clean")]),
    )];
    let run = engine.start_with(program(&flow, &[], &[]), named("c"));
    while fake.sent().is_empty() {
        tokio::task::yield_now().await;
    }
    run.cancel();
    let report = run.wait().await;
    assert_eq!(report.end, End::Cancelled);
    assert_eq!(fake.sent(), ["c/1.body.1/1", "c/1.always.1/1"]);
    assert_eq!(report.in_doubt.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_cancel_ends_at_once() {
    let fake = Fake::new(&[("one", "-"), ("clean", "-")]);
    let engine = Engine::builder().system(fake.clone()).build().unwrap();
    let flow = [S::Try(
        3,
        0,
        vec![call("one")],
        vec![],
        Some(vec![call("clean")]),
    )];
    let run = engine.start_with(program(&flow, &[], &[]), named("c"));
    let cancel = run.canceller();
    while fake.sent().is_empty() {
        tokio::task::yield_now().await;
    }
    cancel();
    // the clock of this test stands, and jumps when nothing else is to be done
    while fake.sent().len() < 2 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    cancel();
    let report = run.wait().await;
    assert_eq!(report.end, End::Cancelled);
    assert_eq!(report.in_doubt.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_down_answers_unknown() {
    let fake = Fake::new(&[("one", "Panic")]);
    let engine = Engine::builder().system(fake).build().unwrap();
    let report = engine
        .run(program(&[call("one")], &[], &[]), Values::new())
        .await;
    let End::Failed(failure) = &report.end else {
        panic!("{:?}", report.end)
    };
    assert_eq!(&*failure.outcome, "Unknown");
}

#[tokio::test(start_paused = true)]
async fn a_system_that_is_not_there_is_said_before_anything_runs() {
    let engine = Engine::builder().build().unwrap();
    let report = engine
        .run(program(&[call("one")], &[], &[]), Values::new())
        .await;
    let End::Faulted(fault) = &report.end else {
        panic!("{:?}", report.end)
    };
    assert!(fault.message.contains("test"), "{fault:?}");
}

#[tokio::test(start_paused = true)]
async fn a_profile_is_only_asked_where_it_is_needed() {
    let fake = Fake::new(&[]);
    let engine = Engine::builder().system(fake.clone()).build().unwrap();
    engine
        .run(program(&[call("one")], &[], &[]), Values::new())
        .await;
    assert_eq!(fake.provided.load(Ordering::SeqCst), 0);
}

/// A flow whose action takes a session that it does not open itself.
fn with_session() -> Arc<Program> {
    let mut flow = program(&[call("one"), call("one")], &[], &[]);
    let changed = Arc::get_mut(&mut flow).unwrap();
    changed.provided = vec![Provided {
        system: 0,
        name: "Session".into(),
    }];
    let stmts = changed.main.block.stmts.iter().map(|stmt| {
        let Op::Call(call) = &stmt.op else {
            panic!("an action")
        };
        let mut call = (**call).clone();
        call.args[0].value = ArgValue::Provided(0);
        Stmt {
            op: Op::Call(Arc::new(call)),
            ..stmt.clone()
        }
    });
    changed.main.block.stmts = stmts.collect();
    flow
}

#[tokio::test(start_paused = true)]
async fn a_profile_is_asked_anew_for_each_run_that_needs_it() {
    let fake = Fake::new(&[]);
    let engine = Engine::builder().system(fake.clone()).build().unwrap();
    for _ in 0..3 {
        let report = engine.run(with_session(), Values::new()).await;
        assert!(report.succeeded(), "{:?}", report.end);
    }
    assert_eq!(fake.provided.load(Ordering::SeqCst), 3);

    let given = RunOptions {
        provided: vec![(
            "test".into(),
            Values::from_iter([("Session".into(), "S2".into())]),
        )],
        ..RunOptions::default()
    };
    let report = engine.start_with(with_session(), given).wait().await;
    assert!(report.succeeded(), "{:?}", report.end);
    assert_eq!(fake.provided.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_run_may_be_cancelled_before_its_profile_has_answered() {
    let fake = Fake::new(&[]);
    let engine = Engine::builder().system(fake.clone()).build().unwrap();
    let run = engine.start(with_session(), Values::new());
    run.cancel();
    assert_eq!(run.wait().await.end, End::Cancelled);
    assert!(fake.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn sleeps_longer_than_the_wheel_are_slept_in_parts() {
    let engine = Engine::builder().system(Fake::new(&[])).build().unwrap();
    let report = engine
        .run(
            program(&[S::Wait(1_000 * 86_400_000)], &[], &[]),
            Values::new(),
        )
        .await;
    assert!(report.succeeded());
    assert_eq!(
        report.ended.duration_since(report.started).as_hours(),
        24_000
    );
}

#[tokio::test(start_paused = true)]
async fn a_busy_run_lets_others_go_on() {
    let lines = Arc::new(Lines::default());
    let engine = Engine::builder()
        .system(Fake::new(&[]))
        .observer(lines.clone())
        .build()
        .unwrap();
    let spin = S::Repeat(
        100_000,
        0,
        vec![S::Let(0, 1)],
        vec![on("Exhausted", R::Ignore)],
    );
    let busy = engine.start(program(&[spin, S::Log("busy")], &[], &[]), Values::new());
    let quick = engine.start(
        program(&[call("one"), S::Log("quick")], &[], &[]),
        Values::new(),
    );
    assert!(quick.wait().await.succeeded());
    assert!(busy.wait().await.succeeded());
    assert_eq!(*lines.0.lock().unwrap(), ["quick", "busy"]);
}

#[tokio::test(start_paused = true)]
async fn a_journaled_run_goes_on_where_it_was() {
    let journal = Arc::new(Memory::new());
    let flow = [
        call("one"),
        call_on(
            "two",
            vec![on("Unknown", R::Block(vec![S::Log("it is unknown")]))],
        ),
        call("three"),
    ];
    let first = Fake::new(&[("two", "-")]);
    let engine = Engine::builder()
        .system(first.clone())
        .journal(journal.clone())
        .build()
        .unwrap();
    let run = engine.start_with(program(&flow, &[], &[]), named("j"));
    while first.sent().len() < 2 {
        tokio::task::yield_now().await;
    }
    let records = journal.read("j").unwrap();
    drop((run, engine));

    let second = Fake::new(&[]);
    let lines = Arc::new(Lines::default());
    let engine = Engine::builder()
        .system(second.clone())
        .journal(journal.clone())
        .build()
        .unwrap();
    let run = engine
        .resume(program(&flow, &[], &[]), &records, Some(lines.clone()))
        .unwrap();
    let report = run.wait().await;
    assert!(report.succeeded(), "{:?}", report.end);
    assert_eq!(first.sent(), ["j/1/1", "j/2/1"]);
    assert_eq!(second.sent(), ["j/3/1"]);
    assert_eq!(*lines.0.lock().unwrap(), ["it is unknown"]);
    let last = journal.read("j").unwrap().pop();
    assert!(matches!(last, Some(Record::Ended { .. })), "{last:?}");
}

const ASKS: &str = "\
await signal Skill giving Skill, at most 1m
log \"skill {Skill}\"
await signal Approved \"may {Skill} be emptied?\", at most 1m
    on Declined -> log_no()
log \"done\"
";

/// A flow that is checked and run without any system.
fn asking() -> Arc<Program> {
    use contactflow::catalogue::Catalogue;
    use contactflow::check::{Context, check_text};
    let text = ASKS.replace("log_no()", "{ log \"no\" }");
    let source = Arc::new(contactflow::source::Source::new("asks.flow", text));
    let checked = check_text(&source, Catalogue::builtin(), &Context::default());
    checked
        .program
        .unwrap_or_else(|| panic!("{:?}", checked.problems))
}

#[tokio::test(start_paused = true)]
async fn a_signal_is_kept_until_the_run_waits_for_it_and_told_where_it_never_does() {
    use contactflow::host::{Heard, NotHeard};
    let lines = Arc::new(Lines::default());
    let engine = Engine::builder().observer(lines.clone()).build().unwrap();
    let run = engine.start_with(asking(), named("s"));
    assert_eq!(run.signal("Approved", "no").await, Ok(Heard::Kept));
    assert_eq!(run.signal("Approved", "yes").await, Ok(Heard::Kept));
    let wrong = run.signal("Aproved", "yes").await.unwrap_err();
    assert!(
        matches!(&wrong, NotHeard::Unknown { known } if known.len() == 2),
        "{wrong}"
    );
    assert_eq!(run.signal("Skill", 4021).await, Ok(Heard::Now));
    let signaller = run.signaller();
    let report = run.wait().await;
    assert!(report.succeeded(), "{:?}", report.end);
    assert_eq!(*lines.0.lock().unwrap(), ["skill 4021", "no", "done"]);
    assert_eq!(report.unheard, [Arc::from("Approved")]);
    assert_eq!(signaller.signal("Skill", 1).await, Err(NotHeard::Over));
}

#[tokio::test(start_paused = true)]
async fn a_question_takes_no_other_answer_than_yes_and_no() {
    use contactflow::host::{Heard, NotHeard};
    let engine = Engine::builder().build().unwrap();
    let run = engine.start_with(asking(), named("q"));
    assert_eq!(run.signal("Skill", "4021").await, Ok(Heard::Now));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(
        run.signal("Approved", "maybe").await,
        Err(NotHeard::NoAnswer)
    );
    assert_eq!(run.signal("Approved", " Yes ").await, Ok(Heard::Now));
    assert!(run.wait().await.succeeded());
}
