//! The agent's own sign-in, over the failures of a node.

use super::desk::{Desk, LIMIT, connect, is, perform, settings, until};
use contactflow::run::effect::{Answer, Await, Watch};
use contactflow::sim::finesse::{Options, UserState, WhenGone, WorldFile};
use contactflow::sim::{Act, Fault};
use contactflow::systems::System;
use contactflow::systems::finesse::Connection;
use contactflow::value::Value;
use std::sync::Arc;
use tokio::time::timeout;

const DIAL: (&str, &[(&str, &str)]) = ("dial phone", &[("PhoneNumber", "2002")]);

/// A world in which a lost program costs the sign-in at once, and agent 1003 signed in by the
/// connection.
async fn signed_in(options: Options) -> (Desk, Arc<Connection>) {
    let world = toml::to_string(&WorldFile::small()).unwrap();
    let mut world: toml::Table = world.parse().unwrap();
    world.insert("sign-out-after-loss".into(), "0s".into());
    let world = WorldFile::read(&world.to_string()).unwrap();
    let desk = Desk::with(options.world(world), |_| {}).await;
    let mut settings = settings(&desk.simulator, "1003");
    settings.extension = Some("2003".into());
    let on = connect(settings);
    on.provided().await.unwrap();
    (desk, on)
}

/// The node goes down, and Finesse signs the agent out.
async fn fail_over(desk: &Desk) {
    desk.simulator.fail_over();
    until(|| desk.simulator.agent("1003").unwrap().extension.is_none()).await;
}

/// Waits until the connection knows that the agent is out.
async fn seen_out(on: &Connection) -> Answer {
    let watch = Watch {
        system: "finesse".into(),
        thing: "agent".into(),
        id: Value::text("1003"),
        negated: false,
        state: "LoggedOut".into(),
        needs: Default::default(),
    };
    timeout(LIMIT, on.watch(&watch)).await.expect("it is told")
}

/// What finds a node that has just gone was not sent: it is tried again.
async fn dial(on: &Connection) -> Answer {
    let (action, args) = DIAL;
    let mut answer = perform(on, action, args).await;
    while &*answer.outcome == "Unavailable" {
        answer = perform(on, action, args).await;
    }
    answer
}

#[tokio::test]
async fn an_agent_whom_a_failover_signed_out_is_signed_in_again() {
    let (desk, on) = signed_in(Options::default()).await;
    fail_over(&desk).await;
    let answer = dial(&on).await;
    is(&answer, "Success", "");
    let user = desk.simulator.agent("1003").unwrap();
    assert_eq!(user.extension.as_deref(), Some("2003"));
    assert_eq!(desk.asked("LOGIN").len(), 2, "once, and once again");
    assert_eq!(desk.asked("MAKE_CALL").len(), 1);
    let mut asked = answer.exchanges.iter().map(|it| it.asked.as_str());
    assert!(asked.any(|asked| asked == "PUT User/1003"), "{answer:?}");
    on.close().await;
    desk.end().await;
}

#[tokio::test]
async fn where_that_fails_later_actions_say_so_and_nothing_is_sent() {
    let in_use = Fault::on("LOGIN", Act::Fail(283)).after(1);
    let (desk, on) = signed_in(Options::default().fault(in_use)).await;
    fail_over(&desk).await;
    for _ in 0..3 {
        let answer = dial(&on).await;
        is(
            &answer,
            "InvalidAgentSession",
            "when the connection was lost",
        );
        assert!(
            answer.reason.contains("InvalidPhoneNumberOrStation"),
            "{answer:?}"
        );
    }
    assert_eq!(desk.asked("LOGIN").len(), 2, "it is tried once");
    assert!(desk.asked("MAKE_CALL").is_empty());
    on.close().await;
    desk.end().await;
}

/// Whom somebody signs out on purpose stays out.
#[tokio::test]
async fn who_is_signed_out_on_purpose_stays_out() {
    let (desk, on) = signed_in(Options::default()).await;
    let supervisor = connect(settings(&desk.simulator, "1100"));
    let args = [("AgentId", "1003")];
    is(
        &perform(&supervisor, "sign out agent", &args).await,
        "Success",
        "",
    );
    is(&seen_out(&on).await, "Success", "");
    is(&dial(&on).await, "InvalidAgentSession", "");
    desk.simulator.kill_streams();
    is(&dial(&on).await, "InvalidAgentSession", "");
    assert_eq!(desk.asked("LOGIN").len(), 1);

    let station = [("StationId", "2003")];
    is(
        &perform(&on, "start agent session", &station).await,
        "Success",
        "",
    );
    is(&perform(&on, "end agent session", &[]).await, "Success", "");
    desk.simulator.kill_streams();
    is(&dial(&on).await, "InvalidAgentSession", "");
    assert_eq!(desk.asked("LOGIN").len(), 2);
    supervisor.close().await;
    on.close().await;
    desk.end().await;
}

