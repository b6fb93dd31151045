//! Every action of CXone in a session that was joined beside a simulated desktop, however its events are
//! handed out: whatever comes of it, the desktop is as it was, but for what was asked for.

use super::beside::{QUEUES, desktops, patient_for, usual};
use super::{entry, perform};
use contactflow::sim::cxone::{EventQueue, Harm};
use contactflow::systems::System;
use contactflow::systems::cxone::Connection;
use std::time::Duration;

/// What is given for a parameter, so that most actions can do what they say.
const ARGS: &[(&str, &str)] = &[
    ("ContactId", "1001"),
    ("AgentId", "8"),
    ("TargetAgentId", "8"),
    ("TargetAgentName", "Ben Sample"),
    ("PhoneNumber", "+12025550111"),
    ("SkillId", "4021"),
    ("SkillName", "Callbacks"),
    ("TargetSkillId", "4022"),
    ("StationPhoneNumber", "+12025550107"),
    ("State", "Available"),
    ("DtmfSequence", "12#"),
    ("ScheduleDate", "2099-12-01T09:00:00+01:00"),
    ("PromiseTime", "2099-12-01T09:00:00+01:00"),
    ("FirstName", "Ada"),
    ("LastName", "Example"),
    ("ScriptId", "9001"),
    ("ChatText", "hello"),
    ("ChatSession", "none"),
    ("PointOfContact", "chat-desk"),
    ("Label", "Ada"),
];

/// Performs every action in its own time: the harm.
async fn harm(queue: EventQueue) -> Harm {
    let simulator = desktops(queue).await;
    let mut settings = usual(&simulator);
    settings.timeouts.look = Duration::from_millis(20);
    let on = Connection::new(settings, patient_for("50ms")).unwrap();
    let provided = on.provided().await.unwrap();
    let session = provided["SessionId"].to_string();
    let own = [("SecurityUser", "7"), ("SessionId", &*session)];
    let entry = entry();
    let asked_for = [
        "sign out agent",
        "set security user",
        "keep agent session alive",
    ];
    let actions = entry.actions.iter();
    let mut tried = 0;
    for action in actions.filter(|action| !asked_for.contains(&&*action.key)) {
        let known = |name: &str| ARGS.iter().chain(&own).find(|(known, _)| *known == name);
        let args = action.params.iter().filter_map(|param| known(&param.name));
        let args: Vec<_> = args.copied().collect();
        perform(&on, &action.key, &args).await;
        tried += 1;
    }
    assert!(tried > 60, "{tried}");
    on.close().await;
    simulator.harm()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_action_harms_a_desktop_that_did_not_ask_for_it() {
    let all = QUEUES.map(|queue| (queue, tokio::spawn(harm(queue))));
    for (queue, harm) in all {
        let harm = harm.await.unwrap();
        assert!(harm.is_none(), "{queue:?}: {harm:?}");
    }
}
