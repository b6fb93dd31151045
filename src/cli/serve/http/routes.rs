//! The addresses of the service.

use super::reply::Reply;
use super::{known, openapi, runs, start, state};
use crate::cli::serve::service::Service;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, Response, StatusCode};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Instant;

/// All routes.
pub fn routes(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/health", get(state::health))
        .route("/ready", get(state::ready))
        .route("/metrics", get(state::metrics))
        .route("/openapi.json", get(openapi::openapi))
        .route("/flows", get(known::flows))
        .route("/run/{*flow}", post(start::start).fallback(only_post))
        .route("/runs", get(runs::list))
        .route("/runs/{run}", get(runs::show))
        .route("/runs/{run}/results", get(runs::results))
        .route("/runs/{run}/cancel", post(runs::cancel).fallback(only_post))
        .route(
            "/runs/{run}/signal/{name}",
            post(runs::signal).fallback(only_post),
        )
        .route(
            "/runs/{run}/settle/{effect}",
            post(runs::settle).fallback(only_post),
        )
        .method_not_allowed_fallback(only_get)
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(service.clone(), count))
        .with_state(service.clone())
}

async fn only_get() -> Reply {
    Reply::method("GET")
}

async fn only_post() -> Reply {
    Reply::method("POST")
}

async fn unknown() -> Reply {
    Reply::wrong(
        StatusCode::NOT_FOUND,
        "unknown address",
        "GET /openapi.json lists every address; a flow is started with POST /run/<flow>",
    )
}

/// Counts a request once it is answered.
async fn count(
    State(service): State<Arc<Service>>,
    request: Request<Body>,
    next: Next,
) -> Response<Body> {
    let (route, began) = (route(request.uri().path()), Instant::now());
    let response = in_our_form(next.run(request).await);
    let status = response.status().as_u16();
    service.metrics.requested(route, status, began.elapsed());
    response
}

/// What axum refuses by itself, such as a path that is no text, is answered like everything else.
fn in_our_form(response: Response<Body>) -> Response<Body> {
    let status = response.status();
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|form| form.as_bytes().starts_with(b"application/json"));
    match status.is_client_error() && !is_json {
        true => Reply::wrong(
            status,
            "the address is wrong",
            "GET /openapi.json lists every address",
        )
        .into_response(),
        false => response,
    }
}

/// The route of a path: runs and flows are not told apart.
fn route(path: &str) -> &'static str {
    let mut parts = path.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.nth(1)) {
        ("run", _) => "/run",
        ("runs", None) => "/runs",
        ("runs", Some("signal")) => "/runs/signal",
        ("runs", Some("cancel")) => "/runs/cancel",
        ("runs", Some("settle")) => "/runs/settle",
        ("runs", Some("results")) => "/runs/results",
        ("flows", _) => "/flows",
        ("metrics", _) => "/metrics",
        ("health", _) => "/health",
        ("ready", _) => "/ready",
        ("openapi.json", _) => "/openapi.json",
        _ => "unknown",
    }
}
