//! What goes wrong on demand, and the simulator's own endpoints.

use super::client::{Office, client};
use contactflow::sim::finesse::{Options, Side};
use contactflow::sim::{Act, Fault, When};
use reqwest::Method;
use std::time::Duration;

async fn hold(office: &Office) -> Option<u16> {
    let own = "<targetMediaAddress>2001</targetMediaAddress>";
    let body = format!("<Dialog><requestedAction>HOLD</requestedAction>{own}</Dialog>");
    let password = office.password("1001");
    let path = "Dialog/16804377";
    let got = office
        .send_as("1001", &password, Method::PUT, path, &body)
        .await;
    got.ok().map(|got| got.status)
}

/// Whether the dialog is held after the request and all it leads to.
async fn holds_after(act: Act) -> (Option<u16>, bool) {
    let office = Office::with(Options::default().fault(Fault::on("HOLD", act).times(1))).await;
    let status = hold(&office).await;
    // A second request is taken up after the first: when it is through, so is that.
    office.act_at("1001", "2001", "16804377", "RETRIEVE").await;
    let retrieved = office.outcome().await;
    (
        status,
        retrieved == ["dialog 16804377: 2001 HELD -> ACTIVE"],
    )
}

#[tokio::test]
async fn each_fault_acts_or_does_not_as_it_says() {
    let rows = [
        (Act::Unauthorized, Some(401), false),
        (Act::Error(500, When::Before), Some(500), false),
        (Act::Error(500, When::After), Some(500), true),
        (Act::Error(503, When::Before), Some(503), false),
        (Act::Drop(When::Before), None, false),
        (Act::Drop(When::After), None, true),
        (Act::Throttle(Some(2)), Some(429), false),
        (Act::Html(200, When::Before), Some(200), false),
        (Act::Refuse(400, "Generic Error".into()), Some(400), false),
        (Act::Fail(33), Some(202), false),
        (Act::LoseEvent, Some(202), true),
        (Act::RepeatEvent, Some(202), true),
        (Act::KillStream, Some(202), true),
        (Act::DelayAnswer(Duration::from_millis(50)), Some(202), true),
    ];
    for (act, status, held) in rows {
        assert_eq!(holds_after(act.clone()).await, (status, held), "{act:?}");
    }
}

#[tokio::test]
async fn the_answer_may_come_after_its_event() {
    let by = Duration::from_millis(300);
    let fault = Fault::on("HOLD", Act::DelayAnswer(by)).times(1);
    let office = Office::with(Options::default().fault(fault)).await;
    let changed = office.until(|sim| {
        let log = sim.log();
        log.last().is_some_and(|entry| !entry.changed.is_empty())
    });
    tokio::select! {
        biased;
        () = changed => {}
        _ = hold(&office) => panic!("the answer came first"),
    }
}

#[tokio::test]
async fn five_wrong_passwords_lock_a_user_out_for_five_minutes() {
    let speed = 1000.0;
    let office = Office::with(Options {
        speed,
        ..Options::default()
    })
    .await;
    let right = office.password("1001");
    let get = async |password: &str| {
        let got = office
            .send_as("1001", password, Method::GET, "User/1001", "")
            .await;
        got.unwrap().status
    };
    for _ in 0..4 {
        assert_eq!(get("wrong").await, 401);
    }
    assert_eq!(
        get(&right).await,
        200,
        "a right one in between starts the count anew"
    );
    for _ in 0..5 {
        assert_eq!(get("wrong").await, 401);
    }
    let begun = tokio::time::Instant::now();
    assert_eq!(get(&right).await, 401, "locked out");
    while get(&right).await != 200 {
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let passed = begun.elapsed().mul_f64(speed);
    assert!(passed > Duration::from_secs(240), "{passed:?}");
}

#[tokio::test]
async fn a_node_that_is_down_breaks_its_connections_and_the_other_serves() {
    let office = Office::open().await;
    assert_eq!(hold(&office).await, Some(202));
    assert_eq!(office.sim.fail_over(), Side::B);
    assert_eq!(hold(&office).await, None);
    let other = office.sim.node(Side::B).rest();
    let info = client(&office.sim).get(format!("{other}/finesse/api/SystemInfo"));
    let text = info.send().await.unwrap().text().await.unwrap();
    assert!(
        text.contains("<xmppDomain>finesse-b.simulator.example</xmppDomain>"),
        "{text}"
    );
    assert_eq!(office.sim.fail_over(), Side::A);
    assert_eq!(hold(&office).await, Some(202));
}

#[tokio::test]
async fn it_is_told_from_outside_what_happens() {
    let office = Office::open().await;
    let client = client(&office.sim);
    let base = format!("{}/simulator", office.sim.rest_address());
    let post = async |path: &str, body: &str| {
        let request = client.post(format!("{base}/{path}")).body(body.to_owned());
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, called) = post("calls", r#"{"agent":"1002","from":"12025550107"}"#).await;
    assert_eq!(status, 200, "{called}");
    let called: serde_json::Value = serde_json::from_str(&called).unwrap();
    let id = called["dialog"].as_u64().unwrap();
    // Nobody's client is there, so he answers by himself.
    let id = id.to_string();
    office
        .until(|sim| sim.dialog(&id).unwrap().state.name() == "ACTIVE")
        .await;
    let body = format!(r#"{{"dialog":{id},"address":"12025550107"}}"#);
    assert_eq!(post("hang-ups", &body).await.0, 200);
    office.until(|sim| sim.dialog(&id).unwrap().is_over).await;
    let (status, faults) = post("faults", r#"{"on":"HOLD","do":"fail","code":33,"times":1}"#).await;
    assert_eq!(
        (status, faults.contains("\"code\":33")),
        (200, true),
        "{faults}"
    );
    assert_eq!(post("faults", r#"{"do":"nonsense"}"#).await.0, 400);
    assert_eq!(
        post("calls", r#"{"agent":"1003","from":"12025550107"}"#)
            .await
            .0,
        400
    );
    assert_eq!(post("outage", r#"{"for":"1h"}"#).await.0, 200);
    assert_eq!(hold(&office).await, Some(503));
    client
        .delete(format!("{base}/outage"))
        .send()
        .await
        .unwrap();
    assert_eq!(hold(&office).await, Some(202));
    assert_eq!(post("nothing", "").await.0, 404);
}
