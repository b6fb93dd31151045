//! Every documented outcome of the three actions that the vendor's pages describe, reached through
//! real HTTP; and what else only a whole system shows.

use super::{connect, entry, perform, record, settings};
use contactflow::run::effect::{Answer, Await, Call, Watch};
use contactflow::sim::cxone::{EventQueue, Right, WorldFile};
use contactflow::sim::{Act, Fault, Options, Simulator, When, WorldSource};
use contactflow::systems::System;
use contactflow::systems::cxone::{Connection, Events, Place, Secret, Settings, SignIn};
use contactflow::value::{Record, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A simulator, and a connection to it that has agent 7's session.
struct There {
    simulator: Simulator,
    on: Connection,
}

impl There {
    /// As a profile has it that says nothing of its own, beside a desktop whose events are handed
    /// out in the next of the ways that there are.
    async fn start(faults: Vec<Fault>) -> Self {
        const QUEUES: [EventQueue; 3] = [
            EventQueue::Client,
            EventQueue::Session,
            EventQueue::Throttled,
        ];
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let next = COUNT.fetch_add(1, Ordering::Relaxed) % QUEUES.len();
        Self::with(faults, QUEUES[next], Events::Own).await
    }

    /// With the events of the session that it joins.
    async fn with_events(faults: Vec<Fault>) -> Self {
        Self::with(faults, EventQueue::Client, Events::Shared).await
    }

    async fn with(faults: Vec<Fault>, queue: EventQueue, events: Events) -> Self {
        let world = WorldFile {
            desktop: true,
            event_queue: queue,
            ..WorldFile::small()
        };
        let options = Options {
            faults,
            world: WorldSource::File(Box::new(world)),
            ..Options::default()
        };
        let simulator = Simulator::start(options).await.unwrap();
        let settings = Settings {
            events,
            ..signed_in(&simulator, 0)
        };
        let on = Connection::new(settings, impatient()).unwrap();
        Self { simulator, on }
    }

    async fn act(&self, action: &str, args: &[(&str, &str)]) -> Answer {
        let mut all = self.on.provided().await.unwrap();
        all.extend(record(args));
        let args: Vec<_> = all
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let args: Vec<_> = args
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        perform(&self.on, action, &args).await
    }
}

/// Settings with the access key of the first agent, or of another, and that agent's session.
pub fn signed_in(simulator: &Simulator, which: usize) -> Settings {
    let key = &simulator.access_keys()[which];
    let mut settings = settings(&simulator.base_address()).with_agent(key.agent.to_string());
    settings.sign_in = SignIn::AccessKey {
        id: key.id.clone(),
        secret: Secret::new(key.secret.as_str()),
    };
    settings
}

/// The catalogue, with short waits for confirmations.
fn impatient() -> Arc<contactflow::catalogue::SystemEntry> {
    let mut entry = (*entry()).clone();
    for action in &mut entry.actions {
        let mut mended = (**action).clone();
        for place in ["/confirm/within", "/look/within"] {
            if let Some(within) = mended.request.pointer_mut(place) {
                *within = "1s".into();
            }
        }
        *action = Arc::new(mended);
    }
    Arc::new(entry)
}

/// What is changed in the world, and what is asked, so that an action ends in an outcome.
type Case = (
    &'static str,
    Vec<Fault>,
    fn(&Simulator),
    Vec<(&'static str, &'static str)>,
);

fn still(_: &Simulator) {}

/// Every case ends as it says, and no outcome of the action is left out.
async fn reaches(action: &str, cases: Vec<Case>) {
    let mut reached = BTreeSet::new();
    for (outcome, faults, change, args) in cases {
        let there = There::start(Vec::new()).await;
        there.on.provided().await.unwrap();
        faults
            .into_iter()
            .for_each(|fault| there.simulator.add_fault(fault));
        change(&there.simulator);
        let answer = there.act(action, &args).await;
        assert_eq!(&*answer.outcome, outcome, "{action} {args:?}: {answer:?}");
        assert_eq!(answer.reason.is_empty(), answer.is_success(), "{answer:?}");
        there.on.close().await;
        let harm = there.simulator.harm();
        assert!(harm.is_none(), "{action} {args:?}: {harm:?}");
        reached.insert(outcome.to_owned());
    }
    let entry = entry();
    let known = &entry.action(action).unwrap().outcomes;
    let known: BTreeSet<_> = known
        .iter()
        .map(|outcome| outcome.name.to_string())
        .collect();
    assert_eq!(reached, known);
}

/// The outcomes that the transport adds, all on one operation.
fn of_the_transport(operation: &'static str, args: &[(&'static str, &'static str)]) -> Vec<Case> {
    let faults: [(&str, Act); 8] = [
        ("Unauthorized", Act::Unauthorized),
        ("Throttled", Act::Throttle(Some(2))),
        ("Unavailable", Act::Error(503, When::Before)),
        ("Unknown", Act::Error(500, When::After)),
        ("Unknown", Act::Error(502, When::Before)),
        ("Unknown", Act::Drop(When::Before)),
        ("Unknown", Act::Drop(When::After)),
        ("Rejected", Act::Refuse(400, "Something else.".to_owned())),
    ];
    faults
        .into_iter()
        .map(|(outcome, act)| {
            (
                outcome,
                vec![Fault::on(operation, act)],
                still as fn(&Simulator),
                args.to_vec(),
            )
        })
        .collect()
}

fn inactive(simulator: &Simulator) {
    assert!(simulator.change_agent(7, |agent| agent.active = false));
}

fn powerless(simulator: &Simulator) {
    assert!(simulator.change_agent(7, |agent| agent.rights = vec![Right::Session, Right::Read]));
}

#[tokio::test]
async fn every_outcome_of_hold_contact() {
    let mut cases: Vec<Case> = vec![
        ("Success", vec![], still, vec![("ContactId", "1001")]),
        ("InvalidState", vec![], still, vec![("ContactId", "1004")]),
        (
            "InvalidContactId",
            vec![],
            still,
            vec![("ContactId", "1003")],
        ),
        (
            "InvalidContactId",
            vec![],
            still,
            vec![("ContactId", "99999999999")],
        ),
        (
            "InvalidContactId",
            vec![],
            still,
            vec![("ContactId", "none")],
        ),
        ("InvalidContactId", vec![], still, vec![("ContactId", "")]),
        (
            "InvalidAgentSession",
            vec![],
            still,
            vec![("ContactId", "1001"), ("SessionId", "nowhere")],
        ),
        (
            "InvalidSecurityUser",
            vec![],
            inactive,
            vec![("ContactId", "1001")],
        ),
        ("Unknown", vec![], still, vec![("ContactId", "1005")]),
    ];
    cases.extend(of_the_transport("hold", &[("ContactId", "1001")]));
    reaches("hold contact", cases).await;
}

#[tokio::test]
async fn every_outcome_of_end_contact() {
    let mut cases: Vec<Case> = vec![
        ("Success", vec![], still, vec![("ContactId", "1101")]),
        ("Success", vec![], still, vec![("ContactId", "1203")]),
        (
            "InvalidContactId",
            vec![],
            still,
            vec![("ContactId", "1003")],
        ),
        (
            "InvalidContactId",
            vec![],
            still,
            vec![("ContactId", "4711")],
        ),
        (
            "InvalidSecurityUser",
            vec![],
            inactive,
            vec![("ContactId", "1101")],
        ),
        (
            "Unauthorized",
            vec![],
            powerless,
            vec![("ContactId", "1101")],
        ),
    ];
    cases.extend(of_the_transport("endContact", &[("ContactId", "1101")]));
    reaches("end contact", cases).await;
}

#[tokio::test]
async fn every_outcome_of_schedule_callback() {
    let with = |changes: &[(&'static str, &'static str)]| {
        let mut args = vec![
            ("PhoneNumber", "+12025550199"),
            ("ScheduleDate", "2099-12-01T09:00:00+01:00"),
            ("FirstName", "Ada"),
            ("LastName", "Example"),
            ("SkillId", "4021"),
        ];
        for change in changes {
            args.retain(|(name, _)| name != &change.0);
            args.push(*change);
        }
        args
    };
    let mut cases: Vec<Case> = vec![
        ("Success", vec![], still, with(&[])),
        ("Success", vec![], still, with(&[("TargetAgentId", "7")])),
        (
            "InvalidSkillId",
            vec![],
            still,
            with(&[("SkillId", "4022")]),
        ),
        (
            "InvalidSkillId",
            vec![],
            still,
            with(&[("SkillId", "4711")]),
        ),
        (
            "InvalidTargetAgentId",
            vec![],
            still,
            with(&[("TargetAgentId", "9")]),
        ),
        (
            "InvalidScheduleDate",
            vec![],
            still,
            with(&[("ScheduleDate", "tomorrow")]),
        ),
        (
            "InvalidPhoneNumber",
            vec![],
            still,
            with(&[("PhoneNumber", "12")]),
        ),
        ("InvalidSecurityUser", vec![], inactive, with(&[])),
        ("Unauthorized", vec![], powerless, with(&[])),
        (
            "Unknown",
            vec![Fault::on("createScheduledCallback", Act::Truncate)],
            still,
            with(&[]),
        ),
        (
            "Unknown",
            vec![Fault::on("createScheduledCallback", Act::CutOff)],
            still,
            with(&[]),
        ),
        (
            "Unknown",
            vec![Fault::on(
                "createScheduledCallback",
                Act::Html(200, When::After),
            )],
            still,
            with(&[]),
        ),
    ];
    let args = with(&[]);
    cases.extend(of_the_transport("createScheduledCallback", &args));
    reaches("schedule callback to at", cases).await;
}

#[tokio::test]
async fn a_callback_is_booked_as_it_was_asked_for() {
    let there = There::start(Vec::new()).await;
    let answer = there
        .act(
            "schedule callback to at",
            &[
                ("PhoneNumber", "+12025550199"),
                ("ScheduleDate", "2099-12-01T09:00:00+01:00"),
                ("FirstName", "Ada"),
                ("LastName", "Example"),
                ("SkillId", "4021"),
                ("Notes", "asked for on the web form"),
            ],
        )
        .await;
    let callbacks = there.simulator.callbacks();
    assert_eq!(callbacks.len(), 1);
    assert_eq!(
        answer.outputs["CallbackId"].to_string(),
        callbacks[0].id.to_string()
    );
    let found = there
        .act("find callbacks for skill", &[("SkillId", "4021")])
        .await;
    let Value::List(found) = &found.outputs["Callbacks"] else {
        panic!("{found:?}");
    };
    let Value::Record(found) = &found[0] else {
        panic!("{found:?}");
    };
    assert_eq!(found["PhoneNumber"].to_string(), "+12025550199");
    assert_eq!(found["CallbackId"].to_string(), callbacks[0].id.to_string());
}

#[tokio::test]
async fn an_event_confirms_although_it_comes_late() {
    let late = Fault::on("hold", Act::DelayEvent(Duration::from_millis(200)));
    let there = There::with_events(vec![late]).await;
    let answer = there.act("hold contact", &[("ContactId", "1001")]).await;
    assert!(answer.is_success(), "{answer:?}");
    let again = there.act("resume contact", &[("ContactId", "1001")]).await;
    assert!(again.is_success(), "{again:?}");
}

/// A hold may have been carried out that no list shows; that the contact is listed as active is then no sign that
/// it was resumed.
#[tokio::test]
async fn after_a_write_in_doubt_a_list_that_shows_nothing_new_proves_nothing() {
    let there = There::start(Vec::new()).await;
    for action in ["hold contact", "resume contact"] {
        let answer = there.act(action, &[("ContactId", "1005")]).await;
        assert_eq!(&*answer.outcome, "Unknown", "{action}: {answer:?}");
    }
    // This list shows what happens: the doubt ends with the first change.
    let there = There::start(vec![Fault::on("hold", Act::Drop(When::Before)).times(1)]).await;
    for (action, outcome) in [
        ("hold contact", "Unknown"),
        ("hold contact", "Success"),
        ("resume contact", "Success"),
    ] {
        let answer = there.act(action, &[("ContactId", "1001")]).await;
        assert_eq!(&*answer.outcome, outcome, "{action}: {answer:?}");
    }
}

#[tokio::test]
async fn settling_states_are_refused_until_they_have_settled() {
    let there = There::start(Vec::new()).await;
    let mut outcomes = Vec::new();
    for _ in 0..3 {
        let answer = there.act("hold contact", &[("ContactId", "1002")]).await;
        outcomes.push(answer.outcome.to_string());
    }
    assert_eq!(outcomes, ["InvalidState", "InvalidState", "Success"]);
}

#[tokio::test]
async fn a_token_that_has_run_out_is_renewed_without_anybody_noticing() {
    let there = There::start(Vec::new()).await;
    there.on.provided().await.unwrap();
    there.simulator.expire_tokens();
    let answer = there.act("hold contact", &[("ContactId", "1001")]).await;
    assert!(answer.is_success(), "{answer:?}");
    let asked: Vec<_> = answer.exchanges.iter().map(|e| &*e.asked).collect();
    assert!(
        asked.iter().any(|asked| asked.contains("refresh")),
        "{asked:?}"
    );
}

/// Another program that shares the key may end its tokens as often as it likes: the next contact is not refused for it.
#[tokio::test]
async fn tokens_that_run_out_one_after_the_other_are_renewed_each_time() {
    let there = There::start(Vec::new()).await;
    there.on.provided().await.unwrap();
    for action in ["hold contact", "resume contact", "hold contact"] {
        there.simulator.expire_tokens();
        let answer = there.act(action, &[("ContactId", "1001")]).await;
        assert!(answer.is_success(), "{action}: {answer:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_tried_once() {
    let there = There::start(Vec::new()).await;
    let mut settings = signed_in(&there.simulator, 0);
    settings.sign_in = SignIn::AccessKey {
        id: there.simulator.access_keys()[0].id.clone(),
        secret: Secret::new("planted-wrong-secret"),
    };
    let on = connect(settings);
    for _ in 0..3 {
        let refused = on.provided().await.unwrap_err();
        assert_eq!(&*refused.outcome, "Unauthorized");
    }
}

#[tokio::test]
async fn oauth_finds_its_way_to_the_api() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let (key, client) = (&simulator.access_keys()[0], &simulator.clients()[0]);
    let place = Place::Each {
        sign_in: simulator.base_address(),
        discovery: simulator.base_address(),
        api: None,
    };
    let sign_in = SignIn::Password {
        client_id: client.id.clone(),
        client_secret: Secret::new(client.secret.as_str()),
        user: key.id.clone(),
        password: Secret::new(key.secret.as_str()),
    };
    let on = connect(Settings::new(place, sign_in).with_agent("7"));
    let provided = on.provided().await.unwrap();
    assert_eq!(provided["SecurityUser"].to_string(), "7");
    simulator.expire_tokens();
    let args = [("SecurityUser", "7"), ("ContactId", "1101")];
    let answer = perform(&on, "end contact", &args).await;
    assert!(answer.is_success(), "{answer:?}");
}

#[tokio::test]
async fn watching_and_awaiting_follow_the_world() {
    let there = There::start(Vec::new()).await;
    let provided = there.on.provided().await.unwrap();
    let needs: Record = provided
        .into_iter()
        .filter(|(name, _)| &**name == "SessionId")
        .collect();
    let watch = |id: &str, state: &str| Watch {
        system: "cxone".into(),
        thing: "contact".into(),
        id: Value::text(id),
        negated: false,
        state: state.into(),
        needs: needs.clone(),
    };
    assert!(there.on.watch(&watch("1001", "Active")).await.is_success());
    let held = watch("1001", "Held");
    let args = [("ContactId", "1001")];
    let (watched, held) = tokio::join!(there.on.watch(&held), there.act("hold contact", &args));
    assert!(
        watched.is_success() && held.is_success(),
        "{watched:?} {held:?}"
    );
    let gone = there.on.watch(&watch("1003", "Held")).await;
    assert_eq!(&*gone.outcome, "InvalidContactId", "{gone:?}");

    let next = Await {
        system: "cxone".into(),
        thing: "contact".into(),
        with: Record::new(),
        needs: needs.clone(),
    };
    let other = connect(signed_in(&there.simulator, 1));
    let dials = async {
        let mut args = other.provided().await.unwrap();
        args.insert("TargetAgentId".into(), Value::text("7"));
        let call = Call {
            system: "cxone".into(),
            action: "dial agent".into(),
            args,
            reads: false,
        };
        other.perform(&call, "").await
    };
    let (arrived, dialled) = tokio::join!(there.on.next(&next), dials);
    assert!(dialled.is_success(), "{dialled:?}");
    let contact = arrived.outputs["ContactId"].to_string();
    let contact = there.simulator.contact(&contact).unwrap();
    assert_eq!(contact.agent, Some(7), "{arrived:?}");
    assert_eq!(arrived.outputs["State"].to_string(), "Incoming");
}

#[tokio::test]
async fn a_session_that_ends_elsewhere_is_told() {
    let there = There::with_events(Vec::new()).await;
    let provided = there.on.provided().await.unwrap();
    let watch = Watch {
        system: "cxone".into(),
        thing: "contact".into(),
        id: Value::text("1001"),
        negated: false,
        state: "Held".into(),
        needs: record(&[("SessionId", &provided["SessionId"].to_string())]),
    };
    let other = connect(signed_in(&there.simulator, 0));
    let session = other.provided().await.unwrap()["SessionId"].to_string();
    let args = [
        ("SessionId", &*session),
        ("ForceLogoff", "true"),
        ("SignOut", "true"),
    ];
    let (watched, ended) = tokio::join!(
        there.on.watch(&watch),
        perform(&other, "end agent session", &args)
    );
    assert!(ended.is_success(), "{ended:?}");
    assert_eq!(&*watched.outcome, "InvalidAgentSession", "{watched:?}");
}

#[tokio::test]
async fn the_queue_is_read_with_what_scripts_ask_of_it() {
    let there = There::start(Vec::new()).await;
    let answer = there
        .act("find active contacts", &[("State", "InQueue")])
        .await;
    let Value::List(contacts) = &answer.outputs["Contacts"] else {
        panic!("{answer:?}");
    };
    assert_eq!(contacts.len(), 6);
    for contact in contacts.iter() {
        let Value::Record(contact) = contact else {
            panic!("{contact:?}");
        };
        assert_eq!(contact["State"].to_string(), "InQueue");
        assert!(matches!(&contact["Age"], Value::Duration(age) if age.as_mins() >= 5));
        assert!(!contact["FromAddress"].mark().is_plain());
    }
}
