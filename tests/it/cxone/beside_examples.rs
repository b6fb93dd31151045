//! Every example of CXone beside agents' desktops, in each mode, however the events of a session are
//! handed out: what it sends in the mode that profiles have without a word is a golden.

use super::beside::{QUEUES, desktops_in, usual};
use super::connect;
use crate::beside::{Example, profile};
use contactflow::sim::cxone::{EventQueue, Harm, WorldFile};
use contactflow::systems::System;
use contactflow::systems::cxone::{Beside, Events};
use std::fmt::Write;
use std::sync::Arc;

pub const EXAMPLES: &[Example] = &[
    Example::new("hold", &[("ContactId", "1001"), ("AgentId", "7")]),
    Example::new("one-line", &[("ContactId", "1001"), ("AgentId", "7")]),
    Example::new(
        "callback",
        &[
            ("ContactId", "1001"),
            ("AgentId", "7"),
            ("PhoneNumber", "+442079460000"),
            ("When", "2099-12-01T09:00:00+01:00"),
            ("FirstName", "Ada"),
            ("LastName", "Example"),
        ],
    ),
    Example::new("sweep", &[("AgentId", "7")]),
    Example::new(
        "callbacks",
        &[
            ("AgentId", "7"),
            ("PhoneNumber", "+442079460000"),
            ("Zone", "Europe/London"),
            ("FirstName", "Ada"),
            ("LastName", "Example"),
            ("SkillId", "4021"),
        ],
    ),
    Example::new(
        "campaign",
        &[
            ("AgentId", "7"),
            ("PhoneNumber", "+442079460000"),
            ("Zone", "Europe/London"),
            ("FirstName", "Ada"),
            ("LastName", "Example"),
            ("SkillId", "4021"),
        ],
    ),
    Example::new("stuck-sweep", &[("AgentId", "7")]),
    Example::new(
        "escalation",
        &[
            ("AgentId", "7"),
            ("ContactId", "1101"),
            ("PhoneNumber", "+442079460000"),
        ],
    ),
    Example::new("masked-card", &[("AgentId", "7"), ("ContactId", "1001")]).told(&["CardTaken"]),
    Example::new("nightly-report", &[("AgentId", "7")]),
    Example::new("shift-end", &[("AgentId", "7")]).told(&["Close"]),
];

/// Modes beside a desktop; the first is that of a profile that says nothing.
const MODES: [(Beside, Events); 3] = [
    (Beside::Desktop, Events::Own),
    (Beside::Supervisor, Events::Own),
    (Beside::Desktop, Events::Shared),
];

/// What has to be at the desk for an example to do all that it says.
fn world(example: &Example) -> WorldFile {
    let mut world = WorldFile::small();
    if example.name == "shift-end" {
        world.contacts.retain(|contact| contact.agent.is_none());
    }
    world
}

/// Runs it in a mode: the requests, and the harm.
async fn run(example: &Example, queue: EventQueue, mode: (Beside, Events)) -> (Vec<String>, Harm) {
    let simulator = desktops_in(world(example), queue).await;
    let mut settings = usual(&simulator);
    (settings.beside, settings.events) = mode;
    // All of them run at once, on a machine that may be busy.
    settings.timeouts.request = std::time::Duration::from_secs(60);
    let on: Arc<dyn System> = Arc::new(connect(settings));
    let brings = profile("cxone", &["SecurityUser", "SessionId"]);
    let report = example.run(brings, std::slice::from_ref(&on)).await;
    assert!(
        report.succeeded(),
        "{}, {mode:?}, {queue:?}: {report:?}",
        example.name
    );
    let requests = simulator.requests().into_iter();
    // How often, and how narrowly, a list is looked at is for the clock to say.
    let requests = requests.map(|asked| match asked.split_once('?') {
        Some((asked, _)) => asked.to_owned(),
        None => asked,
    });
    let mut requests: Vec<String> = requests.collect();
    requests.sort();
    requests.dedup();
    (requests, simulator.harm())
}

/// The one harm that a pilot is there to find: two readers of one place.
fn is_known(harm: Harm, queue: EventQueue, events: Events) -> bool {
    let others = Harm {
        events_missed: 0,
        ..harm
    };
    (events, queue) == (Events::Shared, EventQueue::Session) && others.is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_send_nothing_that_harms_a_desktop_in_any_mode() {
    let mut runs = Vec::new();
    for example in EXAMPLES {
        for queue in QUEUES {
            for mode in MODES {
                let run = tokio::spawn(run(example, queue, mode));
                runs.push((example.name, queue, mode, run));
            }
        }
    }
    let mut usual: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, queue, mode, run) in runs {
        let (requests, harm) = run.await.unwrap();
        let known = harm.is_none() || is_known(harm, queue, mode.1);
        assert!(known, "{name}, {mode:?}, {queue:?}: {harm:?}");
        if mode != MODES[0] {
            continue;
        }
        match usual.last() {
            Some((last, there)) if *last == name => assert_eq!(&requests, there, "{name}"),
            _ => usual.push((name, requests)),
        }
    }
    let mut sent = String::new();
    for (name, requests) in usual {
        writeln!(sent, "{name}").unwrap();
        for request in requests {
            writeln!(sent, "    {request}").unwrap();
        }
    }
    insta::assert_snapshot!("requests_of_the_examples", sent);
}
