//! The answers to requests: JSON, with a message for people.

use crate::config::Problem;
use axum::body::Body;
use axum::http::header::{
    ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Value as Json, json};

/// An answer on its way.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    body: Json,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Reply {
    pub fn new(status: StatusCode, body: Json) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
        }
    }

    pub fn ok(body: Json) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// Something is wrong: what, and what to do about it.
    pub fn problem(status: StatusCode, problem: &Problem) -> Self {
        let mut error = json!({ "message": problem.message });
        if let Some(help) = &problem.help {
            error["help"] = help.as_str().into();
        }
        Self::new(status, json!({ "error": error }))
    }

    /// The same, of several things.
    pub fn problems(status: StatusCode, problems: &[Problem]) -> Self {
        let [only] = problems else {
            let all = problems.iter().map(|problem| problem.message.as_str());
            let all = all.collect::<Vec<_>>().join("; ");
            let helps = problems
                .iter()
                .filter_map(|problem| problem.help.as_deref());
            let helps: Vec<_> = helps.collect();
            let problem = Problem::new(all).help(helps.join("; "));
            return Self::problem(status, &problem);
        };
        Self::problem(status, only)
    }

    pub fn wrong(status: StatusCode, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::problem(status, &Problem::new(message).help(help))
    }

    /// Too much at once: the client comes again after so many seconds.
    pub fn later(status: StatusCode, seconds: u32, message: &str) -> Self {
        let help = format!("nothing was started; send the same request again after {seconds} s");
        let mut reply = Self::wrong(status, message, help);
        reply.headers.push((RETRY_AFTER, seconds.into()));
        reply
    }

    /// A token is needed.
    pub fn no_token(message: &str, help: &str) -> Self {
        let mut reply = Self::wrong(StatusCode::UNAUTHORIZED, message, help);
        let bearer = HeaderValue::from_static("Bearer");
        reply.headers.push((WWW_AUTHENTICATE, bearer));
        reply
    }

    /// Another method is needed.
    pub fn method(allowed: &'static str) -> Self {
        let message = format!("this address takes {allowed} only");
        let mut reply = Self::wrong(
            StatusCode::METHOD_NOT_ALLOWED,
            message,
            "GET /openapi.json lists every address",
        );
        reply
            .headers
            .push((ALLOW, HeaderValue::from_static(allowed)));
        reply
    }

    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(format!("{}\n", self.body)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(self.headers);
        response
    }
}
