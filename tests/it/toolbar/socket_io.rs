//! The toolbar with a real Socket.IO client: the version that the vendor's library carries.

use super::FIRST;
use crate::tools;
use contactflow::sim::easycim::{Options, Simulator};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A Node program with socket.io-client in it: it says what happens, a JSON line each.
struct Client {
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Client {
    fn start(test: &str, simulator: &Simulator) -> Option<Self> {
        if !tools::node_modules().join("socket.io-client").exists() {
            tools::skipped(test, "socket.io-client 2.2.0");
            return None;
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/toolbar/client.js");
        let started = Command::new("node")
            .arg(script)
            .arg(simulator.toolbar_address().replace("ws://", "http://"))
            .env("NODE_PATH", tools::node_modules())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let Ok(mut process) = started else {
            tools::skipped(test, "node");
            return None;
        };
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Some(Self {
            lines,
            _process: process,
        })
    }

    async fn next(&mut self) -> Value {
        let within = tokio::time::timeout(Duration::from_secs(60), self.lines.next_line());
        let line = within
            .await
            .expect("nothing came")
            .unwrap()
            .expect("it has ended");
        serde_json::from_str(&line).unwrap()
    }
}

#[tokio::test]
async fn a_real_socket_io_client_is_served() {
    let options = Options {
        ping_every: Duration::from_millis(50),
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let Some(mut client) = Client::start("a_real_socket_io_client_is_served", &simulator) else {
        return;
    };
    assert_eq!(client.next().await, json!(["connect"]));
    let answer = client.next().await;
    assert_eq!(
        (&answer[0], &answer[1]["method"]),
        (&json!("answer"), &json!("openScript"))
    );
    let data: Value = serde_json::from_str(answer[1]["data"].as_str().unwrap()).unwrap();
    assert_eq!(data["result"], true);
    let event = client.next().await;
    let told: Value = serde_json::from_str(event[1].as_str().unwrap()).unwrap();
    assert_eq!(
        (&told["event"], &told["id"]),
        (&json!("connectioncleared"), &json!(FIRST))
    );
    for _ in 0..3 {
        assert_eq!(client.next().await, json!(["pong"]), "pings are answered");
    }
    simulator.disconnect();
    loop {
        let told = client.next().await;
        if told[0] != "pong" {
            assert_eq!(told, json!(["disconnect", "transport close"]));
            break;
        }
    }
    simulator.reconnect();
    assert_eq!(
        client.next().await,
        json!(["connect"]),
        "it comes back by itself"
    );
    assert_eq!(simulator.script("E-1001").unwrap().opened, 1);
    simulator.stop();
}
