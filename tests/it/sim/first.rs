//! Hold, resume, end: the way of a contact.

use super::client::Desk;
use contactflow::sim::cxone::State;
use serde_json::json;

#[tokio::test]
async fn a_contact_is_held_resumed_and_ended() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;

    let held = desk
        .post(&format!("agent-sessions/{session}/interactions/1001/hold"))
        .await;
    assert_eq!(
        (held.status, held.header.as_deref()),
        (202, Some("Accepted"))
    );
    let event = desk.until(&mut session, "1001", "Holding").await;
    assert_eq!(event["Type"], "CallContactEvent");
    assert_eq!(event["MasterID"], "1001");
    assert!(
        event
            .as_object()
            .unwrap()
            .values()
            .all(|value| value.is_string()),
        "{event}"
    );

    let resumed = desk
        .post(&format!(
            "agent-sessions/{session}/interactions/1001/resume"
        ))
        .await;
    assert_eq!(resumed.status, 202);
    desk.until(&mut session, "1001", "Active").await;

    let ended = desk
        .post(&format!("agent-sessions/{session}/interactions/1001/end"))
        .await;
    assert_eq!(ended.status, 202);
    let down = desk.until(&mut session, "1001", "Disconnected").await;
    assert_eq!(down["FinalState"], "False");
    assert_eq!(desk.sim.contact("1001").unwrap().state, State::Disconnected);

    let log = desk.sim.log();
    assert_eq!(log[1].operation, "hold");
    assert_eq!(log[1].contact, Some(1001));
    assert_eq!(log[1].changed, ["contact 1001: Active -> Holding"]);
}

#[tokio::test]
async fn a_callback_is_scheduled_and_listed() {
    let desk = Desk::open().await;
    let body = json!({
        "firstName": "Grace", "lastName": "Invented", "phoneNumber": "+448675309",
        "skillId": 4021, "targetAgentId": "", "scheduleDate": "2030-12-01T09:00:00+01:00",
        "notes": "asked for on the web form"
    });
    let got = desk.post_json("scheduled-callbacks", body).await;
    assert_eq!(got.status, 200, "{got:?}");
    let id = got.json()["callbackId"].as_u64().unwrap();
    let listed = desk.get("skills/4021/scheduled-callbacks").await.json();
    assert_eq!(listed["callbacks"][0]["callbackId"], id);
    assert_eq!(listed["callbacks"][0]["dialNumber"], "+448675309");
    assert_eq!(
        desk.sim.callbacks()[0].at.to_string(),
        "2030-12-01T08:00:00Z"
    );
}
