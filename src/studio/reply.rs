//! Answers, with what a browser has to be told about each.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::{Value as Json, json};

pub const HTML: &str = "text/html; charset=utf-8";
pub const JSON: &str = "application/json";

/// What holds for every answer: nothing is kept, guessed, framed, or told to other pages.
const ALWAYS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// An answer of this kind under this policy.
pub fn reply(status: StatusCode, kind: &str, policy: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    set(headers, CONTENT_TYPE, kind);
    set(headers, CONTENT_SECURITY_POLICY, policy);
    response
}

/// Sets a header whose text is our own.
pub fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Nothing at all, for a request that may not ask.
pub fn refused() -> Response<Body> {
    empty(StatusCode::FORBIDDEN)
}

pub fn empty(status: StatusCode) -> Response<Body> {
    reply(
        status,
        "text/plain; charset=utf-8",
        "default-src 'none'",
        Body::empty(),
    )
}

pub fn as_json(status: StatusCode, value: &Json) -> Response<Body> {
    let body = Body::from(value.to_string());
    reply(status, JSON, "default-src 'none'", body)
}

/// Why something was not done.
pub fn problem(message: &str, help: Option<&str>) -> Response<Body> {
    let value = json!({ "problem": { "message": message, "help": help } });
    as_json(StatusCode::UNPROCESSABLE_ENTITY, &value)
}
