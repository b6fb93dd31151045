//! The REST API of both nodes: one request and what came of it.

use super::cookie::Cookie;
use super::credential_gate::CredentialGate;
use super::model::Body;
use super::outcomes::Doubt;
use super::place::Place;
use super::place::encoded;
use super::settings::Settings;
use crate::run::effect::Exchange;
use crate::systems::net::address::is_loopback;
use crate::systems::net::refusal::Refusal;
use crate::systems::net::send::{Loss, Reply as Raw, Sent, send};
use crate::systems::net::stopwatch::Stopwatch;
use crate::systems::net::{SetupError, loss, proxy};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, StatusCode, redirect, retry};
use rustls::ClientConfig;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

const XML: HeaderValue = HeaderValue::from_static("application/xml");
const REQUEST_ID: HeaderName = HeaderName::from_static("requestid");

/// The way to the REST API.
#[derive(Debug)]
pub(super) struct Rest {
    client: Client,
    nodes: Vec<(Place, Cookie)>,
    pub gate: Arc<CredentialGate>,
    /// Where the user itself is read.
    own: String,
    max_body: usize,
    limit: Duration,
}

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub method: Method,
    /// From `/finesse/api` on, encoded.
    pub path: String,
    pub body: Option<String>,
    /// What the event that it causes will bear.
    pub id: Option<String>,
    /// As reports show it.
    pub shown: String,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub status: StatusCode,
    /// What it holds; `Err` says why that cannot be told.
    pub body: Result<Body, String>,
    /// What `Retry-After` says.
    pub retry_after: Option<String>,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum Came {
    Reply(Reply),
    /// No answer came.
    Lost(Loss),
    /// It was not sent, or its credentials were refused.
    Refused(Refusal),
}

impl Ask {
    /// A read.
    pub fn get(path: impl Into<String>) -> Self {
        let path = path.into();
        Self {
            method: Method::GET,
            shown: format!("GET {path}"),
            path,
            body: None,
            id: None,
        }
    }
}

