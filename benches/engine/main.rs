//! How many steps a second runs take on an engine, beside the least that a worker can be: the same steps over the
//! same library, without a flow. The ratio of the two is what the interpreter, the run's own clock and its records cost.
//! `benches/engine.sh` starts an engine for it.
//!
//! Another worker can stand in for the least one: `OTHER=Service/handler` at `OTHER_AT=http://…`, which is given
//! the text of `OTHER_BODY` and takes `STEPS` steps for it.

mod bare;

use contactflow::catalogue::SystemEntry;
use contactflow::check::Context;
use contactflow::host::restate::{
    Address, Client, Identity, Order, Serving, Worker, serve, service,
};
use contactflow::{Answer, Call, Catalogue, Pending, Script, System};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const STEPS: usize = 10;
const PROFILE: &str = "bench";
/// The two take turns so often: what else the machine does then slows down both.
const ROUNDS: usize = 15;

const TABLES: &str = r#"
name = "bench"
title = "The bench's world"
about = "What is measured against."

[[actions]]
phrase = "look at <Value>"
about = "Changes nothing."
reads = true
params.Value = { kind = "text", about = "What." }
example = "look at \"a\""
"#;

/// A world that answers at once.
struct World(Arc<SystemEntry>);

impl System for World {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.0
    }

    fn perform<'a>(&'a self, _: &'a Call, _: &'a str) -> Pending<'a, Answer> {
        Box::pin(std::future::ready(Answer::success()))
    }
}

fn number(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::main]
async fn main() {
    let Ok(engine) = std::env::var("FLOW_ENGINE") else {
        eprintln!("FLOW_ENGINE names no engine: see benches/engine.sh");
        return;
    };
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("there is none yet");
    let admin = std::env::var("FLOW_ENGINE_ADMIN").ok();
    let address = Address::new(&engine, admin.as_deref()).expect("an address");
    let client = Client::new(address, &[]).expect("a client");
    let runs = number("RUNS", 1000);
    flows(&client).await;
    let (other, body) = other(&client).await;
    for at_once in [1, 8, 32, 128] {
        // One at a time takes long enough with fewer; many at once need enough of them.
        let runs = match at_once {
            1 => runs.div_ceil(25),
            _ => runs.div_ceil(5).max(2 * at_once),
        };
        let (mut own, mut least) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            own.push(flow_runs(&client, (runs, at_once), (at_once, round)).await);
            least.push(other_runs(&engine, (&other, &body), (runs, at_once)).await);
        }
        // Each turn beside the one next to it.
        let ratios = own.iter().zip(&least).map(|(own, least)| own / least);
        let ratio = middle(ratios.collect());
        let (own, least) = (middle(own), middle(least));
        println!(
            "{at_once:>3} at once: {own:>6.0} steps/s; {other}: {least:>6.0}; ratio {ratio:.2}"
        );
    }
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// A worker of flows, in this process.
async fn flows(client: &Client) {
    let entry = Arc::new(SystemEntry::from_toml(TABLES).expect("the tables are right"));
    let systems = [Arc::new(World(entry)) as Arc<dyn System>];
    let worker = Worker::new(systems, &[PROFILE.into()], Context::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = Serving {
        listener,
        tls: None,
        identity: Identity::default(),
        keep: Duration::from_secs(60),
    };
    tokio::spawn(serve(Arc::new(worker), serving));
    let services = [service(&[PROFILE])];
    client.register(&at, &services).await.expect("it is there");
}

/// What stands beside it, and what it is given.
async fn other(client: &Client) -> (String, String) {
    let given = |name: &str| std::env::var(name).ok();
    let (name, at, body) = match (given("OTHER"), given("OTHER_AT"), given("OTHER_BODY")) {
        (Some(name), Some(at), Some(body)) => (name, at, body),
        _ => (
            bare::NAME.to_owned(),
            bare::serve(STEPS).await,
            "{}".to_owned(),
        ),
    };
    let service = name.split('/').next().unwrap_or_default().to_owned();
    client.register(&at, &[service]).await.expect("it is there");
    (name, body)
}

/// So many runs of a flow, so many at once: steps a second.
async fn flow_runs(client: &Client, (runs, at_once): (usize, usize), round: (usize, usize)) -> f64 {
    let text = format!("use bench\n{}", "look at \"a\"\n".repeat(STEPS));
    let entry = SystemEntry::from_toml(TABLES).expect("the tables are right");
    let catalogue = Catalogue::default().with(Arc::new(entry));
    let script = Script::check("bench.flow", &text, &catalogue, &Context::default());
    let script = script.unwrap_or_else(|refused| panic!("{refused}"));
    let began = Instant::now();
    let mut working = JoinSet::new();
    let http = reqwest::Client::new();
    for run in 0..runs {
        if working.len() >= at_once {
            working.join_next().await;
        }
        let name = format!("r{}x{}x{run}", round.0, round.1);
        let profiles = vec![PROFILE.into()];
        let order = Order::new(name.into(), script.program(), profiles, Default::default());
        let at = format!("{}/{}/run", client.address().ingress, service(&[PROFILE]));
        let request = http
            .post(at)
            .header("idempotency-key", &*order.run)
            .json(&order);
        working.spawn(done(request));
    }
    while working.join_next().await.is_some() {}
    (runs * STEPS) as f64 / began.elapsed().as_secs_f64()
}

async fn other_runs(
    engine: &str,
    (other, body): (&str, &str),
    (runs, at_once): (usize, usize),
) -> f64 {
    let began = Instant::now();
    let mut working = JoinSet::new();
    let http = reqwest::Client::new();
    for _ in 0..runs {
        if working.len() >= at_once {
            working.join_next().await;
        }
        let request = http.post(format!("{engine}/{other}"));
        let request = request
            .header("content-type", "application/json")
            .body(body.to_owned());
        working.spawn(done(request));
    }
    while working.join_next().await.is_some() {}
    (runs * STEPS) as f64 / began.elapsed().as_secs_f64()
}

/// Waits for the end of a run.
async fn done(request: reqwest::RequestBuilder) {
    let answer = request.send().await.expect("the engine answers");
    let status = answer.status();
    let text = answer.text().await.expect("it has an end");
    assert!(status.is_success(), "{status}: {text}");
}
