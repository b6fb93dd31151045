//! slixmpp, listening: a client of the event stream that nobody here wrote.

use contactflow::sim::finesse::Simulator;
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long anything may take before the test fails.
const LIMIT: Duration = Duration::from_secs(60);

/// A running client.
pub struct Listener {
    lines: Lines<BufReader<ChildStdout>>,
    /// It ends when this is closed.
    input: Option<ChildStdin>,
    child: Child,
    _certificate: tempfile::NamedTempFile,
}

/// Whether slixmpp is there. Says by name which test is skipped where it is not; where the
/// environment requires it, that is a failure.
pub async fn is_missing(test: &str) -> bool {
    let check = Command::new("python3")
        .args(["-c", "import slixmpp"])
        .output()
        .await;
    if check.is_ok_and(|output| output.status.success()) {
        return false;
    }
    crate::tools::skipped(test, "python3 with slixmpp");
    true
}

impl Listener {
    /// Starts one for a user, with nodes to subscribe to.
    pub async fn start(sim: &Simulator, user: &str, password: &str, nodes: &[&str]) -> Self {
        let certificate = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(certificate.path(), sim.root_certificate_pem()).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/finesse/listen.py");
        let node = sim.node(contactflow::sim::finesse::Side::A);
        let mut child = Command::new("python3")
            .arg(script)
            .args([node.xmpp.ip().to_string(), node.xmpp.port().to_string()])
            .args([&format!("{user}@{}/flow", node.domain), password])
            .arg(certificate.path())
            .args(nodes)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        Self {
            lines: BufReader::new(output).lines(),
            input: child.stdin.take(),
            child,
            _certificate: certificate,
        }
    }

    /// What it says next.
    pub async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(LIMIT, self.lines.next_line()).await;
        let line = line.expect("it says nothing more").unwrap();
        serde_json::from_str(&line.expect("it has ended")).unwrap()
    }

    /// All that it says up to something of that kind, that included.
    pub async fn up_to(&mut self, kind: &str) -> Vec<Value> {
        let mut said = Vec::new();
        loop {
            let next = self.next().await;
            let found = next["kind"] == kind;
            said.push(next);
            if found {
                return said;
            }
        }
    }

    /// The next event at a node.
    pub async fn event_at(&mut self, node: &str) -> Value {
        loop {
            let next = self.next().await;
            if next["kind"] == "event" && next["node"] == node {
                return next;
            }
        }
    }

    /// Lets it leave in good order. What it said on its way out.
    pub async fn leave(mut self) -> Vec<Value> {
        drop(self.input.take());
        let said = self.up_to("disconnected").await;
        tokio::time::timeout(LIMIT, self.child.wait())
            .await
            .unwrap()
            .unwrap();
        said
    }
}
