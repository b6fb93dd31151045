//! Beside an agent's own desktop: what the connection opens and sends in each mode, and that no
//! simulated desktop comes to harm, however unkind Finesse turns out to be.

use super::desk::{Desk, LIMIT, connect, is, perform, settings, until};
use contactflow::run::Provenance;
use contactflow::sim::cxone::Span;
use contactflow::sim::finesse::{
    CallState, Delivery, Options, PresenceBy, SecondSignIn, Side, Simulator, UserState, WhenGone,
    WorldFile,
};
use contactflow::sim::{Act, Fault, When};
use contactflow::system::System;
use contactflow::systems::finesse::{Beside, Events, Settings};
use std::time::Duration;

const ACTIVE: &str = "16804377";
const EARLY: &str = "16804378";
const OVER: &str = "16804379";
const SILENT: &str = "16804380";
const RINGING: &str = "16804381";

/// The small world with desktops, unkind in a way.
fn desktops(unkind: impl FnOnce(&mut WorldFile)) -> Options {
    let mut world = WorldFile::small().with_desktops();
    unkind(&mut world);
    Options::default().world(world)
}

fn in_mode(beside: Beside, events: Events) -> impl FnOnce(&mut Settings) {
    move |settings| {
        settings.beside = beside;
        settings.events = events;
        settings.timeouts.presence = Duration::from_millis(500);
    }
}

async fn desktop_mode(options: Options) -> Desk {
    Desk::with(options, in_mode(Beside::Desktop, Events::Own)).await
}

#[track_caller]
fn unharmed(desk: &Desk) {
    assert_eq!(desk.simulator.harm(), [""; 0]);
}

