//! The demands, one a function, and a test of each for each host.

use super::{Host, end, until};
use contactflow::Value;
use contactflow::journal::{Ending, Record};
use contactflow::run::effect::Completion;

const HEAD: &str = "use contract\n";

fn flow(text: &str) -> String {
    format!("{HEAD}{text}\n")
}

/// The numbers of the effects that a run was told of, in order.
fn told(records: &[Record]) -> Vec<u64> {
    let told = records.iter().filter_map(|record| match record {
        Record::Told { id, .. } => Some(*id),
        _ => None,
    });
    told.collect()
}

/// A write is announced in the journal before it is sent: one that was under way when its host was lost
/// is in doubt, and is never sent again.
fn a_write_that_was_under_way_is_never_sent_again(host: &mut dyn Host) {
    let world = host.world();
    world.hold("a");
    host.start(
        "intent",
        &flow("send \"a\" on Unknown -> ignore\nsend \"b\""),
    );
    until("the write is sent", || world.times("a") == 1);
    let announced = |record: &Record| matches!(record, Record::Asked { .. });
    until("it is announced", || {
        host.records("intent").iter().any(announced)
    });
    host.kill();
    world.release("a");
    host.revive();
    assert_eq!(end(host, "intent").0, Ending::Succeeded);
    assert_eq!((world.times("a"), world.times("b")), (1, 1));
    let lost = |record: &Record| {
        matches!(
            record,
            Record::Told {
                completion: Completion::Lost,
                ..
            }
        )
    };
    assert!(host.records("intent").iter().any(lost));
}

/// What changes nothing is asked again.
fn a_question_that_was_under_way_is_asked_again(host: &mut dyn Host) {
    let world = host.world();
    world.hold("q");
    host.start("question", &flow("look at \"q\"\nsend \"after\""));
    until("it is asked", || world.times("q") == 1);
    host.kill();
    world.release("q");
    host.revive();
    assert_eq!(end(host, "question"), (Ending::Succeeded, 0));
    assert_eq!((world.times("q"), world.times("after")), (2, 1));
}

/// Nothing that has been answered is done again, and whoever comes after is told it in the same order.
fn results_are_told_in_the_order_of_the_journal(host: &mut dyn Host) {
    let world = host.world();
    for value in ["x", "y", "z"] {
        world.hold(value);
    }
    host.start(
        "order",
        &flow(
            "for each X in [\"x\", \"y\", \"z\"], at most 5, 3 at once {\n    send X\n}\nawait signal Go, at most 1h\n    giving What\nsend \"end\"",
        ),
    );
    until("all are sent", || {
        ["x", "y", "z"].iter().all(|value| world.times(value) == 1)
    });
    for (many, value) in [(1, "z"), (2, "x"), (3, "y")] {
        world.release(value);
        until("it is told", || told(&host.records("order")).len() >= many);
    }
    let before = told(&host.records("order"));
    host.kill();
    host.revive();
    host.signal("order", "Go", Value::text("on"));
    assert_eq!(end(host, "order"), (Ending::Succeeded, 0));
    let after = told(&host.records("order"));
    assert_eq!(after[..3], before[..3]);
    for value in ["x", "y", "z", "end"] {
        assert_eq!(world.times(value), 1, "{value}");
    }
}

/// A run that is cancelled does what its `always` says, and no more.
fn a_cancelled_run_cleans_up(host: &mut dyn Host) {
    let world = host.world();
    host.start(
        "cancelled",
        &flow("try {\n    send \"1\"\n    wait 1h\n    send \"2\"\n}\nalways {\n    send \"clean\"\n}"),
    );
    until("it waits", || told(&host.records("cancelled")).len() == 1);
    host.cancel("cancelled");
    assert_eq!(end(host, "cancelled").0, Ending::Cancelled);
    assert_eq!(
        (world.times("1"), world.times("2"), world.times("clean")),
        (1, 0, 1)
    );
}

/// A signal is heard once, also one that comes before the run waits for it, and across a loss.
fn signals_are_heard_before_and_after_the_wait(host: &mut dyn Host) {
    let world = host.world();
    world.hold("w");
    host.start(
        "signals",
        &flow(
            "look at \"w\"\nawait signal First, at most 1h\n    giving A\nawait signal Second, at most 1h\n    giving B\nsend A\nsend B",
        ),
    );
    until("it is asked", || world.times("w") == 1);
    host.signal("signals", "First", Value::text("early"));
    let kept = |record: &Record| matches!(record, Record::Signalled { .. });
    until("it is kept", || host.records("signals").iter().any(kept));
    host.kill();
    world.release("w");
    host.revive();
    until("the first is heard", || {
        told(&host.records("signals")).len() >= 2
    });
    host.signal("signals", "Second", Value::text("late"));
    assert_eq!(end(host, "signals"), (Ending::Succeeded, 0));
    assert_eq!((world.times("early"), world.times("late")), (1, 1));
}

/// A pause goes on while nobody drives the run, and a time limit ends it.
fn time_passes_while_nobody_drives(host: &mut dyn Host) {
    let world = host.world();
    host.start("time", &flow("wait 2s\nsend \"woken\""));
    until("it has begun", || !host.records("time").is_empty());
    host.kill();
    host.revive();
    assert_eq!(end(host, "time"), (Ending::Succeeded, 0));
    assert_eq!(world.times("woken"), 1);
    let limit = flow(
        "within 1s {\n    await signal Never, at most 1h\n        giving N\n}\n    on TimedOut -> ignore\nsend \"limited\"",
    );
    host.start("limit", &limit);
    assert_eq!(end(host, "limit"), (Ending::Succeeded, 0));
    assert_eq!(world.times("limited"), 1);
}

/// However long it becomes, a run is one run: what is said to it finds it.
fn a_long_run_stays_one_run(host: &mut dyn Host) {
    let world = host.world();
    let values: Vec<String> = (0..30).map(|number| format!("\"l{number}\"")).collect();
    let text = format!(
        "for each L in [{}], at most 50 {{\n    send L\n}}\nawait signal Go, at most 1h\n    giving What\nsend What",
        values.join(", ")
    );
    host.start("long", &flow(&text));
    until("all are sent", || told(&host.records("long")).len() == 30);
    host.kill();
    host.revive();
    host.signal("long", "Go", Value::text("over"));
    assert_eq!(end(host, "long"), (Ending::Succeeded, 0));
    assert_eq!(told(&host.records("long")).len(), 32);
    for number in 0..30 {
        assert_eq!(world.times(&format!("l{number}")), 1);
    }
    assert_eq!(world.times("over"), 1);
}

/// Each demand, of one host: they are independent, so a host is set up once.
pub fn all(host: &mut dyn Host) {
    a_write_that_was_under_way_is_never_sent_again(host);
    a_question_that_was_under_way_is_asked_again(host);
    results_are_told_in_the_order_of_the_journal(host);
    a_cancelled_run_cleans_up(host);
    signals_are_heard_before_and_after_the_wait(host);
    time_passes_while_nobody_drives(host);
    a_long_run_stays_one_run(host);
}
