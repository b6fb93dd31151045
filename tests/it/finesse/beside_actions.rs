//! Every action of Finesse beside a simulated desktop, however unkind Finesse is: whatever comes of it,
//! the desktop is as it was, but for what was asked for.

use super::beside::unkind;
use super::desk::{connect, entry, perform, settings};
use contactflow::catalogue::Action;
use contactflow::sim::finesse::{Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::finesse::Beside;
use std::time::Duration;

/// What is given for a parameter, so that most actions can do what they say.
const ARGS: &[(&str, &str)] = &[
    ("ContactId", "16804377"),
    ("AgentId", "1001"),
    ("TargetAgentId", "1002"),
    ("PhoneNumber", "12025550107"),
    ("Destination", "12025550107"),
    ("StationId", "2001"),
    ("DtmfSequence", "12#"),
    ("State", "Unavailable"),
    ("TeamId", "1"),
    ("QueueId", "4022"),
    ("Participant", "2001"),
    ("Zone", "Europe/Rome"),
];

/// What says of itself that it signs an agent out.
fn signs_out(action: &Action) -> bool {
    ["end agent session", "sign out agent"].contains(&&*action.key)
}

/// Performs every action for a user, in a mode: the harm.
async fn harm(options: Options, beside: Beside, user: &str) -> Vec<String> {
    let simulator = Simulator::start(options).await.unwrap();
    let mut own = settings(&simulator, user);
    own.beside = beside;
    own.timeouts.outcome = Some(Duration::from_millis(100));
    let on = connect(own);
    let entry = entry();
    let mut tried = 0;
    for action in entry.actions.iter().filter(|action| !signs_out(action)) {
        let known = |name: &str| ARGS.iter().find(|(known, _)| *known == name);
        let args = action.params.iter().filter_map(|param| known(&param.name));
        let args: Vec<_> = args.copied().collect();
        perform(&on, &action.key, &args).await;
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
    on.close().await;
    let harm = simulator.harm();
    simulator.stop().await;
    harm
}

#[tokio::test(flavor = "multi_thread")]
async fn no_action_harms_a_desktop_that_did_not_ask_for_it() {
    let modes = [(Beside::Desktop, "1001"), (Beside::Supervisor, "1100")];
    let mut all = Vec::new();
    for (beside, user) in modes {
        for (kind, options) in unkind().into_iter().enumerate() {
            let harm = tokio::spawn(harm(options, beside, user));
            all.push((beside, kind, harm));
        }
    }
    for (beside, kind, harm) in all {
        assert_eq!(harm.await.unwrap(), [""; 0], "{beside:?} in world {kind}");
    }
}
