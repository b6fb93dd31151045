//! What a worker has counted, at an address of its own: the engine pushes runs to the other one, and reads no
//! metrics.

use crate::cli::watched::Metrics;
use crate::config::Problem;
use crate::host::restate::{Client, Left, Worker};
use crate::host::traces::Traces;
use crate::report::Printer;
use crate::system::System;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// The engine is asked no more often than this how many runs it holds: it reads through all that it keeps.
const FRESH: Duration = Duration::from_secs(30);
/// It has so long for an answer: Prometheus waits ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is looked at when somebody asks.
pub(super) struct Seen {
    pub metrics: Arc<Metrics>,
    pub systems: Vec<Arc<dyn System>>,
    pub traces: Option<Arc<Traces>>,
    pub worker: Arc<Worker>,
    pub client: Client,
    /// When the engine was asked last.
    pub asked: Mutex<Option<Instant>>,
}

/// Serves them at an address, where one is named, for as long as the task is let live.
pub(super) async fn begin(
    at: Option<&str>,
    seen: Seen,
    printer: &Printer,
) -> Result<Option<JoinHandle<()>>, Problem> {
    let Some(at) = at else {
        return Ok(None);
    };
    let cannot = |error: std::io::Error| {
        Problem::new(format!("cannot serve metrics at {at}: {error}"))
            .help("use another address: `--metrics 127.0.0.1:9472`; port 0 uses a free port")
    };
    let listener = TcpListener::bind(at).await.map_err(cannot)?;
    let local = listener.local_addr().map_err(cannot)?;
    printer.note(&format!("metrics at http://{local}/metrics"));
    let routes = Router::new()
        .route("/metrics", get(text))
        .with_state(Arc::new(seen));
    let served = axum::serve(listener, routes).into_future();
    Ok(Some(tokio::spawn(async move {
        let _ = served.await;
    })))
}

async fn text(State(seen): State<Arc<Seen>>) -> impl IntoResponse {
    seen.look().await;
    let form = "text/plain; version=0.0.4; charset=utf-8";
    ([(CONTENT_TYPE, form)], seen.metrics.text())
}

impl Seen {
    async fn look(&self) {
        let metrics = &self.metrics;
        for system in &self.systems {
            let labels = vec![("system", system.entry().name.to_string())];
            let refused = if system.is_refused() { 1.0 } else { 0.0 };
            metrics.set("flow_credentials_refused", labels, refused);
        }
        metrics.set("flow_worker_runs", Vec::new(), self.worker.in_hand() as f64);
        if let Some(traces) = &self.traces {
            let counts = traces.counts();
            metrics.set("flow_spans_sent_total", Vec::new(), counts.sent as f64);
            let dropped = counts.dropped as f64;
            metrics.set("flow_spans_dropped_total", Vec::new(), dropped);
        }
        let mut asked = self.asked.lock().await;
        if asked.is_none_or(|at| at.elapsed() > FRESH) {
            self.ask().await;
            *asked = Some(Instant::now());
        }
    }

    /// How the engine stands. What it does not answer is no number: an old one would hide that.
    async fn ask(&self) {
        let reached = timeout(PATIENCE, self.client.services()).await;
        let reached = matches!(reached, Ok(Ok(_)));
        let number = if reached { 1.0 } else { 0.0 };
        self.metrics.set("flow_engine_reached", Vec::new(), number);
        let services: Vec<&str> = self.worker.services().collect();
        let left = match reached {
            true => timeout(PATIENCE, self.client.left(&services)).await,
            false => Ok(Ok(Left::default())),
        };
        let known = match left {
            Ok(Ok(left)) if reached => Some(left),
            _ => None,
        };
        let of = |number: fn(Left) -> u64| {
            let known = known.map(|left| (Vec::new(), number(left) as f64));
            known.into_iter().collect()
        };
        self.metrics.replace("flow_runs_held", of(|left| left.held));
        self.metrics
            .replace("flow_runs_interrupted", of(|left| left.interrupted));
    }
}
