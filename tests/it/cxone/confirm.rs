//! What shows that an accepted request was carried out: events and lists.

use super::far::{Asked, Events, Far, Then};
use super::{connect, end, entry, hold, perform, record, settings, signing_in};
use contactflow::run::effect::{Answer, Await, Watch};
use contactflow::systems::System;
use contactflow::systems::cxone::Connection;
use contactflow::value::{Record, Value};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ACCEPTED: Then = Then::Json(202, "");

/// A session whose events the test tells, and which accepts everything.
async fn session(events: &Events) -> Far {
    let events = events.clone();
    Far::start(signing_in(move |asked| match asked.route() {
        (_, path) if path.ends_with("get-next-event") => events.next(),
        ("POST", "agent-sessions/join") => Then::Json(202, r#"{"sessionId":"S1"}"#),
        ("GET", "agents/7") => Then::Json(200, "{}"),
        ("GET", _) => Then::Json(503, ""),
        _ => ACCEPTED,
    }))
    .await
}

fn says(contact: &str, status: &str) -> serde_json::Value {
    json!([{ "Type": "CallContactEvent", "ContactID": contact, "Status": status }])
}

/// Waits for something that happens on another task.
async fn until(what: impl Fn() -> bool) {
    let wait = async {
        while !what() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), wait)
        .await
        .expect("it never came");
}

#[tokio::test]
async fn held_is_what_the_event_says_and_not_what_was_accepted() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    let holding = hold(&on);
    tokio::pin!(holding);
    tokio::select! {
        answer = &mut holding => panic!("nothing has confirmed it: {answer:?}"),
        () = until(|| far.asked("/hold").len() == 1) => {}
    }
    events.happen("S1", says("1002", "Holding"));
    events.happen("S1", says("1001", "Active"));
    events.happen("S1", says("1001", "Holding"));
    let answer = holding.await;
    assert!(answer.is_success(), "{answer:?}");
    assert_eq!(answer.exchanges.last().unwrap().answered, "event Holding");
}

#[tokio::test]
async fn an_event_that_comes_before_the_answer_counts() {
    let events = Events::default();
    let (queue, told) = (events.clone(), events.clone());
    let far = Far::start(signing_in(move |asked| match asked.route().1 {
        path if path.ends_with("get-next-event") => queue.next(),
        _ => {
            told.happen("S1", says("1001", "Holding"));
            Then::Later(Box::pin(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                ACCEPTED
            }))
        }
    }))
    .await;
    let answer = hold(&connect(settings(&far.base))).await;
    assert!(answer.is_success(), "{answer:?}");
}

#[tokio::test]
async fn a_contact_that_ends_instead_is_told_at_once() {
    let events = Events::default();
    let far = session(&events).await;
    events.happen("S1", says("1001", "Disconnected"));
    let answer = hold(&connect(settings(&far.base))).await;
    assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
    assert!(answer.reason.contains("Disconnected"));
}

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
            "cannot be heard: 400 Bad Request: Nonsense",
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
        perform(&on, "end agent session", &[("SessionId", "S1")]),
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
    let watched = watch(&on, "1001", "Held").await;
    assert_eq!(&*watched.outcome, "InvalidAgentSession", "{watched:?}");
    assert_eq!(far.asked("get-next-event").len(), listened);
}

#[tokio::test]
async fn a_dialled_contact_is_the_new_one_and_each_dial_has_its_own() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    events.happen("S1", says("1001", "Active"));
    let args = [
        ("SessionId", "S1"),
        ("PhoneNumber", "+15550100199"),
        ("SkillId", "4021"),
    ];
    let dials = async {
        tokio::join!(
            perform(&on, "dial phone", &args),
            perform(&on, "dial phone", &args)
        )
    };
    let ((one, two), ()) = tokio::join!(dials, async {
        until(|| far.asked("/dial-phone").len() == 2).await;
        events.happen("S1", says("1001", "Active"));
        events.happen(
            "S1",
            json!([
                { "Type": "CallContactEvent", "ContactID": "2001", "Status": "Incoming" },
                { "Type": "CallContactEvent", "ContactID": "2001", "Status": "Active" },
                { "Type": "CallContactEvent", "ContactID": "2002", "Status": "Dialing" },
                { "Type": "CallContactEvent", "ContactID": "2002", "Status": "Active" },
            ]),
        );
        events.happen("S1", says("2003", "Dialing"));
    });
    let ids: BTreeSet<_> = [&one, &two]
        .map(|a| a.outputs["ContactId"].to_string())
        .into();
    assert_eq!(ids, BTreeSet::from(["2002".to_owned(), "2003".to_owned()]));
}

