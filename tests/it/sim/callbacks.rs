//! Scheduled callbacks: made, refused, changed, taken back, presented, and the patron's own.

use super::client::Desk;
use contactflow::sim::cxone::CallbackStatus;
use reqwest::Method;
use serde_json::{Value, json};

fn wanted() -> Value {
    json!({
        "firstName": "Grace", "lastName": "Invented", "phoneNumber": "+442079460000",
        "skillId": 4021, "targetAgentId": "", "scheduleDate": "2030-12-01T09:00:00+01:00",
        "notes": "asked for on the web form"
    })
}

fn but(name: &str, value: Value) -> Value {
    let mut body = wanted();
    body[name] = value;
    body
}

#[tokio::test]
async fn one_is_scheduled_and_listed_under_its_skill() {
    let desk = Desk::open().await;
    let got = desk.post_json("scheduled-callbacks", wanted()).await;
    assert_eq!(got.status, 200, "{got:?}");
    let id = got.json()["callbackId"].as_u64().unwrap();
    let listed = desk.get("skills/4021/scheduled-callbacks").await.json();
    let row = &listed["callbacks"][0];
    assert_eq!(row["callbackId"], id);
    assert_eq!(row["dialNumber"], "+442079460000");
    assert_eq!(row["callbackTime"], "2030-12-01T08:00:00Z");
    assert_eq!(
        desk.sim.log()[0].changed,
        [format!("callback {id}: scheduled")]
    );
    assert_eq!(
        desk.get("agents/7/scheduled-callbacks").await.json()["callbacks"],
        json!([])
    );
}

#[tokio::test]
async fn the_agent_wins_over_the_skill() {
    let desk = Desk::open().await;
    let got = desk
        .post_json("scheduled-callbacks", but("targetAgentId", json!("8")))
        .await;
    assert_eq!(got.status, 200, "{got:?}");
    let listed = desk.get("agents/8/scheduled-callbacks").await.json();
    assert_eq!(listed["callbacks"][0]["agentId"], 8);
    assert_eq!(listed["callbacks"][0]["target"], "agent");
}

#[tokio::test]
async fn every_documented_mistake_has_its_refusal() {
    let desk = Desk::open().await;
    let wrong = [
        ("skillId", json!(4022), "invalidskill"),
        ("skillId", json!(4023), "invalidskill"),
        ("skillId", json!(999), "invalidskill"),
        ("skillId", json!("abc"), "invalidskill"),
        ("skillId", Value::Null, "invalidskill"),
        ("targetAgentId", json!(999), "invalidtargetagent"),
        (
            "targetAgentId",
            json!("ada@example.com"),
            "invalidtargetagent",
        ),
        ("targetAgentId", json!(9), "invalidtargetagent"),
        ("targetAgentId", Value::Null, "invalidtargetagent"),
        ("scheduleDate", json!("tomorrow"), "invalidscheduledate"),
        ("scheduleDate", json!("2030-12-01"), "invalidscheduledate"),
        (
            "scheduleDate",
            json!("2030-02-30T09:00:00Z"),
            "invalidscheduledate",
        ),
        (
            "scheduleDate",
            json!("12/01/2030 09:00"),
            "invalidscheduledate",
        ),
        ("scheduleDate", Value::Null, "invalidscheduledate"),
        ("phoneNumber", json!("12"), "invalidphonenumber"),
        ("phoneNumber", json!("+0123456789"), "invalidphonenumber"),
        ("phoneNumber", json!("555-CALL-NOW"), "invalidphonenumber"),
        ("phoneNumber", json!(""), "invalidphonenumber"),
    ];
    for (name, value, reason) in wrong {
        let got = desk
            .post_json("scheduled-callbacks", but(name, value.clone()))
            .await;
        assert_eq!(got.status, 400, "{name} = {value}: {got:?}");
        assert_eq!(got.reason(), reason, "{name} = {value}: {got:?}");
    }
    assert_eq!(desk.sim.callbacks(), []);
    assert!(
        desk.sim
            .log()
            .iter()
            .all(|entry| entry.is_refused() && entry.changed.is_empty())
    );
}

