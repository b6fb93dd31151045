//! The event stream, as slixmpp reads it.

use super::client::{Office, between};
use super::listener::{Listener, is_missing};
use contactflow::sim::{Act, Fault, Oddity};
use serde_json::Value;

const DIALOGS: &str = "/finesse/api/User/1001/Dialogs";

async fn listening(office: &Office, user: &str, nodes: &[&str]) -> Listener {
    let password = office.password(user);
    let mut listener = Listener::start(&office.sim, user, &password, nodes).await;
    listener.up_to("ready").await;
    listener
}

#[tokio::test]
async fn a_client_signs_in_and_finds_what_it_needs() {
    if is_missing("a_client_signs_in_and_finds_what_it_needs").await {
        return;
    }
    let office = Office::open().await;
    let nodes = ["/finesse/api/Team/1/Users", "/finesse/api/Team/2/Users"];
    let password = office.password("1100");
    let mut listener = Listener::start(&office.sim, "1100", &password, &nodes).await;
    let said = listener.up_to("ready").await;
    let of = |kind: &str| said.iter().find(|one| one["kind"] == kind).unwrap().clone();
    assert_eq!(of("bound")["jid"], "1100@finesse-a.simulator.example/flow");
    assert_eq!(
        of("presence")["of"],
        "finesse@finesse-a.simulator.example/finesse"
    );
    assert_eq!(of("presence")["type"], "available");
    assert_eq!(of("subscribed")["node"], nodes[0]);
    assert_eq!(of("unsubscribed")["why"], "item-not-found");
    let subscriptions = of("subscriptions")["nodes"].clone();
    let expected = [
        "/finesse/api/User/1100",
        "/finesse/api/User/1100/Dialogs",
        "/finesse/api/User/1100/Dialogs/Media",
        "/finesse/api/User/1100/Media",
        "/finesse/api/SystemInfo",
        nodes[0],
    ];
    assert_eq!(subscriptions, Value::from(expected.to_vec()));
    assert!(said.iter().any(|one| one["kind"] == "pinged"), "{said:?}");
    let last = listener.leave().await;
    assert_eq!(
        (&last[0]["kind"], &last[0]["node"]),
        (&Value::from("left"), &Value::from(nodes[0]))
    );
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    if is_missing("a_wrong_password_is_refused").await {
        return;
    }
    let office = Office::open().await;
    let mut listener = Listener::start(&office.sim, "1001", "wrong", &[]).await;
    listener.up_to("refused").await;
}

