//! Whether the service lives, whether it takes starts, and what it has counted.

use super::guard::client;
use super::reply::Reply;
use crate::cli::serve::service::Service;
use crate::config::Scope;
use crate::journal::{Journal, Kept, RunState};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde_json::json;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// It answers: it lives.
pub async fn health() -> Reply {
    Reply::ok(json!({ "status": "ok" }))
}

/// Whether it takes starts: not while it stops, nor where the journal cannot be read.
pub async fn ready(State(service): State<Arc<Service>>) -> Reply {
    if service.is_stopping() {
        return super::guard::stopping();
    }
    let journal = service.journal.clone();
    if !matches!(spawn_blocking(move || journal.knows("")).await, Ok(Ok(_))) {
        service.metrics.journal_failed();
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Reply::later(status, 10, "the journal cannot be read");
    }
    let house = service.house();
    if let Some(runner) = house.as_ref().and_then(|house| house.runner.engine()) {
        let services = runner.client().services().await;
        let wrong = match services {
            Ok(services) if services.is_empty() => {
                Some("no worker has registered with the engine".to_owned())
            }
            Ok(_) => None,
            Err(why) => Some(service.printer.redactor().clean(&why.0).into_owned()),
        };
        if let Some(wrong) = wrong {
            return Reply::later(StatusCode::SERVICE_UNAVAILABLE, 10, &wrong);
        }
    }
    let mut body = json!({ "status": "ready" });
    // It starts what is asked for over HTTP all the same.
    let unheard = service.streams.unheard();
    if !unheard.is_empty() {
        body["not_heard"] = unheard.into();
    }
    Reply::ok(body)
}

/// What it has counted, for Prometheus.
pub async fn metrics(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Reply> {
    let (house, _) = client(&service, &headers, Some(Scope::Metrics))?;
    let metrics = &service.metrics;
    let number = |yes: bool| if yes { 1.0 } else { 0.0 };
    metrics.set("flow_ready", Vec::new(), number(!service.is_stopping()));
    for system in &house.connected.systems {
        let labels = vec![("system", system.entry().name.to_string())];
        metrics.set(
            "flow_credentials_refused",
            labels,
            number(system.is_refused()),
        );
    }
    if let Some(traces) = service.traces() {
        let counts = traces.counts();
        metrics.set("flow_spans_sent_total", Vec::new(), counts.sent as f64);
        metrics.set(
            "flow_spans_dropped_total",
            Vec::new(),
            counts.dropped as f64,
        );
    }
    // What an engine holds is in the engine's own metrics: to count it would read through all that it keeps.
    if house.runner.here().is_some() {
        metrics.set("flow_runs_open", Vec::new(), service.count() as f64);
        left(&service).await;
    }
    let form = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(CONTENT_TYPE, form)], metrics.text()))
}

/// How many runs no process drives.
async fn left(service: &Service) {
    let metrics = &service.metrics;
    let journal = service.journal.clone();
    match spawn_blocking(move || journal.open_runs()).await {
        Ok(Ok(open)) => {
            let many = |state| {
                open.iter()
                    .filter(|kept: &&Kept| kept.state == state)
                    .count()
            };
            metrics.set("flow_runs_held", Vec::new(), many(RunState::Held) as f64);
            let interrupted = many(RunState::Interrupted) as f64;
            metrics.set("flow_runs_interrupted", Vec::new(), interrupted);
        }
        _ => metrics.journal_failed(),
    }
}
