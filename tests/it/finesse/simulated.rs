//! The connection against the simulator, over real sockets: what ends how.

use super::desk::{Desk, connect, is, over_websocket, perform, settings, until};
use contactflow::run::effect::Answer;
use contactflow::sim::finesse::{CallState, Options, Side, WorldFile};
use contactflow::sim::{Act, Fault, When};
use contactflow::systems::System;
use contactflow::systems::finesse::{Connection, Secret, SignIn};
use contactflow::value::Value;
use std::sync::Arc;
use std::time::Duration;

const ACTIVE: &str = "16804377";
const EARLY: &str = "16804378";
const OVER: &str = "16804379";
const SILENT: &str = "16804380";
const RINGING: &str = "16804381";

fn hold(act: Act) -> Options {
    Options::default().fault(Fault::on("HOLD", act).times(1))
}

async fn perform_on(on: &Connection, action: &str, agent: &str) -> Answer {
    perform(on, action, &[("TargetAgentId", agent)]).await
}

/// The state of the agent's part in a dialog, as the simulator has it.
fn state(desk: &Desk, dialog: &str) -> Option<CallState> {
    let dialog = desk.simulator.dialog(dialog)?;
    let mut legs = dialog.participants.iter();
    legs.find(|leg| leg.address == "2001").map(|leg| leg.state)
}

#[tokio::test]
async fn a_hold_ends_when_its_event_says_so() {
    let desk = Desk::new().await;
    let answer = desk.contact("hold contact", ACTIVE).await;
    is(&answer, "Success", "");
    assert_eq!(state(&desk, ACTIVE), Some(CallState::Held));
    assert!(
        answer.exchanges[0].asked.contains("PUT Dialog/16804377"),
        "{answer:?}"
    );
    assert!(
        answer.exchanges.last().unwrap().asked.contains("event"),
        "{answer:?}"
    );
    is(&desk.contact("resume contact", ACTIVE).await, "Success", "");
    assert_eq!(desk.simulator.log().len(), 2);
    desk.end().await;
}

#[tokio::test]
async fn a_websocket_does_as_well() {
    let desk = Desk::with(Options::default(), over_websocket).await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    desk.end().await;
}

#[tokio::test]
async fn a_state_that_does_not_allow_it_is_told_by_what_is_offered() {
    let desk = Desk::new().await;
    for _ in 0..2 {
        let answer = desk.contact("hold contact", EARLY).await;
        is(&answer, "InvalidState", "");
    }
    is(&desk.contact("hold contact", EARLY).await, "Success", "");
    let again = desk.contact("hold contact", EARLY).await;
    is(&again, "InvalidState", "RETRIEVE");
    desk.end().await;
}

#[tokio::test]
async fn what_is_over_is_no_contact_any_more() {
    let desk = Desk::new().await;
    for contact in [OVER, "99"] {
        is(
            &desk.contact("hold contact", contact).await,
            "InvalidContactId",
            "",
        );
    }
    desk.end().await;
}

#[tokio::test]
async fn an_event_that_is_lost_is_made_up_for_by_reading_back() {
    let desk = Desk::with(hold(Act::LoseEvent), |_| {}).await;
    let answer = desk.contact("hold contact", ACTIVE).await;
    is(&answer, "Success", "");
    assert_eq!(answer.exchanges.last().unwrap().asked, "reading back");
    assert_eq!(desk.asked("HOLD").len(), 1);
    desk.end().await;
}

#[tokio::test]
async fn what_nothing_shows_is_unknown() {
    let desk = Desk::with(Options::default(), |settings| {
        settings.timeouts.outcome = Some(Duration::from_millis(700));
    });
    let desk = desk.await;
    is(&desk.contact("hold contact", SILENT).await, "Unknown", "");
    assert_eq!(desk.asked("HOLD").len(), 1, "it is not sent again");
    desk.end().await;
}

#[tokio::test]
async fn events_without_the_requests_name_count_by_the_state_they_show() {
    for act in [Act::UnnameEvent, Act::RepeatEvent] {
        let desk = Desk::with(hold(act), |_| {}).await;
        is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
        desk.end().await;
    }
}

