//! Whatever is asked in whatever order: no contact comes into an impossible state, nothing
//! panics, nothing answers 5xx.

use super::endpoints;
use super::route::Table;
use super::site::Cxone;
use super::world::World;
use super::{State, WorldFile};
use crate::sim::clock::Clock;
use crate::sim::request::Request;
use bytes::Bytes;
use hyper::Method;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// One thing that somebody does.
#[derive(Clone, Debug)]
enum Deed {
    Ask {
        route: Index,
        contact: Index,
        agent: Index,
        session: Index,
        body: Index,
    },
    Wait(u64),
}

const CONTACTS: [&str; 14] = [
    "1001", "1002", "1003", "1004", "1005", "1101", "1201", "1202", "1203", "1204", "2001", "2002",
    "5001", "x",
];
const AGENTS: [&str; 4] = ["7", "8", "9", "99"];

fn bodies() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "targetAgentId": 8, "parentContactId": 1001, "targetSkillId": 4024 }),
        json!({ "targetAgentId": 7, "parentContactId": 2001, "skillId": 4021, "phoneNumber": "+12025550142" }),
        json!({ "skillId": 4021, "targetAgentId": "", "scheduleDate": "2020-01-01T00:00:00Z", "phoneNumber": "+12025550142" }),
        json!({ "stationId": "1", "state": "Available", "skillName": "Callbacks", "dtmfSequence": "1", "chatText": "x" }),
        json!({ "state": "Unavailable", "reason": "Wrap Up", "chat": true, "workItem": true, "conferenceNo": 1 }),
        json!({ "primaryDispositionId": 1, "tags": [{}], "indicatorName": "a", "rescheduleDate": "2020-01-01T00:00:00Z" }),
        json!({ "endContacts": true, "pointOfContact": "p", "workItemId": "w", "skill": 4021, "type": 1, "outcome": 2 }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let index = any::<Index>;
    let ask = (index(), index(), index(), index(), index());
    prop_oneof![
        8 => ask.prop_map(|(route, contact, agent, session, body)| Deed::Ask { route, contact, agent, session, body }),
        1 => (0..5000u64).prop_map(Deed::Wait),
    ]
}

/// What may follow what, as the documents tell of a contact's life; written down apart from the
/// simulator's own table.
fn follows(before: &str, after: &str) -> bool {
    let after_of: &[&str] = match before {
        "InQueue" => &["Incoming", "Ended"],
        "Incoming" => &["Active", "InQueue", "Disconnected"],
        "Dialing" => &["Active", "Disconnected"],
        "Active" => &["Holding", "Masking", "Joined", "Disconnected", "InQueue"],
        "Holding" => &["Active", "Joined", "Disconnected", "InQueue"],
        "Masking" => &["Active", "Disconnected"],
        "Joined" => &["Holding", "Disconnected"],
        "Disconnected" => &["Ended"],
        _ => &[],
    };
    after_of.contains(&after)
}

struct Play {
    cxone: Cxone,
    routes: Vec<(Method, &'static str)>,
    token: String,
    sessions: Vec<String>,
}

impl Play {
    async fn begin(seed: u64) -> Self {
        let clock = Clock::new(Timestamp::UNIX_EPOCH, 1.0);
        let world = World::new(WorldFile::small(), clock.now(), seed);
        let cxone = Cxone::new(world, clock, "http://sim".into(), seed);
        let routes = Table::new(endpoints::rows());
        let routes = routes
            .iter()
            .map(|route| (route.method.clone(), route.address))
            .collect();
        let mut play = Self {
            cxone,
            routes,
            token: String::new(),
            sessions: vec!["none".into()],
        };
        let key = WorldFile::small().access_keys.remove(0);
        let body = json!({ "accessKeyId": key.id, "accessKeySecret": key.secret });
        let got = play
            .ask(Method::POST, "/authentication/v1/token/access-key", &body)
            .await;
        play.token = got.1["access_token"].as_str().unwrap().to_owned();
        for agent in [7, 8] {
            let path = "/incontactapi/services/v23.0/agent-sessions/join";
            let got = play
                .ask(Method::POST, path, &json!({ "asAgentId": agent }))
                .await;
            play.keep(&got.1);
        }
        play
    }

    fn keep(&mut self, body: &Value) {
        if let Some(id) = body["sessionId"].as_str() {
            self.sessions.push(id.to_owned());
        }
    }

