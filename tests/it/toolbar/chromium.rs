//! A headless Chromium, spoken to in plain messages of its debugging protocol.

use contactflow::sim::easycim::Simulator;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Longer than anything takes, so that a failure says what was waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// One browser at a time: they are heavy.
static ONE: Mutex<()> = Mutex::const_new(());

/// A browser with a page.
pub struct Chromium {
    socket: WebSocketStream<TcpStream>,
    session: Option<String>,
    last: u64,
    /// What the page complained about.
    pub complaints: Vec<Value>,
    process: Child,
    _profile: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Chromium {
    /// Starts one with an empty page; `None`, and says so, where Chromium is not installed.
    pub async fn start(test: &str) -> Option<Self> {
        let turn = ONE.lock().await;
        let profile = tempfile::tempdir().unwrap();
        let Some(mut process) = spawn(profile.path()) else {
            crate::tools::skipped(test, "chromium");
            return None;
        };
        let address = debugging_address(&mut process).await;
        let host = address
            .trim_start_matches("ws://")
            .split('/')
            .next()
            .unwrap();
        let stream = TcpStream::connect(host).await.unwrap();
        let (socket, _) = tokio_tungstenite::client_async(&address, stream)
            .await
            .unwrap();
        let mut browser = Self {
            socket,
            session: None,
            last: 0,
            complaints: Vec::new(),
            process,
            _profile: profile,
            _turn: turn,
        };
        browser.attach().await;
        Some(browser)
    }

    async fn attach(&mut self) {
        let blank = json!({ "url": "about:blank" });
        let target = self.ask("Target.createTarget", blank).await;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.ask("Target.attachToTarget", attach).await;
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Runtime.enable", "Log.enable", "Page.enable"] {
            self.ask(domain, json!({})).await;
        }
    }

    /// Opens a simulator's page and waits until its library is connected.
    pub async fn open(&mut self, simulator: &Simulator, query: &str) {
        let url = format!("{}{query}", simulator.page_address());
        self.ask("Page.navigate", json!({ "url": url })).await;
        self.ready().await;
    }

    /// Waits until the page's library is connected and its desktop shows something.
    pub async fn ready(&mut self) {
        self.until("!!window.TOOLBAR && !!TOOLBAR.SocketObj && TOOLBAR.SocketObj.connected && !!desk.world")
            .await;
    }

    /// One command and its result.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        let reply = self.command(method, params).await;
        assert!(reply["error"].is_null(), "{method}: {}", reply["error"]);
        reply["result"].clone()
    }

    async fn command(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.socket
            .send(Message::text(command.to_string()))
            .await
            .unwrap();
        loop {
            let told = tokio::time::timeout(LIMIT, self.socket.next()).await;
            let told = told.unwrap_or_else(|_| panic!("no answer to {method}"));
            let text = told.unwrap().unwrap().into_text().unwrap();
            let told: Value = serde_json::from_str(&text).unwrap();
            if told["id"] == self.last {
                return told;
            }
            self.note(told);
        }
    }

    fn note(&mut self, told: Value) {
        let complaints = [
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
        ];
        let is_complaint = complaints.iter().any(|name| told["method"] == *name);
        if is_complaint {
            self.complaints.push(told);
        }
    }

    /// What an expression comes to, awaited; `Err`: what it threw.
    pub async fn try_js(&mut self, expression: &str) -> Result<Value, String> {
        let params = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let reply = self.command("Runtime.evaluate", params).await;
        if !reply["error"].is_null() {
            return Err(reply["error"]["message"].to_string());
        }
        let thrown = &reply["result"]["exceptionDetails"];
        match thrown.is_null() {
            true => Ok(reply["result"]["result"]["value"].clone()),
            false => Err(thrown["exception"]["description"].to_string()),
        }
    }

    /// What an expression comes to.
    pub async fn js(&mut self, expression: &str) -> Value {
        let result = self.try_js(expression).await;
        result.unwrap_or_else(|error| panic!("{expression}\n{error}"))
    }

    /// Waits until an expression is true.
    pub async fn until(&mut self, expression: &str) {
        let begun = tokio::time::Instant::now();
        loop {
            // While a page loads there is nothing to ask.
            if self.try_js(expression).await == Ok(json!(true)) {
                return;
            }
            assert!(begun.elapsed() < LIMIT, "never true: {expression}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sets how large the page is, and whether it is dark.
    pub async fn look(&mut self, width: u32, height: u32, dark: bool) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if dark { "dark" } else { "light" };
        let feature = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.ask("Emulation.setEmulatedMedia", feature).await;
    }

    /// Ends the browser; nothing it wrote stays.
    pub async fn stop(mut self) {
        self.session = None;
        self.command("Browser.close", json!({})).await;
        self.process.wait().await.unwrap();
    }
}

fn spawn(profile: &std::path::Path) -> Option<Child> {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--remote-debugging-port=0",
        "about:blank",
    ];
    Command::new("chromium")
        .args(arguments)
        .arg(format!("--user-data-dir={}", profile.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .ok()
}

async fn debugging_address(process: &mut Child) -> String {
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let found = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, address)) = line.split_once("DevTools listening on ") {
                return address.trim().to_owned();
            }
        }
        panic!("chromium ended before it could be spoken to");
    };
    let found = tokio::time::timeout(LIMIT, found)
        .await
        .expect("chromium did not start");
    // What it says later is read, so that it never waits to say it.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    found
}
