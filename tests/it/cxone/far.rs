//! A far end for tests: it answers as it is told, nastily where that is wanted, and keeps what it
//! was asked.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Mutex as Lock, mpsc, watch};

/// A request that came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Asked {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The path without what is before the version's slash, and without the query.
    pub fn route(&self) -> (&str, &str) {
        let path = self.path.split('?').next().unwrap_or_default();
        let path = match path.split_once("/services/v") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, rest)| rest),
            None => path,
        };
        (&self.method, path)
    }
}

/// What to do with a request.
pub enum Then {
    /// Answer with JSON.
    Json(u16, &'static str),
    /// Answer with a status, headers and a body.
    Full(u16, Vec<(&'static str, String)>, String),
    /// Send these bytes and close.
    Raw(Vec<u8>),
    /// Send the head of an answer and a body that never ends.
    Endless,
    /// Close without an answer.
    Close,
    /// Say nothing.
    Hang,
    /// Decide later.
    Later(Pin<Box<dyn Future<Output = Then> + Send>>),
}

type Handler = dyn Fn(&Asked) -> Then + Send + Sync;

/// A server on this machine.
pub struct Far {
    pub base: String,
    pub port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Far {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Far {
    pub async fn start(handler: impl Fn(&Asked) -> Then + Send + Sync + 'static) -> Self {
        Self::serve(None, Arc::new(handler)).await
    }

    pub async fn with_tls(
        config: tokio_rustls::rustls::ServerConfig,
        handler: impl Fn(&Asked) -> Then + Send + Sync + 'static,
    ) -> Self {
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        Self::serve(Some(acceptor), Arc::new(handler)).await
    }

    async fn serve(tls: Option<tokio_rustls::TlsAcceptor>, handler: Arc<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let seen = asked.clone();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, handler, seen) = (tls.clone(), handler.clone(), seen.clone());
                tokio::spawn(async move {
                    match tls {
                        None => talk(stream, &*handler, &seen).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                talk(stream, &*handler, &seen).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            base: format!("{scheme}://127.0.0.1:{port}"),
            port,
            asked,
            serving,
        }
    }

    /// Everything that was asked.
    pub fn all(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What was asked of paths that hold this.
    pub fn asked(&self, part: &str) -> Vec<Asked> {
        let mut all = self.all();
        all.retain(|asked| asked.path.contains(part));
        all
    }
}

async fn talk(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    handler: &Handler,
    seen: &Mutex<Vec<Asked>>,
) {
    let mut buffer = Vec::new();
    while let Some(asked) = read(&mut stream, &mut buffer).await {
        seen.lock().unwrap().push(asked.clone());
        let mut then = handler(&asked);
        while let Then::Later(later) = then {
            then = later.await;
        }
        let bytes = match then {
            Then::Json(status, body) => {
                full(status, &[("content-type", "application/json".into())], body)
            }
            Then::Full(status, headers, body) => full(status, &headers, &body),
            Then::Raw(bytes) => {
                drop(stream.write_all(&bytes).await);
                drop(stream.shutdown().await);
                return;
            }
            Then::Endless => return endless(stream).await,
            Then::Close => return,
            Then::Hang => return std::future::pending().await,
            Then::Later(_) => unreachable!(),
        };
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn endless(mut stream: impl AsyncWrite + Unpin) {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[";
    let mut bytes = head.as_bytes().to_vec();
    while stream.write_all(&bytes).await.is_ok() {
        bytes = b"0,".repeat(32 * 1024);
    }
}

fn full(status: u16, headers: &[(&str, String)], body: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} X\r\n");
    if status != 304 && status != 204 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{head}\r\n{body}").into_bytes()
}

async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<Asked> {
    let head = loop {
        if let Some(at) = buffer.windows(4).position(|part| part == b"\r\n\r\n") {
            break buffer.drain(..at + 4).collect::<Vec<u8>>();
        }
        more(stream, buffer).await?;
    };
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .and_then(|text| text.parse().ok());
    while buffer.len() < length.unwrap_or(0) {
        more(stream, buffer).await?;
    }
    Some(Asked {
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        headers,
        body: String::from_utf8(buffer.drain(..length.unwrap_or(0)).collect()).ok()?,
    })
}

async fn more(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<()> {
    let mut part = [0; 4096];
    let read = stream.read(&mut part).await.ok()?;
    buffer.extend_from_slice(&part[..read]);
    (read > 0).then_some(())
}

/// What `get-next-event` answers, one after the other.
#[derive(Clone)]
pub struct Events {
    send: mpsc::UnboundedSender<Then>,
    queue: Arc<Lock<mpsc::UnboundedReceiver<Then>>>,
    polls: Arc<watch::Sender<usize>>,
}

impl Default for Events {
    fn default() -> Self {
        let (send, queue) = mpsc::unbounded_channel();
        Self {
            send,
            queue: Arc::new(Lock::new(queue)),
            polls: Arc::new(watch::Sender::new(0)),
        }
    }
}

impl Events {
    /// The next answer.
    pub fn answer(&self, then: Then) {
        self.send.send(then).unwrap();
    }

    /// The next answer: these events, and the session's new id.
    pub fn happen(&self, session: &str, events: serde_json::Value) {
        let body = serde_json::json!({ "sessionId": session, "events": events });
        self.answer(Then::Full(200, Vec::new(), body.to_string()));
    }

    /// Waits until events have been asked for so many times.
    pub async fn polled(&self, times: usize) {
        let mut polls = self.polls.subscribe();
        polls.wait_for(|polls| *polls >= times).await.ok();
    }

    /// Waits for the next answer that the test gives.
    pub fn next(&self) -> Then {
        self.polls.send_modify(|polls| *polls += 1);
        let queue = self.queue.clone();
        Then::Later(Box::pin(async move {
            let next = queue.lock().await.recv().await;
            next.unwrap_or(Then::Hang)
        }))
    }
}
