//! The simulator's own endpoints, as a client in another language uses them.

use super::client::{Desk, Got};
use contactflow::sim::{Options, Simulator, WorldSource, serve};
use serde_json::{Value, json};
use std::net::SocketAddr;

async fn ask(desk: &Desk, method: reqwest::Method, path: &str, body: Option<Value>) -> Got {
    let url = format!("{}/simulator/{path}", desk.sim.base_address());
    let mut request = desk.http.request(method, url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    Got::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn faults_are_added_listed_and_cleared() {
    let desk = Desk::open().await;
    let fault = json!({ "on": "hold", "do": "drop", "when": "after", "contact": 1001, "times": 2 });
    let got = ask(&desk, reqwest::Method::POST, "faults", Some(fault.clone())).await;
    assert_eq!((got.status, &got.json()["faults"][0]), (200, &fault));
    let wrong = ask(
        &desk,
        reqwest::Method::POST,
        "faults",
        Some(json!({ "do": "explode" })),
    )
    .await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.json()["error_description"]
            .as_str()
            .unwrap()
            .contains("not a fault")
    );
    assert_eq!(
        ask(&desk, reqwest::Method::DELETE, "faults", None)
            .await
            .json()["faults"],
        json!([])
    );
}

#[tokio::test]
async fn the_log_and_the_state_are_asked_for() {
    let desk = Desk::open().await;
    desk.post("contacts/1101/end").await;
    desk.post("contacts/1003/end").await;
    desk.get("contacts/active").await;
    let log = ask(&desk, reqwest::Method::GET, "log", None).await.json();
    assert_eq!(log["log"].as_array().unwrap().len(), 2);
    assert_eq!(log["log"][0]["operation"], "endContact");
    assert_eq!(log["log"][1]["refused"], "InvalidContactId");
    let state = ask(&desk, reqwest::Method::GET, "state", None).await.json();
    assert_eq!(state["agents"][0]["state"], "InboundContact");
    assert_eq!(state["agents"][0]["session"], true);
    assert!(
        state["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|contact| contact["id"] == 1101)
    );
}

#[tokio::test]
async fn contacts_and_agents_are_changed_while_it_runs() {
    let desk = Desk::open().await;
    let contact = json!({ "id": 7001, "state": "InQueue", "skill": 4022, "age": "2d" });
    assert_eq!(
        ask(&desk, reqwest::Method::POST, "contacts", Some(contact))
            .await
            .status,
        200
    );
    assert_eq!(desk.sim.contact("7001").unwrap().state.name(), "InQueue");
    let wrong = json!({ "id": 7002, "state": "InQueue", "skill": 1 });
    assert_eq!(
        ask(&desk, reqwest::Method::POST, "contacts", Some(wrong))
            .await
            .status,
        400
    );

    let change = json!({ "active": false });
    assert_eq!(
        ask(&desk, reqwest::Method::POST, "agents/7", Some(change))
            .await
            .status,
        200
    );
    assert_eq!(
        desk.post("contacts/1101/end").await.reason(),
        "invalidsecurityuser"
    );
    assert_eq!(
        ask(&desk, reqwest::Method::POST, "agents/99", Some(json!({})))
            .await
            .status,
        404
    );
    assert_eq!(
        ask(&desk, reqwest::Method::POST, "tokens/expire", None)
            .await
            .status,
        204
    );
    assert_eq!(desk.post("contacts/1101/end").await.status, 401);
    assert_eq!(
        ask(&desk, reqwest::Method::GET, "nothing", None)
            .await
            .status,
        404
    );
    assert_eq!(
        ask(&desk, reqwest::Method::PUT, "log", None).await.status,
        405
    );
}

#[tokio::test]
async fn it_serves_until_it_is_stopped() {
    let (tell, told) = tokio::sync::oneshot::channel::<SocketAddr>();
    let serving = tokio::spawn(serve(Options::default(), |simulator| {
        tell.send(simulator.address()).unwrap();
    }));
    let address = told.await.unwrap();
    assert!(address.ip().is_loopback());
    let url = format!("http://{address}/simulator/state");
    assert_eq!(
        super::client::client()
            .get(&url)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    serving.abort();
    serving.await.unwrap_err();
    assert!(super::client::client().get(&url).send().await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_and_a_wrong_world_are_errors() {
    let first = Simulator::start(Options::default()).await.unwrap();
    let taken = Options {
        address: first.address(),
        ..Options::default()
    };
    let error = Simulator::start(taken).await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    let wrong = Options::default().world(WorldSource::Text("agnets = []".into()));
    let error = Simulator::start(wrong).await.err().unwrap();
    assert!(error.to_string().contains("agnets"), "{error}");
    let address = first.address();
    first.stop().await;
    let again = Options {
        address,
        ..Options::default()
    };
    Simulator::start(again).await.unwrap();
}

#[tokio::test]
async fn a_world_of_ones_own_brings_its_faults() {
    let world = r#"
        [[access-keys]]
        id = "k"
        secret = "s"
        agent = 1
        [[agents]]
        id = 1
        first-name = "Gus"
        last-name = "Invented"
        user-name = "gus@example.com"
        session = true
        [[skills]]
        id = 5
        name = "Line"
        [[contacts]]
        id = 10
        state = "InQueue"
        skill = 5
        [[faults]]
        on = "endContact"
        do = "refuse"
        status = 403
        text = "Unauthorized"
        times = 1
    "#;
    let desk = Desk::with(Options::default().world(WorldSource::Text(world.into()))).await;
    assert_eq!(desk.post("contacts/10/end").await.reason(), "unauthorized");
    assert_eq!(desk.post("contacts/10/end").await.status, 202);
}