#[tokio::test]
async fn query_and_form_do_as_well_as_json() {
    let desk = Desk::open().await;
    let fields = [
        ("phoneNumber", "+442079460000"),
        ("skillId", "4021"),
        ("targetAgentId", ""),
        ("scheduleDate", "2030-12-01T09:00:00+01:00"),
    ];
    let query = desk
        .request(Method::POST, "scheduled-callbacks")
        .query(&fields);
    assert_eq!(query.send().await.unwrap().status(), 200);
    let form = desk
        .request(Method::POST, "scheduled-callbacks")
        .form(&fields);
    assert_eq!(form.send().await.unwrap().status(), 200);
    let at: Vec<_> = desk
        .sim
        .callbacks()
        .iter()
        .map(|callback| callback.at.to_string())
        .collect();
    assert_eq!(at, ["2030-12-01T08:00:00Z", "2030-12-01T08:00:00Z"]);
}

#[tokio::test]
async fn one_is_changed_and_taken_back() {
    let desk = Desk::open().await;
    let made = desk.post_json("scheduled-callbacks", wanted()).await.json();
    let path = format!("scheduled-callbacks/{}", made["callbackId"]);
    let changed = json!({ "scheduleDate": "2031-01-01T10:00:00Z", "notes": "" });
    assert_eq!(desk.send(Method::PUT, &path, changed).await.status, 200);
    let callback = desk.sim.callbacks().remove(0);
    assert_eq!(callback.at.to_string(), "2031-01-01T10:00:00Z");
    assert_eq!(
        (callback.notes.as_str(), callback.first_name.as_str()),
        ("", "Grace")
    );

    let wrong = desk
        .send(
            Method::PUT,
            &path,
            json!({ "phoneNumber": "12", "notes": "x" }),
        )
        .await;
    assert_eq!(
        (wrong.status, wrong.reason().as_str()),
        (400, "invalidphonenumber")
    );
    assert_eq!(desk.sim.callbacks()[0].notes, "");

    let why = json!({ "description": "called already" });
    assert_eq!(
        desk.send(Method::DELETE, &path, why.clone()).await.status,
        200
    );
    assert_eq!(desk.sim.callbacks()[0].status, CallbackStatus::Cancelled);
    let again = desk.send(Method::DELETE, &path, why).await;
    assert_eq!(
        (again.status, again.reason().as_str()),
        (404, "invalidcallback")
    );
    let listed = desk.get("skills/4021/scheduled-callbacks").await.json();
    assert_eq!(listed["callbacks"], json!([]));
}

/// A moment from now: what is past is refused.
fn soon(sim: &contactflow::sim::Simulator) -> String {
    let soon = sim.now() + jiff::SignedDuration::from_millis(300);
    soon.to_string()
}

#[tokio::test]
async fn a_time_that_is_past_is_refused() {
    let desk = Desk::open().await;
    let mut body = but("targetAgentId", json!(7));
    let past = desk.sim.now() - jiff::SignedDuration::from_secs(1);
    body["scheduleDate"] = json!(past.to_string());
    let got = desk.post_json("scheduled-callbacks", body).await;
    assert_eq!(
        (got.status, got.reason().as_str()),
        (400, "invalidscheduledate")
    );
}

/// Schedules one for agent 7 that is due in a moment, and waits until it is presented.
async fn presented(desk: &Desk, session: &mut String) -> String {
    let mut body = but("targetAgentId", json!(7));
    body["scheduleDate"] = json!(soon(&desk.sim));
    let got = desk.post_json("scheduled-callbacks", body).await;
    let id = got.json()["callbackId"].to_string();
    loop {
        for event in desk.events(session, 60).await {
            if event["Type"] == "PromiseKeeper" {
                assert_eq!(event["CallbackId"], id.as_str());
                return id;
            }
        }
    }
}

#[tokio::test]
async fn one_that_is_due_is_presented_and_dialled() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let id = presented(&desk, &mut session).await;
    let path = format!("agent-sessions/{session}/interactions/{id}/dial");
    assert_eq!(desk.post(&path).await.status, 202);
    let event = desk.until(&mut session, "2001", "Dialing").await;
    assert_eq!(event["DNIS"], "+442079460000");
    assert_eq!(desk.sim.callbacks()[0].status, CallbackStatus::Dialed);
    assert_eq!(desk.post(&path).await.status, 404);
}