impl Rest {
    pub fn new(
        settings: &Settings,
        places: Vec<Place>,
        gate: Arc<CredentialGate>,
        tls: &ClientConfig,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            client: client(settings, &places, tls)?,
            nodes: places
                .into_iter()
                .map(|place| (place, Cookie::default()))
                .collect(),
            gate,
            own: format!("/finesse/api/User/{}", encoded(&settings.sign_in.user)),
            max_body: settings.max_body,
            limit: settings.timeouts.request,
        })
    }

    /// Sends a request to a node.
    pub async fn send(&self, node: usize, ask: &Ask, log: &mut Vec<Exchange>) -> Came {
        self.gate.settled().await;
        let came = self.once(node, ask, log).await;
        let Came::Reply(reply) = &came else {
            return came;
        };
        match Doubt::of(reply.status.as_u16(), reply.body.as_ref().ok()) {
            Doubt::None => came,
            // Also where it says nothing: a gateway may have said it of itself.
            Doubt::Certain | Doubt::Some => self.weigh(node, ask, reply, log).await.unwrap_or(came),
        }
    }

    /// Finds out what a refusal is about that may be about the credentials: who may not even read
    /// the own user is not known. Nothing else is sent meanwhile. `None`: they are right.
    async fn weigh(
        &self,
        node: usize,
        ask: &Ask,
        reply: &Reply,
        log: &mut Vec<Exchange>,
    ) -> Option<Came> {
        let _alone = self.gate.doubt().await;
        if let Err(refusal) = self.gate.pass() {
            return Some(Came::Refused(refusal));
        }
        let refused = |reply: &Reply| Some(Came::Refused(self.gate.refuse(&refused(reply))));
        if !self.gate.is_proven() || ask.path == self.own {
            return refused(reply);
        }
        match self.once(node, &Ask::get(self.own.as_str()), log).await {
            Came::Reply(own) if own.status == StatusCode::UNAUTHORIZED => refused(&own),
            _ => None,
        }
    }

    async fn once(&self, node: usize, ask: &Ask, log: &mut Vec<Exchange>) -> Came {
        let Some((place, cookie)) = self.nodes.get(node) else {
            return Came::Refused(Refusal::new("Unavailable", "no such node"));
        };
        let request = match self.build(place, cookie, ask) {
            Ok(request) => request,
            Err(refusal) => return Came::Refused(refusal),
        };
        let watch = Stopwatch::start(ask.shown.clone());
        let sent = send(&self.client, request, self.limit, self.max_body).await;
        let came = self.read(place, cookie, sent, ask.method == Method::GET);
        log.push(watch.stop(&answered(&came)));
        came
    }

    fn build(&self, place: &Place, cookie: &Cookie, ask: &Ask) -> Result<Request, Refusal> {
        let wrong = || Refusal::new("Rejected", "the request's address is not valid");
        let url = place.base.join(&ask.path).map_err(|_| wrong())?;
        if url.origin() != place.base.origin() {
            return Err(wrong());
        }
        let mut request = Request::new(ask.method.clone(), url);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.gate.pass()?.clone());
        headers.insert(ACCEPT, XML);
        let id = ask.id.as_deref().map(HeaderValue::from_str);
        if let Some(Ok(id)) = id {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(kept) = cookie.header() {
            headers.insert(COOKIE, kept);
        }
        if let Some(body) = &ask.body {
            headers.insert(CONTENT_TYPE, XML);
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    fn read(&self, place: &Place, cookie: &Cookie, sent: Sent, reads: bool) -> Came {
        let raw = match sent {
            Sent::Lost(loss) => return Came::Lost(loss),
            Sent::Reply(raw) => raw,
        };
        if raw.status == StatusCode::SEE_OTHER && !reads {
            // "See other" is what is said when something has been done.
            return Came::Lost(Loss {
                left: true,
                reason: elsewhere(place, &raw),
            });
        }
        if raw.status.is_redirection() {
            return Came::Refused(Refusal::new("Rejected", elsewhere(place, &raw)));
        }
        cookie.keep(&raw.headers);
        let reply = Reply {
            status: raw.status,
            retry_after: raw.header("retry-after").map(str::to_owned),
            body: body(&raw),
        };
        Came::Reply(reply)
    }
}

fn body(raw: &Raw) -> Result<Body, String> {
    let bytes = raw.body.as_ref().map_err(Clone::clone)?;
    let text = readable(bytes).ok_or("the answer's characters cannot be read: it is not UTF-8")?;
    Body::read(&text).map_err(|why| format!("the answer is not XML: {why}"))
}

/// The text of an answer: UTF-8, or ISO-8859-1 where its first line says so. In that encoding each
/// byte is the character of its number.
fn readable(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let head = bytes.split(|byte| *byte == b'>').next()?;
    let head = std::str::from_utf8(head).ok()?.to_ascii_lowercase();
    let latin = head.starts_with("<?xml") && head.contains("iso-8859-1");
    latin.then(|| Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()))
}

/// In Finesse's words where it has any.
fn refused(reply: &Reply) -> String {
    let errors = reply.body.as_ref().map(Body::errors).unwrap_or_default();
    match errors.first() {
        None => "Finesse rejected the user name and password, or the token".to_owned(),
        Some(error) => format!("Finesse rejected the user: {error}"),
    }
}

/// Where it leads is not followed: the password would go there too.
fn elsewhere(place: &Place, raw: &Raw) -> String {
    let to = raw
        .header("location")
        .and_then(|to| place.base.join(to).ok());
    let to = to.and_then(|to| to.host_str().map(str::to_owned));
    format!(
        "{} redirects to another address ({}); redirects are not followed",
        place.shown(),
        to.as_deref().unwrap_or("without a name")
    )
}

fn answered(came: &Came) -> String {
    match came {
        Came::Lost(loss) => loss.reason.clone(),
        Came::Refused(refusal) => refusal.reason.clone(),
        Came::Reply(reply) => {
            let errors = reply.body.as_ref().map(Body::errors).unwrap_or_default();
            match errors.first() {
                Some(error) => format!("{} {error}", reply.status.as_u16()),
                None => reply.status.to_string(),
            }
        }
    }
}

fn client(settings: &Settings, places: &[Place], tls: &ClientConfig) -> Result<Client, SetupError> {
    let mut tls = tls.clone();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .https_only(true)
        .user_agent(concat!("contactflow/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.timeouts.connect)
        .pool_idle_timeout(Duration::from_secs(20));
    for place in places {
        proxy::usable(&place.base)?;
    }
    if places.iter().all(|place| is_loopback(&place.base)) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| {
        SetupError::new(
            format!("the network cannot be used: {}", loss::of(&error).reason),
            "check the proxy settings of this machine (HTTPS_PROXY)",
        )
    })
}