/// An agent whom this connection has not signed in is left alone.
#[tokio::test]
async fn who_was_there_before_is_not_signed_in() {
    let (desk, on) = signed_in(Options::default()).await;
    on.close().await;
    let ben = connect(settings(&desk.simulator, "1002"));
    ben.provided().await.unwrap();
    desk.simulator.fail_over();
    until(|| desk.simulator.agent("1002").unwrap().extension.is_none()).await;
    is(&dial(&ben).await, "InvalidAgentSession", "");
    assert_eq!(desk.asked("LOGIN").len(), 1);
    ben.close().await;
    desk.end().await;
}

/// Nobody waits for ever for a contact that cannot come.
#[tokio::test]
async fn who_waits_for_a_contact_is_told_of_the_sign_out() {
    let (desk, on) = signed_in(Options::default()).await;
    let waits = tokio::spawn({
        let on = on.clone();
        async move {
            let what = Await {
                system: "finesse".into(),
                thing: "contact".into(),
                with: Default::default(),
                needs: Default::default(),
            };
            on.next(&what).await
        }
    });
    tokio::task::yield_now().await;
    fail_over(&desk).await;
    let answer = timeout(LIMIT, waits).await.unwrap().unwrap();
    is(&answer, "InvalidAgentSession", "no contact can arrive");
    let args = [("State", "Available")];
    is(
        &perform(&on, "set agent state to", &args).await,
        "Success",
        "",
    );
    assert_eq!(desk.asked("LOGIN").len(), 2);
    on.close().await;
    desk.end().await;
}

/// A callback is confirmed by what the contact shows, not by silence.
#[tokio::test]
async fn a_callback_ends_when_the_contact_shows_it() {
    let mut world: toml::Table = toml::to_string(&WorldFile::small())
        .unwrap()
        .parse()
        .unwrap();
    for dialog in world["dialogs"].as_array_mut().unwrap().iter_mut().take(1) {
        dialog["type"] = "OUTBOUND".into();
    }
    let world = WorldFile::read(&world.to_string()).unwrap();
    let lost = Fault::on("UPDATE_SCHEDULED_CALLBACK", Act::LoseEvent).after(1);
    let desk = Desk::with(Options::default().world(world).fault(lost), |_| {}).await;
    let contact = ("ContactId", "16804377");
    let change = "change scheduled callback of contact";
    for (number, by) in [("12025550109", "an event"), ("12025550110", "reading back")] {
        let answer = desk
            .perform(change, &[contact, ("CallbackNumber", number)])
            .await;
        is(&answer, "Success", "");
        assert_eq!(answer.exchanges.last().unwrap().asked, by);
        let kept = desk.simulator.dialog("16804377").unwrap().data.callback;
        assert_eq!(kept.unwrap().1, number);
    }
    let cancel = "cancel scheduled callback of contact";
    is(&desk.perform(cancel, &[contact]).await, "Success", "");
    assert_eq!(
        desk.simulator.dialog("16804377").unwrap().data.callback,
        None
    );
    is(&desk.perform(cancel, &[contact]).await, "InvalidState", "");
    desk.end().await;
}

/// CCE makes an agent not ready instead of signing it out: the next answer tells it, and the agent is
/// made ready again where the profile wants that.
#[tokio::test]
async fn an_agent_whom_a_failover_made_not_ready_is_told_of() {
    for restores in [false, true] {
        let mut world = WorldFile::small();
        world.when_gone = WhenGone::NotReady;
        world.sign_out_after_loss = toml::from_str::<WorldFile>("sign-out-after-loss = \"0s\"")
            .unwrap()
            .sign_out_after_loss;
        let desk = Desk::with(Options::default().world(world), |_| {}).await;
        let mut own = settings(&desk.simulator, "1002");
        own.restore_ready = restores;
        let ben = connect(own);
        ben.provided().await.unwrap();
        desk.simulator.fail_over();
        let state = || desk.simulator.agent("1002").unwrap().state;
        until(|| state() == UserState::NotReady).await;
        let mut answer = perform(&ben, "find active contacts", &[]).await;
        let told = |answer: &Answer| {
            let mut all = answer.exchanges.iter();
            all.any(|it| it.answered.contains("set agent 1002 to not ready"))
        };
        let args = [("ContactId", "16804377")];
        while !told(&answer) {
            answer = perform(&ben, "end contact", &args).await;
        }
        let wanted = if restores {
            UserState::Ready
        } else {
            UserState::NotReady
        };
        assert_eq!(state(), wanted, "{answer:?}");
        ben.close().await;
        desk.end().await;
    }
}
