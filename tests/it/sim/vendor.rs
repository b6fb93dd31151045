//! Requests as the vendor's own clients send them, by a plain client: what the simulator takes is
//! what they send, and not what the connection of this project does.

use super::client::{Desk, Got};
use contactflow::sim::cxone::{Span, WorldFile};
use contactflow::sim::{Options, Simulator, WorldSource};
use reqwest::Method;
use serde_json::{Value, json};

/// Which agent asks, what is done before, and the request: method, path with `{S}` for the session,
/// body, status.
type Row = (
    usize,
    &'static [&'static str],
    &'static str,
    &'static str,
    Value,
    u16,
);

fn rows() -> Vec<Row> {
    let none = Value::Null;
    vec![
        (
            0,
            &[],
            "POST",
            "agent-sessions/join",
            json!({ "asAgentId": "" }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "agent-sessions/join",
            json!({ "asAgentId": 7 }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "agent-sessions",
            json!({ "stationId": "1", "asAgentId": "7" }),
            409,
        ),
        (
            0,
            &[],
            "GET",
            "{S}/get-next-event?timeout=0",
            none.clone(),
            304,
        ),
        (0, &[], "POST", "{S}/keep-alive", none.clone(), 202),
        (
            0,
            &[],
            "POST",
            "{S}/state",
            json!({ "state": "Unavailable", "reason": "Lunch" }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/state?state=Available&reason=",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/interactions/1001/hold",
            none.clone(),
            202,
        ),
        (
            0,
            &["{S}/interactions/1001/hold"],
            "POST",
            "{S}/interactions/1001/resume",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/interactions/1001/end",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/interactions/1001/mask",
            none.clone(),
            202,
        ),
        (
            0,
            &["{S}/interactions/1001/mask"],
            "POST",
            "{S}/interactions/1001/unmask",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/interactions/1001/record",
            none.clone(),
            202,
        ),
        (
            0,
            &["{S}/interactions/1001/record"],
            "POST",
            "{S}/interactions/1001/stop-record",
            none.clone(),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1201/accept",
            none.clone(),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1201/reject",
            none.clone(),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1203/activate",
            none.clone(),
            202,
        ),
        (0, &[], "POST", "{S}/agent-phone/dial", none.clone(), 202),
        (
            0,
            &["{S}/agent-phone/dial"],
            "POST",
            "{S}/agent-phone/end",
            none.clone(),
            202,
        ),
        (0, &[], "POST", "{S}/agent-phone/mute", none.clone(), 202),
        (0, &[], "POST", "{S}/agent-phone/unmute", none.clone(), 202),
        (
            0,
            &[],
            "POST",
            "{S}/dial-phone",
            json!({ "phoneNumber": "2025550101", "skillId": "4021", "parentContactId": "" }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/dial-phone?phoneNumber=2025550101&skillId=4021",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/dial-agent",
            json!({ "targetAgentId": 8, "parentContactId": 1001 }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/dial-skill",
            json!({ "skillId": 4022 }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/consult-agent",
            json!({ "targetAgentId": "8" }),
            202,
        ),
        (
            0,
            &["{S}/dial-agent?targetAgentId=8&parentContactId=1001"],
            "POST",
            "{S}/interactions/transfer-calls",
            none.clone(),
            409,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/send-dtmf",
            json!({ "dtmfSequence": "12#", "toneDurationMS": 100, "toneSpacingMS": 50 }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/interactions/1001/disposition",
            json!({ "primaryDispositionId": 12, "primaryDispositionNotes": "", "secondaryDispositionId": "" }),
            200,
        ),
        (
            0,
            &[],
            "POST",
            "contacts/1001/set-disposition",
            json!({ "dispositionInfo": { "skill": "4022", "dispositionCode": "12", "notes": "x" } }),
            202,
        ),
        (
            0,
            &[],
            "GET",
            "contacts/1001/disposition",
            none.clone(),
            200,
        ),
        (
            0,
            &[],
            "POST",
            "contacts/1001/tags",
            json!({ "tags": [{ "tagId": 3 }] }),
            200,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/interactions/1001/custom-data",
            json!({ "indicatorName": "a", "data": "b" }),
            202,
        ),
        (
            0,
            &[],
            "GET",
            "contacts/1001/custom-data",
            none.clone(),
            200,
        ),
        (
            0,
            &[],
            "POST",
            "interactions/1001/signal?p1=a&p2=b",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "scripts/9001/start",
            json!({ "skillId": 4022 }),
            200,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/monitor",
            json!({ "targetAgentId": 8 }),
            202,
        ),
        (
            0,
            &["{S}/monitor?targetAgentId=8"],
            "POST",
            "{S}/coach",
            none.clone(),
            202,
        ),
        (
            0,
            &["{S}/monitor?targetAgentId=8"],
            "POST",
            "{S}/barge",
            none.clone(),
            202,
        ),
        (
            0,
            &["{S}/monitor?targetAgentId=8"],
            "POST",
            "{S}/take-over",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "contacts/1001/monitor",
            json!({ "phoneNumber": "2025550101" }),
            202,
        ),
        (0, &[], "POST", "contacts/1001/record", none.clone(), 202),
        (0, &[], "POST", "contacts/1001/end", none.clone(), 202),
        (
            0,
            &[],
            "POST",
            "{S}/add-contact",
            json!({ "chat": true, "email": false, "workItem": false }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/continue-reskill",
            json!({ "continueReskill": true }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "{S}/dialer-login",
            json!({ "skillName": "Callbacks" }),
            202,
        ),
        (
            0,
            &["{S}/dialer-login?skillName=Callbacks"],
            "POST",
            "{S}/dialer-logout",
            none.clone(),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1202/play-voicemail",
            json!({ "playTimestamp": false, "position": 0 }),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1202/pause-voicemail",
            none.clone(),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1202/transfer-voicemail-to-agent",
            json!({ "targetAgentId": 7 }),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1202/transfer-voicemail-to-skill",
            json!({ "targetSkillId": 4024 }),
            202,
        ),
        // By name, both of them.
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1203/transfer-work-item-to-agent",
            json!({ "targetAgentName": "ada@example.com" }),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1203/transfer-work-item-to-skill",
            json!({ "targetSkillName": "Tasks" }),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1203/transfer-work-item-to-agent",
            json!({ "targetAgentId": 7 }),
            400,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1204/send-chat-text",
            json!({ "chatText": "hello" }),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1204/typing",
            none.clone(),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1204/typing?isTyping=true&isTextEntered=false",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "contacts/chats",
            json!({ "pointOfContact": "chat-desk", "fromAddress": "ada@example.com", "mediaType": 3 }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "contacts/chats",
            json!({ "fromAddress": "ada@example.com", "mediaType": 3 }),
            400,
        ),
        (
            0,
            &[],
            "POST",
            "contacts/chats/none/send-text",
            json!({ "label": "Ada", "message": "hello" }),
            404,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1204/transfer-chat-to-agent",
            json!({ "targetAgentId": 7 }),
            202,
        ),
        (
            1,
            &[],
            "POST",
            "{S}/interactions/1204/transfer-chat-to-skill",
            json!({ "targetSkillId": 4025 }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "interactions/work-items",
            json!({ "pointOfContact": "orders", "workItemId": "1", "workItemPayload": "{}", "workItemType": "x", "from": "y" }),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "scheduled-callbacks",
            json!({
                "firstName": "A", "lastName": "B", "phoneNumber": "+12025550101", "skillId": 4021,
                "targetAgentId": "", "scheduleDate": "2099-12-01T09:00:00Z", "notes": "",
            }),
            200,
        ),
        (
            0,
            &[],
            "GET",
            "skills/4021/scheduled-callbacks",
            none.clone(),
            200,
        ),
        (
            0,
            &[],
            "GET",
            "agents/7/scheduled-callbacks",
            none.clone(),
            200,
        ),
        (
            0,
            &[],
            "POST",
            "promise?firstName=A&lastName=B&phoneNumber=2025550101&skill=4021&promiseDate=2099-12-01&promiseTime=09:00",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "queuecallback?phoneNumber=2025550101&skill=4022&callDelaySec=0",
            none.clone(),
            202,
        ),
        (
            0,
            &[],
            "POST",
            "agents/8/state",
            json!({ "state": "Available", "outStateId": 0 }),
            200,
        ),
        (0, &[], "POST", "agents/8/logout", none.clone(), 202),
        (0, &[], "GET", "agents/7/states", none.clone(), 200),
        (0, &[], "GET", "agents/states?top=500", none.clone(), 200),
        (
            0,
            &[],
            "GET",
            "contacts/active?agentId=7&fields=contactId",
            none.clone(),
            200,
        ),
        (
            0,
            &[],
            "GET",
            "contacts/states?agentId=7",
            none.clone(),
            200,
        ),
        (
            0,
            &[],
            "GET",
            "contact-state-descriptions",
            none.clone(),
            200,
        ),
        (
            1,
            &[],
            "DELETE",
            "{S}",
            json!({ "forceLogoff": true, "endContacts": true }),
            202,
        ),
    ]
}

#[tokio::test]
async fn the_simulator_takes_what_the_vendors_clients_send() {
    let mut wrong = Vec::new();
    for (which, before, method, path, body, status) in rows() {
        // What is accepted is done at once: nothing has to be waited for.
        let world = WorldFile {
            confirm_after: Span::millis(0),
            ..WorldFile::small()
        };
        let options = Options::default().world(WorldSource::File(Box::new(world)));
        let mut desk = Desk::with(options).await;
        if which > 0 {
            desk.sign_in(which).await;
        }
        if path.contains("/monitor") || before.iter().any(|asked| asked.contains("/monitor")) {
            talking(&desk.sim);
        }
        let session = format!("agent-sessions/{}", desk.join().await);
        for asked in before {
            let got = desk.post(&asked.replace("{S}", &session)).await;
            assert_eq!(got.status, 202, "{asked}: {got:?}");
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = desk.request(method.clone(), &path.replace("{S}", &session));
        if !body.is_null() {
            request = request.json(&body);
        }
        let got = Got::read(request.send().await.unwrap()).await;
        if got.status != status {
            wrong.push(format!("{method} {path} {body}: {got:?}, not {status}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Agent 8 talks to somebody.
fn talking(sim: &Simulator) {
    use contactflow::sim::cxone::{Behaviour, ContactFile, Media, State};
    sim.add_contact(ContactFile {
        id: 1401,
        state: State::Active,
        agent: Some(8),
        skill: 4022,
        media: Some(Media::Phone),
        from: "+12025550113".into(),
        to: String::new(),
        age: Span::secs(5),
        behaviour: Behaviour::default(),
    });
}
