//! REST: reading, changing, and what is refused at once.

use super::client::Office;

#[tokio::test]
async fn the_system_tells_of_itself() {
    let office = Office::open().await;
    let got = office.get("1001", "SystemInfo").await;
    assert_eq!(got.status, 200, "{got:?}");
    assert_eq!(got.value("status"), Some("IN_SERVICE"));
    assert_eq!(got.value("deploymentType"), Some("UCCE"));
    assert_eq!(got.value("xmppDomain"), Some("finesse-a.simulator.example"));
    let port = office.sim.xmpp_address().port().to_string();
    assert_eq!(got.value("xmppSecurePort"), Some(port.as_str()));
}

#[tokio::test]
async fn a_dialog_is_held_and_retrieved() {
    let office = Office::open().await;
    let got = office.act_at("1001", "2001", "16804377", "HOLD").await;
    assert_eq!((got.status, got.request_id.as_deref()), (202, Some("r-1")));
    assert_eq!(
        office.outcome().await,
        ["dialog 16804377: 2001 ACTIVE -> HELD"]
    );
    let shown = office.get("1001", "Dialog/16804377").await;
    assert_eq!(shown.value("state"), Some("HELD"), "{shown:?}");
    assert!(
        shown.body.contains("<action>RETRIEVE</action>"),
        "{shown:?}"
    );
    office.act_at("1001", "2001", "16804377", "RETRIEVE").await;
    assert_eq!(
        office.outcome().await,
        ["dialog 16804377: 2001 HELD -> ACTIVE"]
    );
}

#[tokio::test]
async fn the_dialogs_of_the_small_world_behave_as_it_says() {
    let office = Office::open().await;
    for _ in 0..2 {
        assert_eq!(
            office
                .act_at("1001", "2001", "16804378", "HOLD")
                .await
                .status,
            202
        );
        let refused = ["refused: Generic Error CF_INVALID_OBJECT_STATE (22)"];
        assert_eq!(office.outcome().await, refused);
    }
    office.act_at("1001", "2001", "16804378", "HOLD").await;
    assert_eq!(
        office.outcome().await,
        ["dialog 16804378: 2001 ACTIVE -> HELD"]
    );
    let over = office.act_at("1001", "2001", "16804379", "HOLD").await;
    assert_eq!(over.refusal(), (404, "Not Found"));
    assert_eq!(
        office
            .act_at("1001", "2001", "16804380", "HOLD")
            .await
            .status,
        202
    );
    assert_eq!(
        office.outcome().await,
        ["dialog 16804380: nothing, it is silent"]
    );
    office.act_at("1001", "2001", "16804381", "ANSWER").await;
    office
        .until(|sim| sim.dialog("16804381").unwrap().state.name() == "ACTIVE")
        .await;
}
