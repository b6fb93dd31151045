//! Sessions: their ids, their ends, and those that a profile brings.

use super::far::{Events, Far, Then};
use super::simulated::signed_in;
use super::{ACCEPTED, connect, hold, perform, says, session, settings, signing_in, until};
use contactflow::sim::{Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::cxone::{Events as Whose, ProfileSession, Settings, Station};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[tokio::test]
async fn a_session_that_ends_leaves_nobody_waiting() {
    for (then, words) in [
        (Then::Json(409, "{}"), "the agent session has ended"),
        (
            Then::Json(404, r#"{"error":"InvalidAgentSession"}"#),
            "the agent session has ended",
        ),
        (
            Then::Json(400, r#"{"error":"Nonsense"}"#),
            "cannot be read: 400 Bad Request: Nonsense",
        ),
    ] {
        let events = Events::default();
        let far = session(&events).await;
        let on = connect(settings(&far.base));
        let (answer, ()) = tokio::join!(hold(&on), async {
            until(|| far.asked("/hold").len() == 1).await;
            events.answer(then);
        });
        assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
        assert!(answer.reason.contains(words), "{answer:?}");
    }
}

#[tokio::test]
async fn the_id_that_an_answer_gives_replaces_the_one_that_was_sent() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    assert!(
        perform(&on, "join agent session", &[("SecurityUser", "7")])
            .await
            .is_success()
    );
    events.happen("S2", json!([]));
    events.happen("S3/x", json!([]));
    until(|| !far.asked("agent-sessions/S3%2Fx/get-next-event").is_empty()).await;
    events.happen("S3/x", says("1001", "Holding"));
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", "S1"),
        ("ContactId", "1002"),
    ];
    let (answer, ()) = tokio::join!(perform(&on, "hold contact", &args), async {
        until(|| {
            far.asked("agent-sessions/S3%2Fx/interactions/1002/hold")
                .len()
                == 1
        })
        .await;
        events.happen("S3/x", says("1002", "Holding"));
    });
    assert!(answer.is_success(), "{answer:?}");
}

#[tokio::test]
async fn whoever_joins_an_agents_session_listens_to_it_together() {
    let events = Events::default();
    let queue = events.clone();
    let joins = AtomicUsize::new(0);
    let far = Far::start(signing_in(move |asked| match asked.route() {
        (_, path) if path.ends_with("get-next-event") => queue.next(),
        ("POST", "agent-sessions/join") => {
            let id = format!("J{}", joins.fetch_add(1, Ordering::SeqCst));
            let body = json!({ "sessionId": id }).to_string();
            Then::Full(202, Vec::new(), body)
        }
        _ => ACCEPTED,
    }))
    .await;
    let on = connect(settings(&far.base));
    for _ in 0..50 {
        let joined = perform(&on, "join agent session", &[("SecurityUser", "7")]).await;
        assert!(joined.is_success(), "{joined:?}");
    }
    until(|| !far.asked("get-next-event").is_empty()).await;
    assert_eq!(far.asked("get-next-event").len(), 1);
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", "J40"),
        ("ContactId", "1001"),
    ];
    let holding = perform(&on, "hold contact", &args);
    let (answer, ()) = tokio::join!(holding, async {
        until(|| far.asked("agent-sessions/J0/interactions/1001/hold").len() == 1).await;
        events.happen("J0", says("1001", "Holding"));
    });
    assert!(answer.is_success(), "{answer:?}");
    // The one that all share ends; an id that was joined later may still be good.
    until(|| far.asked("get-next-event").len() == 2).await;
    events.answer(Then::Json(409, "{}"));
    let held = super::watching::watched("1001", "Active", Some("J40"));
    let (answer, ()) = tokio::join!(on.watch(&held), async {
        events.happen("J40", says("1001", "Active"));
    });
    assert!(answer.is_success(), "{answer:?}");
    assert!(!far.asked("agent-sessions/J40/get-next-event").is_empty());
}

#[tokio::test]
async fn nothing_new_is_no_end_and_what_fails_is_asked_again() {
    let events = Events::default();
    let far = session(&events).await;
    events.answer(Then::Full(304, Vec::new(), String::new()));
    events.answer(Then::Close);
    events.answer(Then::Json(500, "{}"));
    events.happen("S1", says("1001", "Holding"));
    let answer = hold(&connect(settings(&far.base))).await;
    assert!(answer.is_success(), "{answer:?}");
    assert_eq!(
        far.asked("get-next-event?timeout=30").len(),
        far.asked("get-next-event").len()
    );
}

