//! Answers that are the same for every operation, and what is done to all answers.

use crate::sim::reply::{Content, Reply};
use crate::sim::request::Request;
use serde_json::json;

/// Whoever does not ask for JSON by name gets an answer that nobody can read.
pub(super) fn rendered(request: &Request, mut reply: Reply) -> Reply {
    let asks = request
        .header("accept")
        .is_some_and(|accept| accept.contains("json"));
    if !asks && reply.body != Content::None {
        reply.body = Content::Text("text/html", "No known way to render data".to_owned());
    }
    reply
}

/// With the request's own number for itself.
pub(super) fn echo(request: &Request, reply: Reply) -> Reply {
    match request.header("correlationid") {
        Some(id) => reply.header("CorrelationId", id),
        None => reply,
    }
}

/// 401: the token is unknown, or its time is over.
pub(in crate::sim) fn invalid_token() -> Reply {
    let body = json!({ "error": "invalid_token", "error_description": "Token is invalid or has expired." });
    Reply::json(401, body).header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
}

/// 404, as for an address that leads nowhere.
pub(super) fn not_found() -> Reply {
    Reply::json(
        404,
        json!({ "error": "not_found", "error_description": "resource not found" }),
    )
}

pub(super) fn not_allowed() -> Reply {
    Reply::json(
        405,
        json!({ "error": "invalid_request", "error_description": "Method Not Allowed" }),
    )
}
