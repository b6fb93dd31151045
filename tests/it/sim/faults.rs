//! What goes wrong on demand, each kind once, over the wire.

use super::client::{Desk, Got};
use contactflow::sim::cxone::State;
use contactflow::sim::{Act, Fault, Options, When};
use std::time::Duration;

const END: &str = "contacts/1001/end";

async fn with(fault: Fault) -> Desk {
    Desk::with(Options::default().fault(fault.times(1))).await
}

fn is_down(desk: &Desk) -> bool {
    let log = desk.sim.log();
    assert_eq!(log.len(), 1);
    let contact = desk.sim.contact("1001").unwrap();
    let down = contact.pending == Some(State::Disconnected) || !contact.state.is_live();
    assert_eq!(down, !log[0].is_refused(), "{log:?}");
    assert!(log[0].fault.is_some());
    down
}

#[tokio::test]
async fn a_429_names_how_long_to_wait() {
    let desk = with(Fault::on("endContact", Act::Throttle(Some(3)))).await;
    let response = desk
        .request(reqwest::Method::POST, END)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["Retry-After"], "3");
    assert!(!is_down(&desk));
    assert_eq!(desk.post(END).await.status, 202);
}

#[tokio::test]
async fn a_5xx_comes_before_acting_or_after() {
    let desk = with(Fault::on(
        "POST /contacts/*/end",
        Act::Error(503, When::Before),
    ))
    .await;
    assert_eq!(desk.post(END).await.status, 503);
    assert!(!is_down(&desk));
    let desk = with(Fault::on(
        "POST /contacts/*/end",
        Act::Error(500, When::After),
    ))
    .await;
    assert_eq!(desk.post(END).await.status, 500);
    assert!(is_down(&desk));
}

#[tokio::test]
async fn a_connection_breaks_before_acting_or_after() {
    for (when, acted) in [(When::Before, false), (When::After, true)] {
        let desk = with(Fault::on("*", Act::Drop(when)).contact(1001)).await;
        assert!(
            desk.request(reqwest::Method::POST, END)
                .send()
                .await
                .is_err()
        );
        assert_eq!(is_down(&desk), acted);
    }
}

#[tokio::test]
async fn a_401_is_for_once_an_expired_token_for_good() {
    let desk = with(Fault::on("endContact", Act::Unauthorized)).await;
    assert_eq!(desk.post(END).await.status, 401);
    assert!(!is_down(&desk));
    assert_eq!(desk.post(END).await.status, 202);

    let mut desk = with(Fault::on("endContact", Act::ExpireToken)).await;
    assert_eq!(desk.post(END).await.status, 401);
    assert_eq!(desk.post(END).await.status, 401);
    desk.sign_in(0).await;
    assert_eq!(desk.post(END).await.status, 202);
}

#[tokio::test]
async fn any_refusal_can_be_had() {
    let desk = with(Fault::on(
        "endContact",
        Act::Refuse(403, "InvalidSecurityUser".into()),
    ))
    .await;
    let got = desk.post(END).await;
    assert_eq!(
        (got.status, got.reason().as_str()),
        (403, "invalidsecurityuser")
    );
    assert!(!is_down(&desk));
}

#[tokio::test]
async fn html_stands_where_json_should() {
    let desk = with(Fault::on("endContact", Act::Html(200, When::After))).await;
    let got = desk.post(END).await;
    assert!(got.text.starts_with("<!DOCTYPE html>"));
    assert!(is_down(&desk));
    let desk = with(Fault::on("endContact", Act::Html(502, When::Before))).await;
    assert_eq!(desk.post(END).await.status, 502);
    assert!(!is_down(&desk));
}

#[tokio::test]
async fn json_is_truncated_cut_off_or_endless() {
    let desk = with(Fault::on("activeContacts", Act::Truncate)).await;
    let got = desk.get("contacts/active").await;
    assert_eq!(got.status, 200);
    assert!(serde_json::from_str::<serde_json::Value>(&got.text).is_err());

    let desk = with(Fault::on("activeContacts", Act::CutOff)).await;
    let response = desk
        .request(reqwest::Method::GET, "contacts/active")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.is_err());

    let desk = with(Fault::on("activeContacts", Act::Endless)).await;
    let mut response = desk
        .request(reqwest::Method::GET, "contacts/active")
        .send()
        .await
        .unwrap();
    let mut read = 0;
    while read < 4 << 20 {
        read += response
            .chunk()
            .await
            .unwrap()
            .expect("it never ends")
            .len();
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_slow() {
    let desk = with(Fault::on("endContact", Act::Delay(Duration::from_secs(7)))).await;
    let before = desk.sim.now();
    assert_eq!(desk.post(END).await.status, 202);
    assert_eq!(desk.sim.now().duration_since(before).as_secs(), 7);
    assert!(is_down(&desk));
}

#[tokio::test(start_paused = true)]
async fn an_event_never_comes_or_comes_late() {
    let desk = with(Fault::on("hold", Act::LoseEvent)).await;
    let mut session = desk.join().await;
    let hold = format!("agent-sessions/{session}/interactions/1001/hold");
    assert_eq!(desk.post(&hold).await.status, 202);
    assert!(desk.events(&mut session, 60).await.is_empty());
    assert_eq!(desk.sim.contact("1001").unwrap().state, State::Holding);

    let desk = with(Fault::on("hold", Act::DelayEvent(Duration::from_secs(30)))).await;
    let mut session = desk.join().await;
    let hold = format!("agent-sessions/{session}/interactions/1001/hold");
    let before = desk.sim.now();
    assert_eq!(desk.post(&hold).await.status, 202);
    desk.until(&mut session, "1001", "Holding").await;
    assert_eq!(desk.sim.now().duration_since(before).as_secs(), 30);
}

#[tokio::test]
async fn signing_in_fails_too() {
    let desk = with(Fault::on("token", Act::Error(503, When::Before))).await;
    let url = format!("{}/auth/token", desk.sim.base_address());
    let got = Got::read(desk.http.post(&url).send().await.unwrap()).await;
    assert_eq!(got.status, 503);
    assert_eq!(desk.http.post(&url).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn faults_come_and_go_while_it_runs() {
    let desk = Desk::open().await;
    desk.sim
        .add_fault(Fault::on("getAgent", Act::Error(500, When::Before)));
    assert_eq!(desk.get("agents/7").await.status, 500);
    desk.sim.clear_faults();
    assert_eq!(desk.get("agents/7").await.status, 200);
}
