//! The engine's own addresses, and what is asked there.

use crate::host::restate::wire::{Message, Order, SAY, Told, service};
use crate::host::runner::OutOfReach;
use crate::systems::net::tls;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value as Json, json};
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// How long an answer may take. A run that was submitted is kept when it comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a question is asked that the engine cannot answer yet, and how long it is waited before.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// Where the engine looks for its own port, beside the one at which runs are submitted.
const ADMIN_PORT: u16 = 9070;

/// Where an engine is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// Where runs are submitted.
    pub ingress: String,
    /// Where it is looked after.
    pub admin: String,
}

/// Why there is nothing to ask with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoClient(
    /// Why.
    pub String,
);

impl fmt::Display for NoClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Address {
    /// The engine at an address, and where it is looked after if that is said: else at the same machine's
    /// usual port.
    ///
    /// # Errors
    ///
    /// If one is no address of HTTP.
    pub fn new(ingress: &str, admin: Option<&str>) -> Result<Self, NoClient> {
        let read = |text: &str| {
            let url = reqwest::Url::parse(text).ok();
            url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
                .ok_or_else(|| NoClient(format!("`{text}` is not the address of an engine")))
        };
        let at = read(ingress)?;
        let admin = match admin {
            Some(admin) => read(admin)?,
            None => {
                let mut admin = at.clone();
                admin
                    .set_port(Some(ADMIN_PORT))
                    .map_err(|()| NoClient(format!("`{ingress}` has no port")))?;
                admin.set_path("");
                admin
            }
        };
        let bare = |url: reqwest::Url| url.as_str().trim_end_matches('/').to_owned();
        Ok(Self {
            ingress: bare(at),
            admin: bare(admin),
        })
    }
}

/// What became of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Submitted {
    /// The engine keeps it, in an invocation of this id.
    Now(String),
    /// It was submitted before, by the same name.
    Before(String),
}

/// Asks an engine.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: Address,
}

/// Why the engine did not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    /// What it says, and its number.
    Said(u16, String),
    /// It cannot be asked: nothing has reached it.
    NotSent(OutOfReach),
    /// It has not answered: what was sent may have reached it.
    OutOfReach(OutOfReach),
}

impl Refused {
    /// Whether the engine may have done it all the same.
    pub fn may_be_done(&self) -> bool {
        match self {
            Self::Said(status, _) => *status >= 500,
            Self::NotSent(_) => false,
            Self::OutOfReach(_) => true,
        }
    }
}

impl Client {
    /// Something to ask an engine with. `roots` are certificates to trust beside the machine's.
    ///
    /// # Errors
    ///
    /// If they are none.
    pub fn new(address: Address, roots: &[Vec<u8>]) -> Result<Self, NoClient> {
        let encrypted = [&address.ingress, &address.admin]
            .iter()
            .any(|url| url.starts_with("https"));
        let tls = tls::config(roots, encrypted).map_err(|why| NoClient(why.to_string()))?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(PATIENCE)
            .no_proxy()
            .build()
            .map_err(|why| NoClient(why.to_string()))?;
        Ok(Self { http, address })
    }

    /// Where the engine is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Submits a run. It begins once, however often it is submitted by its name.
    ///
    /// # Errors
    ///
    /// If the engine does not take it, or cannot be asked.
    pub async fn submit(&self, order: &Order) -> Result<Submitted, OutOfReach> {
        match self.give(order).await {
            Err(Refused::Said(404, _)) => Err(self.nobody(order).await),
            given => given.map_err(|refused| self.out_of_reach(refused)),
        }
    }

