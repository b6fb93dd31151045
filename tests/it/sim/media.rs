//! Voicemail, work items, chats; wrapping up, scripts, reading back.

use super::client::{Desk, accepted, refused};
use contactflow::sim::cxone::State;
use serde_json::json;

#[tokio::test]
async fn a_voicemail_is_played_and_handed_on() {
    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    let mut session = desk.join().await;
    let voicemail = format!("agent-sessions/{session}/interactions/1202");
    accepted(
        &desk,
        &format!("{voicemail}/play-voicemail"),
        json!({ "playTimestamp": true, "position": 0 }),
    )
    .await;
    accepted(&desk, &format!("{voicemail}/pause-voicemail"), json!({})).await;
    let to_skill = format!("{voicemail}/transfer-voicemail-to-skill");
    refused(
        &desk,
        &to_skill,
        json!({ "targetSkillId": 4022 }),
        400,
        "invalidskill",
    )
    .await;
    let to_agent = format!("{voicemail}/transfer-voicemail-to-agent");
    refused(
        &desk,
        &to_agent,
        json!({ "targetAgentId": "" }),
        400,
        "invalidtargetagent",
    )
    .await;
    accepted(&desk, &to_agent, json!({ "targetAgentId": 7 })).await;
    let gone = desk.until(&mut session, "1202", "Discarded").await;
    assert_eq!(gone["FinalState"], "True");
    let contact = desk.sim.contact("1202").unwrap();
    assert_eq!((contact.agent, contact.state), (Some(7), State::Incoming));
    refused(
        &desk,
        &to_agent,
        json!({ "targetAgentId": 7 }),
        404,
        "invalidcontact",
    )
    .await;
}

#[tokio::test]
async fn a_work_item_comes_and_is_handed_on() {
    let mut desk = Desk::open().await;
    let item = json!({ "pointOfContact": "poc", "workItemId": "W-1", "workItemPayload": "{}", "from": "crm" });
    let got = desk.post_json("interactions/work-items", item).await;
    assert_eq!((got.status, got.text.as_str()), (202, ""));
    assert_eq!(
        desk.sim.contact("2001").unwrap().custom["workItemId"],
        "W-1"
    );
    assert_eq!(
        desk.post_json("interactions/work-items", json!({}))
            .await
            .status,
        400
    );
    desk.sign_in(1).await;
    let session = desk.join().await;
    let add = format!("agent-sessions/{session}/add-contact");
    accepted(&desk, &add, json!({ "workItem": true })).await;
    assert_eq!(desk.sim.contact("2001").unwrap().state, State::Incoming);
    assert_eq!(desk.post_json(&add, json!({})).await.status, 400);
    let path = format!("agent-sessions/{session}/interactions/1203/transfer-work-item-to-skill");
    accepted(&desk, &path, json!({ "targetSkillName": "Tasks" })).await;
    assert_eq!(desk.sim.contact("1203").unwrap().state, State::InQueue);
    refused(
        &desk,
        &path,
        json!({ "targetSkillId": 4023 }),
        404,
        "invalidcontact",
    )
    .await;
}

#[tokio::test]
async fn a_chat_is_written_in_and_handed_on() {
    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    let session = desk.join().await;
    let chat = format!("agent-sessions/{session}/interactions/1204");
    accepted(
        &desk,
        &format!("{chat}/send-chat-text"),
        json!({ "chatText": "Hello" }),
    )
    .await;
    accepted(
        &desk,
        &format!("{chat}/typing"),
        json!({ "isTyping": true }),
    )
    .await;
    refused(
        &desk,
        &format!("{chat}/activate-chat"),
        json!({}),
        409,
        "invalidstate",
    )
    .await;
    let said = desk.sim.contact("1204").unwrap().said;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(
        (said[0].text.as_str(), said[0].by_customer),
        ("Hello", false)
    );
    let path = format!("{chat}/transfer-chat-to-agent");
    refused(
        &desk,
        &path,
        json!({ "targetAgentId": 99 }),
        400,
        "invalidtargetagent",
    )
    .await;
    accepted(&desk, &path, json!({ "targetAgentId": 7 })).await;
    let phone = format!("agent-sessions/{session}/interactions/1201/send-chat-text");
    refused(
        &desk,
        &phone,
        json!({ "chatText": "Hello" }),
        404,
        "invalidcontact",
    )
    .await;
}

