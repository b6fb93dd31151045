//! Beside an agent's desktop: what is sent, what confirms it, and that nothing is done to whoever
//! sits there.

use super::far::{Events as Told, Far, Then};
use super::simulated::signed_in;
use super::{ACCEPTED, connect, entry, hold, perform, settings, signing_in, until};
use contactflow::run::Provenance;
use contactflow::sim::cxone::{EventQueue, WorldFile};
use contactflow::sim::{Options, Simulator, WorldSource};
use contactflow::systems::System;
use contactflow::systems::cxone::{
    ActsFor, Beside, Connection, Events, ProfileSession, Settings, Station,
};
use contactflow::value::{Record, Value};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The small world, with a desktop beside each agent who is signed in.
pub async fn desktops(queue: EventQueue) -> Simulator {
    desktops_in(WorldFile::small(), queue).await
}

/// A world, with a desktop beside each agent who is signed in.
pub async fn desktops_in(world: WorldFile, queue: EventQueue) -> Simulator {
    let world = WorldFile {
        desktop: true,
        event_queue: queue,
        ..world
    };
    let options = Options::default().world(WorldSource::File(Box::new(world)));
    Simulator::start(options).await.unwrap()
}

/// The settings of a profile that says nothing of its own.
pub fn usual(simulator: &Simulator) -> Settings {
    Settings {
        events: Events::Own,
        acts_for: ActsFor::Nobody,
        ..signed_in(simulator, 0)
    }
}

pub const QUEUES: [EventQueue; 3] = [
    EventQueue::Client,
    EventQueue::Session,
    EventQueue::Throttled,
];