/// Waits until programs have done this.
async fn visited(desk: &Desk, line: &str) {
    let visits = || desk.simulator.visits();
    let there = async {
        while !visits().iter().any(|visit| visit == line) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let there = tokio::time::timeout(LIMIT, there).await;
    assert!(there.is_ok(), "{line}: {:#?}", visits());
}

/// What is unkind of all that Cisco's documents leave open.
pub fn unkind() -> Vec<Options> {
    vec![
        desktops(|_| {}),
        desktops(|world| world.presence = PresenceBy::Full),
        desktops(|world| world.delivery = Delivery::One),
        desktops(|world| {
            world.presence = PresenceBy::Full;
            world.delivery = Delivery::One;
            world.when_gone = WhenGone::NotReady;
        }),
        desktops(|world| world.second_sign_in = SecondSignIn::ThrowsOut),
        desktops(|world| world.desktop_node = Side::B),
    ]
}

#[tokio::test]
async fn a_hold_is_confirmed_by_reading_back_and_nothing_is_opened() {
    for options in unkind() {
        let desk = desktop_mode(options).await;
        let answer = desk.contact("hold contact", ACTIVE).await;
        is(&answer, "Success", "");
        let said = answer.confirmed.unwrap().to_string();
        assert!(said.starts_with("read back "), "{said}");
        is(&desk.contact("resume contact", ACTIVE).await, "Success", "");
        unharmed(&desk);
        let visits = desk.simulator.visits();
        assert!(
            !visits.iter().any(|visit| visit.contains("stream")),
            "{visits:?}"
        );
        assert!(
            visits.iter().all(|visit| visit.starts_with("A ")),
            "{visits:?}"
        );
        desk.end().await;
    }
}

#[tokio::test]
async fn alone_a_hold_is_confirmed_by_its_event() {
    let desk = Desk::new().await;
    let answer = desk.contact("hold contact", ACTIVE).await;
    is(&answer, "Success", "");
    let by = answer.confirmed.unwrap();
    assert_eq!(by.to_string(), "confirmed by event");
    assert!(matches!(by, Provenance::Event { .. }));
    desk.end().await;
}

/// What would be taken for done because it is so already, and what Finesse would refuse by an event
/// that nobody hears, is not sent.
#[tokio::test]
async fn what_reading_back_could_not_tell_is_looked_at_first() {
    let desk = desktop_mode(desktops(|_| {})).await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    let again = desk.contact("hold contact", ACTIVE).await;
    is(&again, "InvalidState", "Finesse offers RETRIEVE");
    for contact in [OVER, "99"] {
        for action in ["hold contact", "end contact"] {
            is(
                &desk.contact(action, contact).await,
                "InvalidContactId",
                "not sent",
            );
        }
    }
    assert_eq!(desk.simulator.log().len(), 1);
    unharmed(&desk);
    desk.end().await;
}

#[tokio::test]
async fn a_contact_that_still_settles_is_tried_again_until_it_is_offered() {
    let desk = desktop_mode(desktops(|_| {})).await;
    for _ in 0..2 {
        is(
            &desk.contact("hold contact", EARLY).await,
            "InvalidState",
            "not sent",
        );
    }
    is(&desk.contact("hold contact", EARLY).await, "Success", "");
    desk.end().await;
}

#[tokio::test]
async fn what_does_not_show_in_time_is_unknown_and_not_sent_again() {
    let desk = Desk::with(desktops(|_| {}), |settings| {
        settings.beside = Beside::Desktop;
        settings.timeouts.outcome = Some(Duration::from_millis(700));
    });
    let desk = desk.await;
    is(&desk.contact("hold contact", SILENT).await, "Unknown", "");
    assert_eq!(desk.asked("HOLD").len(), 1);
    desk.end().await;
}

#[tokio::test]
async fn what_nothing_can_show_is_accepted_and_no_more() {
    let desk = desktop_mode(desktops(|_| {})).await;
    let args = [("ContactId", ACTIVE), ("DtmfSequence", "12#")];
    let answer = desk.perform("send dtmf", &args).await;
    is(&answer, "Success", "");
    assert_eq!(answer.confirmed, Some(Provenance::Accepted));
    desk.end().await;
}

#[tokio::test]
async fn a_call_and_a_state_are_read_back() {
    let desk = desktop_mode(desktops(|world| world.dialogs.clear())).await;
    let call = desk
        .perform("dial phone", &[("PhoneNumber", "12025550107")])
        .await;
    is(&call, "Success", "");
    let id = call.outputs["ContactId"].to_string();
    is(
        &desk.watch("contact", &id, "Active", false).await,
        "Success",
        "",
    );
    is(&desk.contact("end contact", &id).await, "Success", "");
    is(
        &desk.watch("agent", "1001", "Unavailable", false).await,
        "Success",
        "",
    );
    let ready = [("State", "Available")];
    is(
        &desk.perform("set agent state to", &ready).await,
        "Success",
        "",
    );
    unharmed(&desk);
    desk.end().await;
}

#[tokio::test]
async fn a_contact_that_rings_is_seen_by_reading() {
    let desk = desktop_mode(desktops(|_| {})).await;
    let first = desk.next(&[]).await;
    assert_eq!(first.outputs["ContactId"].to_string(), RINGING);
    let (second, rung) = tokio::join!(desk.next(&[]), async {
        desk.simulator.ring("1001", "12025550177").unwrap()
    });
    assert_eq!(second.outputs["ContactId"].to_string(), rung);
    unharmed(&desk);
    desk.end().await;
}

/// One contact that ended and another that came while nobody looked are not one.
#[tokio::test]
async fn a_contact_is_never_taken_for_another_that_came_while_nobody_looked() {
    let desk = desktop_mode(desktops(|world| world.dialogs.truncate(1))).await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    desk.simulator.hang_up(ACTIVE, "12025550101");
    until(|| desk.simulator.dialog(ACTIVE).unwrap().is_over).await;
    let other = desk.simulator.ring("1001", "12025550177").unwrap();
    is(&desk.contact("accept contact", &other).await, "Success", "");
    let gone = desk.contact("end contact", ACTIVE).await;
    is(&gone, "InvalidContactId", "not sent");
    let kept = desk.simulator.dialog(&other).unwrap();
    assert_eq!(kept.state_of("2001"), Some(CallState::Active));
    desk.end().await;
}

/// A sign-in of an agent who is in elsewhere throws the agent's desktop out on CCX.
#[tokio::test]
async fn a_sign_in_never_takes_an_agent_from_another_extension() {
    for beside in [Beside::Desktop, Beside::Alone] {
        let options = match beside {
            Beside::Desktop => desktops(|world| world.second_sign_in = SecondSignIn::ThrowsOut),
            _ => Options::default(),
        };
        let desk = Desk::with(options, in_mode(beside, Events::Own)).await;
        let station = [("StationId", "2003")];
        let answer = desk.perform("start agent session", &station).await;
        is(&answer, "AlreadyInSession", "at extension 2001");
        assert!(desk.asked("LOGIN").is_empty());
        unharmed(&desk);
        desk.end().await;
    }
}

/// An agent who is out is not there: what to do is said.
#[tokio::test]
async fn an_agent_who_is_out_gets_words_and_no_request() {
    let desk = desktop_mode(desktops(|_| {})).await;
    let mut own = settings(&desk.simulator, "1003");
    own.beside = Beside::Desktop;
    let on = connect(own);
    let answer = perform(&on, "set agent state to", &[("State", "Available")]).await;
    is(&answer, "InvalidAgentSession", "beside = \"alone\"");
    assert!(desk.simulator.log().is_empty());
    on.close().await;
    desk.end().await;
}

#[tokio::test]
async fn whom_the_profile_signed_in_is_left_where_somebody_else_has_acted_since() {
    for interferes in [false, true] {
        let desk = Desk::with(desktops(|_| {}), |_| {}).await;
        let mut own = settings(&desk.simulator, "1003");
        own.beside = Beside::Desktop;
        own.extension = Some("2003".into());
        let on = connect(own);
        on.provided().await.unwrap();
        if interferes {
            let mut other = settings(&desk.simulator, "1003");
            other.beside = Beside::Desktop;
            let person = connect(other);
            for state in ["Available", "Unavailable"] {
                tokio::time::sleep(Duration::from_millis(5)).await;
                let args = [("State", state)];
                is(
                    &perform(&person, "set agent state to", &args).await,
                    "Success",
                    "",
                );
            }
            person.close().await;
        }
        on.close().await;
        let left = on.left_behind();
        assert_eq!(left.len(), usize::from(interferes), "{left:?}");
        for said in &left {
            assert!(said.contains("the run signed agent 1003 in"), "{said}");
            assert!(said.contains("has changed the agent's state"), "{said}");
        }
        let state = desk.simulator.agent("1003").unwrap().state;
        let wanted = if interferes {
            UserState::NotReady
        } else {
            UserState::Logout
        };
        assert_eq!(state, wanted);
        desk.end().await;
    }
}

/// The events of the agent beside the desktop: on its node, competing with nobody, and gone with it.
#[tokio::test]
async fn shared_events_are_had_at_the_desktops_node_and_harm_nobody() {
    for side in Side::ALL {
        let options = desktops(|world| {
            world.desktop_node = side;
            world.delivery = Delivery::One;
        });
        let desk = Desk::with(options, in_mode(Beside::Desktop, Events::Shared)).await;
        is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
        let here = format!("{side:?} stream of 1001 subscribes itself to /finesse/api/User/1001");
        visited(&desk, &here).await;
        let answer = desk.contact("resume contact", ACTIVE).await;
        is(&answer, "Success", "");
        let visits = desk.simulator.visits();
        let present: Vec<_> = visits
            .iter()
            .filter(|it| it.contains("is present"))
            .collect();
        assert!(
            present.iter().all(|it| it.ends_with("priority -1")),
            "{present:?}"
        );
        assert!(
            !visits.iter().any(|it| it.contains("by its user")),
            "{visits:?}"
        );
        // Where the desktop is not at the node that the profile names first, it is looked for there
        // first: that is what a profile can spare its agent.
        let harm = desk.simulator.harm();
        let wanted = usize::from(side == Side::B);
        assert_eq!(harm.len(), wanted, "{harm:?}");
        desk.simulator.set_desktop("1001", false);
        let gone = format!("{side:?} stream of 1001 says that it is gone");
        visited(&desk, &gone).await;
        is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
        let opened = |visits: &[String]| visits.iter().filter(|it| it.contains("opens as")).count();
        let before = opened(&visits);
        assert_eq!(
            opened(&desk.simulator.visits()),
            before,
            "it is not opened again"
        );
        // A run that ends waits for nobody's sign-out: it says what was not looked at.
        desk.on.close().await;
        let left = desk.on.left_behind();
        assert_eq!(left.len(), 1, "{left:?}");
        assert!(left[0].contains("run `flow doctor`"), "{left:?}");
        desk.end().await;
    }
}

/// Where Finesse goes by programs and not by people, the end of a shared stream signs the agent out: what
/// a pilot is there to find, and what the end of a run says that it did not wait for.
#[tokio::test]
async fn leaving_a_shared_stream_harms_where_finesse_goes_by_programs() {
    let options = desktops(|world| {
        world.dialogs.clear();
        world.presence = PresenceBy::Full;
        world.sign_out_after = Span::millis(50);
    });
    let desk = Desk::with(options, in_mode(Beside::Desktop, Events::Shared)).await;
    desk.on.provided().await.unwrap();
    let here = "A stream of 1001 subscribes itself to /finesse/api/User/1001";
    visited(&desk, here).await;
    desk.on.close().await;
    until(|| !desk.simulator.harm().is_empty()).await;
    let harm = desk.simulator.harm();
    assert!(harm[0].contains("was taken for gone"), "{harm:?}");
    let left = desk.on.left_behind();
    assert!(left[0].contains("reason code 255"), "{left:?}");
    desk.simulator.stop().await;
}

/// A service outlives an agent's shift: whom its profile signed in is signed in again.
#[tokio::test]
async fn whom_a_profile_signed_in_and_somebody_signed_out_is_signed_in_for_the_next_run() {
    let desk = Desk::with(desktops(|_| {}), |_| {}).await;
    let mut own = settings(&desk.simulator, "1003");
    own.beside = Beside::Desktop;
    own.extension = Some("2003".into());
    let service = connect(own);
    service.provided().await.unwrap();
    let supervisor = connect(settings(&desk.simulator, "1100"));
    let out = perform(&supervisor, "sign out agent", &[("AgentId", "1003")]).await;
    is(&out, "Success", "");
    let ready = [("State", "Available")];
    let answer = perform(&service, "set agent state to", &ready).await;
    is(&answer, "InvalidAgentSession", "");
    service.provided().await.unwrap();
    is(
        &perform(&service, "set agent state to", &ready).await,
        "Success",
        "",
    );
    assert_eq!(
        desk.asked("LOGIN").len(),
        2,
        "asked for again only when it was needed"
    );
    service.close().await;
    supervisor.close().await;
    desk.end().await;
}

/// A stream that breaks, by whose fault ever, is not opened again, here or at the other node: each end of
/// one is a risk for the person at the desk.
#[tokio::test]
async fn a_shared_stream_that_breaks_is_opened_nowhere_again() {
    let desk = Desk::with(desktops(|_| {}), in_mode(Beside::Desktop, Events::Shared)).await;
    desk.on.provided().await.unwrap();
    let here = "A stream of 1001 subscribes itself to /finesse/api/User/1001";
    visited(&desk, here).await;
    assert_eq!(desk.simulator.kill_streams(), 1);
    for action in ["hold contact", "resume contact", "hold contact"] {
        is(&desk.contact(action, ACTIVE).await, "Success", "");
    }
    let visits = desk.simulator.visits();
    let opened = visits.iter().filter(|it| it.contains("opens as"));
    assert_eq!(opened.count(), 1, "{visits:?}");
    desk.end().await;
}

/// What only reads opens nothing either: a presence that comes and goes is no small thing.
#[tokio::test]
async fn reading_opens_no_stream() {
    for options in unkind() {
        let desk = desktop_mode(options).await;
        for action in [
            "find active contacts",
            "find agent",
            "find system information",
        ] {
            let answer = desk.perform(action, &[("AgentId", "1001")]).await;
            is(&answer, "Success", "");
        }
        let visits = desk.simulator.visits();
        assert!(
            visits.iter().all(|visit| visit.starts_with("A GET")),
            "{visits:?}"
        );
        unharmed(&desk);
        desk.end().await;
    }
}

#[tokio::test]
async fn where_no_desktop_is_seen_no_stream_stays() {
    let desk = Desk::with(Options::default(), in_mode(Beside::Desktop, Events::Shared)).await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    until(|| !desk.simulator.listens("1001")).await;
    let visits = desk.simulator.visits();
    assert!(
        !visits.iter().any(|it| it.contains("subscribes")),
        "{visits:?}"
    );
    desk.end().await;
}

fn signed_out_supervisor(world: &mut WorldFile) {
    let mut users = world.users.iter_mut();
    let supervisor = users.find(|user| user.id == "1100").unwrap();
    supervisor.extension = None;
    supervisor.state = UserState::Logout;
}

/// A supervisor who is signed in may sit at a desktop, and at the other node: nothing is opened, and
/// what is open is left when the supervisor comes.
#[tokio::test]
async fn a_supervisors_own_desktop_is_no_less_than_an_agents() {
    for comes in [false, true] {
        let options = desktops(|world| {
            world.desktop_node = Side::B;
            if comes {
                signed_out_supervisor(world);
            }
        });
        let desk = Desk::with(options, |_| {}).await;
        let mut own = settings(&desk.simulator, "1100");
        own.beside = Beside::Supervisor;
        let on = connect(own);
        let args = [("AgentId", "1002"), ("State", "Unavailable")];
        let answer = perform(&on, "set state of agent to", &args).await;
        is(&answer, "Success", "");
        let opens = "A stream of 1100 opens as contactflow".to_owned();
        if comes {
            visited(
                &desk,
                "A stream of 1100 subscribes itself to /finesse/api/User/1100",
            )
            .await;
            let person = connect(settings(&desk.simulator, "1100"));
            let station = [("StationId", "2100")];
            is(
                &perform(&person, "start agent session", &station).await,
                "Success",
                "",
            );
            visited(&desk, "A stream of 1100 says that it is gone").await;
            person.close().await;
        } else {
            assert!(!desk.simulator.visits().contains(&opens));
        }
        unharmed(&desk);
        on.close().await;
        desk.end().await;
    }
}

/// A supervisor hears of the team's agents, and no presence of theirs is touched.
#[tokio::test]
async fn a_supervisor_has_one_stream_for_the_team() {
    let desk = Desk::with(desktops(signed_out_supervisor), |_| {}).await;
    let mut own = settings(&desk.simulator, "1100");
    own.beside = Beside::Supervisor;
    let supervisor = Desk {
        on: connect(own),
        simulator: desk.simulator,
    };
    is(
        &supervisor.watch("agent", "1002", "Available", false).await,
        "Success",
        "",
    );
    let team = "A stream of 1100 subscribes itself to /finesse/api/Team/1/Users".to_owned();
    visited(&supervisor, &team).await;
    let args = [("AgentId", "1002"), ("State", "Unavailable")];
    let answer = supervisor.perform("set state of agent to", &args).await;
    is(&answer, "Success", "");
    let visits = supervisor.simulator.visits();
    let streams: Vec<_> = visits.iter().filter(|it| it.contains("opens as")).collect();
    assert_eq!(streams, ["A stream of 1100 opens as contactflow"]);
    unharmed(&supervisor);
    supervisor.end().await;
}

/// A node that says it is busy is asked again as often as the flow wants, not as often as we think.
#[tokio::test]
async fn a_node_that_refuses_for_a_moment_burns_no_retry() {
    for beside in [Beside::Desktop, Beside::Alone] {
        let busy = Fault::on("HOLD", Act::Error(503, When::Before)).times(2);
        let desk = Desk::with(Options::default().fault(busy), in_mode(beside, Events::Own)).await;
        for _ in 0..2 {
            let answer = desk.contact("hold contact", ACTIVE).await;
            is(&answer, "Unavailable", "SERVER_OUT_OF_SERVICE");
        }
        is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
        assert_eq!(desk.asked("HOLD").len(), 3);
        desk.end().await;
    }
}

/// The other node is used where the first is gone, and what was on its way goes nowhere else.
#[tokio::test]
async fn the_other_node_is_used_where_the_first_does_not_serve() {
    let desk = desktop_mode(Options::default()).await;
    is(&desk.contact("hold contact", ACTIVE).await, "Success", "");
    desk.simulator.fail_over();
    let mut answer = desk.contact("resume contact", ACTIVE).await;
    while !answer.is_success() {
        assert!(
            ["Unavailable", "Unknown"].contains(&&*answer.outcome),
            "{answer:?}"
        );
        answer = desk.contact("resume contact", ACTIVE).await;
    }
    let visits = desk.simulator.visits();
    assert!(
        visits.iter().any(|it| it.starts_with("B PUT")),
        "{visits:?}"
    );
    desk.end().await;
}

/// A login id may hold what an address cannot.
#[tokio::test]
async fn a_login_id_with_an_at_sign_is_one_on_the_stream_too() {
    let mut world: toml::Table = toml::to_string(&WorldFile::small())
        .unwrap()
        .parse()
        .unwrap();
    world["users"][0]["id"] = "ada@corp".into();
    for dialog in world["dialogs"].as_array_mut().unwrap() {
        dialog["agent"] = "ada@corp".into();
    }
    let world = WorldFile::read(&world.to_string()).unwrap();
    for beside in [Beside::Desktop, Beside::Alone] {
        let simulator = Simulator::start(Options::default().world(world.clone()))
            .await
            .unwrap();
        let mut own = settings(&simulator, "ada@corp");
        own.beside = beside;
        let desk = Desk {
            on: connect(own),
            simulator,
        };
        let answer = desk.contact("hold contact", ACTIVE).await;
        is(&answer, "Success", "");
        let by_event = matches!(answer.confirmed, Some(Provenance::Event { .. }));
        assert_eq!(by_event, beside == Beside::Alone, "{answer:?}");
        desk.end().await;
    }
}
