//! The ways out to the system.

use super::place::{Bases, SetupError};
use super::settings::Settings;
use crate::systems::net::send::send;
pub(super) use crate::systems::net::send::{Loss, Reply, Sent};
use crate::systems::net::{loss, proxy, tls};
use reqwest::{Client, Request, redirect, retry};
use std::time::Duration;

/// The way out: one pool of connections for the API, one for sign-ins.
#[derive(Debug)]
pub(super) struct Transport {
    api: Client,
    auth: Client,
    max_body: usize,
    request: Duration,
}

impl Transport {
    pub(super) fn new(settings: &Settings, bases: &Bases) -> Result<Self, SetupError> {
        for address in bases.all() {
            proxy::usable(address)?;
        }
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