#[tokio::test]
async fn ending_a_session_is_confirmed_by_its_end_and_stops_the_listening() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    let (answer, ()) = tokio::join!(
        perform(
            &on,
            "end agent session",
            &[("SessionId", "S1"), ("SignOut", "true")]
        ),
        async {
            until(|| {
                far.asked("agent-sessions/S1")
                    .iter()
                    .any(|a| a.method == "DELETE")
            })
            .await;
            events.answer(Then::Json(409, "{}"));
        }
    );
    assert!(answer.is_success(), "{answer:?}");
    let listened = far.asked("get-next-event").len();
    let watched = super::watching::watch(&on, "1001", "Held").await;
    assert_eq!(&*watched.outcome, "InvalidAgentSession", "{watched:?}");
    assert_eq!(far.asked("get-next-event").len(), listened);
}

#[tokio::test]
async fn a_profile_joins_its_agents_session_once_and_does_not_end_it() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base).with_agent("7"));
    let first = on.provided().await.unwrap();
    assert_eq!(first, on.provided().await.unwrap());
    assert_eq!(first["SecurityUser"].to_string(), "7");
    assert_eq!(first["SessionId"].to_string(), "S1");
    let joins = far.asked("agent-sessions/join");
    assert_eq!(joins.len(), 1);
    assert_eq!(
        joins[0].json()["asAgentId"].to_string().trim_matches('"'),
        "7"
    );
    on.close().await;
    assert!(far.all().iter().all(|asked| asked.method != "DELETE"));
}

#[tokio::test]
async fn a_profile_with_a_station_starts_a_session_and_ends_it() {
    let events = Events::default();
    let queue = events.clone();
    let far = Far::start(signing_in(move |asked| match asked.route() {
        (_, path) if path.ends_with("get-next-event") => queue.next(),
        ("POST", "agent-sessions/join") => Then::Json(404, r#"{"error":"Invalid agent session."}"#),
        ("POST", "agent-sessions") => Then::Json(202, r#"{"sessionId":"S9"}"#),
        ("DELETE", _) => ACCEPTED,
        ("GET", "agents/7/states") => Then::Json(
            200,
            r#"{"agentStates":[{"agentId":7,"agentStateName":"Unavailable","openContacts":0}]}"#,
        ),
        _ => Then::Json(200, "{}"),
    }))
    .await;
    let mut settings = settings(&far.base);
    settings.timeouts.close = Duration::from_millis(200);
    settings.session = Some(ProfileSession {
        agent: "7".into(),
        station: Some(Station::Phone("+12025550100".into())),
    });
    let on = connect(settings);
    assert_eq!(on.provided().await.unwrap()["SessionId"].to_string(), "S9");
    // Its end is not confirmed: closing does not wait for ever.
    on.close().await;
    assert_eq!(
        far.asked("agent-sessions/S9")
            .iter()
            .filter(|a| a.method == "DELETE")
            .count(),
        1
    );
}

/// A service outlives an agent's shift: what its profile brings is brought again.
#[tokio::test]
async fn a_session_that_is_over_is_joined_again_for_the_next_run() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let service = connect(Settings {
        events: Whose::Own,
        ..signed_in(&simulator, 0)
    });
    let first = service.provided().await.unwrap()["SessionId"].to_string();
    let same = service.provided().await.unwrap()["SessionId"].to_string();
    assert_eq!(first, same, "as long as it goes on it is one session");
    // The agent signs out at the desktop, of which nobody tells the service.
    let desktop = connect(signed_in(&simulator, 0));
    let session = desktop.provided().await.unwrap()["SessionId"].to_string();
    let args = [
        ("SessionId", &*session),
        ("ForceLogoff", "true"),
        ("EndContacts", "true"),
        ("SignOut", "true"),
    ];
    let ended = perform(&desktop, "end agent session", &args).await;
    assert!(ended.is_success(), "{ended:?}");
    let ready = |session: &str| {
        let args = [("SessionId", session), ("State", "Available")];
        let args = args.map(|(name, value)| (name, value.to_owned()));
        let service = &service;
        async move {
            let args: Vec<_> = args.iter().map(|(name, value)| (*name, &**value)).collect();
            perform(service, "set agent state to", &args).await
        }
    };
    let answer = ready(&first).await;
    assert_eq!(&*answer.outcome, "InvalidAgentSession", "{answer:?}");
    let nobody = service.provided().await.unwrap_err();
    assert_eq!(&*nobody.outcome, "InvalidAgentSession", "{nobody:?}");
    // The next shift.
    let args = [
        ("SecurityUser", "7"),
        ("StationPhoneNumber", "+12025550107"),
    ];
    let started = perform(&desktop, "start agent session", &args).await;
    assert!(started.is_success(), "{started:?}");
    let next = service.provided().await.unwrap()["SessionId"].to_string();
    let answer = ready(&next).await;
    assert!(answer.is_success(), "{answer:?}");
}
