//! Sends one request and says what came back, or how far it got.

use super::body::{self, Body};
use super::loss;
use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Client, Request, StatusCode};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Sent {
    /// The system answered.
    Reply(Reply),
    /// No answer came.
    Lost(Loss),
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Body,
}

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loss {
    /// Whether it may have reached the system.
    pub left: bool,
    /// Why, in plain words.
    pub reason: String,
}

/// Sends a request, and reads its answer up to so many bytes.
///
/// Not `async` itself, so that the future has no room for the request, which has left by then.
pub(crate) fn send(
    client: &Client,
    request: Request,
    limit: Duration,
    max_body: usize,
) -> impl Future<Output = Sent> + use<> {
    let deadline = Instant::now() + limit;
    let sent = timeout_at(deadline, client.execute(request));
    async move {
        let mut response = match sent.await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Sent::Lost(loss::of(&error)),
            Err(_) => return Sent::Lost(loss::timed_out(limit)),
        };
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = match response.content_length() {
            Some(0) => Ok(Bytes::new()),
            _ => Box::pin(body::read(response, max_body, deadline)).await,
        };
        Sent::Reply(Reply {
            status,
            headers,
            body,
        })
    }
}

impl Reply {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?.to_str().ok()?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// A reply without a body, for tables.
    #[cfg(test)]
    pub(crate) fn of(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let name = reqwest::header::HeaderName::from_static(name);
                (name, value.parse().unwrap())
            })
            .collect();
        Self {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Ok(Bytes::copy_from_slice(body.as_bytes())),
        }
    }
}
