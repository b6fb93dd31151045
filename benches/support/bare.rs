//! What actions cost beside a program that sends the same requests by hyper and does nothing else.

use super::{checked, contacts, process, tenant};
use bytes::Bytes;
use contactflow::Engine;
use contactflow::sim::cxone::AccessKey;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tenant::{FIRST, Failed};
use tokio::task::JoinSet;

const AT_ONCE: usize = 64;
/// How many items the connection asks for at once.
const PIECE: u64 = 500;

const ENDS: &str = r#"
use cxone

input Contacts: list of contact id

set security user 7
for each Contact in Contacts, at most 10000, 64 at once {
    end contact Contact
        on any other -> fail
}
"#;

/// Figure 5. The simulator is another process: its processor time is not counted.
pub async fn against_hyper(actions: u64) -> Result<(), Failed> {
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let (ours, read) = by_flow(actions).await?;
        let looks = read.len();
        let theirs = by_hyper(actions, read).await?;
        rounds.push((ours.saturating_sub(theirs), ours, theirs, looks));
    }
    rounds.sort();
    let (more, ours, theirs, looks) = rounds[1];
    println!(
        "5. {actions} actions, {looks} pieces of lists read to confirm them: {:.1} µs of processor time each, by hyper \
         {:.1} µs: {:.1} µs more (at most 10)",
        micros(ours, actions),
        micros(theirs, actions),
        micros(more, actions)
    );
    Ok(())
}

fn micros(time: Duration, each: u64) -> f64 {
    time.as_secs_f64() * 1e6 / each.max(1) as f64
}

/// The simulator, in the process that this is called in: says its address, and to the first line that it is
/// sent what was read of it.
pub fn serve(contacts: u64) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (simulator, key) = runtime.block_on(tenant::simulator(contacts, 0))?;
    let start =
        json!({ "address": simulator.base_address(), "id": &*key.id, "secret": &*key.secret });
    println!("{start}");
    let line = runtime.block_on(async {
        tokio::task::spawn_blocking(|| std::io::stdin().lines().next()).await
    })?;
    line.transpose()?;
    println!("{}", json!(simulator.requests()));
    Ok(())
}

/// A simulator in a process of its own.
struct Served {
    child: Child,
    said: BufReader<ChildStdout>,
    to: ChildStdin,
    address: String,
    key: AccessKey,
}

impl Served {
    fn start(contacts: u64) -> Result<Self, Failed> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &contacts.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let to = child.stdin.take().ok_or("it is piped")?;
        let mut said = BufReader::new(child.stdout.take().ok_or("it is piped")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let start: Json = serde_json::from_str(&line)?;
        let text = |name: &str| start[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            address: text("address"),
            key: AccessKey {
                id: text("id"),
                secret: text("secret"),
                ..tenant::world(0, 0)?.access_keys.swap_remove(0)
            },
            child,
            said,
            to,
        })
    }

    /// The pieces of lists that were read.
    fn read(mut self) -> Result<Vec<String>, Failed> {
        writeln!(self.to)?;
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        let all: Vec<String> = serde_json::from_str(&line)?;
        let read = all
            .iter()
            .filter_map(|request| request.strip_prefix("GET "));
        let pieces = read.filter(|address| address.starts_with("contacts/active"));
        // Of a query only the names are kept: a piece that skips nothing begins the list anew.
        let mut behind = 0;
        let pieces = pieces.map(|address| {
            behind = if address.contains("skip") {
                behind + PIECE
            } else {
                0
            };
            format!("contacts/active?top={PIECE}&skip={behind}")
        });
        Ok(pieces.collect())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn by_flow(actions: u64) -> Result<(Duration, Vec<String>), Failed> {
    let served = Served::start(actions)?;
    let connection = tenant::connection(served.address.clone(), &served.key)?;
    let script = checked("ends.flow", ENDS)?;
    let engine = Engine::builder().system(Arc::new(connection)).build()?;
    let inputs = contacts(FIRST, actions);
    let before = process::processor();
    let report = engine.run(script.program().clone(), inputs).await;
    let took = process::processor().saturating_sub(before);
    if !report.succeeded() {
        return Err(format!("the flow ended otherwise: {:?}", report.end).into());
    }
    engine.close().await;
    Ok((took, served.read()?))
}

type Bare = Client<HttpConnector, Full<Bytes>>;

/// The same writes, and evenly between them the same lists, read as a program would that looks for something in
/// them.
async fn by_hyper(actions: u64, lists: Vec<String>) -> Result<Duration, Failed> {
    let served = Served::start(actions)?;
    let client: Bare = Client::builder(TokioExecutor::new()).build_http();
    let before = process::processor();
    let token = token(&client, &served).await?;
    let caller = Arc::new(Caller {
        base: format!("{}/incontactapi/services/v23.0", served.address),
        client,
        token,
    });
    let count = lists.len() as u64 + 1;
    let mut ended = 0;
    for (part, list) in (1..).zip(lists.iter().map(Some).chain([None])) {
        let until = actions * part / count;
        end_all(&caller, ended..until).await?;
        ended = until;
        if let Some(list) = list {
            caller.list(list).await?;
        }
    }
    Ok(process::processor().saturating_sub(before))
}

async fn end_all(caller: &Arc<Caller>, contacts: Range<u64>) -> Result<(), Failed> {
    let mut open = JoinSet::new();
    for contact in contacts {
        while open.len() >= AT_ONCE {
            open.join_next().await.ok_or("one is open")???;
        }
        let caller = caller.clone();
        open.spawn(async move { caller.end(FIRST + contact).await });
    }
    while let Some(done) = open.join_next().await {
        done??;
    }
    Ok(())
}

struct Caller {
    client: Bare,
    base: String,
    token: String,
}

impl Caller {
    async fn end(&self, contact: u64) -> Result<(), Failed> {
        let url = format!("{}/contacts/{contact}/end", self.base);
        let request = hyper::Request::post(url).header("content-type", "application/json");
        self.send(request, "{}").await.map(|_| ())
    }

    /// Reads a list, and how many rows it has.
    async fn list(&self, path: &str) -> Result<usize, Failed> {
        let url = format!("{}/{path}", self.base);
        let body = self.send(hyper::Request::get(url), "").await?;
        let read: Json = serde_json::from_slice(&body)?;
        Ok(read.as_object().map_or(0, serde_json::Map::len))
    }

    async fn send(
        &self,
        request: hyper::http::request::Builder,
        body: &'static str,
    ) -> Result<Bytes, Failed> {
        let request = request
            .header("accept", "application/json")
            .header("authorization", format!("Bearer {}", self.token))
            .body(Full::new(Bytes::from_static(body.as_bytes())))?;
        sent(&self.client, request).await
    }
}

async fn sent(client: &Bare, request: hyper::Request<Full<Bytes>>) -> Result<Bytes, Failed> {
    let asked = request.uri().clone();
    let answer = client.request(request).await?;
    if !answer.status().is_success() {
        return Err(format!("{asked}: {}", answer.status()).into());
    }
    Ok(answer.into_body().collect().await?.to_bytes())
}

async fn token(client: &Bare, served: &Served) -> Result<String, Failed> {
    let body = json!({
        "accessKeyId": &*served.key.id,
        "accessKeySecret": &*served.key.secret,
    });
    let url = format!("{}/authentication/v1/token/access-key", served.address);
    let request = hyper::Request::post(url)
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))?;
    let answer: Json = serde_json::from_slice(&sent(client, request).await?)?;
    let token = answer["access_token"].as_str();
    Ok(token.ok_or("no token")?.to_owned())
}