    async fn ask(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let builder = hyper::Request::builder().method(method).uri(path);
        let builder = builder.header("authorization", format!("Bearer {}", self.token));
        let parts = builder
            .header("accept", "application/json")
            .body(())
            .unwrap()
            .into_parts()
            .0;
        let request = Request::from_parts(parts, Bytes::from(body.to_string())).unwrap();
        let reply = self.cxone.answer(&request, None, None).await;
        match reply.body {
            crate::sim::reply::Content::Json(body) => (reply.status, body),
            _ => (reply.status, Value::Null),
        }
    }

    async fn act(&mut self, deed: &Deed) {
        let Deed::Ask {
            route,
            contact,
            agent,
            session,
            body,
        } = deed
        else {
            if let Deed::Wait(millis) = deed {
                tokio::time::advance(Duration::from_millis(*millis)).await;
            }
            return;
        };
        let (method, address) = self.routes[route.index(self.routes.len())].clone();
        let path = address
            .replace(
                "{sessionId}",
                &self.sessions[session.index(self.sessions.len())],
            )
            .replace("{contactId}", CONTACTS[contact.index(CONTACTS.len())])
            .replace("{callbackId}", CONTACTS[contact.index(CONTACTS.len())])
            .replace("{agentId}", AGENTS[agent.index(AGENTS.len())])
            .replace("{skillId}", "4021")
            .replace("{scriptId}", "9001")
            .replace("{stateId}", "1");
        let bodies = bodies();
        let mut body = bodies[body.index(bodies.len())].clone();
        body["asAgentId"] = json!(AGENTS[agent.index(AGENTS.len())]);
        let got = self
            .ask(
                method,
                &format!("/incontactapi/services/v23.0/{path}"),
                &body,
            )
            .await;
        assert!(got.0 < 500 && got.0 >= 200, "{path}: {got:?}");
        self.keep(&got.1);
    }

    /// What holds whenever one looks.
    fn check(&self) {
        self.cxone.with(|world| {
            for contact in world.contacts.values() {
                let id = contact.id;
                if contact.state.is_open() || contact.state == State::Incoming {
                    assert!(contact.agent.is_some(), "{id} is with nobody");
                }
                if contact.state == State::Joined {
                    assert!(contact.conference.is_some(), "{id} is in no conference");
                }
                if contact.state == State::Ended {
                    assert_eq!((contact.pending, contact.recording), (None, false), "{id}");
                }
                assert!(contact.changed >= contact.started && contact.changed <= world.now);
            }
        });
    }

    /// What the log tells of each contact is a life that can be lived.
    fn check_log(&self) {
        let log = self.cxone.with(|world| world.log.kept());
        let mut steps = BTreeMap::new();
        for entry in &log {
            assert!(!entry.is_refused() || entry.changed.is_empty(), "{entry:?}");
            assert!(entry.status != 0, "{entry:?}");
            for what in &entry.changed {
                let Some((who, (before, after))) = what
                    .split_once(": ")
                    .and_then(|(who, step)| Some((who, step.split_once(" -> ")?)))
                else {
                    continue;
                };
                if who.starts_with("contact") {
                    assert!(follows(before, after), "{what}");
                    *steps.entry(who.to_owned()).or_insert(0) += i32::from(after == "Ended");
                }
            }
        }
        assert!(
            steps.values().all(|ends| *ends <= 1),
            "ended twice: {steps:?}"
        );
    }
}

fn live(seed: u64, deeds: &[Deed]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(async {
        let mut play = Play::begin(seed).await;
        for deed in deeds {
            play.act(deed).await;
            play.check();
        }
        tokio::time::advance(Duration::from_secs(60)).await;
        play.check();
        play.check_log();
        play.cxone.with(|world| {
            let mut contacts = world.contacts.values();
            assert!(
                contacts.all(
                    |contact| contact.state != State::Disconnected && contact.pending.is_none()
                )
            );
        });
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_requests_leads_to_an_impossible_state(
        seed in any::<u64>(),
        deeds in proptest::collection::vec(deed(), 1..120),
    ) {
        live(seed, &deeds);
    }

    #[test]
    fn any_text_in_an_address_is_answered(path in "\\PC{0,60}", seed in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(async {
            let play = Play::begin(seed).await;
            let encoded = percent_encoding::utf8_percent_encode(&path, percent_encoding::NON_ALPHANUMERIC);
            for address in [format!("/{encoded}"), format!("/incontactapi/services/v23.0/agents/{encoded}")] {
                let got = play.ask(Method::GET, &address, &Value::Null).await;
                assert!(matches!(got.0, 200 | 404 | 405), "{address}: {got:?}");
            }
        });
    }
}
