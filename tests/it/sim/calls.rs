//! Dialling, consulting, transfer, conference; supervisors and the dialer.

use super::client::{Desk, accepted, refused};
use contactflow::sim::cxone::State;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn a_number_is_dialled_and_answers() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let path = format!("agent-sessions/{session}/dial-phone");
    refused(
        &desk,
        &path,
        json!({ "phoneNumber": "x", "skillId": 4021 }),
        400,
        "phonenumberisnotval",
    )
    .await;
    refused(
        &desk,
        &path,
        json!({ "phoneNumber": "+12025550142", "skillId": 4022 }),
        400,
        "skillisnotval",
    )
    .await;
    accepted(
        &desk,
        &path,
        json!({ "phoneNumber": "+12025550142", "skillId": 4021 }),
    )
    .await;
    let event = desk.until(&mut session, "2001", "Dialing").await;
    assert_eq!(event["IsInbound"], "False");
    desk.until(&mut session, "2001", "Active").await;
    let tones = format!("agent-sessions/{session}/send-dtmf");
    accepted(
        &desk,
        &tones,
        json!({ "dtmfSequence": "12*#", "toneDurationMS": 100 }),
    )
    .await;
    refused(
        &desk,
        &tones,
        json!({ "dtmfSequence": "xyz" }),
        400,
        "dtmfsequenceisnotval",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_is_transferred_to_the_agent_who_was_consulted() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let got = desk
        .post_json("agent-sessions/join", json!({ "asAgentId": 8 }))
        .await
        .json();
    let mut other = got["sessionId"].as_str().unwrap().to_owned();

    let consult = format!("agent-sessions/{session}/consult-agent");
    refused(
        &desk,
        &consult,
        json!({ "targetAgentId": 9 }),
        400,
        "invalidtargetagent",
    )
    .await;
    refused(
        &desk,
        &consult,
        json!({ "targetAgentId": 8, "parentContactId": 1101 }),
        404,
        "invalidcontact",
    )
    .await;
    let transfer = format!("agent-sessions/{session}/interactions/transfer-calls");
    refused(&desk, &transfer, json!({}), 409, "invalidstate").await;

    accepted(
        &desk,
        &consult,
        json!({ "targetAgentId": 8, "parentContactId": 1001 }),
    )
    .await;
    let offered = desk.until(&mut other, "2002", "Incoming").await;
    assert_eq!(offered["MasterID"], "1001");
    accepted(
        &desk,
        &format!("agent-sessions/{other}/interactions/2002/accept-consult"),
        json!({}),
    )
    .await;
    desk.until(&mut session, "2001", "Active").await;
    accepted(&desk, &transfer, json!({})).await;
    desk.until(&mut session, "1001", "Disconnected").await;
    let caller = desk.sim.contact("2002").unwrap();
    assert_eq!(
        (caller.agent, caller.master, caller.from.as_str()),
        (Some(8), 1001, "+12025550111")
    );
    assert_eq!(caller.state, State::Active);
}

#[tokio::test(start_paused = true)]
async fn two_calls_become_a_conference() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let dial = format!("agent-sessions/{session}/dial-agent");
    accepted(
        &desk,
        &dial,
        json!({ "targetAgentId": 8, "parentContactId": 1001 }),
    )
    .await;
    desk.until(&mut session, "2001", "Active").await;
    let interactions = format!("agent-sessions/{session}/interactions");
    accepted(
        &desk,
        &format!("{interactions}/conference-calls"),
        json!({}),
    )
    .await;
    desk.until(&mut session, "1001", "Joined").await;
    let number = desk.sim.contact("2001").unwrap().conference.unwrap();
    let body = json!({ "conferenceNo": number });
    refused(
        &desk,
        &format!("{interactions}/conference-hold"),
        json!({ "conferenceNo": 99 }),
        409,
        "invalidstate",
    )
    .await;
    accepted(
        &desk,
        &format!("{interactions}/conference-hold"),
        body.clone(),
    )
    .await;
    desk.until(&mut session, "2001", "Holding").await;
    accepted(&desk, &format!("{interactions}/conference-resume"), body).await;
    desk.until(&mut session, "2001", "Joined").await;
    accepted(
        &desk,
        &format!("{interactions}/1002/join-conference"),
        json!({}),
    )
    .await;
    desk.until(&mut session, "1002", "Joined").await;
}

