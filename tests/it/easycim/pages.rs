//! Pages of a test's own, served on two ports: two origins of one site.

use super::browser::{Chromium, program};
use super::connection;
use contactflow::run::effect::Answer;
use contactflow::system::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The desk's page, with a library in it.
pub const STUB: &str = include_str!("../../easycim/stub.js");

/// A browser on a page, and what a connection needs to attach to it.
pub struct Desk {
    pub chromium: Chromium,
    pub page: String,
    /// The same pages at another port: another origin, and the same site.
    pub other: String,
}

impl Desk {
    /// A browser on a desk whose script goes on with this one, beside which this stands in the page;
    /// `{other}` is the other origin. `None` where there is no browser.
    pub async fn open(test: &str, script: &str, beside: &str) -> Option<Self> {
        let program = program(test)?;
        let ports = [listener().await, listener().await];
        let [page, other] = ports.each_ref().map(|port| {
            let address = port.local_addr().unwrap();
            format!("http://{address}")
        });
        let beside = beside.replace("{other}", &other);
        let pages: HashMap<&str, String> = [
            (
                "/desk",
                format!(
                    "<!doctype html><title>desk</title><script>{STUB}\n{script}</script>{beside}"
                ),
            ),
            (
                "/frame",
                format!("<!doctype html><script>{script}</script>"),
            ),
            (
                "/library",
                format!("<!doctype html><script>{STUB}</script>"),
            ),
            (
                "/outer",
                format!("<!doctype html><title>outer</title>{beside}"),
            ),
        ]
        .into();
        let pages = Arc::new(pages);
        for port in ports {
            tokio::spawn(serve(port, pages.clone()));
        }
        let shown = match beside.contains("/library") {
            true => format!("{page}/outer"),
            false => format!("{page}/desk"),
        };
        let chromium = Chromium::start(&program, &shown).await;
        let desk = Self {
            chromium,
            page: shown,
            other,
        };
        desk.until("location.href !== 'about:blank' && document.readyState === 'complete'")
            .await;
        Some(desk)
    }

    /// A connection over the page.
    pub fn attach(&self, set: impl FnOnce(&mut Settings)) -> Connection {
        let mut settings = Settings::new(Way::Page {
            debugging: self.chromium.address().to_owned(),
            pattern: self.page.clone(),
        });
        settings.timeouts.connect = Duration::from_secs(20);
        settings.timeouts.request = Duration::from_secs(2);
        settings.timeouts.confirm = Duration::from_millis(500);
        set(&mut settings);
        connection(settings)
    }

    /// What a script of the page itself would get.
    pub async fn js(&self, text: &str) -> serde_json::Value {
        self.chromium.js(text).await
    }

    /// Until something is so in the page.
    pub async fn until(&self, text: &str) {
        let is_so = async || (self.js(text).await == true).then_some(());
        super::browser::until(text, is_so).await;
    }
}

pub async fn ask(on: &Connection, action: &str, args: &[(&str, &str)]) -> Answer {
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| (*name, Value::text(*value)))
        .collect();
    on.perform(&super::call(action, &args), "test/1/1").await
}

pub async fn save(on: &Connection, contact: &str) -> Answer {
    let args = [
        ("ContactId", Value::text(contact)),
        ("OutcomeResult", Value::text("DONE")),
        ("OfflineEnd", Value::YesNo(true)),
    ];
    on.perform(&super::call("save script for", &args), "test/1/1")
        .await
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

async fn serve(listener: TcpListener, pages: Arc<HashMap<&'static str, String>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, pages.clone()));
    }
}

async fn answer(mut stream: TcpStream, pages: Arc<HashMap<&'static str, String>>) {
    let mut asked = Vec::new();
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read_buf(&mut asked).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
    let asked = String::from_utf8_lossy(&asked);
    let path = asked.split(' ').nth(1).unwrap_or_default();
    let page = pages.get(path.split('?').next().unwrap_or_default());
    let (status, body) = page.map_or(("404 Not Found", ""), |page| ("200 OK", page));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
}
