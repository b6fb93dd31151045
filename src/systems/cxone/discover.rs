//! Documents that say where the rest is. They are read without credentials.

use super::place::{self, Bases, host, under};
use super::refusal::Refusal;
use super::transport::{Sent, Transport};
use super::words;
use crate::run::effect::Exchange;
use crate::systems::net::stopwatch::Stopwatch;
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::Value as Json;

/// A document that was found.
pub(super) struct Found {
    from: String,
    body: Json,
}

impl Found {
    /// An address that the document gives. It has to be fit for credentials.
    pub(super) fn address(&self, name: &str) -> Result<Url, Refusal> {
        let text = self.body.get(name).and_then(Json::as_str).ok_or_else(|| {
            Refusal::new(
                "Unavailable",
                format!("the answer from {} has no `{name}`", self.from),
            )
        })?;
        place::address_of(text)
            .map_err(|error| Refusal::new("Rejected", format!("{}: {error}", self.from)))
    }
}

/// Where the API of a tenant is.
pub(super) async fn api(
    transport: &Transport,
    bases: &Bases,
    tenant: &str,
    log: &mut Vec<Exchange>,
) -> Result<Url, Refusal> {
    let mut url = under(&bases.discovery, ".well-known/cxone-configuration");
    url.query_pairs_mut().append_pair("tenantId", tenant);
    let found = read(transport, url, log).await?;
    found.address("api_endpoint").map(place::services)
}

/// Reads a document.
pub(super) async fn read(
    transport: &Transport,
    url: Url,
    log: &mut Vec<Exchange>,
) -> Result<Found, Refusal> {
    let from = host(&url);
    let watch = Stopwatch::start(format!("GET {}", url.path()));
    let mut request = Request::new(Method::GET, url);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(ACCEPT, json);
    let sent = transport.auth(request).await;
    log.push(watch.stop(&words::answered(&sent)));
    let failed = |why: String| {
        Refusal::new(
            "Unavailable",
            format!("cannot find the tenant's API address at {from}: {why}"),
        )
    };
    let reply = match sent {
        Sent::Lost(loss) => return Err(failed(loss.reason)),
        Sent::Reply(reply) => reply,
    };
    if !reply.status.is_success() {
        let mut refusal = failed(format!("the answer is {}", words::status(reply.status)));
        if reply.status.is_client_error() || reply.status.is_redirection() {
            refusal.outcome = if reply.status == 429 {
                "Throttled"
            } else {
                "Rejected"
            };
        }
        refusal.retry_after = words::retry_after(&reply);
        return Err(refusal);
    }
    let body = reply
        .body
        .as_ref()
        .ok()
        .and_then(|body| super::text::json(body));
    match body {
        Some(body) => Ok(Found { from, body }),
        None => Err(failed(words::unreadable(&reply).unwrap_or_default())),
    }
}
