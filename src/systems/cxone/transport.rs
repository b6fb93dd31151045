//! Sends one request and says what came back, or how far it got.

use super::body::{self, Body};
use super::loss;
use super::place::{Bases, SetupError};
use super::settings::Settings;
use super::tls;
use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Client, Request, StatusCode, redirect, retry};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The way out: one pool of connections for the API, one for sign-ins.
#[derive(Debug)]
pub(super) struct Transport {
    api: Client,
    auth: Client,
    max_body: usize,
    request: Duration,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum Sent {
    /// The system answered.
    Reply(Reply),
    /// No answer came.
    Lost(Loss),
}

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Body,
}

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loss {
    /// Whether it may have reached the system.
    pub left: bool,
    /// Why, in plain words.
    pub reason: String,
}

impl Transport {
    pub(super) fn new(settings: &Settings, bases: &Bases) -> Result<Self, SetupError> {
        Ok(Self {
            api: client(settings, bases, &[b"h2", b"http/1.1"])?,
            auth: client(settings, bases, &[b"http/1.1"])?,
            max_body: settings.max_body,
            request: settings.timeouts.request,
        })
    }

    /// Sends a request of the API.
    pub(super) fn api(&self, request: Request) -> impl Future<Output = Sent> {
        send(&self.api, request, self.request, self.max_body)
    }

    /// Sends a request that the system may hold open for `longer` than others.
    pub(super) fn held(&self, request: Request, longer: Duration) -> impl Future<Output = Sent> {
        send(&self.api, request, self.request + longer, self.max_body)
    }

    /// Sends a sign-in request: over HTTP/1.1, which is all that the sign-in takes.
    pub(super) fn auth(&self, request: Request) -> impl Future<Output = Sent> {
        send(&self.auth, request, self.request, self.max_body)
    }
}

/// Not `async` itself, so that the future has no room for the request, which has left by then.
fn send(
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
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?.to_str().ok()?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// A reply without a body, for tables.
    #[cfg(test)]
    pub(super) fn of(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
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

fn client(settings: &Settings, bases: &Bases, alpn: &[&[u8]]) -> Result<Client, SetupError> {
    let mut tls = tls::config(&settings.roots, bases.encrypted())?;
    tls.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("contactflow/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.timeouts.connect)
        .pool_idle_timeout(Duration::from_secs(20));
    if bases.local() {
        builder = builder.no_proxy();
    }
    if !bases.encrypted() {
        // Only HTTP/2 can say that it has not touched a request, which may then be sent again.
        builder = builder.retry(retry::never().max_retries_per_request(0));
    }
    builder.build().map_err(|error| {
        SetupError::new(
            format!("the network cannot be used: {}", loss::of(&error).reason),
            "check the proxy settings of this machine (HTTPS_PROXY)",
        )
    })
}