#[tokio::test]
async fn one_that_is_presented_is_put_off_or_cancelled() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let id = presented(&desk, &mut session).await;
    let path = format!("agent-sessions/{session}/interactions/{id}");
    let bad = json!({ "rescheduleDate": "soon" });
    let got = desk.post_json(&format!("{path}/reschedule"), bad).await;
    assert_eq!(
        (got.status, got.reason().as_str()),
        (400, "invalidscheduledate")
    );
    let date = json!({ "rescheduleDate": "2031-01-01T10:00:00Z" });
    assert_eq!(
        desk.post_json(&format!("{path}/reschedule"), date)
            .await
            .status,
        202
    );
    assert_eq!(desk.sim.callbacks()[0].status, CallbackStatus::Scheduled);

    let early = desk
        .post_json(&format!("{path}/cancel"), json!({ "notes": "" }))
        .await;
    assert_eq!(
        (early.status, early.reason().as_str()),
        (409, "invalidstate")
    );
    let id = presented(&desk, &mut session).await;
    let path = format!("agent-sessions/{session}/interactions/{id}/cancel");
    assert_eq!(
        desk.post_json(&path, json!({ "notes": "" })).await.status,
        202
    );
    assert_eq!(desk.sim.callbacks()[1].status, CallbackStatus::Cancelled);
}

#[tokio::test]
async fn a_patron_is_promised_a_call_or_a_place_in_the_queue() {
    let desk = Desk::open().await;
    let promise = [
        ("firstName", "Grace"),
        ("phoneNumber", "+442079460000"),
        ("skill", "4021"),
        ("promiseDate", "2030-12-01"),
        ("promiseTime", "09:00"),
        ("timeZone", "+02:00"),
    ];
    let got = desk
        .request(Method::POST, "promise")
        .query(&promise)
        .send()
        .await
        .unwrap();
    assert_eq!(got.status(), 202);
    assert_eq!(got.text().await.unwrap(), "");
    assert_eq!(
        desk.sim.callbacks()[0].at.to_string(),
        "2030-12-01T07:00:00Z"
    );

    let queued = desk
        .post("queuecallback?phoneNumber=%2B442079460000&skill=4021")
        .await;
    assert_eq!(queued.status, 202);
    let contact = desk.sim.contact("2001").unwrap();
    assert_eq!(
        (contact.to.as_str(), contact.state.name()),
        ("+442079460000", "InQueue")
    );

    for (path, reason) in [
        ("promise?phoneNumber=1&skill=4021", "invalidphonenumber"),
        (
            "promise?phoneNumber=%2B442079460000&skill=1",
            "invalidskill",
        ),
        (
            "promise?phoneNumber=%2B442079460000&skill=4021&promiseDate=soon",
            "invalidscheduledate",
        ),
        (
            "queuecallback?phoneNumber=%2B442079460000&skill=x",
            "invalidskill",
        ),
    ] {
        let got = desk.post(path).await;
        assert_eq!((got.status, got.reason().as_str()), (400, reason), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_is_due_waits_for_its_agent() {
    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    assert_eq!(desk.post("agents/8/logout").await.status, 202);
    let mut body = but("targetAgentId", json!(8));
    body["scheduleDate"] = json!(soon(&desk.sim));
    assert_eq!(
        desk.post_json("scheduled-callbacks", body).await.status,
        200
    );
    tokio::time::advance(std::time::Duration::from_secs(1000)).await;
    assert_eq!(desk.sim.callbacks()[0].status, CallbackStatus::Scheduled);
    let started = desk
        .post_json("agent-sessions", json!({ "stationId": "8" }))
        .await;
    assert_eq!(started.status, 202, "{started:?}");
    tokio::time::advance(std::time::Duration::from_secs(61)).await;
    assert_eq!(desk.sim.callbacks()[0].status, CallbackStatus::Presented);
}
