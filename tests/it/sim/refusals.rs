//! Refusals are spelled and placed in more than one way; unreadable answers for who asks so.

use super::client::Desk;
use contactflow::sim::Options;
use reqwest::Method;
use std::collections::BTreeSet;

#[tokio::test]
async fn one_reason_is_spelled_differently_but_always_the_same_way_by_one_operation() {
    let mut spellings = BTreeSet::new();
    for seed in 0..12 {
        let desk = Desk::with(Options {
            seed,
            ..Options::default()
        })
        .await;
        let path = "agent-sessions/x/interactions/1001/hold";
        let (one, two) = (desk.post(path).await, desk.post(path).await);
        assert_eq!((&one.header, &one.text), (&two.header, &two.text));
        assert_eq!(one.reason(), "invalidagentsession");
        spellings.insert((one.header, one.text));
    }
    assert!(spellings.len() > 3, "{spellings:?}");
}

#[tokio::test]
async fn who_does_not_ask_for_json_cannot_read_the_answer_but_it_counts() {
    let desk = Desk::open().await;
    let body = [
        ("phoneNumber", "+442079460000"),
        ("skillId", "4021"),
        ("targetAgentId", ""),
        ("scheduleDate", "2030-12-01T09:00:00Z"),
    ];
    for accept in [None, Some("*/*"), Some("text/html")] {
        let mut request = desk
            .http
            .post(desk.url("scheduled-callbacks"))
            .bearer_auth(&desk.token)
            .form(&body);
        if let Some(accept) = accept {
            request = request.header("Accept", accept);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.text().await.unwrap(),
            "No known way to render data"
        );
    }
    assert_eq!(desk.sim.callbacks().len(), 3);
}

#[tokio::test]
async fn a_correlation_id_comes_back() {
    let desk = Desk::open().await;
    let request = desk
        .request(Method::GET, "agents/7")
        .header("CorrelationId", "abc-1");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["CorrelationId"], "abc-1");
}

#[tokio::test]
async fn wrong_methods_and_addresses_are_told_apart() {
    let desk = Desk::open().await;
    for (method, path, status) in [
        (Method::GET, "agent-sessions", 405),
        (Method::PUT, "contacts/1001/end", 405),
        (Method::POST, "contacts/active", 405),
        (Method::POST, "contacts/1001/explode", 404),
        (Method::GET, "", 404),
        (
            Method::PATCH,
            "nothing/at/all/of/this/kind/is/here/ever",
            404,
        ),
    ] {
        let got = desk.request(method.clone(), path).send().await.unwrap();
        assert_eq!(got.status(), status, "{method} {path}");
    }
    assert_eq!(desk.sim.log(), []);
}
