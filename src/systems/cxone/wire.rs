//! Requests of the API with their credentials: a refused token is renewed, and the request repeated, once.

use super::credentials::CredentialGate;
use super::discover;
use super::grant::Grant;
use super::place::{Bases, SetupError};
use super::refusal::Refusal;
use super::settings::Settings;
use super::transport::{Loss, Reply, Sent, Transport};
use super::words;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::stopwatch::Stopwatch;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

const CORRELATION: HeaderName = HeaderName::from_static("correlationid");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A way to the API.
#[derive(Debug)]
pub(super) struct Wire {
    transport: Arc<Transport>,
    gate: Arc<CredentialGate>,
    bases: Bases,
    api: OnceCell<Url>,
}

/// A request of the API.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub method: Method,
    /// Under the services, with its version and its query: `v23.0/contacts/active?mediaTypeId=4`.
    pub path: String,
    /// The JSON to send.
    pub body: Option<String>,
    /// The effect that it is for.
    pub key: Option<HeaderValue>,
    /// How it looks in a report.
    pub shown: String,
    /// How much longer than others it may be held open.
    pub longer: Duration,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum Came {
    /// The system answered.
    Reply(Reply),
    /// It was sent or tried to be sent, and no answer came.
    Lost(Loss),
    /// It was not sent, or its credentials were refused.
    Refused(Refusal),
}

impl Ask {
    pub(super) fn new(method: Method, path: String, shown: String) -> Self {
        Self {
            method,
            path,
            body: None,
            key: None,
            shown,
            longer: Duration::ZERO,
        }
    }
}

impl Wire {
    pub(super) fn new(settings: &Settings) -> Result<Self, SetupError> {
        let bases = Bases::of(&settings.place)?;
        Ok(Self {
            transport: Arc::new(Transport::new(settings, &bases)?),
            gate: CredentialGate::of(settings, &bases),
            api: OnceCell::new_with(bases.api.clone()),
            bases,
        })
    }

    /// Takes secrets out of what the system said.
    pub(super) fn scrub(&self, mut answer: Answer) -> Answer {
        if !answer.is_success() {
            self.gate.scrub(&mut answer);
        }
        answer
    }

    /// Whether its credentials were refused, and nothing is sent for now.
    pub fn is_refused(&self) -> bool {
        self.gate.is_refused()
    }

    /// Makes sure that there is a token.
    pub(super) async fn sign_in(&self, log: &mut Vec<Exchange>) -> Result<(), Refusal> {
        self.gate.pass(&self.transport, log).await.map(|_| ())
    }

    /// The agent whose credentials these are, where their token says so.
    pub(super) async fn owner(&self, log: &mut Vec<Exchange>) -> Result<Option<Arc<str>>, Refusal> {
        let grant = self.gate.pass(&self.transport, log).await?;
        Ok(grant.agent.clone())
    }

    /// Sends a request; a token that is refused is renewed, and the request repeated, once.
    pub(super) async fn call(&self, ask: &Ask, log: &mut Vec<Exchange>) -> Came {
        match self.try_call(ask, log).await {
            Ok(Sent::Reply(reply)) => Came::Reply(reply),
            Ok(Sent::Lost(loss)) => Came::Lost(loss),
            Err(refusal) => Came::Refused(refusal),
        }
    }

    async fn try_call(&self, ask: &Ask, log: &mut Vec<Exchange>) -> Result<Sent, Refusal> {
        let grant = self.gate.pass(&self.transport, log).await?;
        let api = self.api(&grant, log).await?;
        let sent = self.send(ask, api, &grant, log).await;
        if !is_unauthorized(&sent) {
            return Ok(sent);
        }
        // On the heap, as everything rare is: calls are many, and their room counts.
        let refused = Refused { sent, grant };
        Box::pin(self.once_more(ask, api, refused, log)).await
    }

    /// The request again, with a newer token. What is refused with a token that is new is refused
    /// for this request alone: others may well be allowed.
    async fn once_more(
        &self,
        ask: &Ask,
        api: &Url,
        refused: Refused,
        log: &mut Vec<Exchange>,
    ) -> Result<Sent, Refusal> {
        let newer = self
            .gate
            .after_refusal(&self.transport, &refused.grant, log);
        match newer.await? {
            Some(newer) => {
                let sent = self.send(ask, api, &newer, log).await;
                if matches!(sent, Sent::Reply(_)) && !is_unauthorized(&sent) {
                    self.gate.helped(&newer).await;
                }
                Ok(sent)
            }
            None => Ok(refused.sent),
        }
    }

    async fn api(&self, grant: &Grant, log: &mut Vec<Exchange>) -> Result<&Url, Refusal> {
        if let Some(api) = self.api.get() {
            return Ok(api);
        }
        let tenant = grant.tenant.as_deref().ok_or_else(|| {
            Refusal::new(
                "Rejected",
                "the token does not name a tenant: set `address` in the profile",
            )
        })?;
        let find = discover::api(&self.transport, &self.bases, tenant, log);
        Box::pin(self.api.get_or_try_init(|| find)).await
    }

    async fn send(&self, ask: &Ask, api: &Url, grant: &Grant, log: &mut Vec<Exchange>) -> Sent {
        let watch = Stopwatch::start(ask.shown.clone());
        let sent = match ask.longer.is_zero() {
            true => self.transport.api(build(ask, api, grant)).await,
            false => {
                let sent = self.transport.held(build(ask, api, grant), ask.longer);
                Box::pin(sent).await
            }
        };
        log.push(watch.stop(&words::answered(&sent)));
        sent
    }
}

/// An answer that says that a token is not good, and which.
struct Refused {
    sent: Sent,
    grant: Arc<Grant>,
}

fn build(ask: &Ask, api: &Url, grant: &Grant) -> Request {
    let (path, query) = match ask.path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (&*ask.path, None),
    };
    let mut url = api.clone();
    url.set_path(&[api.path(), "/", path].concat());
    url.set_query(query);
    let mut request = Request::new(ask.method.clone(), url);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, JSON);
    headers.insert(AUTHORIZATION, grant.header.clone());
    if let Some(key) = &ask.key {
        headers.insert(CORRELATION, key.clone());
    }
    if let Some(body) = &ask.body {
        headers.insert(CONTENT_TYPE, JSON);
        *request.body_mut() = Some(body.clone().into());
    } else if ask.method != Method::GET {
        *request.body_mut() = Some("".into());
    }
    request
}

fn is_unauthorized(sent: &Sent) -> bool {
    matches!(sent, Sent::Reply(reply) if reply.status == StatusCode::UNAUTHORIZED)
}