fn watched(contact: &str, state: &str, session: Option<&str>) -> Watch {
    Watch {
        system: "cxone".into(),
        thing: "contact".into(),
        id: Value::text(contact),
        negated: false,
        state: state.into(),
        needs: session
            .map(|id| record(&[("SessionId", id)]))
            .unwrap_or_default(),
    }
}

async fn watch(on: &Connection, contact: &str, state: &str) -> Answer {
    on.watch(&watched(contact, state, Some("S1"))).await
}

#[tokio::test]
async fn a_watch_begins_with_what_is_known_and_goes_on_with_events() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    events.happen("S1", says("1001", "Holding"));
    events.happen("S1", says("1001", "Holding"));
    assert!(watch(&on, "1001", "Held").await.is_success());
    assert!(
        watch(&on, "1001", "Held").await.is_success(),
        "it is so already"
    );
    let mut no_longer = watched("1001", "Held", Some("S1"));
    no_longer.negated = true;
    let (answer, ()) = tokio::join!(on.watch(&no_longer), async {
        events.happen("S1", says("1001", "Active"));
    });
    assert!(answer.is_success());
    events.happen("S1", says("1001", "Disconnected"));
    let answer = watch(&on, "1001", "Held").await;
    assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
}

fn awaited(with: Record) -> Await {
    Await {
        system: "cxone".into(),
        thing: "contact".into(),
        with,
        needs: record(&[("SessionId", "S1")]),
    }
}

#[tokio::test]
async fn arrivals_are_handed_out_once_each_and_none_is_missed() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    assert!(
        perform(&on, "join agent session", &[("SecurityUser", "7")])
            .await
            .is_success()
    );
    let comes = |id: &str, skill: &str| {
        json!([{ "Type": "CallContactEvent", "ContactID": id, "Status": "Incoming", "Skill": skill,
                 "ANI": "+15550100123", "IsInbound": "True" }])
    };
    // Two before anybody waits; one of them is gone again by then.
    events.happen("S1", comes("3001", "Sales"));
    events.happen("S1", comes("3002", "Sales"));
    events.happen("S1", says("3001", "Disconnected"));
    events.happen("S1", comes("3003", "Help"));
    until(|| far.asked("get-next-event").len() == 5).await;
    let any = awaited(Record::new());
    let help = awaited(record(&[("Skill", "Help")]));
    let first = on.next(&help).await;
    assert_eq!(first.outputs["ContactId"].to_string(), "3003");
    let second = on.next(&any).await;
    assert_eq!(second.outputs["ContactId"].to_string(), "3002");
    assert_eq!(second.outputs["State"].to_string(), "Incoming");
    assert!(!second.outputs["ANI"].mark().is_plain());
    let (third, ()) = tokio::join!(on.next(&any), async {
        events.happen("S1", comes("3004", "Help"));
    });
    assert_eq!(third.outputs["ContactId"].to_string(), "3004");
}

