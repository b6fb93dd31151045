//! The example that works on three systems, beside the desktops of each.

use super::{Example, profile};
use crate::{cxone, easycim, finesse};
use contactflow::run::event::End;
use contactflow::sim::easycim::{Options, Simulator};
use contactflow::systems::System;
use std::sync::Arc;
use std::time::Duration;

pub const EXAMPLES: &[Example] = &[Example::new(
    "hand-over",
    &[
        ("CloudContact", "1001"),
        ("PhoneNumber", "+12025550107"),
        ("ToolbarContact", "68-60f69967@toolbar.example"),
        ("Ecid", "E-1001"),
    ],
)];

/// Runs it beside the desktops of a world: what it wrote.
async fn run(kind: usize, mut options: finesse::Options) -> String {
    let cloud = cxone::desktops(cxone::QUEUES[kind % cxone::QUEUES.len()]).await;
    // Who dials has no other call.
    options.world.dialogs.clear();
    let desk = finesse::Simulator::start(options).await.unwrap();
    let toolbar = Simulator::start(Options::default()).await.unwrap();
    let mut own = finesse::settings(&desk, "1001");
    own.beside = finesse::Beside::Desktop;
    own.timeouts.look = Duration::from_millis(50);
    let on: [Arc<dyn System>; 3] = [
        Arc::new(cxone::connect(cxone::usual(&cloud))),
        finesse::connect(own),
        Arc::new(easycim::straight_to(&toolbar)),
    ];
    let brings = profile("cxone", &["SecurityUser", "SessionId"]);
    let report = EXAMPLES[0].run(brings, &on).await;
    let finishes = matches!(report.end, End::Finished { .. });
    assert!(finishes, "world {kind}: {:?}", report.end);
    assert!(cloud.harm().is_none(), "world {kind}: {:?}", cloud.harm());
    assert_eq!(desk.harm(), [""; 0], "world {kind}");
    let saved = toolbar.script("E-1001").unwrap().saved;
    assert_eq!(saved.len(), 1, "world {kind}");
    let saved = toolbar.log();
    let saved = saved.iter().map(|call| format!("easycim {}", call.method));
    let requests = cloud.requests().into_iter().chain(desk.visits());
    let writes = requests.filter(|asked| !asked.contains("GET "));
    let all: Vec<String> = writes.chain(saved).collect();
    desk.stop().await;
    all.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_harms_no_desktop_of_any_system() {
    let worlds = finesse::unkind().into_iter().enumerate();
    let runs = worlds.map(|(kind, options)| tokio::spawn(run(kind, options)));
    let mut sent = Vec::new();
    for run in runs.collect::<Vec<_>>() {
        sent.push(run.await.unwrap());
    }
    insta::assert_snapshot!("writes_of_a_hand_over", sent[0]);
}
