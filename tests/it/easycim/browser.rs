//! A Chromium of a test's own.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What a Chromium needs where a test runs.
pub const ARGUMENTS: [&str; 4] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
];

/// The program, or `None` where it is not installed; then the test says so and passes, unless the
/// tools are asked for.
pub fn program(test: &str) -> Option<PathBuf> {
    let places = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    let found = places.iter().map(Path::new).find(|place| place.is_file());
    if found.is_none() {
        crate::tools::skipped(test, "chromium");
    }
    found.map(Path::to_owned)
}

/// A running Chromium, ended when it is dropped.
pub struct Chromium {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Chromium {
    /// One that shows a page.
    pub async fn start(program: &Path, page: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(program)
            .args(["--headless", "--remote-debugging-port=0", "--no-first-run"])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", folder.path().display()))
            .arg(page)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let written = folder.path().join("DevToolsActivePort");
        let port = until("the browser opens its port", async || {
            let text = std::fs::read_to_string(&written).ok()?;
            text.lines().next()?.parse::<u16>().ok()
        });
        let address = format!("http://127.0.0.1:{}", port.await);
        Self {
            child,
            address,
            _folder: folder,
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The pages that it shows.
    pub async fn pages(&self) -> Vec<Value> {
        let list = fetch(&format!("{}/json/list", self.address), false).await;
        let all: Vec<Value> = serde_json::from_str(&list).unwrap_or_default();
        all.into_iter()
            .filter(|one| one["type"] == "page")
            .collect()
    }

    /// Closes the tab whose address begins so.
    pub async fn close_tab(&self, address: &str) {
        for page in self.pages().await {
            if page["url"]
                .as_str()
                .is_some_and(|url| url.starts_with(address))
            {
                let id = page["id"].as_str().unwrap();
                fetch(&format!("{}/json/close/{id}", self.address), false).await;
            }
        }
    }

    /// What a script of the page gives, once it is settled.
    pub async fn js(&self, text: &str) -> Value {
        use futures_util::{SinkExt, StreamExt};
        use tokio_tungstenite::tungstenite::Message;
        let url = until("there is a page", async || {
            let pages = self.pages().await;
            pages.first()?["webSocketDebuggerUrl"]
                .as_str()
                .map(str::to_owned)
        })
        .await;
        let address = self.address.trim_start_matches("http://").to_owned();
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        let params =
            serde_json::json!({ "expression": text, "returnByValue": true, "awaitPromise": true });
        let asked = serde_json::json!({ "id": 1, "method": "Runtime.evaluate", "params": params });
        socket.send(Message::text(asked.to_string())).await.unwrap();
        while let Some(Ok(said)) = socket.next().await {
            let said: Value =
                serde_json::from_str(said.to_text().unwrap_or_default()).unwrap_or_default();
            if said["id"] == 1 {
                return said["result"]["result"]["value"].clone();
            }
        }
        Value::Null
    }

    /// Opens a tab.
    pub async fn open_tab(&self, address: &str) {
        fetch(&format!("{}/json/new?{address}", self.address), true).await;
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn fetch(url: &str, put: bool) -> String {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = if put {
        client.put(url)
    } else {
        client.get(url)
    };
    match request.send().await {
        Ok(response) => response.text().await.unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// Asks again until there is something.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(60), looking).await;
    found.unwrap_or_else(|_| panic!("in a minute it never came to this: {what}"))
}
