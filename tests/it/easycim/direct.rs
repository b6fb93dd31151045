//! Straight to the toolbar, without a browser.

use super::{call, connection, text};
use contactflow::run::effect::{Answer, Watch};
use contactflow::sim::When;
use contactflow::sim::easycim::{Act, Answers, Fault, Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::{Record, Value};
use std::time::Duration;

const CONTACT: &str = "68-60f69967@toolbar.example";

async fn desk(options: Options, set: impl FnOnce(&mut Settings)) -> (Simulator, Connection) {
    let simulator = Simulator::start(options).await.unwrap();
    let connection = beside(&simulator, set);
    (simulator, connection)
}

fn beside(simulator: &Simulator, set: impl FnOnce(&mut Settings)) -> Connection {
    let mut settings = Settings::new(Way::Toolbar {
        address: simulator.toolbar_address(),
    });
    set(&mut settings);
    connection(settings)
}

async fn ask(on: &Connection, action: &str, args: &[(&str, Value)]) -> Answer {
    on.perform(&call(action, args), "test/1/1").await
}

async fn open(on: &Connection, ecid: &str) -> Answer {
    ask(
        on,
        "open script for",
        &[("ContactId", text(CONTACT)), ("Ecid", text(ecid))],
    )
    .await
}

fn save(outcome: &str, note: Option<&str>) -> Vec<(&'static str, Value)> {
    let mut args = vec![
        ("ContactId", text(CONTACT)),
        ("OutcomeResult", text(outcome)),
        ("OfflineEnd", Value::YesNo(true)),
    ];
    args.extend(note.map(|note| ("Note", text(note))));
    args
}

#[tokio::test]
async fn every_known_outcome_comes_as_it_is_documented() {
    let (simulator, on) = desk(Options::default(), |settings| {
        settings.timeouts.request = Duration::from_millis(300);
    })
    .await;
    for (ecid, outcome) in [
        ("E-1001", "Success"),
        ("E-1002", "LockedByOther"),
        ("E-1003", "AlreadyClosed"),
        ("E-1004", "Unknown"),
        ("E-1001", "Unavailable"),
    ] {
        let answer = open(&on, ecid).await;
        assert_eq!(&*answer.outcome, outcome, "{ecid}: {answer:?}");
    }
    let gone = ask(&on, "get contact info", &[("ContactId", text("68-0@x"))]).await;
    assert_eq!(&*gone.outcome, "InvalidContactId", "{gone:?}");
    let unknown = ask(&on, "get contact info of script", &[("Ecid", text("E-0"))]).await;
    assert_eq!(&*unknown.outcome, "InvalidEcid", "{unknown:?}");
    let nobody = ask(&on, "find state of agent", &[("AgentId", text("nobody"))]).await;
    assert_eq!(&*nobody.outcome, "InvalidAgentId", "{nobody:?}");
    drop(simulator);
}

#[tokio::test]
async fn a_note_goes_only_where_it_is_known_to_be_kept() {
    let (simulator, on) = desk(Options::default(), |_| {}).await;
    assert!(open(&on, "E-1001").await.is_success());
    let refused = ask(&on, "save script for", &save("DONE", Some("a note"))).await;
    assert_eq!(&*refused.outcome, "NoteNotSupported", "{refused:?}");
    assert!(refused.reason.contains("keeps-notes"), "{refused:?}");
    let keeps = beside(&simulator, |settings| settings.keeps_notes = Some(true));
    let saved = ask(&keeps, "save script for", &save("DONE", Some("a note"))).await;
    assert!(saved.is_success(), "{saved:?}");
    let script = simulator.script("E-1001").unwrap();
    assert_eq!(script.saved[0].note.as_deref(), Some("a note"));
}

#[tokio::test]
async fn an_outcome_that_the_profile_does_not_list_is_not_sent() {
    let (simulator, on) = desk(Options::default(), |settings| {
        settings.outcomes = vec!["DONE".into(), "NOT_DONE".into()];
    })
    .await;
    assert!(open(&on, "E-1001").await.is_success());
    let wrong = ask(&on, "save script for", &save("DNE", None)).await;
    assert_eq!(&*wrong.outcome, "InvalidOutcomeResult");
    assert_eq!(
        wrong.reason,
        "`DNE` is not one of the profile's dispositions: DONE, NOT_DONE"
    );
    assert!(simulator.script("E-1001").unwrap().saved.is_empty());
}

#[tokio::test]
async fn a_save_whose_answer_is_lost_is_unknown_and_is_not_sent_twice() {
    let lost = Fault::on(
        "saveScript",
        Act::Disconnect(When::After, Some(Duration::ZERO)),
    );
    let (simulator, on) = desk(Options::default().fault(lost.times(1)), |_| {}).await;
    assert!(open(&on, "E-1001").await.is_success());
    let saved = ask(&on, "save script for", &save("DONE", None)).await;
    assert_eq!(&*saved.outcome, "Unknown", "{saved:?}");
    assert_eq!(simulator.script("E-1001").unwrap().saved.len(), 1);
    super::browser::until("the toolbar is back", async || {
        let answer = ask(&on, "find agent id", &[]).await;
        answer.is_success().then_some(())
    })
    .await;
    let again = ask(&on, "save script for", &save("DONE", None)).await;
    assert_eq!(&*again.outcome, "Unavailable", "{again:?}");
    assert_eq!(simulator.script("E-1001").unwrap().saved.len(), 1);
}

#[tokio::test]
async fn a_toolbar_that_answers_everybody_is_not_trusted() {
    let options = Options {
        answers: Answers::ToAll,
        ..Options::default()
    };
    let (simulator, on) = desk(options, |_| {}).await;
    assert!(open(&on, "E-1001").await.is_success());
    let other = beside(&simulator, |_| {});
    assert!(open(&other, "E-1002").await.outcome.contains("Locked"));
    let refused = super::browser::until("the stray answer has come", async || {
        let answer = open(&on, "E-1001").await;
        (&*answer.outcome == "Unavailable").then_some(answer)
    });
    assert!(refused.await.reason.contains("another program's"));
}

#[tokio::test]
async fn actions_without_answers_are_confirmed_by_events_or_not_at_all() {
    let quiet = Fault::on("OfflineEnd", Act::LoseEvent);
    let dead = Fault::on("Hangup", Act::Drop(When::Before)).contact("68-60f6996a@toolbar.example");
    let (simulator, on) = desk(Options::default().fault(quiet).fault(dead), |settings| {
        settings.timeouts.confirm = Duration::from_millis(300);
    })
    .await;
    let id = |id: &str| [("ContactId", text(id))];
    let early = ask(&on, "end offline time of contact", &id(CONTACT)).await;
    assert_eq!(
        &*early.outcome, "Unknown",
        "its line is still there: {early:?}"
    );
    assert!(ask(&on, "end contact", &id(CONTACT)).await.is_success());
    let over = ask(&on, "hold contact", &id(CONTACT)).await;
    assert_eq!(&*over.outcome, "InvalidContactId", "{over:?}");
    let quiet = ask(&on, "end offline time of contact", &id(CONTACT)).await;
    assert!(
        quiet.is_success(),
        "no event, but the list shows it: {quiet:?}"
    );
    let dead = ask(&on, "end contact", &id("68-60f6996a@toolbar.example")).await;
    assert_eq!(&*dead.outcome, "Unknown", "{dead:?}");
    assert!(dead.reason.contains("neither an event"), "{dead:?}");
    assert!(
        simulator
            .contact("68-60f6996a@toolbar.example")
            .unwrap()
            .ended
            .is_none()
    );
}

/// The vendor's library has names for all of them.
#[tokio::test]
async fn every_action_has_its_name_on_the_wire() {
    let (simulator, on) = desk(Options::default(), |_| {}).await;
    let contact = ("ContactId", text(CONTACT));
    let tones = [contact.clone(), ("DtmfSequence", text("12#"))];
    let job = [
        ("ContentDescription", text("letter")),
        ("Destination", text("desk")),
    ];
    let groups = [("Groups", Value::list([text("Orders")]))];
    for (action, args) in [
        ("send dtmf", &tones[..]),
        ("record contact", std::slice::from_ref(&contact)),
        ("stop recording contact", std::slice::from_ref(&contact)),
        ("make job", &job),
        ("set agent groups to", &groups),
    ] {
        let done = ask(&on, action, args).await;
        assert!(done.is_success(), "{action}: {done:?}");
    }
    for (state, code) in [("Paused", Some("lunch")), ("LoggedOut", None)] {
        let mut args = vec![("State", text(state))];
        args.extend(code.map(|code| ("Code", text(code))));
        let done = ask(&on, "set agent state to", &args).await;
        assert!(done.is_success(), "{state}: {done:?}");
    }
    let found = simulator.contact(CONTACT).unwrap();
    assert_eq!((found.tones.as_str(), found.recording), ("12#", false));
    let refused = simulator.log().into_iter().find_map(|entry| entry.refused);
    assert_eq!(refused, None);
}

#[tokio::test]
async fn agents_are_watched_and_unknown_ones_are_said() {
    let (simulator, on) = desk(Options::default(), |_| {}).await;
    let watch = |id: &str, state: &str| Watch {
        system: "easycim".into(),
        thing: "agent".into(),
        id: text(id),
        negated: false,
        state: state.into(),
        needs: Record::new(),
    };
    assert!(on.watch(&watch("agent07", "Available")).await.is_success());
    assert!(on.watch(&watch("agent08", "Paused")).await.is_success());
    let nobody = on.watch(&watch("nobody", "Paused")).await;
    assert_eq!(&*nobody.outcome, "InvalidAgentId", "{nobody:?}");
    drop(simulator);
}

#[tokio::test]
async fn no_toolbar_is_said_and_nothing_waits() {
    let (simulator, on) = desk(Options::default(), |_| {}).await;
    simulator.disconnect();
    let refused = open(&on, "E-1001").await;
    assert_eq!(&*refused.outcome, "ToolbarDisconnected", "{refused:?}");
    simulator.reconnect();
    assert!(open(&on, "E-1001").await.is_success(), "it connects again");
}

#[tokio::test]
async fn two_holds_at_once_are_one() {
    let (simulator, on) = desk(Options::default(), |_| {}).await;
    let id = [("ContactId", text(CONTACT))];
    for _ in 0..3 {
        let (one, two) = tokio::join!(ask(&on, "hold contact", &id), ask(&on, "hold contact", &id));
        let ends = [&*one.outcome, &*two.outcome];
        assert!(
            ends.contains(&"Success") && ends.contains(&"AlreadyHeld"),
            "{ends:?}"
        );
        let held = async || simulator.contact(CONTACT).filter(|contact| contact.held);
        super::browser::until("it is on hold", held).await;
        assert!(ask(&on, "resume contact", &id).await.is_success());
        let not_held = async || simulator.contact(CONTACT).filter(|contact| !contact.held);
        super::browser::until("it is off hold", not_held).await;
    }
}

/// Everything that the toolbar tells is given once, in its order, by its name in whatever case.
#[tokio::test]
async fn every_event_of_the_toolbar_is_awaited() {
    use contactflow::run::effect::Await;
    let (_simulator, on) = desk(Options::default(), |_| {}).await;
    let next = async |with: &[(&str, &str)]| {
        let what = Await {
            system: "easycim".into(),
            thing: "toolbar-event".into(),
            with: with
                .iter()
                .map(|(name, value)| ((*name).into(), text(value)))
                .collect(),
            needs: Record::new(),
        };
        let answer = tokio::time::timeout(Duration::from_secs(20), on.next(&what)).await;
        answer.unwrap_or_else(|_| panic!("no event with {with:?}"))
    };
    let data = [
        ("ContactId", text(CONTACT)),
        ("CallData", Value::record([("Colour".into(), text("blue"))])),
    ];
    let changed = tokio::select! {
        changed = next(&[("EventName", "DataChanged")]) => changed,
        () = async {
            loop {
                let done = ask(&on, "set call data of contact", &data).await;
                assert!(done.is_success(), "{done:?}");
            }
        } => unreachable!("it goes on"),
    };
    assert!(changed.is_success(), "{changed:?}");
    assert_eq!(changed.outputs["EventName"].to_string(), "DATACHANGED");
    assert_eq!(changed.outputs["ContactId"].to_string(), CONTACT);
    assert_eq!(changed.outputs["State"], Value::Nothing);
    // What came before anybody asked is kept for who asks, and an agent's event names the agent.
    let paused = ask(&on, "set agent state to", &[("State", text("Paused"))]).await;
    assert!(paused.is_success(), "{paused:?}");
    let agent = next(&[("EventName", "agent:pause")]).await;
    assert_eq!(agent.outputs["ContactId"], Value::Nothing);
    assert_ne!(agent.outputs["AgentId"], Value::Nothing);
    on.close().await;
}
