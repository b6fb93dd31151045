//! Agent sessions: start, join, end, events and their polling, states.

use super::client::{Desk, Got};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_session_is_started_used_and_ended() {
    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    let old = desk.join().await;
    let busy = desk
        .send(Method::DELETE, &format!("agent-sessions/{old}"), json!({}))
        .await;
    assert_eq!((busy.status, busy.reason().as_str()), (409, "invalidstate"));
    let end = format!("agent-sessions/{old}?endContacts=true");
    assert_eq!(desk.send(Method::DELETE, &end, json!({})).await.status, 202);
    assert!(
        desk.sim
            .contacts()
            .iter()
            .all(|contact| contact.agent != Some(8) || !contact.state.is_live())
    );
    let over = desk.post(&format!("agent-sessions/{old}/keep-alive")).await;
    assert_eq!(
        (over.status, over.reason().as_str()),
        (404, "invalidagentsession")
    );

    let none = desk
        .post_json("agent-sessions/join", json!({ "asAgentId": "" }))
        .await;
    assert_eq!(
        (none.status, none.reason().as_str()),
        (404, "invalidagentsession")
    );
    let bad = desk
        .post_json("agent-sessions", json!({ "stationPhoneNumber": "here" }))
        .await;
    assert_eq!(
        (bad.status, bad.reason().as_str()),
        (400, "invalidphonenumberorstation")
    );
    let station = json!({ "stationPhoneNumber": "+12025550108" });
    let got = desk.post_json("agent-sessions", station.clone()).await;
    assert_eq!(got.status, 202);
    let mut session = got.json()["sessionId"].as_str().unwrap().to_owned();
    let begun = desk.events(&mut session, 0).await;
    assert_eq!(begun[0]["Type"], "AgentSessionStart");
    assert_eq!(begun[1]["CurrentState"], "Unavailable");
    assert_eq!(desk.post_json("agent-sessions", station).await.status, 409);
    assert_eq!(
        desk.post(&format!("agent-sessions/{session}/keep-alive"))
            .await
            .status,
        202
    );
}

#[tokio::test]
async fn the_poll_of_an_ended_session_says_so() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let end = format!("agent-sessions/{session}?forceLogoff=true");
    assert_eq!(desk.send(Method::DELETE, &end, json!({})).await.status, 202);
    let kinds: Vec<_> = desk
        .events(&mut session, 0)
        .await
        .iter()
        .map(|event| event["Type"].clone())
        .collect();
    assert_eq!(kinds, ["AgentState", "AgentSessionEnd"]);
    let got = desk
        .get(&format!(
            "agent-sessions/{session}/get-next-event?timeout=60"
        ))
        .await;
    assert_eq!(got.status, 409);
}

#[tokio::test]
async fn another_agents_session_needs_the_right() {
    let mut desk = Desk::open().await;
    let join = |agent: u64| json!({ "asAgentId": agent });
    assert_eq!(
        desk.post_json("agent-sessions/join", join(8)).await.status,
        202
    );
    let unknown = desk.post_json("agent-sessions/join", join(99)).await;
    assert_eq!(
        (unknown.status, unknown.reason().as_str()),
        (404, "invalidagent")
    );
    let former = desk.post_json("agent-sessions/join", join(9)).await;
    assert_eq!(
        (former.status, former.reason().as_str()),
        (403, "invalidsecurityuser")
    );
    desk.sign_in(1).await;
    let refused = desk.post_json("agent-sessions/join", join(7)).await;
    assert_eq!(
        (refused.status, refused.reason().as_str()),
        (403, "impersonatenotenabled")
    );
}