    /// Gives the engine an order.
    pub(super) async fn give(&self, order: &Order) -> Result<Submitted, Refused> {
        let service = service(&order.profiles);
        let path = format!("/{service}/{}/send", order.handler());
        let request = self.ingress(Method::POST, &path);
        let request = request.header("idempotency-key", &*order.run).json(order);
        let answer = self.send(request).await?;
        let id = answer["invocationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        Ok(match answer["status"].as_str() {
            Some("PreviouslyAccepted") => Submitted::Before(id),
            _ => Submitted::Now(id),
        })
    }

    /// That no worker performs runs of an order's profiles.
    pub(super) async fn nobody(&self, order: &Order) -> OutOfReach {
        let wanted = order.profiles.join(" and ");
        let others = self.services().await.unwrap_or_default();
        let others: Vec<&str> = others
            .iter()
            .filter_map(|name| name.strip_prefix("Flow."))
            .collect();
        OutOfReach(match others.is_empty() {
            true => format!(
                "no worker has registered with this engine yet, for {wanted} or any other profile"
            ),
            false => format!(
                "no worker of this engine has the profile {wanted}; there are workers for {}",
                others.join(", ")
            ),
        })
    }

    /// Says something to the run of an invocation. With the same key it is heard once.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn say(
        &self,
        (service, id): (&str, &str),
        message: Message,
        key: &str,
    ) -> Result<(), OutOfReach> {
        let told = Told {
            to: id.to_owned(),
            message,
        };
        let request = self.ingress(Method::POST, &format!("/{service}/{SAY}/send"));
        let request = request.header("idempotency-key", key).json(&told);
        let said = self.send(request).await;
        said.map(drop).map_err(|refused| self.out_of_reach(refused))
    }

    /// Lets an invocation go on that has stopped after many attempts, or waits for the next one.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked, or does not do it.
    pub async fn resume(&self, id: &str) -> Result<(), OutOfReach> {
        self.change(Method::PATCH, &format!("/invocations/{id}/resume"))
            .await
    }

    /// Forgets an invocation that is over, and everything that it did.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked, or does not do it.
    pub async fn forget(&self, id: &str) -> Result<(), OutOfReach> {
        self.change(Method::PATCH, &format!("/invocations/{id}/purge"))
            .await
    }

    async fn change(&self, method: Method, path: &str) -> Result<(), OutOfReach> {
        let done = self.send(self.admin(method, path)).await;
        done.map(drop).map_err(|refused| self.out_of_reach(refused))
    }

    pub(super) async fn rows(&self, query: &str) -> Result<Vec<Json>, OutOfReach> {
        let mut tries = 0;
        let mut answer = loop {
            let request = self.admin(Method::POST, "/query");
            let request = request
                .header("accept", "application/json")
                .timeout(PATIENCE * 4)
                .json(&json!({ "query": query }));
            match self.send(request).await {
                // An engine that has just started, or has lost a node, finds all of its parts a little later.
                Err(Refused::Said(500.., _)) if tries < TRIES => tries += 1,
                answer => break answer.map_err(|refused| self.out_of_reach(refused))?,
            }
            tokio::time::sleep(PAUSE).await;
        };
        match answer["rows"].take() {
            Json::Array(rows) => Ok(rows),
            _ => Err(OutOfReach("the engine's answer has no rows".into())),
        }
    }

    pub(super) fn ingress(&self, method: Method, path: &str) -> RequestBuilder {
        let at = format!("{}{path}", self.address.ingress);
        self.http.request(method, at)
    }

    pub(super) fn admin(&self, method: Method, path: &str) -> RequestBuilder {
        let at = format!("{}{path}", self.address.admin);
        self.http.request(method, at)
    }

    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Json, Refused> {
        let lost = |error: reqwest::Error| match error.is_connect() {
            true => Refused::NotSent(OutOfReach(plainly(&error))),
            false => Refused::OutOfReach(OutOfReach(plainly(&error))),
        };
        let answer = request.send().await.map_err(lost)?;
        let status = answer.status();
        let text = answer.text().await.map_err(lost)?;
        if status.is_success() {
            return Ok(serde_json::from_str(&text).unwrap_or(Json::Null));
        }
        Err(Refused::Said(status.as_u16(), said(status, &text)))
    }

    pub(super) fn out_of_reach(&self, refused: Refused) -> OutOfReach {
        match refused {
            Refused::Said(_, what) => OutOfReach(format!("the engine rejected it: {what}")),
            Refused::NotSent(OutOfReach(why)) | Refused::OutOfReach(OutOfReach(why)) => {
                OutOfReach(format!(
                    "the engine at {} cannot be reached: {why}",
                    self.address.ingress
                ))
            }
        }
    }
}

/// What the engine says, which it does as JSON.
fn said(status: StatusCode, text: &str) -> String {
    let json: Option<Json> = serde_json::from_str(text).ok();
    let message = json.as_ref().and_then(|json| json["message"].as_str());
    let message = message.unwrap_or(text).trim();
    match message.is_empty() {
        true => status.to_string(),
        false => message.chars().take(500).collect(),
    }
}

/// The innermost reason: the outer ones say only that a request failed.
fn plainly(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it does not answer".into();
    }
    let mut inner: &dyn Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