#[tokio::test]
async fn a_stream_that_breaks_in_the_middle_loses_no_outcome() {
    for change in [|_: &mut _| {}, over_websocket] {
        let desk = Desk::with(hold(Act::KillStream), |settings| {
            settings.timeouts.look = Duration::from_secs(30);
            change(settings);
        });
        let desk = desk.await;
        let answer = desk.contact("hold contact", ACTIVE).await;
        is(&answer, "Success", "");
        let by = &answer.exchanges.last().unwrap().asked;
        assert!(
            ["reading everything again", "an event"].contains(&by.as_str()),
            "{answer:?}"
        );
        is(&desk.contact("resume contact", ACTIVE).await, "Success", "");
        desk.end().await;
    }
}

#[tokio::test]
async fn a_stream_that_breaks_over_and_over_is_made_anew() {
    let desk = Desk::new().await;
    for action in ["hold contact", "resume contact", "hold contact"] {
        is(&desk.contact(action, ACTIVE).await, "Success", "");
        assert_eq!(desk.simulator.kill_streams(), 1);
    }
    is(
        &desk.watch("contact", ACTIVE, "Held", false).await,
        "Success",
        "",
    );
    desk.end().await;
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_for() {
    let done = Desk::with(hold(Act::Drop(When::After)), |_| {}).await;
    is(&done.contact("hold contact", ACTIVE).await, "Success", "");
    done.end().await;

    let not_done = Desk::with(hold(Act::Drop(When::Before)), |settings| {
        settings.timeouts.outcome = Some(Duration::from_millis(700));
    });
    let not_done = not_done.await;
    let answer = not_done.contact("hold contact", ACTIVE).await;
    is(&answer, "Unknown", "the request was sent");
    not_done.end().await;
}

#[tokio::test]
async fn an_event_may_be_faster_than_the_answer() {
    let slow = Duration::from_secs(3600);
    let desk = Desk::with(hold(Act::DelayAnswer(slow)), |_| {}).await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    drop(desk);
}

#[tokio::test]
async fn the_first_refusal_stops_all_who_share_the_credentials() {
    let desk = Desk::new().await;
    let wrong = || {
        let mut settings = settings(&desk.simulator, "1001");
        settings.sign_in = SignIn::password("1001", Secret::new("knows nothing at all"));
        connect(settings)
    };
    let (one, other) = (wrong(), wrong());
    let args = [("ContactId", ACTIVE)];
    let (first, second) = tokio::join!(
        perform(&one, "hold contact", &args),
        perform(&other, "hold contact", &args)
    );
    is(&first, "Unauthorized", "");
    is(&second, "Unauthorized", "");
    let third = perform(&wrong(), "hold contact", &args).await;
    is(&third, "Unauthorized", "not sent");
    // Five refusals would lock the agent out; there was one.
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    desk.end().await;
}

/// An agent may read itself alone. Saying so is no refusal of the password, however often.
#[tokio::test]
async fn what_the_user_may_not_read_stops_nothing_else() {
    let desk = Desk::new().await;
    let another = [("AgentId", "1002")];
    for (action, args, said) in [
        (
            "find state of agent",
            &another,
            "Invalid Authorization User Specified",
        ),
        (
            "find active contacts",
            &another,
            "Invalid Authorization User Specified",
        ),
        (
            "find agent states",
            &[("TeamId", "1")],
            "Authorization Failure: UNAUTHORIZED (1001)",
        ),
    ] {
        // More often than Finesse takes wrong passwords.
        for _ in 0..6 {
            let answer = desk.perform(action, args).await;
            is(&answer, "InvalidSecurityUser", said);
            let asked = answer.exchanges.iter().map(|it| it.asked.as_str());
            let asked: Vec<_> = asked
                .filter(|asked| !asked.ends_with("User/1001"))
                .collect();
            assert_eq!(asked.len(), 1, "it is not asked again: {answer:?}");
        }
    }
    let watched = desk.watch("agent", "1002", "Available", false).await;
    assert_eq!(watched.exchanges.len(), 1, "{watched:?}");
    is(
        &watched,
        "InvalidSecurityUser",
        "Invalid Authorization User Specified",
    );
    let other = connect(settings(&desk.simulator, "1001"));
    let args = [("ContactId", ACTIVE)];
    is(&perform(&other, "hold contact", &args).await, "Success", "");
    is(&desk.contact("resume contact", ACTIVE).await, "Success", "");
    other.close().await;
    desk.end().await;
}

/// The same words for a write: the credentials are looked at once, and they are right.
#[tokio::test]
async fn what_the_user_may_not_do_stops_nothing_else() {
    let refuse = Act::Unauthorized;
    let desk = Desk::with(hold(refuse), |_| {}).await;
    let answer = desk.contact("hold contact", ACTIVE).await;
    is(&answer, "InvalidSecurityUser", "Authorization Failure");
    assert_eq!(desk.asked("HOLD").len(), 1, "it is not sent again");
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    desk.end().await;
}

/// An agent may not look up where a colleague sits: the profile says it, or a supervisor asks.
#[tokio::test]
async fn a_colleague_is_asked_at_the_extension_that_the_profile_says() {
    let args = [("TargetAgentId", "1002"), ("ParentContactId", ACTIVE)];
    let desk = Desk::with(one_call(), |_| {}).await;
    for action in ["consult agent", "dial agent"] {
        let args = &args[..if action == "dial agent" { 1 } else { 2 }];
        let answer = desk.perform(action, args).await;
        is(&answer, "InvalidSecurityUser", "extensions = { \"1002\" =");
        assert!(answer.reason.contains("supervisor"), "{answer:?}");
        assert!(answer.reason.starts_with("not sent"), "{answer:?}");
    }
    assert!(desk.simulator.log().is_empty(), "nothing was done");
    assert_eq!(state(&desk, ACTIVE), Some(CallState::Active));

    let mut known = settings(&desk.simulator, "1001");
    known.extensions.insert("1002".into(), "2002".into());
    let knows = connect(known);
    let answer = perform(&knows, "consult agent", &args).await;
    is(&answer, "Success", "");
    let asked = answer
        .exchanges
        .iter()
        .any(|it| it.asked.contains("User/1002"));
    assert!(!asked, "nothing is looked up: {answer:?}");
    assert_eq!(state(&desk, ACTIVE), Some(CallState::Held));
    let help = desk
        .simulator
        .dialog(&answer.outputs["ContactId"].to_string());
    assert_eq!(help.unwrap().to, "2002");

    let supervisor = connect(settings(&desk.simulator, "1100"));
    let answer = perform(&supervisor, "dial agent", &[("TargetAgentId", "1001")]).await;
    assert_ne!(&*answer.outcome, "InvalidSecurityUser", "{answer:?}");
    supervisor.close().await;
    knows.close().await;
    desk.end().await;
}

/// Cisco's pages do not say that a supervisor may read each user: the team shows the extension.
#[tokio::test]
async fn a_supervisor_finds_an_extension_in_the_team() {
    let refuse = Act::Refuse(401, "Invalid Authorization User Specified".into());
    let options = Options::default().fault(Fault::on("GET /User/100*", refuse));
    let desk = Desk::with(options, |_| {}).await;
    let supervisor = connect(settings(&desk.simulator, "1100"));
    let monitor = |agent| perform_on(&supervisor, "monitor agent", agent);
    is(&monitor("1003").await, "InvalidTargetAgentId", "1003");
    is(
        &monitor("1009").await,
        "InvalidSecurityUser",
        "extensions = ",
    );
    let answer = monitor("1001").await;
    is(&answer, "Success", "");
    let asked = answer
        .exchanges
        .iter()
        .any(|it| it.asked.contains("Team/1"));
    assert!(asked, "{answer:?}");
    supervisor.close().await;
    desk.end().await;
}

/// A password that is changed in the middle: the first refusal is looked into, and stops all.
#[tokio::test]
async fn a_password_that_is_wrong_from_now_on_stops_all_in_time() {
    let desk = Desk::new().await;
    let other = connect(settings(&desk.simulator, "1001"));
    let args = [("ContactId", ACTIVE)];
    is(&perform(&other, "hold contact", &args).await, "Success", "");
    is(&desk.contact("resume contact", ACTIVE).await, "Success", "");
    desk.simulator.add_fault(Fault::on("*", Act::Unauthorized));
    is(
        &desk.contact("hold contact", ACTIVE).await,
        "Unauthorized",
        "rejected the user",
    );
    for _ in 0..3 {
        let again = perform(&other, "hold contact", &args).await;
        is(&again, "Unauthorized", "not sent");
    }
    assert_eq!(desk.asked("HOLD").len(), 2, "{:?}", desk.simulator.log());
    drop((other, desk));
}

#[tokio::test]
async fn out_of_service_is_unavailable_and_sends_nothing_until_it_is_over() {
    let desk = Desk::new().await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    desk.simulator.lose_service(None);
    let answer = desk.contact("resume contact", ACTIVE).await;
    is(&answer, "Unavailable", "");
    assert!(answer.retry_after.is_some());
    desk.simulator.restore_service();
    let mut tries = 0;
    while !desk.contact("resume contact", ACTIVE).await.is_success() {
        tries += 1;
        assert!(tries < 1000, "it never comes back");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(state(&desk, ACTIVE), Some(CallState::Active));
    desk.end().await;
}

#[tokio::test]
async fn the_other_node_is_taken_when_one_fails() {
    let desk = Desk::with(Options::default(), |settings| {
        settings.timeouts.outcome = Some(Duration::from_millis(700));
    });
    let desk = desk.await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    assert_eq!(desk.simulator.fail_over(), Side::B);
    let mut answer = desk.contact("resume contact", ACTIVE).await;
    while !answer.is_success() {
        // What was on its way when the node went is not known; a resume may be tried again.
        assert!(
            ["Unavailable", "Unknown"].contains(&&*answer.outcome),
            "{answer:?}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
        answer = desk.contact("resume contact", ACTIVE).await;
    }
    assert_eq!(state(&desk, ACTIVE), Some(CallState::Active));
    assert_eq!(desk.simulator.fail_over(), Side::A);
    is(
        &desk.watch("contact", ACTIVE, "Active", false).await,
        "Success",
        "",
    );
    desk.end().await;
}

/// A world with one call, so that it is clear which calls a transfer joins.
fn one_call() -> Options {
    let mut world = WorldFile::small();
    world.dialogs.truncate(1);
    Options::default().world(world)
}

#[tokio::test]
async fn a_contacts_id_goes_on_meaning_it_after_a_transfer() {
    let desk = Desk::with(one_call(), |_| {}).await;
    let other = connect(settings(&desk.simulator, "1002"));
    other.provided().await.unwrap();
    let args = [("PhoneNumber", "2002"), ("ParentContactId", ACTIVE)];
    let consult = desk.perform("consult phone", &args).await;
    is(&consult, "Success", "");
    let help = consult.outputs["ContactId"].to_string();
    let args = [("ContactId", help.as_str())];
    is(
        &perform(&other, "accept contact", &args).await,
        "Success",
        "",
    );
    is(
        &desk.watch("contact", &help, "Active", false).await,
        "Success",
        "",
    );
    for action in ["hold contact", "resume contact"] {
        is(&perform(&other, action, &args).await, "Success", "");
    }

    let transfer = desk
        .perform("transfer calls", &[("ContactId", ACTIVE)])
        .await;
    is(&transfer, "Success", "");
    assert_ne!(help, ACTIVE);
    // The call for help is over; who was asked goes on with the caller, under the same handle.
    is(&perform(&other, "hold contact", &args).await, "Success", "");
    let dialog = desk.simulator.dialog(ACTIVE).unwrap();
    let mut legs = dialog.participants.iter();
    let leg = legs.find(|leg| leg.address == "2002").unwrap();
    assert_eq!(leg.state, CallState::Held);
    let out = desk.contact("hold contact", ACTIVE).await;
    assert!(
        ["InvalidContactId", "InvalidState"].contains(&&*out.outcome),
        "{out:?}"
    );
    other.close().await;
    desk.end().await;
}

#[tokio::test]
async fn requests_for_one_phone_go_one_after_the_other_in_order() {
    let delay = Act::DelayAnswer(Duration::from_millis(200));
    let slow = Options::default().fault(Fault::on("*", delay));
    let desk = Arc::new(Desk::with(slow, |_| {}).await);
    desk.on.provided().await.unwrap();
    let mut running = Vec::new();
    for action in [
        "hold contact",
        "resume contact",
        "hold contact",
        "resume contact",
    ] {
        let here = desk.clone();
        running.push(tokio::spawn(
            async move { here.contact(action, ACTIVE).await },
        ));
        tokio::task::yield_now().await;
    }
    for one in running {
        is(&one.await.unwrap(), "Success", "");
    }
    let asked: Vec<_> = desk.simulator.log().iter().map(|it| it.operation).collect();
    assert_eq!(asked, ["HOLD", "RETRIEVE", "HOLD", "RETRIEVE"]);
}

#[tokio::test]
async fn nobody_waiting_any_more_stops_nothing_that_was_sent_and_sends_nothing_that_was_not() {
    let slow = Options::default();
    let slow = slow.fault(Fault::on(
        "HOLD",
        Act::DelayAnswer(Duration::from_millis(300)),
    ));
    let desk = Arc::new(Desk::with(slow, |_| {}).await);
    desk.on.provided().await.unwrap();
    let hold = tokio::spawn({
        let desk = desk.clone();
        async move { desk.contact("hold contact", SILENT).await }
    });
    until(|| !desk.simulator.log().is_empty()).await;
    let queued = tokio::spawn({
        let desk = desk.clone();
        async move { desk.contact("hold contact", ACTIVE).await }
    });
    tokio::task::yield_now().await;
    queued.abort();
    hold.abort();
    assert!(queued.await.is_err());
    assert!(hold.await.is_err());
    assert_eq!(desk.asked("HOLD").len(), 1);
}

#[tokio::test]
async fn contacts_and_agents_are_watched() {
    let desk = Arc::new(Desk::new().await);
    let waits = tokio::spawn({
        let desk = desk.clone();
        async move { desk.watch("contact", ACTIVE, "Held", false).await }
    });
    is(
        &desk.watch("contact", ACTIVE, "Active", false).await,
        "Success",
        "",
    );
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    is(&waits.await.unwrap(), "Success", "");
    is(
        &desk.watch("contact", ACTIVE, "Active", true).await,
        "Success",
        "",
    );
    is(
        &desk.watch("contact", OVER, "Held", false).await,
        "InvalidContactId",
        "",
    );
    is(
        &desk.watch("agent", "1001", "LoggedOut", true).await,
        "Success",
        "",
    );
    is(
        &desk.watch("agent", "9999", "Talking", false).await,
        "InvalidAgentId",
        "",
    );

    let gone = tokio::spawn({
        let desk = desk.clone();
        async move { desk.watch("contact", ACTIVE, "Active", false).await }
    });
    let over = tokio::spawn({
        let desk = desk.clone();
        async move { desk.watch("contact", ACTIVE, "Dropped", false).await }
    });
    is(&desk.contact("end contact", ACTIVE).await, "Success", "");
    is(&gone.await.unwrap(), "InvalidContactId", "has ended");
    is(&over.await.unwrap(), "Success", "");
}

#[tokio::test]
async fn another_agent_is_watched_by_a_supervisor() {
    let desk = Desk::new().await;
    let supervisor = Desk {
        on: connect(settings(&desk.simulator, "1100")),
        simulator: desk.simulator,
    };
    let ben = connect(settings(&supervisor.simulator, "1002"));
    is(
        &supervisor.watch("agent", "1002", "Available", false).await,
        "Success",
        "",
    );
    let waits = supervisor.watch("agent", "1002", "Available", true);
    let leaves = async {
        ben.provided().await.unwrap();
        let args = [("State", "Unavailable"), ("ReasonCodeId", "16")];
        is(
            &perform(&ben, "set agent state to", &args).await,
            "Success",
            "",
        );
    };
    let (seen, ()) = tokio::join!(waits, leaves);
    is(&seen, "Success", "");
}

#[tokio::test]
async fn each_contact_that_arrives_is_given_once() {
    let desk = Desk::new().await;
    let first = desk.next(&[]).await;
    is(&first, "Success", "");
    assert_eq!(first.outputs["ContactId"], Value::text(RINGING));
    assert_eq!(first.outputs["State"], Value::text("Alerting"));
    let (second, rung) = tokio::join!(desk.next(&[("ANI", "12025550177")]), async {
        desk.simulator.ring("1001", "12025550176").unwrap();
        desk.simulator.ring("1001", "12025550177").unwrap()
    });
    assert_eq!(second.outputs["ContactId"], Value::text(rung));
    let third = desk.next(&[]).await;
    assert_eq!(third.outputs["ANI"].to_string(), "12025550176");
    desk.end().await;
}

/// What is written into a contact is told to who awaits it, of that contact and by that name alone.
#[tokio::test]
async fn what_is_written_into_a_contact_is_awaited() {
    use contactflow::run::effect::Await;
    let desk = Desk::new().await;
    let waits = |with: &[(&str, &str)]| Await {
        system: "finesse".into(),
        thing: "call-data".into(),
        with: with
            .iter()
            .map(|(name, value)| ((*name).into(), Value::text(*value)))
            .collect(),
        needs: Default::default(),
    };
    let reason = waits(&[("ContactId", ACTIVE), ("Variable", "wrapUpReason")]);
    let any = waits(&[("ContactId", ACTIVE)]);
    let set = async |reason: &str| {
        let args = [("ContactId", ACTIVE), ("WrapUpReason", reason)];
        let set = desk.perform("set call data of contact", &args).await;
        is(&set, "Success", "");
    };
    let (told, first) = tokio::select! {
        both = async { tokio::join!(desk.on.next(&reason), desk.on.next(&any)) } => both,
        // What is there when somebody begins to wait is not told.
        () = async {
            loop {
                set("Complaint").await;
                set("Sales Call").await;
            }
        } => unreachable!("it goes on"),
    };
    is(&told, "Success", "");
    assert_eq!(told.outputs["Value"].to_string(), "Sales Call");
    assert_eq!(told.outputs["ContactId"], Value::text(ACTIVE));
    is(&first, "Success", "");
    desk.end().await;
}

#[tokio::test]
async fn an_agent_who_is_out_is_signed_in_and_out_again() {
    let desk = Desk::new().await;
    let mut settings = settings(&desk.simulator, "1003");
    settings.extension = Some("2003".into());
    let on = connect(settings);
    let brought = on.provided().await.unwrap();
    assert_eq!(brought["SecurityUser"], Value::text("1003"));
    let user = desk.simulator.agent("1003").unwrap();
    assert_eq!(user.extension.as_deref(), Some("2003"));
    on.close().await;
    let user = desk.simulator.agent("1003").unwrap();
    assert_eq!(user.extension, None, "{user:?}");
    desk.end().await;
}

#[tokio::test]
async fn a_profile_for_the_other_platform_does_not_run() {
    let desk = Desk::with(Options::default(), |settings| {
        settings.platform = Some("CCX".into());
    });
    let desk = desk.await;
    let why = desk.on.provided().await.unwrap_err();
    is(&why, "Rejected", "Finesse reports CCE");
    desk.end().await;
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_used_and_after_it_is_closed() {
    let desk = Desk::new().await;
    assert!(!desk.simulator.listens("1001"));
    desk.on.provided().await.unwrap();
    assert!(desk.simulator.listens("1001"));
    desk.on.close().await;
    until(|| !desk.simulator.listens("1001")).await;
    let answer = desk.contact("hold contact", ACTIVE).await;
    is(&answer, "Unavailable", "not sent");
    assert!(desk.simulator.log().is_empty());
}