#[tokio::test]
async fn withdrawn_rights_are_told_apart_from_a_withdrawn_profile() {
    let desk = Desk::open().await;
    let session = desk.join().await;
    let hold = format!("agent-sessions/{session}/interactions/1001/hold");
    assert!(desk.sim.change_agent(7, |agent| agent.rights.clear()));
    for path in [hold.as_str(), "contacts/1001/end"] {
        let got = desk.post(path).await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (403, "unauthorized"),
            "{path}"
        );
    }
    assert!(desk.sim.change_agent(7, |agent| agent.active = false));
    for path in [
        hold.as_str(),
        "contacts/1001/end",
        "scheduled-callbacks",
        "agent-sessions/join",
    ] {
        let got = desk.post(path).await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (403, "invalidsecurityuser"),
            "{path}"
        );
    }
    assert!(!desk.sim.change_agent(99, |_| {}));
}

#[tokio::test(start_paused = true)]
async fn a_poll_without_news_waits_as_long_as_it_was_told() {
    let desk = Desk::open().await;
    let session = desk.join().await;
    for seconds in [0, 15, 60] {
        let before = desk.sim.now();
        let got = desk
            .get(&format!(
                "agent-sessions/{session}/get-next-event?timeout={seconds}"
            ))
            .await;
        assert_eq!((got.status, got.text.as_str()), (304, ""));
        let waited = desk.sim.now().duration_since(before).as_secs();
        assert!((seconds..seconds + 2).contains(&waited), "{waited}");
    }
    for wrong in ["61", "-1", "soon"] {
        let got = desk
            .get(&format!(
                "agent-sessions/{session}/get-next-event?timeout={wrong}"
            ))
            .await;
        assert_eq!(got.status, 400, "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_poll_wakes_up_when_an_event_comes() {
    let desk = Desk::open().await;
    let session = desk.join().await;
    let before = desk.sim.now();
    let path = format!("agent-sessions/{session}/get-next-event?timeout=60");
    let poll = desk.get(&path);
    let act = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        desk.post(&format!("agent-sessions/{session}/interactions/1001/hold"))
            .await
    };
    let (got, held) = tokio::join!(poll, act);
    assert_eq!((got.status, held.status), (200, 202));
    assert_eq!(got.json()["events"][0]["Status"], "Holding");
    let waited = desk.sim.now().duration_since(before);
    assert!((5..6).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_replaced_id_is_good_for_a_while_only() {
    let desk = Desk::open().await;
    let first = desk.join().await;
    let mut session = first.clone();
    desk.post(&format!("agent-sessions/{session}/interactions/1001/hold"))
        .await;
    desk.until(&mut session, "1001", "Holding").await;
    assert_ne!(first, session);
    // An answer that got lost is fetched once more with the old id.
    let again = desk
        .get(&format!("agent-sessions/{first}/get-next-event?timeout=0"))
        .await;
    assert_eq!(again.json()["events"][0]["Status"], "Holding");
    tokio::time::advance(Duration::from_secs(61)).await;
    let late = desk
        .post(&format!("agent-sessions/{first}/interactions/1001/resume"))
        .await;
    assert_eq!(
        (late.status, late.reason().as_str()),
        (404, "invalidagentsession")
    );
    let now = desk
        .post(&format!(
            "agent-sessions/{session}/interactions/1001/resume"
        ))
        .await;
    assert_eq!(now.status, 202);
}

#[tokio::test]
async fn two_who_joined_both_hear_everything() {
    let desk = Desk::open().await;
    let (mut one, mut two) = (desk.join().await, desk.join().await);
    desk.post(&format!("agent-sessions/{one}/interactions/1001/hold"))
        .await;
    desk.until(&mut one, "1001", "Holding").await;
    desk.until(&mut two, "1001", "Holding").await;
}

#[tokio::test]
async fn an_agent_is_set_to_two_states_only() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let path = format!("agent-sessions/{session}/state");
    let away = json!({ "state": "Unavailable", "reason": "Lunch" });
    assert_eq!(desk.post_json(&path, away).await.status, 202);
    let event = desk.events(&mut session, 0).await.remove(0);
    assert_eq!(
        (event["Type"].as_str(), event["CurrentOutReason"].as_str()),
        (Some("AgentState"), Some("Lunch"))
    );
    for wrong in [
        json!({ "state": "LoggedOut" }),
        json!({ "state": "Unavailable", "reason": "Fishing" }),
        json!({}),
    ] {
        let got = desk.post_json(&path, wrong).await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (400, "invalidstaterequest")
        );
    }
    let wrap = json!({ "state": "Unavailable", "reason": "Wrap Up" });
    assert_eq!(desk.post_json(&path, wrap.clone()).await.status, 202);
    for contact in [1001, 1002, 1004, 1005] {
        desk.post(&format!("contacts/{contact}/end")).await;
    }
    let mut down = 0;
    while down < 3 {
        let events = desk.events(&mut session, 10).await;
        assert!(!events.is_empty());
        down += events
            .iter()
            .filter(|event| event["Status"] == "Disconnected")
            .count();
    }
    let got = desk.post_json(&path, wrap).await;
    assert_eq!((got.status, got.reason().as_str()), (409, "invalidstate"));
}

#[tokio::test]
async fn an_administrator_sees_and_sets_agents() {
    let desk = Desk::open().await;
    let agent = desk.get("agents/7").await.json();
    assert_eq!(agent["agents"][0]["firstName"], "Ada");
    assert_eq!(agent["agents"][0]["isActive"], true);
    assert_eq!(desk.get("agents/99").await.reason(), "invalidagent");
    let states = desk.get("agents/7/states").await.json();
    assert_eq!(states["agentStates"][0]["agentStateName"], "InboundContact");
    assert_eq!(states["agentStates"][0]["agentStateId"], 3);
    assert_eq!(
        desk.get("agents/states").await.json()["agentStates"]
            .as_array()
            .unwrap()
            .len(),
        3
    );

    let got = desk
        .post_json("agents/8/state", json!({ "state": "Available" }))
        .await;
    assert_eq!((got.status, got.header.as_deref()), (200, Some("Success")));
    assert_eq!(desk.post("agents/8/logout").await.status, 202);
    assert_eq!(desk.post("agents/8/logout").await.reason(), "invalidstate");
    assert_eq!(
        desk.get("agents/8/states").await.json()["agentStates"][0]["agentStateName"],
        "LoggedOut"
    );
}

#[tokio::test]
async fn the_agents_own_line_is_muted_and_dialled() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    for (verb, kind, name, value) in [
        ("mute", "Mute", "AgentMuted", "True"),
        ("unmute", "Mute", "AgentMuted", "False"),
        ("dial", "AgentLeg", "Status", "Active"),
        ("end", "AgentLeg", "Status", "Disconnected"),
    ] {
        let path = format!("agent-sessions/{session}/agent-phone/{verb}");
        assert_eq!(desk.post(&path).await.status, 202, "{verb}");
        let event = desk.events(&mut session, 0).await.remove(0);
        assert_eq!(
            (event["Type"].as_str(), event[name].as_str()),
            (Some(kind), Some(value))
        );
    }
    let path = format!("agent-sessions/{session}/agent-phone/end");
    assert_eq!(desk.post(&path).await.reason(), "invalidstate");
}

#[tokio::test]
async fn versions_and_cases_do_not_matter() {
    let desk = Desk::open().await;
    for base in [
        "inContactAPI/services/v2.0",
        "InContactAPI/Services/V34.0",
        "INCONTACTAPI/services/v23.0",
    ] {
        let url = format!("{}/{base}/Agents/7", desk.sim.base_address());
        let request = desk
            .http
            .get(url)
            .bearer_auth(&desk.token)
            .header("Accept", "application/json");
        assert_eq!(
            Got::read(request.send().await.unwrap()).await.status,
            200,
            "{base}"
        );
    }
    for base in [
        "incontactapi/services/23.0",
        "incontactapi/services/vx.y",
        "services/v23.0",
        "incontactapi",
    ] {
        let url = format!("{}/{base}/agents/7", desk.sim.base_address());
        let request = desk
            .http
            .get(url)
            .bearer_auth(&desk.token)
            .header("Accept", "application/json");
        assert_eq!(
            Got::read(request.send().await.unwrap()).await.status,
            404,
            "{base}"
        );
    }
}
