//! Signs in and renews: the only place that sends keys and passwords.

use super::discover::{self, Found};
use super::grant::Grant;
use super::place::{Bases, host, under};
use super::refusal::Refusal;
use super::settings::SignIn;
use super::transport::{Reply, Sent, Transport};
use super::words;
use crate::run::effect::Exchange;
use crate::systems::net::Secret;
use crate::systems::net::stopwatch::Stopwatch;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Whoever goes to the sign-in.
pub(super) struct Clerk<'a> {
    pub sign_in: &'a SignIn,
    pub bases: &'a Bases,
    pub margin: Duration,
    pub transport: &'a Transport,
    pub log: &'a mut Vec<Exchange>,
}

impl Clerk<'_> {
    /// A new grant: by renewing the old one, else by signing in.
    pub(super) async fn grant(mut self, old: Option<&Grant>) -> Result<Grant, Refusal> {
        let generation = old.map_or(1, |old| old.generation + 1);
        if let Some(refresh) = old.and_then(|old| old.refresh.as_ref()) {
            match self.renew(refresh, generation).await {
                // A renewal that has run out is no reason to give up: the key may still be good.
                Err(refusal) if matches!(refusal.outcome, "Unauthorized" | "Rejected") => {}
                done => {
                    // A renewal need not say again whom it is for.
                    return done.map(|grant| Grant {
                        tenant: grant
                            .tenant
                            .or_else(|| old.and_then(|old| old.tenant.clone())),
                        agent: grant
                            .agent
                            .or_else(|| old.and_then(|old| old.agent.clone())),
                        ..grant
                    });
                }
            }
        }
        self.sign_in(generation).await
    }

    async fn sign_in(&mut self, generation: u64) -> Result<Grant, Refusal> {
        match self.sign_in {
            SignIn::Token(token) => Grant::given(token).ok_or_else(|| {
                Refusal::new(
                    "Unauthorized",
                    "the profile's token has characters that no token can have",
                )
            }),
            SignIn::AccessKey { id, secret } => {
                let url = under(&self.bases.sign_in, "authentication/v1/token/access-key");
                let body = json!({ "accessKeyId": id, "accessKeySecret": secret.reveal() });
                self.ask(with_json(url, &body), generation).await
            }
            SignIn::Password { user, password, .. } => {
                let form = [
                    ("grant_type", "password"),
                    ("username", user),
                    ("password", password.reveal()),
                ];
                self.oauth(&form, generation).await
            }
        }
    }

    async fn renew(&mut self, refresh: &Secret, generation: u64) -> Result<Grant, Refusal> {
        match self.sign_in {
            SignIn::Password { client_id, .. } => {
                let form = [
                    ("grant_type", "refresh_token"),
                    ("client_id", client_id),
                    ("refresh_token", refresh.reveal()),
                    ("scope", "openid"),
                ];
                self.oauth(&form, generation).await
            }
            _ => {
                let url = under(&self.bases.sign_in, "public/user/refresh");
                let body = json!({ "token": refresh.reveal() });
                self.ask(with_json(url, &body), generation).await
            }
        }
    }

    async fn oauth(&mut self, form: &[(&str, &str)], generation: u64) -> Result<Grant, Refusal> {
        let SignIn::Password {
            client_id,
            client_secret,
            ..
        } = self.sign_in
        else {
            return Err(Refusal::new(
                "Rejected",
                "these credentials are not for OAuth",
            ));
        };
        let url = self.token_endpoint().await?;
        let mut request = with_form(url, form);
        let basic = basic(client_id, client_secret);
        request.headers_mut().insert(AUTHORIZATION, basic);
        self.ask(request, generation).await
    }

    async fn token_endpoint(&mut self) -> Result<Url, Refusal> {
        let url = under(&self.bases.discovery, ".well-known/openid-configuration");
        let found: Found = discover::read(self.transport, url, self.log).await?;
        found.address("token_endpoint")
    }

    async fn ask(&mut self, request: Request, generation: u64) -> Result<Grant, Refusal> {
        let at = host(request.url());
        let watch = Stopwatch::start(format!("POST {}", request.url().path()));
        let sent = self.transport.auth(request).await;
        self.log.push(watch.stop(&words::answered(&sent)));
        let reply = match sent {
            Sent::Reply(reply) => reply,
            Sent::Lost(loss) => {
                let reason = format!("the sign-in failed: {}", loss.reason);
                return Err(Refusal::new("Unavailable", reason));
            }
        };
        if let Some(refusal) = refused(&reply, &at) {
            return Err(refusal);
        }
        let body: Option<Json> = reply
            .body
            .as_ref()
            .ok()
            .and_then(|body| super::text::json(body));
        body.and_then(|body| Grant::read(&body, generation, self.margin))
            .ok_or_else(|| {
                let why = words::unreadable(&reply).unwrap_or("the answer has no token".into());
                Refusal::new("Unavailable", format!("signing in at {at} failed: {why}"))
            })
    }
}

/// What an answer other than 200 means for a sign-in.
fn refused(reply: &Reply, at: &str) -> Option<Refusal> {
    let outcome = match reply.status.as_u16() {
        200..=299 => return None,
        400 | 401 | 403 => "Unauthorized",
        429 => "Throttled",
        500..=599 => "Unavailable",
        _ => "Rejected",
    };
    // The system's words about a sign-in may repeat what was sent: only its short names are kept.
    let why = words::short_name(reply).map_or(String::new(), |name| format!(" {name}"));
    let mut refusal = Refusal::new(
        outcome,
        format!(
            "{at} rejected the sign-in: {}{why}",
            words::status(reply.status)
        ),
    );
    refusal.retry_after = words::retry_after(reply);
    Some(refusal)
}

fn with_json(url: Url, body: &Json) -> Request {
    let mut request = Request::new(Method::POST, url);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    *request.body_mut() = Some(body.to_string().into());
    request
}

fn with_form(url: Url, form: &[(&str, &str)]) -> Request {
    let mut request = Request::new(Method::POST, url);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(CONTENT_TYPE, kind);
    let pairs: Vec<_> = form
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    *request.body_mut() = Some(pairs.join("&").into());
    request
}

/// The client's name and secret, each encoded before they are joined, as OAuth wants it.
fn basic(client_id: &str, client_secret: &Secret) -> HeaderValue {
    let joined = format!("{}:{}", encoded(client_id), encoded(client_secret.reveal()));
    let text = format!("Basic {}", STANDARD.encode(joined));
    let mut header = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    header.set_sensitive(true);
    header
}

fn encoded(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}