#[tokio::test(start_paused = true)]
async fn a_skill_is_dialled() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let path = format!("agent-sessions/{session}/dial-skill");
    refused(&desk, &path, json!({ "skillId": 1 }), 400, "invalidskill").await;
    accepted(&desk, &path, json!({ "skillId": 4022 })).await;
    desk.until(&mut session, "2001", "Active").await;
}

#[tokio::test]
async fn a_caller_is_sent_to_an_agents_voicemail() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    let path = format!("agent-sessions/{session}/direct-voicemail-transfer");
    refused(
        &desk,
        &path,
        json!({ "targetAgentId": 8 }),
        404,
        "invalidcontact",
    )
    .await;
    accepted(
        &desk,
        &path,
        json!({ "targetAgentId": 8, "parentContactId": 1001 }),
    )
    .await;
    desk.until(&mut session, "1001", "Disconnected").await;
}

#[tokio::test]
async fn a_supervisor_listens_and_takes_over() {
    let mut desk = Desk::open().await;
    let mut watched = desk.join().await;
    desk.sign_in(1).await;
    let session = desk.join().await;
    let path = |verb: &str| format!("agent-sessions/{session}/{verb}");
    refused(&desk, &path("coach"), json!({}), 409, "invalidstate").await;
    accepted(&desk, &path("monitor"), json!({ "targetAgentId": 7 })).await;
    accepted(&desk, &path("coach"), json!({})).await;
    accepted(&desk, &path("barge"), json!({})).await;
    accepted(&desk, &path("take-over"), json!({})).await;
    assert_eq!(desk.sim.contact("1001").unwrap().agent, Some(8));
    let gone = desk.until(&mut watched, "1001", "Disconnected").await;
    assert_eq!(gone["FinalState"], "True");
    refused(&desk, &path("barge"), json!({}), 409, "invalidstate").await;
    accepted(
        &desk,
        "contacts/1002/monitor",
        json!({ "phoneNumber": "+12025550108" }),
    )
    .await;
    refused(
        &desk,
        "contacts/1002/monitor",
        json!({}),
        400,
        "phonenumberisnotval",
    )
    .await;
    desk.sim
        .change_agent(8, |agent| agent.rights.pop().map(drop).unwrap());
    refused(
        &desk,
        &path("monitor"),
        json!({ "targetAgentId": 7 }),
        403,
        "unauthorized",
    )
    .await;
}

#[tokio::test]
async fn the_dialer_is_joined_and_left() {
    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    let session = desk.join().await;
    let path = |verb: &str| format!("agent-sessions/{session}/{verb}");
    refused(
        &desk,
        &path("dialer-logout"),
        json!({}),
        409,
        "invalidstate",
    )
    .await;
    refused(
        &desk,
        &path("dialer-login"),
        json!({ "skillName": "Service" }),
        400,
        "invalidskillname",
    )
    .await;
    accepted(
        &desk,
        &path("dialer-login"),
        json!({ "skillName": "Callbacks" }),
    )
    .await;
    accepted(&desk, &path("dialer-logout"), json!({})).await;
    accepted(
        &desk,
        &path("interactions/1202/independent-dial-outcome?outcome=4"),
        json!({}),
    )
    .await;
    refused(
        &desk,
        &path("interactions/1202/amd-override?type=1"),
        json!({}),
        409,
        "invalidstate",
    )
    .await;
    accepted(&desk, &path("interactions/1201/snooze"), json!({})).await;
    assert_eq!(desk.sim.contact("1201").unwrap().agent, None);
    accepted(
        &desk,
        &path("continue-reskill"),
        json!({ "continueReskill": true }),
    )
    .await;
}
