//! What an endpoint answers, before it becomes HTTP.

use super::body::ReplyBody;
use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

/// An answer: status, headers, body.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Content,
}

/// What is in a body.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Content {
    None,
    Json(Value),
    Text(&'static str, String),
}

impl Reply {
    /// A status and nothing else.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Content::None,
        }
    }

    pub fn json(status: u16, body: Value) -> Self {
        Self {
            body: Content::Json(body),
            ..Self::empty(status)
        }
    }

    /// A status and text of a media type.
    pub fn text(status: u16, media_type: &'static str, text: impl Into<String>) -> Self {
        Self {
            body: Content::Text(media_type, text.into()),
            ..Self::empty(status)
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As an HTTP response.
    pub fn into_response(self) -> Response<ReplyBody> {
        let (media_type, bytes) = self.rendered();
        self.respond(media_type, ReplyBody::Whole(bytes))
    }

    /// As an HTTP response with another body.
    pub fn with_body(self, body: impl FnOnce(Bytes) -> ReplyBody) -> Response<ReplyBody> {
        let (media_type, bytes) = self.rendered();
        self.respond(media_type, body(bytes))
    }

    fn rendered(&self) -> (Option<&'static str>, Bytes) {
        match &self.body {
            Content::None => (None, Bytes::new()),
            Content::Json(value) => (
                Some("application/json; charset=utf-8"),
                serde_json::to_vec(value).unwrap_or_default().into(),
            ),
            Content::Text(media_type, text) => (Some(media_type), text.clone().into()),
        }
    }

    fn respond(self, media_type: Option<&'static str>, body: ReplyBody) -> Response<ReplyBody> {
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let typed = media_type.map(|media_type| ("content-type", media_type.to_owned()));
        for (name, value) in self.headers.into_iter().chain(typed) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                let name = HeaderName::from_bytes(name.as_bytes());
                name.map(|name| response.headers_mut().insert(name, value))
                    .ok();
            }
        }
        response
    }
}
