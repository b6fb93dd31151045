//! Every example of Finesse beside a simulated desktop, in each mode, however unkind Finesse is: what it
//! opens and sends in the mode that profiles have without a word is a golden, and no desktop comes to
//! harm but in the one mode that asks for a pilot first, in just the ways that the pilot is there to find.

use super::beside::unkind;
use super::desk::{LIMIT, connect, settings};
use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::run::event::End;
use contactflow::sim::finesse::{Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::finesse::{Beside, Events};
use contactflow::value::{Record, Value};
use contactflow::{Engine, Script};
use std::time::Duration;
use tokio::time::timeout;

/// Inputs by name.
type Inputs = &'static [(&'static str, &'static str)];

/// Its name, its text and its inputs.
type Example = (&'static str, &'static str, Inputs);

const EXAMPLES: [Example; 4] = [
    (
        "finesse",
        include_str!("../../../examples/finesse.flow"),
        &[],
    ),
    (
        "hold-finesse",
        include_str!("../../../examples/hold-finesse.flow"),
        &[("AgentId", "1001"), ("ContactId", "16804377")],
    ),
    (
        "hold-settling",
        include_str!("../../../examples/hold-finesse.flow"),
        &[("AgentId", "1001"), ("ContactId", "16804378")],
    ),
    (
        "one-line",
        include_str!("../../../examples/one-line.flow"),
        &[("ContactId", "16804377")],
    ),
];

/// A mode beside a desktop, whose profile it is, and what harm it may do in each of the worlds of
/// [`unkind`].
struct Mode {
    beside: Beside,
    events: Events,
    user: &'static str,
    harm: [Option<&'static str>; 6],
}

/// What it does not support.
const BOTH: Option<&str> = Some("both nodes");

const MODES: [Mode; 3] = [
    Mode {
        beside: Beside::Desktop,
        events: Events::Own,
        user: "1001",
        harm: [None; 6],
    },
    Mode {
        beside: Beside::Supervisor,
        events: Events::Own,
        user: "1100",
        harm: [None; 6],
    },
    Mode {
        beside: Beside::Desktop,
        events: Events::Shared,
        user: "1001",
        harm: [None, None, None, None, None, BOTH],
    },
];

/// Runs a script beside the desktops of a world: what it did. The harm is what the mode may do.
async fn run(example: Example, mode: &Mode, harm: Option<&str>, options: Options) -> Vec<String> {
    let (name, text, inputs) = example;
    let simulator = Simulator::start(options).await.unwrap();
    let mut own = settings(&simulator, mode.user);
    own.beside = mode.beside;
    own.events = mode.events;
    let on = connect(own);
    if mode.events == Events::Shared {
        on.provided().await.unwrap();
        let there = " stream of 1001 subscribes itself to /finesse/api/User/1001";
        has(|| {
            simulator
                .visits()
                .iter()
                .any(|visit| visit.ends_with(there))
        })
        .await;
    }
    let text = match text.contains("use finesse") {
        true => text.to_owned(),
        false => format!("use finesse\n{text}"),
    };
    let context = Context::default();
    let script = Script::check(name, &text, Catalogue::builtin(), &context).unwrap();
    let engine = Engine::builder().system(on).build().unwrap();
    let inputs = inputs.iter();
    let inputs = inputs.map(|(name, value)| ((*name).into(), Value::text(*value)));
    let run = engine.start(script.program().clone(), Record::from_iter(inputs));
    let report = run.wait().await;
    // A supervisor has no call to hold.
    let finishes = matches!(report.end, End::Finished { .. });
    assert!(
        finishes || mode.beside == Beside::Supervisor,
        "{name}: {:?}",
        report.end
    );
    engine.close().await;
    match harm {
        None => assert_eq!(simulator.harm(), [""; 0], "{name}"),
        Some(harm) => has(|| simulator.harm().iter().any(|done| done.contains(harm))).await,
    }
    let visits = simulator.visits();
    simulator.stop().await;
    visits
}

/// Waits until something is so.
async fn has(what: impl Fn() -> bool) {
    let there = async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(timeout(LIMIT, there).await.is_ok(), "it never was");
}

/// What was asked and opened, each once, in the order in which it came first; writes as often as they
/// were sent. How often something was looked at is a matter of time.
fn told(visits: &[String]) -> String {
    let mut told: Vec<&str> = Vec::new();
    for visit in visits {
        if !visit.contains(" GET ") || !told.contains(&visit.as_str()) {
            told.push(visit);
        }
    }
    told.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_leaves_the_desktop_as_it_was() {
    let mut runs = Vec::new();
    for example in EXAMPLES {
        for mode in &MODES {
            for (kind, options) in unkind().into_iter().enumerate() {
                let run = run(example, mode, mode.harm[kind], options);
                let usual = kind == 0 && std::ptr::eq(mode, &MODES[0]);
                runs.push((example.0, usual, tokio::spawn(run)));
            }
        }
    }
    for (name, usual, run) in runs {
        let visits = run.await.unwrap();
        if usual {
            insta::with_settings!({
                snapshot_path => "../../finesse",
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(format!("beside-{name}"), told(&visits));
            });
        }
    }
}