/// Contacts that are active until they are ended.
async fn business_unit(active: Arc<Mutex<BTreeSet<u32>>>) -> Far {
    Far::start(signing_in(move |asked: &Asked| match asked.route() {
        ("GET", "contacts/active") => {
            let active = active.lock().unwrap();
            let all: Vec<_> = active.iter().map(|id| json!({ "contactId": id, "stateName": "Active" })).collect();
            let query = asked.path.split_once("skip=").map_or(0, |(_, n)| n.parse().unwrap());
            let body = json!({ "totalRecords": all.len(), "activeContacts": all[query..].chunks(500).next() });
            Then::Full(200, Vec::new(), body.to_string())
        }
        ("POST", path) => {
            let id = path.split('/').nth(1).unwrap().parse().unwrap();
            match active.lock().unwrap().remove(&id) {
                true => ACCEPTED,
                false => Then::Json(404, r#"{"error":"InvalidContactId"}"#),
            }
        }
        _ => Then::Json(404, "{}"),
    }))
    .await
}

#[tokio::test]
async fn many_who_wait_for_a_list_share_their_looks() {
    let active: Arc<Mutex<BTreeSet<u32>>> = Arc::new(Mutex::new((1..=1200).collect()));
    let far = business_unit(active).await;
    let on = Arc::new(connect(settings(&far.base)));
    let queue = Arc::new(Mutex::new((1..=500).collect::<Vec<u32>>()));
    let workers = (0..20).map(|_| {
        let (on, queue) = (on.clone(), queue.clone());
        tokio::spawn(async move {
            loop {
                let next = queue.lock().unwrap().pop();
                let Some(id) = next else { return };
                let answer = end(&on, &id.to_string()).await;
                assert!(answer.is_success(), "{answer:?}");
                assert_eq!(
                    answer.outputs["DisconnectReason"].to_string(),
                    "TerminateScript"
                );
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    assert_eq!(far.asked("/end").len(), 500);
    let looks = far
        .asked("contacts/active")
        .iter()
        .filter(|a| !a.path.contains("skip="))
        .count();
    assert!(looks < 100, "{looks} looks for 500 contacts");
}

#[tokio::test]
async fn a_contact_without_a_session_is_watched_in_the_list() {
    let active: Arc<Mutex<BTreeSet<u32>>> = Arc::new(Mutex::new([1, 2].into()));
    let far = business_unit(active.clone()).await;
    let on = connect(settings(&far.base));
    assert!(on.watch(&watched("1", "Active", None)).await.is_success());
    let gone = watched("2", "Disconnected", None);
    let (answer, ()) = tokio::join!(on.watch(&gone), async {
        until(|| far.asked("contacts/active").len() > 2).await;
        active.lock().unwrap().remove(&2);
    });
    assert!(answer.is_success(), "{answer:?}");
    let answer = on.watch(&watched("2", "Held", None)).await;
    assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end() {
    let active: Arc<Mutex<BTreeSet<u32>>> = Arc::new(Mutex::new((1..=1200).collect()));
    let far = business_unit(active).await;
    let on = connect(settings(&far.base));
    let answer = perform(&on, "find active contacts", &[]).await;
    let Value::List(contacts) = &answer.outputs["Contacts"] else {
        panic!("{answer:?}");
    };
    let ids: BTreeSet<_> = contacts
        .iter()
        .map(|contact| match contact {
            Value::Record(fields) => fields["ContactId"].to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((contacts.len(), ids.len()), (1200, 1200));
}

/// A connection that waits this long for the confirmation of `end contact`.
fn impatient(far: &Far, within: &str) -> Connection {
    let mut entry = (*entry()).clone();
    for action in entry
        .actions
        .iter_mut()
        .filter(|action| &*action.key == "end contact")
    {
        let mut mended = (**action).clone();
        mended.request["confirm"]["within"] = within.into();
        *action = Arc::new(mended);
    }
    Connection::new(settings(&far.base), Arc::new(entry)).unwrap()
}

#[tokio::test]
async fn an_answer_without_a_list_shows_nothing() {
    let far = Far::start(signing_in(|asked| match asked.route().0 {
        "GET" => Then::Json(200, r#"{"somethingElse":[]}"#),
        _ => ACCEPTED,
    }))
    .await;
    let on = impatient(&far, "200ms");
    let answer = end(&on, "1001").await;
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
    let answer = perform(&on, "find active contacts", &[]).await;
    assert_eq!(&*answer.outcome, "Unavailable", "{answer:?}");
}

#[tokio::test]
async fn a_contact_that_never_goes_stays_unknown() {
    let far = Far::start(signing_in(|asked| match asked.route().0 {
        "GET" => Then::Json(200, r#"{"activeContacts":[{"contactId":"1001"}]}"#),
        _ => ACCEPTED,
    }))
    .await;
    let on = impatient(&far, "300ms");
    let answer = end(&on, "1001").await;
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
    assert!(
        answer.reason.contains("did not confirm it within 0.3 s"),
        "{answer:?}"
    );
    let looks = far.asked("contacts/active").len();
    assert!(looks >= 2, "{looks}");
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
    use contactflow::systems::cxone::{ProfileSession, Station};
    let events = Events::default();
    let queue = events.clone();
    let far = Far::start(signing_in(move |asked| match asked.route() {
        (_, path) if path.ends_with("get-next-event") => queue.next(),
        ("POST", "agent-sessions/join") => Then::Json(404, r#"{"error":"Invalid agent session."}"#),
        ("POST", "agent-sessions") => Then::Json(202, r#"{"sessionId":"S9"}"#),
        ("DELETE", _) => ACCEPTED,
        _ => Then::Json(200, "{}"),
    }))
    .await;
    let mut settings = settings(&far.base);
    settings.timeouts.close = Duration::from_millis(200);
    settings.session = Some(ProfileSession {
        agent: "7".into(),
        station: Some(Station::Phone("+15550100100".into())),
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
