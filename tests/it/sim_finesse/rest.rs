//! REST: reading, changing, and what is refused at once.

use super::client::{Office, client};
use contactflow::sim::finesse::{AuthMode, Options, Side, WorldFile};
use reqwest::Version;

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

#[tokio::test]
async fn both_versions_of_http_and_a_token_are_understood() {
    let mut world = WorldFile::small();
    world.auth = AuthMode::Hybrid;
    let office = Office::with(Options::default().world(world)).await;
    let root = reqwest::Certificate::from_der(office.sim.root_certificate_der()).unwrap();
    let token = office.password("1001");
    let url = format!("{}/finesse/api/User/1001", office.sim.rest_address());
    for (old, version) in [(true, Version::HTTP_11), (false, Version::HTTP_2)] {
        let builder = reqwest::Client::builder().tls_certs_only([root.clone()]);
        let builder = if old { builder.http1_only() } else { builder };
        let client = builder.no_proxy().build().unwrap();
        let good = client.get(&url).bearer_auth(&token).send().await.unwrap();
        assert_eq!((good.status().as_u16(), good.version()), (200, version));
        let wrong = client.get(&url).bearer_auth("wrong").send().await.unwrap();
        assert_eq!(wrong.status().as_u16(), 401);
        let nobody = client.get(&url).send().await.unwrap();
        assert_eq!(nobody.status().as_u16(), 401);
    }
    let system = office.get("1001", "SystemInfo").await;
    assert_eq!(system.value("systemAuthMode"), Some("HYBRID"));
}

#[tokio::test]
async fn a_token_is_nothing_where_there_are_passwords() {
    let office = Office::open().await;
    let url = format!("{}/finesse/api/User/1001", office.sim.rest_address());
    let request = client(&office.sim).get(url);
    let token = office.password("1001");
    let refused = request.bearer_auth(token).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 401);
}

#[tokio::test]
async fn a_call_that_ends_while_its_node_is_down_is_gone_on_the_other() {
    let office = Office::open().await;
    office.sim.fail_over();
    office.sim.hang_up("16804377", "12025550101");
    office
        .until(|sim| sim.dialog("16804377").unwrap().is_over)
        .await;
    let other = office.sim.node(Side::B).rest();
    let client = client(&office.sim);
    for (dialog, status) in [("16804377", 404), ("16804378", 200)] {
        let request = client.get(format!("{other}/finesse/api/Dialog/{dialog}"));
        let request = request.basic_auth("1001", Some(office.password("1001")));
        assert_eq!(
            request.send().await.unwrap().status().as_u16(),
            status,
            "{dialog}"
        );
    }
}

/// The n-th piece of TOML in a page.
fn toml(page: &str, n: usize) -> &str {
    page.split("```toml\n")
        .nth(n)
        .unwrap()
        .split("```")
        .next()
        .unwrap()
}

#[test]
fn the_page_about_worlds_and_faults_is_right() {
    let page = include_str!("../../../docs/finesse-simulator.md");
    let world = WorldFile::read(toml(page, 1)).unwrap();
    assert_eq!((world.users.len(), world.dialogs.len()), (1, 1));
    assert_eq!(WorldFile::read(toml(page, 2)).unwrap().faults.len(), 1);
}