#[tokio::test]
async fn a_hold_is_told_of_as_the_vendor_writes_it() {
    if is_missing("a_hold_is_told_of_as_the_vendor_writes_it").await {
        return;
    }
    let office = Office::open().await;
    let mut listener = listening(&office, "1001", &[]).await;
    office.act_at("1001", "2001", "16804377", "HOLD").await;
    let event = listener.event_at(DIALOGS).await;
    assert_eq!(
        (&event["body"], &event["escaped"]),
        (&Value::from(false), &Value::from(true))
    );
    assert_eq!(
        (&event["word"], &event["data"]),
        (&Value::from("PUT"), &Value::from("dialog"))
    );
    assert_eq!(event["source"], "/finesse/api/Dialog/16804377");
    assert_eq!(event["request"], "r-1");
    let update = event["update"].as_str().unwrap();
    let own = between(update, "Participant").unwrap();
    assert_eq!(between(own, "state"), Some("HELD"), "{update}");
    assert_eq!(between(update, "callType"), Some("PREROUTE_ACD_IN"));
    let actions = between(own, "actions").unwrap();
    // Other calls of hers are active, so this one may be joined with one of them.
    let expected = [
        "RETRIEVE",
        "DROP",
        "UPDATE_CALL_DATA",
        "TRANSFER",
        "CONFERENCE",
    ];
    let expected = expected
        .map(|action| format!("<action>{action}</action>"))
        .concat();
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn an_asynchronous_error_names_the_number_and_the_constant() {
    if is_missing("an_asynchronous_error_names_the_number_and_the_constant").await {
        return;
    }
    let office = Office::open().await;
    let mut listener = listening(&office, "1001", &[]).await;
    office.act_at("1001", "2001", "16804377", "RETRIEVE").await;
    let event = listener.event_at(DIALOGS).await;
    assert_eq!(
        (&event["data"], &event["word"]),
        (&Value::from("apiErrors"), &Value::from("PUT"))
    );
    assert_eq!(event["source"], "/finesse/api/Dialog/16804377");
    let update = event["update"].as_str().unwrap();
    assert_eq!(between(update, "errorType"), Some("Generic Error"));
    assert_eq!(between(update, "errorMessage"), Some("CF_NO_HELD_CALL"));
    assert_eq!(between(update, "errorData"), Some("25"));
}

#[tokio::test]
async fn a_team_hears_of_its_users() {
    if is_missing("a_team_hears_of_its_users").await {
        return;
    }
    let office = Office::open().await;
    let team = "/finesse/api/Team/1/Users";
    let mut listener = listening(&office, "1100", &[team]).await;
    office
        .state(
            "1002",
            "<state>NOT_READY</state><reasonCodeId>16</reasonCodeId>",
        )
        .await;
    let event = listener.event_at(team).await;
    assert_eq!(event["source"], "/finesse/api/User/1002");
    let update = event["update"].as_str().unwrap();
    assert_eq!(between(update, "state"), Some("NOT_READY"), "{update}");
    assert_eq!(between(update, "label"), Some("Break"), "{update}");
}

/// What slixmpp makes of one event under a fault.
async fn event_under(act: Act) -> Value {
    let office = Office::open().await;
    let mut listener = listening(&office, "1001", &[]).await;
    office.sim.add_fault(Fault::on("HOLD", act).times(1));
    office.act_at("1001", "2001", "16804377", "HOLD").await;
    listener.event_at(DIALOGS).await
}

#[tokio::test]
async fn every_way_of_writing_an_event_can_be_read() {
    if is_missing("every_way_of_writing_an_event_can_be_read").await {
        return;
    }
    assert_eq!(event_under(Act::UnnameEvent).await["request"], "");
    assert_eq!(
        event_under(Act::OddEvent(Oddity::SmallWord)).await["word"],
        "put"
    );
    assert_eq!(
        event_under(Act::OddEvent(Oddity::LargeName)).await["data"],
        "Dialog"
    );
    assert_eq!(
        event_under(Act::OddEvent(Oddity::AsXml)).await["escaped"],
        false
    );
    let spaced = event_under(Act::OddEvent(Oddity::Spaced)).await;
    assert!(
        spaced["update"].as_str().unwrap().contains(">\n  <data>"),
        "{spaced}"
    );
    let sparse = event_under(Act::OddEvent(Oddity::Sparse)).await;
    assert!(
        !sparse["update"].as_str().unwrap().contains("secondaryId"),
        "{sparse}"
    );
    let turned = event_under(Act::OddEvent(Oddity::OtherOrder)).await;
    assert!(
        turned["update"]
            .as_str()
            .unwrap()
            .starts_with("<Update><source>"),
        "{turned}"
    );
}

#[tokio::test]
async fn an_outage_and_a_failover_are_told_of() {
    if is_missing("an_outage_and_a_failover_are_told_of").await {
        return;
    }
    let office = Office::open().await;
    let mut listener = listening(&office, "1001", &[]).await;
    let system = "/finesse/api/SystemInfo";
    office.sim.lose_service(None);
    let event = listener.event_at(system).await;
    assert!(
        event["update"]
            .as_str()
            .unwrap()
            .contains("<status>OUT_OF_SERVICE</status>")
    );
    let refused = office.act_at("1001", "2001", "16804377", "HOLD").await;
    assert_eq!(refused.refusal(), (503, "Service Unavailable"));
    // Over while nobody can be told: it is never told of, and gone afterwards.
    office.sim.hang_up("16804377", "12025550101");
    office.sim.restore_service();
    let event = listener.event_at(system).await;
    assert!(
        event["update"]
            .as_str()
            .unwrap()
            .contains("<status>IN_SERVICE</status>")
    );
    let event = listener.event_at(DIALOGS).await;
    assert_eq!(event["source"], "/finesse/api/Dialog/16804378");
    assert_eq!(office.get("1001", "Dialog/16804377").await.status, 404);
    office.sim.fail_over();
    let said = listener.up_to("disconnected").await;
    let gone = |one: &Value| one["kind"] == "presence" && one["type"] == "unavailable";
    assert!(said.iter().any(gone), "{said:?}");
}
