//! Sends spans to a collector, many at once. What it does not take in time is dropped and counted: no run waits
//! for it.

use super::json;
use super::settings::Settings;
use super::span::Span;
use crate::systems::net::SetupError;
use crate::systems::net::tls;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// So many spans wait at most.
const WAITING: usize = 8_192;
/// So many go at once.
const TOGETHER: usize = 512;
/// A span waits no longer than this for others to go with it.
const GATHER: Duration = Duration::from_secs(1);
/// How often a request is tried, and how long is waited before it is tried again.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];
/// How long the last ones may take when the program ends.
const LAST: Duration = Duration::from_secs(2);

/// How many spans there were.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// How many the collector took.
    pub sent: u64,
    /// How many it did not: it was not reached, or too many waited.
    pub dropped: u64,
}

#[derive(Default)]
struct Counted {
    sent: AtomicU64,
    dropped: AtomicU64,
}

enum News {
    Span(Box<Span>),
    End(oneshot::Sender<()>),
}

/// Where spans go.
pub struct Collector {
    news: mpsc::Sender<News>,
    counted: Arc<Counted>,
    task: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

/// Says something about the collector.
pub type Say = Arc<dyn Fn(&str) + Send + Sync>;

impl Collector {
    /// Sends to this address from now on, on the current runtime; `say` is told when it cannot be reached, once, and
    /// when it can be again.
    pub fn start(settings: Settings, say: Say) -> Result<Self, SetupError> {
        let encrypted = settings.endpoint.starts_with("https");
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(&[], encrypted)?)
            .timeout(settings.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let client = client.map_err(|why| {
            SetupError::new(
                format!("traces cannot be sent: {why}"),
                "correct OTEL_EXPORTER_OTLP_ENDPOINT",
            )
        })?;
        let (news, coming) = mpsc::channel(WAITING);
        let counted = Arc::<Counted>::default();
        let sending = Sending {
            client,
            settings,
            counted: counted.clone(),
            say,
            lost: false,
        };
        let task = tokio::spawn(sending.all(coming));
        Ok(Self {
            news,
            counted,
            task: Mutex::new(Some(task)),
        })
    }

    /// One more; dropped where too many wait.
    pub(super) fn push(&self, span: Span) {
        if self.news.try_send(News::Span(Box::new(span))).is_err() {
            self.counted.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many there were.
    pub fn counts(&self) -> Counts {
        Counts {
            sent: self.counted.sent.load(Ordering::Relaxed),
            dropped: self.counted.dropped.load(Ordering::Relaxed),
        }
    }

    /// Sends what waits, for no longer than a moment.
    pub async fn end(&self) {
        let until = Instant::now() + LAST;
        let (done, over) = oneshot::channel();
        let told = timeout_at(until, self.news.send(News::End(done))).await;
        if matches!(told, Ok(Ok(()))) {
            let _ = timeout_at(until, over).await;
        }
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task {
            task.abort();
        }
    }
}

struct Sending {
    client: reqwest::Client,
    settings: Settings,
    counted: Arc<Counted>,
    say: Say,
    /// Whether the last ones were lost.
    lost: bool,
}

impl Sending {
    async fn all(mut self, mut coming: mpsc::Receiver<News>) {
        let mut spans = Vec::new();
        while let Some(news) = coming.recv().await {
            let mut last = add(news, &mut spans);
            let until = Instant::now() + GATHER;
            while last.is_none() && spans.len() < TOGETHER {
                match timeout_at(until, coming.recv()).await {
                    Ok(Some(news)) => last = add(news, &mut spans),
                    Ok(None) | Err(_) => break,
                }
            }
            if !spans.is_empty() {
                self.send(std::mem::take(&mut spans), last.is_some()).await;
            }
            if let Some(done) = last {
                let _ = done.send(());
                return;
            }
        }
    }

    /// Sends them; a collector that is busy is asked again, but not at the very end.
    async fn send(&mut self, spans: Vec<Span>, last: bool) {
        let many = spans.len() as u64;
        let body = json::document(&self.settings.service, &spans).to_string();
        let mut pauses = PAUSES.iter().filter(|_| !last);
        let why = loop {
            match self.ask(&body).await {
                Ok(()) => {
                    self.counted.sent.fetch_add(many, Ordering::Relaxed);
                    if std::mem::take(&mut self.lost) {
                        (self.say)("the collector accepts traces again");
                    }
                    return;
                }
                Err((why, true)) => match pauses.next() {
                    Some(pause) => sleep(*pause).await,
                    None => break why,
                },
                Err((why, false)) => break why,
            }
        };
        self.counted.dropped.fetch_add(many, Ordering::Relaxed);
        if !std::mem::replace(&mut self.lost, true) {
            (self.say)(&format!(
                "traces are dropped: {why}; runs continue, and traces are sent again when the collector takes them"
            ));
        }
    }

    /// `Err`: why not, and whether asking again may help.
    async fn ask(&self, body: &str) -> Result<(), (String, bool)> {
        let mut request = self
            .client
            .post(&self.settings.endpoint)
            .header("content-type", "application/json")
            .body(body.to_owned());
        for (name, value) in &self.settings.headers {
            request = request.header(name, value);
        }
        let asked = timeout(self.settings.timeout, request.send()).await;
        let answer = match asked {
            Ok(Ok(answer)) => answer,
            // Of the address no more is said than that: it may hold a key.
            Ok(Err(why)) => {
                return Err((
                    format!("the collector is not reached: {}", why.without_url()),
                    true,
                ));
            }
            Err(_) => return Err(("the collector did not answer in time".into(), true)),
        };
        let status = answer.status();
        let busy = matches!(status.as_u16(), 429 | 502 | 503 | 504);
        match status.is_success() {
            true => Ok(()),
            false => Err((format!("the collector answered {status}"), busy)),
        }
    }
}

/// Keeps a span; whom to tell where it is the end.
fn add(news: News, spans: &mut Vec<Span>) -> Option<oneshot::Sender<()>> {
    match news {
        News::Span(span) => {
            spans.push(*span);
            None
        }
        News::End(done) => Some(done),
    }
}