#[tokio::test]
async fn a_contact_is_wrapped_up() {
    let desk = Desk::open().await;
    let session = desk.join().await;
    let path = format!("agent-sessions/{session}/interactions/1001");
    let body = json!({ "primaryDispositionId": 5, "primaryDispositionNotes": "done" });
    assert_eq!(
        desk.post_json(&format!("{path}/disposition"), body)
            .await
            .status,
        200
    );
    assert_eq!(
        desk.sim.contact("1001").unwrap().disposition.unwrap()["primary"],
        5
    );
    refused(
        &desk,
        &format!("{path}/disposition"),
        json!({}),
        400,
        "invaliddisposition",
    )
    .await;

    let tags = json!({ "tags": [{ "tagId": 1 }, { "tagId": "2" }, { "tagId": "x" }] });
    let got = desk.post_json("contacts/1001/tags", tags).await;
    assert_eq!(got.json()["resultSet"]["errorCount"], 1);
    assert_eq!(desk.sim.contact("1001").unwrap().tags, [1, 2]);

    accepted(
        &desk,
        &format!("{path}/custom-data"),
        json!({ "indicatorName": "mood", "data": "fine" }),
    )
    .await;
    assert_eq!(desk.sim.contact("1001").unwrap().custom["mood"], "fine");
    let info = json!({ "dispositionInfo": { "skill": 4022, "dispositionCode": 3 } });
    accepted(&desk, "contacts/1003/set-disposition", info).await;
    refused(
        &desk,
        "contacts/1003/set-disposition",
        json!({}),
        400,
        "invaliddisposition",
    )
    .await;
}

#[tokio::test]
async fn scripts_are_started_and_signalled() {
    let desk = Desk::open().await;
    let got = desk.post("interactions/1101/signal?p1=go&p9=now").await;
    assert_eq!(got.status, 202);
    let signals = desk.sim.contact("1101").unwrap().signals;
    assert_eq!(
        (signals[0][0].as_str(), signals[0][8].as_str()),
        ("go", "now")
    );
    assert_eq!(
        desk.post("interactions/1003/signal").await.reason(),
        "invalidcontact"
    );
    let started = desk
        .post_json("scripts/9001/start", json!({ "skillId": 4022 }))
        .await;
    assert_eq!(
        (started.status, started.json()["contactId"].as_u64()),
        (200, Some(2001))
    );
    refused(
        &desk,
        "scripts/1/start",
        json!({ "skillId": 4022 }),
        404,
        "invalidscript",
    )
    .await;
}

#[tokio::test]
async fn active_contacts_are_listed_sifted_and_paged() {
    let desk = Desk::open().await;
    let all = desk.get("contacts/active").await.json();
    let rows = all["activeContacts"].as_array().unwrap();
    assert_eq!(all["totalRecords"], rows.len());
    assert!(rows.iter().all(|row| row["contactId"] != 1003));
    let queued: Vec<_> = rows
        .iter()
        .filter(|row| row["stateName"] == "InQueue")
        .collect();
    assert_eq!(queued.len(), 6);
    let states = desk.get("contact-state-descriptions").await.json();
    let states = states["contactStateDescriptions"]
        .as_array()
        .unwrap()
        .clone();
    let number = states
        .iter()
        .find(|state| state["contactStateName"] == "InQueue")
        .unwrap()["contactStateId"]
        .clone();
    assert_eq!(queued[0]["stateId"], number);
    let one = desk
        .get(&format!("contact-state-descriptions/{number}"))
        .await
        .json();
    assert_eq!(
        one["contactStateDescriptions"][0]["contactStateName"],
        "InQueue"
    );
    assert_eq!(desk.get("contact-state-descriptions/99").await.status, 404);

    for (query, count) in [
        (format!("stateId={number}"), 6),
        ("agentId=7".to_owned(), 4),
        ("mediaTypeId=5".to_owned(), 1),
        ("contactId=1001".to_owned(), 1),
        ("skillId=4025".to_owned(), 1),
        ("updatedSince=2100-01-01T00:00:00Z".to_owned(), 0),
    ] {
        let got = desk.get(&format!("contacts/active?{query}")).await.json();
        assert_eq!(got["totalRecords"], count, "{query}");
    }
    let page = desk
        .get("contacts/active?skip=1&top=2&orderBy=contactStartDate")
        .await
        .json();
    let ids: Vec<_> = page["activeContacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["contactId"].clone())
        .collect();
    assert_eq!(ids, [1105, 1104]);
    assert_eq!(desk.get("contacts/active?skip=x").await.status, 400);
    assert_eq!(
        desk.get("contacts/active?updatedSince=yesterday")
            .await
            .status,
        400
    );
}