#[tokio::test]
async fn a_hold_in_a_joined_session_is_read_back() {
    for queue in QUEUES {
        let simulator = desktops(queue).await;
        let on = connect(usual(&simulator));
        let mut args = on.provided().await.unwrap();
        args.insert("ContactId".into(), Value::text("1001"));
        let call = |action: &str| {
            let mut call = super::call(action, &[]);
            call.args = args.clone();
            call
        };
        for action in ["hold contact", "resume contact", "hold contact"] {
            let answer = on.perform(&call(action), "").await;
            assert!(answer.is_success(), "{action} {queue:?}: {answer:?}");
            match &answer.confirmed {
                Some(Provenance::ReadBack { source, .. }) => {
                    assert_eq!(&**source, "GET contacts/active");
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(simulator.harm().is_none(), "{:?}", simulator.harm());
        let risky = ["get-next-event", "keep-alive", "DELETE"];
        for request in simulator.requests() {
            assert!(
                !risky.iter().any(|risky| request.contains(risky)),
                "{request}"
            );
        }
    }
}

#[tokio::test]
async fn reading_the_events_of_a_joined_session_is_for_who_has_said_so() {
    let simulator = desktops(EventQueue::Client).await;
    let mut shared = usual(&simulator);
    shared.events = Events::Shared;
    let on = connect(shared);
    let mut args = on.provided().await.unwrap();
    args.insert("ContactId".into(), Value::text("1001"));
    let mut call = super::call("hold contact", &[]);
    call.args = args;
    let answer = on.perform(&call, "").await;
    assert_eq!(
        answer.confirmed,
        Some(Provenance::event("agent session of agent 7")),
        "{answer:?}"
    );
    // Where readers take events from each other it does harm, which the simulator counts.
    let simulator = desktops(EventQueue::Session).await;
    let mut shared = usual(&simulator);
    shared.events = Events::Shared;
    let on = connect(shared);
    let mut args = on.provided().await.unwrap();
    args.insert("ContactId".into(), Value::text("1001"));
    call.args = args;
    assert!(on.perform(&call, "").await.is_success());
    assert!(simulator.harm().events_missed > 0);
}

#[tokio::test]
async fn a_throttled_queue_is_no_reason_to_know_nothing() {
    let simulator = desktops(EventQueue::Throttled).await;
    let mut shared = usual(&simulator);
    shared.events = Events::Shared;
    let on = connect(shared);
    let mut args = on.provided().await.unwrap();
    args.insert("ContactId".into(), Value::text("1001"));
    let mut call = super::call("hold contact", &[]);
    call.args = args;
    let answer = on.perform(&call, "").await;
    assert!(answer.is_success(), "{answer:?}");
    let read_back = matches!(answer.confirmed, Some(Provenance::ReadBack { .. }));
    assert!(read_back, "{answer:?}");
}

#[tokio::test]
async fn what_was_joined_is_not_ended_unless_that_is_said() {
    let simulator = desktops(EventQueue::Client).await;
    let on = connect(usual(&simulator));
    let session = on.provided().await.unwrap()["SessionId"].to_string();
    for more in [
        None,
        Some(("ForceLogoff", "true")),
        Some(("EndContacts", "true")),
    ] {
        let mut args = vec![("SessionId", &*session)];
        args.extend(more);
        let answer = perform(&on, "end agent session", &args).await;
        assert_eq!(&*answer.outcome, "Rejected", "{answer:?}");
        assert!(answer.reason.contains("joined, not started"), "{answer:?}");
        assert!(answer.reason.contains("with SignOut: true"), "{answer:?}");
    }
    let unknown = perform(&on, "end agent session", &[("SessionId", "from-an-input")]).await;
    assert_eq!(&*unknown.outcome, "Rejected", "{unknown:?}");
    assert!(simulator.harm().is_none());
    let args = [
        ("SessionId", &*session),
        ("EndContacts", "true"),
        ("SignOut", "true"),
    ];
    let answer = perform(&on, "end agent session", &args).await;
    assert!(answer.is_success(), "{answer:?}");
    let harm = simulator.harm();
    assert_eq!(
        (harm.signed_out, harm.calls_lost > 0),
        (1, true),
        "{harm:?}"
    );
}

/// A connection that has started a session for agent 8, who had none.
async fn started(simulator: &Simulator) -> Connection {
    let mut settings = Settings {
        events: Events::Own,
        ..signed_in(simulator, 1)
    };
    settings.session = Some(ProfileSession {
        agent: "8".into(),
        station: Some(Station::Phone("+12025550108".into())),
    });
    let on = connect(settings);
    on.provided().await.unwrap();
    on
}

/// The small world, in which agent 8 is not at work and has nothing to do.
async fn without_agent_8() -> Simulator {
    let mut world = WorldFile::small();
    world.contacts.retain(|contact| contact.agent != Some(8));
    for agent in world.agents.iter_mut().filter(|agent| agent.id == 8) {
        agent.session = false;
    }
    let options = Options::default().world(WorldSource::File(Box::new(world)));
    Simulator::start(options).await.unwrap()
}

fn ended(simulator: &Simulator) -> bool {
    let mut requests = simulator.requests().into_iter();
    requests.any(|request| request.starts_with("DELETE agent-sessions"))
}

#[tokio::test]
async fn a_session_that_was_started_is_ended_where_its_agent_is_idle() {
    let simulator = without_agent_8().await;
    let on = started(&simulator).await;
    on.close().await;
    assert!(ended(&simulator));
    assert_eq!(on.left_behind(), [""; 0]);
}

#[tokio::test]
async fn a_session_that_somebody_else_has_joined_goes_on() {
    let simulator = without_agent_8().await;
    let on = started(&simulator).await;
    let polls = || {
        let requests = simulator.requests().into_iter();
        requests
            .filter(|asked| asked.contains("get-next-event"))
            .count()
    };
    // The next request for events means that those of the one before have been read.
    until(|| polls() >= 2).await;
    simulator.open_desktop(8);
    until(|| polls() >= 3).await;
    let session = on.provided().await.unwrap()["SessionId"].to_string();
    let answer = perform(&on, "end agent session", &[("SessionId", &session)]).await;
    assert_eq!(&*answer.outcome, "Rejected", "{answer:?}");
    assert!(
        answer.reason.contains("another program or person"),
        "{answer:?}"
    );
    on.close().await;
    assert!(!ended(&simulator));
    assert!(simulator.harm().is_none());
    let left = on.left_behind();
    assert_eq!(left.len(), 1);
    assert!(
        left[0].contains("the session started for agent 8 is still open"),
        "{left:?}"
    );
}

/// What the profile had started, and somebody has ended, is started anew for the next run.
#[tokio::test]
async fn a_session_that_was_started_and_is_over_is_started_again() {
    let simulator = without_agent_8().await;
    let on = started(&simulator).await;
    let first = on.provided().await.unwrap()["SessionId"].to_string();
    let supervisor = connect(signed_in(&simulator, 0));
    let answer = perform(
        &supervisor,
        "sign out agent",
        &[("SecurityUser", "7"), ("AgentId", "8")],
    )
    .await;
    assert!(answer.is_success(), "{answer:?}");
    let again = async {
        loop {
            let id = on.provided().await.unwrap()["SessionId"].to_string();
            if id != first {
                return id;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let again = tokio::time::timeout(Duration::from_secs(20), again).await;
    let args = [
        ("SecurityUser", "8"),
        ("SessionId", &*again.unwrap()),
        ("State", "Available"),
    ];
    let answer = perform(&on, "set agent state to", &args).await;
    assert!(answer.is_success(), "{answer:?}");
}

#[tokio::test]
async fn a_session_whose_agent_is_busy_goes_on() {
    let simulator = without_agent_8().await;
    let on = started(&simulator).await;
    simulator.add_contact(contactflow::sim::cxone::ContactFile {
        id: 1301,
        state: contactflow::sim::cxone::State::Active,
        agent: Some(8),
        skill: 4022,
        media: None,
        from: "+12025550111".into(),
        to: String::new(),
        age: contactflow::sim::cxone::Span::secs(5),
        behaviour: contactflow::sim::cxone::Behaviour::default(),
    });
    on.close().await;
    assert!(!ended(&simulator));
    let left = on.left_behind();
    assert!(left[0].contains("the agent is busy"), "{left:?}");
}

#[tokio::test]
async fn a_supervisor_opens_no_other_agents_session() {
    let simulator = desktops(EventQueue::Client).await;
    let mut settings = signed_in(&simulator, 0);
    settings.beside = Beside::Supervisor;
    settings.events = Events::Own;
    let on = connect(settings);
    on.provided().await.unwrap();
    for action in ["join agent session", "start agent session"] {
        let answer = perform(&on, action, &[("SecurityUser", "8")]).await;
        assert_eq!(&*answer.outcome, "Rejected", "{answer:?}");
        assert!(
            answer.reason.contains("beside = \"supervisor\""),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn contacts_are_awaited_and_watched_without_events() {
    let simulator = desktops(EventQueue::Client).await;
    let on = connect(usual(&simulator));
    let session = on.provided().await.unwrap()["SessionId"].to_string();
    let held = super::watching::watched("1001", "Held", Some(&session));
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", &*session),
        ("ContactId", "1001"),
    ];
    let (watched, done) = tokio::join!(on.watch(&held), perform(&on, "hold contact", &args));
    assert!(
        watched.is_success() && done.is_success(),
        "{watched:?} {done:?}"
    );
    let next = contactflow::run::effect::Await {
        system: "cxone".into(),
        thing: "contact".into(),
        with: Record::new(),
        needs: super::record(&[("SessionId", &session)]),
    };
    let looks = || {
        simulator
            .requests()
            .iter()
            .filter(|asked| asked.contains("contacts/states"))
            .count()
    };
    let (arrived, ()) = tokio::join!(on.next(&next), async {
        until(|| looks() > 0).await;
        simulator.add_contact(contactflow::sim::cxone::ContactFile {
            id: 1302,
            state: contactflow::sim::cxone::State::Incoming,
            agent: Some(7),
            skill: 4022,
            media: None,
            from: "+12025550112".into(),
            to: "+12025550100".into(),
            age: contactflow::sim::cxone::Span::secs(1),
            behaviour: contactflow::sim::cxone::Behaviour::default(),
        });
    });
    assert!(arrived.is_success(), "{arrived:?}");
    assert_eq!(arrived.outputs["ContactId"].to_string(), "1302");
    assert_eq!(arrived.outputs["State"].to_string(), "Incoming");
    assert_eq!(arrived.outputs["IsInbound"].to_string(), "true");
    assert!(!arrived.outputs["ANI"].mark().is_plain());
    assert!(simulator.harm().is_none());
}

/// Answers joins with ids of their own, of which only the newest is known.
fn rotating(joins: Arc<AtomicUsize>, told: Told) -> impl Fn(&super::far::Asked) -> Then {
    move |asked| {
        let newest = format!("J{}", joins.load(Ordering::SeqCst));
        match asked.route() {
            ("POST", "agent-sessions/join") => {
                let id = joins.fetch_add(1, Ordering::SeqCst) + 1;
                Then::Full(
                    202,
                    Vec::new(),
                    json!({ "sessionId": format!("J{id}") }).to_string(),
                )
            }
            ("GET", "contacts/active") => Then::Json(
                200,
                r#"{"activeContacts":[{"contactId":1001,"stateName":"Holding","holdCount":1}]}"#,
            ),
            (_, path) if path.contains("agent-sessions/") && !path.contains(&newest) => {
                Then::Json(404, r#"{"error":"stale"}"#)
            }
            (_, path) if path.ends_with("get-next-event") => told.next(),
            ("GET", _) => Then::Json(200, "{}"),
            _ => ACCEPTED,
        }
    }
}

#[tokio::test]
async fn a_stale_session_id_is_joined_again_once_and_the_write_is_sent_once() {
    let joins = Arc::new(AtomicUsize::new(0));
    let far = Far::start(signing_in(rotating(joins.clone(), Told::default()))).await;
    let mut settings = settings(&far.base);
    settings.events = Events::Own;
    let on = connect(settings);
    let joined = perform(&on, "join agent session", &[("SecurityUser", "7")]).await;
    let session = joined.outputs["SessionId"].to_string();
    // Somebody else has joined: the id is none any more.
    joins.fetch_add(1, Ordering::SeqCst);
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", &*session),
        ("ContactId", "1001"),
    ];
    let answer = perform(&on, "hold contact", &args).await;
    assert_eq!(far.asked("agent-sessions/join").len(), 2);
    let holds: Vec<_> = far
        .asked("/hold")
        .iter()
        .map(|asked| asked.path.clone())
        .collect();
    assert_eq!(holds.len(), 2, "the first did nothing: {holds:?}");
    assert!(holds[1].contains("/J3/"), "{holds:?}");
    // The list shows what was so before, and takes its time to be believed.
    assert!(answer.is_success(), "{answer:?}");
}

#[tokio::test]
async fn a_session_that_is_over_is_not_joined_for_ever() {
    let far = Far::start(signing_in(|asked| match asked.route() {
        ("POST", "agent-sessions/join") if asked.body.contains("\"8\"") => {
            Then::Json(202, r#"{"sessionId":"S8"}"#)
        }
        ("POST", "agent-sessions/join") => Then::Json(202, r#"{"sessionId":"S1"}"#),
        ("GET", _) => Then::Json(200, r#"{"activeContacts":[]}"#),
        _ => Then::Json(404, r#"{"error":"InvalidAgentSession"}"#),
    }))
    .await;
    let mut settings = settings(&far.base);
    settings.events = Events::Own;
    let on = connect(settings);
    perform(&on, "join agent session", &[("SecurityUser", "7")]).await;
    let answer = hold(&on).await;
    assert_eq!(&*answer.outcome, "InvalidAgentSession", "{answer:?}");
    assert_eq!(far.asked("agent-sessions/join").len(), 2);
    assert_eq!(far.asked("/hold").len(), 2);
}

#[tokio::test]
async fn events_that_are_lost_with_a_session_id_are_read_back() {
    let joins = Arc::new(AtomicUsize::new(0));
    let told = Told::default();
    let far = Far::start(signing_in(rotating(joins.clone(), told.clone()))).await;
    let on = connect(settings(&far.base));
    let joined = perform(&on, "join agent session", &[("SecurityUser", "7")]).await;
    let session = joined.outputs["SessionId"].to_string();
    until(|| !far.asked("get-next-event").is_empty()).await;
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", &*session),
        ("ContactId", "1001"),
    ];
    let (answer, ()) = tokio::join!(perform(&on, "hold contact", &args), async {
        until(|| !far.asked("/hold").is_empty()).await;
        // The answer with the event, and with the next id, is lost.
        joins.fetch_add(1, Ordering::SeqCst);
        told.answer(Then::Close);
    });
    assert!(answer.is_success(), "{answer:?}");
    let read_back = matches!(answer.confirmed, Some(Provenance::ReadBack { .. }));
    assert!(read_back, "{answer:?}");
    until(|| far.asked("agent-sessions/join").len() >= 2).await;
}

#[tokio::test]
async fn only_an_event_can_show_it_and_none_is_read() {
    let simulator = desktops(EventQueue::Client).await;
    let on = connect(usual(&simulator));
    let session = on.provided().await.unwrap()["SessionId"].to_string();
    let answer = perform(&on, "mute agent leg", &[("SessionId", &session)]).await;
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
    assert!(
        answer.reason.contains("only an event confirms"),
        "{answer:?}"
    );
    assert!(answer.reason.contains("events = \"shared\""), "{answer:?}");
}

#[tokio::test]
async fn a_list_that_lags_behind_confirms_no_second_hold() {
    // The list never moves: it shows an earlier hold, and nothing says that this one was done.
    let far = Far::start(signing_in(|asked| match asked.route() {
        ("POST", "agent-sessions/join") => Then::Json(202, r#"{"sessionId":"S1"}"#),
        ("GET", "contacts/active") => Then::Json(
            200,
            r#"{"activeContacts":[{"contactId":1001,"stateName":"Holding","holdCount":1}]}"#,
        ),
        _ => ACCEPTED,
    }))
    .await;
    let mut settings = settings(&far.base);
    settings.events = Events::Own;
    settings.timeouts.look = Duration::from_millis(50);
    let on = Connection::new(settings, patient_for("300ms")).unwrap();
    perform(&on, "join agent session", &[("SecurityUser", "7")]).await;
    let answer = hold(&on).await;
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
}

/// The catalogue, with a hold that is waited for this long.
pub fn patient_for(within: &str) -> Arc<contactflow::catalogue::SystemEntry> {
    let mut entry = (*entry()).clone();
    for action in &mut entry.actions {
        let mut mended = (**action).clone();
        for place in ["/confirm/within", "/look/within"] {
            if let Some(there) = mended.request.pointer_mut(place) {
                *there = within.into();
            }
        }
        *action = Arc::new(mended);
    }
    Arc::new(entry)
}
