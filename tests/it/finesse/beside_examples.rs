//! Every example of Finesse beside a simulated desktop, in each mode, however unkind Finesse is: what it
//! opens and sends in the mode that profiles have without a word is a golden, and no desktop comes to
//! harm but in the one mode that asks for a pilot first, in just the ways that the pilot is there to find.

use super::beside::unkind;
use super::desk::{LIMIT, connect, settings};
use crate::beside::{Example, profile};
use contactflow::run::event::End;
use contactflow::sim::finesse::{
    Behaviour, CallState, CallType, DialogFile, Options, Simulator, WorldFile, WrapUpMode,
};
use contactflow::systems::System;
use contactflow::systems::finesse::{Beside, Events};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

pub const EXAMPLES: &[Example] = &[
    Example::new("finesse", &[]),
    Example::new(
        "hold-finesse",
        &[("AgentId", "1001"), ("ContactId", "16804377")],
    ),
    Example::new(
        "hold-finesse",
        &[("AgentId", "1001"), ("ContactId", "16804378")],
    )
    .called("hold-settling"),
    Example::new("one-line", &[("ContactId", "16804377")]),
    Example::new("barge-in", &[("AgentId", "1001")]),
    Example::new("consult-transfer", &[("ContactId", "16804377")]),
    Example::new("preview", &[("ContactId", "16804390")]),
    Example::new("wrap-up", &[("ContactId", "16804377")]),
];

/// What has to be at the desk for an example to do all that it says.
fn prepare(example: &Example, world: &mut WorldFile) {
    match example.name {
        // A campaign offers a customer.
        "preview" => world.dialogs.push(DialogFile {
            id: 16_804_390,
            from: "12025550190".into(),
            agent: "1001".into(),
            kind: CallType::OutboundPreview,
            state: CallState::Alerting,
            queue: None,
            behaviour: Behaviour::default(),
        }),
        // Whoever is on another call is not ready after this one.
        "wrap-up" => {
            world.dialogs.retain(|dialog| dialog.id == 16_804_377);
            for user in world.users.iter_mut().filter(|user| user.id == "1001") {
                user.wrap_up = WrapUpMode::Required;
            }
        }
        _ => {}
    }
}

/// A mode beside a desktop, and what harm it may do in each of the worlds of
/// [`unkind`].
struct Mode {
    beside: Beside,
    events: Events,
    harm: [Option<&'static str>; 6],
}

/// What it does not support.
const BOTH: Option<&str> = Some("both nodes");

const MODES: [Mode; 3] = [
    Mode {
        beside: Beside::Desktop,
        events: Events::Own,
        harm: [None; 6],
    },
    Mode {
        beside: Beside::Supervisor,
        events: Events::Own,
        harm: [None; 6],
    },
    Mode {
        beside: Beside::Desktop,
        events: Events::Shared,
        harm: [None, None, None, None, None, BOTH],
    },
];

/// Whose profile it is.
fn user(example: &Example, mode: &Mode) -> &'static str {
    match (example.name, mode.beside) {
        ("barge-in", _) | (_, Beside::Supervisor) => "1100",
        _ => "1001",
    }
}

/// Runs a flow beside the desktops of a world: what it did. The harm is what the mode may do.
async fn run(
    example: &Example,
    mode: &Mode,
    harm: Option<&str>,
    mut options: Options,
) -> Vec<String> {
    let (name, user) = (example.name, user(example, mode));
    prepare(example, &mut options.world);
    let simulator = Simulator::start(options).await.unwrap();
    let mut own = settings(&simulator, user);
    own.beside = mode.beside;
    own.events = mode.events;
    own.timeouts.look = Duration::from_millis(50);
    // An agent is not told where another one is called.
    own.extensions.insert("1002".into(), "2002".into());
    let on = connect(own);
    if mode.events == Events::Shared {
        on.provided().await.unwrap();
        let there = format!(" stream of {user} subscribes itself to /finesse/api/User/{user}");
        let visits = || simulator.visits();
        has(|| visits().iter().any(|visit| visit.ends_with(&there))).await;
    }
    let on: Arc<dyn System> = on;
    let report = example.run(profile("finesse", &[]), &[on]).await;
    // A supervisor has no call to hold.
    let finishes = matches!(report.end, End::Finished { .. });
    assert!(finishes || user != "1001", "{name}: {:?}", report.end);
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
                runs.push((example.name, usual, tokio::spawn(run)));
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
