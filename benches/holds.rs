//! 10,000 holds through the simulator: a flow, beside a hand-written `reqwest` loop that makes the
//! same requests and waits for the same events. The two take turns in one process; the figure is
//! the ratio of their speeds, 1.00 where the language costs nothing.

#[path = "support/tenant.rs"]
mod tenant;

use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::sim::cxone::AccessKey;
use contactflow::value::{Record, Value};
use contactflow::{Engine, Script};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tenant::{FIRST, Failed};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

const HOLDS: u64 = 10_000;
const AT_ONCE: u64 = 32;
const ROUNDS: usize = 5;

const FLOW: &str = r#"
use cxone

input Contacts: list of contact id

set security user 7
join agent session
for each Contact in Contacts, at most 10000, 32 at once {
    hold contact Contact
        on any other -> fail
}
"#;

fn main() -> Result<(), Failed> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "TLS is set up already")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(compare())
}

async fn compare() -> Result<(), Failed> {
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let (ours, theirs) = match round % 2 {
            0 => (flow().await?, by_hand().await?),
            _ => {
                let theirs = by_hand().await?;
                (flow().await?, theirs)
            }
        };
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        println!("round {round}: flow {ours:.2?}, by hand {theirs:.2?}, ratio {ratio:.3}");
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "{HOLDS} holds, {AT_ONCE} at once: median ratio {:.3}",
        ratios[ROUNDS / 2]
    );
    Ok(())
}

async fn flow() -> Result<Duration, Failed> {
    let (simulator, key) = tenant::simulator(HOLDS, 0).await?;
    let connection = tenant::connection(simulator.base_address(), &key)?;
    let script = Script::check(
        "holds.flow",
        FLOW,
        Catalogue::builtin(),
        &Context::default(),
    )?;
    let engine = Engine::builder().system(Arc::new(connection)).build()?;
    let contacts = (FIRST..FIRST + HOLDS).map(|id| Value::text(id.to_string()));
    let contacts = Value::List(Arc::new(contacts.collect()));

    let began = Instant::now();
    let inputs = Record::from_iter([("Contacts".into(), contacts)]);
    let report = engine.run(script.program().clone(), inputs).await;
    let took = began.elapsed();
    if !report.succeeded() {
        return Err(format!("the flow ended otherwise: {:?}", report.end).into());
    }
    engine.close().await;
    Ok(took)
}

type Waiting = Mutex<HashMap<u64, oneshot::Sender<()>>>;

/// What somebody would write who has no flows.
struct Hand {
    client: reqwest::Client,
    base: String,
    token: String,
    session: String,
    waiting: Waiting,
    next: AtomicU64,
}

async fn by_hand() -> Result<Duration, Failed> {
    let (simulator, key) = tenant::simulator(HOLDS, 0).await?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let began = Instant::now();
    let hand = Arc::new(Hand::join(client, simulator.base_address(), &key).await?);
    let poller = tokio::spawn(hand.clone().poll());
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        workers.spawn(hand.clone().work());
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    let took = began.elapsed();
    poller.abort();
    Ok(took)
}

impl Hand {
    async fn join(client: reqwest::Client, base: String, key: &AccessKey) -> Result<Self, Failed> {
        let url = format!("{base}/authentication/v1/token/access-key");
        let body = json!({"accessKeyId": &*key.id, "accessKeySecret": &*key.secret});
        let grant: Json = client.post(url).json(&body).send().await?.json().await?;
        let token = text(&grant, "access_token");
        let mut hand = Self {
            client,
            base,
            token,
            session: String::new(),
            waiting: Mutex::default(),
            next: AtomicU64::new(FIRST),
        };
        let body = json!({"asAgentId": 7});
        let join = hand.post("agent-sessions/join").json(&body).send().await?;
        hand.session = text(&join.json().await?, "sessionId");
        Ok(hand)
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/incontactapi/services/v23.0/{path}", self.base);
        self.dress(self.client.post(url))
    }

    fn dress(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request
            .bearer_auth(&self.token)
            .header("accept", "application/json")
    }

    async fn work(self: Arc<Self>) -> Result<(), Failed> {
        loop {
            let contact = self.next.fetch_add(1, Ordering::Relaxed);
            if contact >= FIRST + HOLDS {
                return Ok(());
            }
            let (held, confirmed) = oneshot::channel();
            self.waiting
                .lock()
                .map_err(|_| "poisoned")?
                .insert(contact, held);
            let path = format!(
                "agent-sessions/{}/interactions/{contact}/hold",
                self.session
            );
            let answer = self.post(&path).send().await?;
            if answer.status() != 202 {
                return Err(format!("hold {contact}: {}", answer.status()).into());
            }
            answer.bytes().await?;
            confirmed.await?;
        }
    }

    async fn poll(self: Arc<Self>) -> Result<(), Failed> {
        let mut session = self.session.clone();
        loop {
            let url = format!(
                "{}/incontactapi/services/v23.0/agent-sessions/{session}/get-next-event?timeout=30",
                self.base
            );
            let answer = self.dress(self.client.get(url)).send().await?;
            if answer.status() != 200 {
                continue;
            }
            let answer: Json = answer.json().await?;
            session = text(&answer, "sessionId");
            let events = answer["events"].as_array().cloned().unwrap_or_default();
            let mut waiting = self.waiting.lock().map_err(|_| "poisoned")?;
            for event in events.iter().filter(|event| event["Status"] == "Holding") {
                let id = text(event, "ContactID").parse().unwrap_or_default();
                if let Some(held) = waiting.remove(&id) {
                    let _ = held.send(());
                }
            }
        }
    }
}

fn text(json: &Json, field: &str) -> String {
    match &json[field] {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
