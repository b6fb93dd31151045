//! Credentials are tried by one worker first, on whichever machine: wrong ones tried by each of them would lock a
//! user out. The engine keeps what came of it for ten minutes, under names that say neither the user nor a password.

use super::ask::{Client, Refused};
use super::sql::quoted;
use crate::host::restate::wire::{TAKE, TURNS};
use crate::host::runner::OutOfReach;
use crate::system::Pending;
use crate::systems::net::credentials::Afar;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long one worker has to find out whether credentials are right, in milliseconds.
const ALONE: i64 = 10_000;

/// How long another one waits for that, at most.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(300);

/// How often what came of a try is told to the engine.
const TRIES: u32 = 5;

/// Tells the workers on other machines which credentials were refused, and hears it of theirs.
#[derive(Clone, Debug)]
pub struct Tried(Client);

/// What is known of a set of credentials.
enum Known {
    Nothing,
    Accepted,
    RefusedUntil(Timestamp),
}

impl Tried {
    /// By this engine.
    pub fn new(client: Client) -> Self {
        Self(client)
    }

    /// An engine that does not answer keeps nobody from trying: it is as if there were none.
    async fn wait(&self, who: &str, since: Timestamp) -> Result<(), Timestamp> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            match self.known(who, since).await {
                Ok(Known::RefusedUntil(until)) => return Err(until),
                Ok(Known::Accepted) | Err(_) => return Ok(()),
                Ok(Known::Nothing) => {}
            }
            let window = Timestamp::now().as_millisecond().div_euclid(ALONE);
            match self.0.first(&format!("prove.{who}.{window}")).await {
                Ok(false) => sleep(LOOK).await,
                Ok(true) | Err(_) => return Ok(()),
            }
        }
        Ok(())
    }

    async fn known(&self, who: &str, since: Timestamp) -> Result<Known, OutOfReach> {
        let begin = format!("tried.{who}.");
        let query = format!(
            "SELECT idempotency_key FROM sys_invocation WHERE target_service_name = '{TURNS}' AND \
             starts_with(idempotency_key, {})",
            quoted(&begin)
        );
        let mut known = Known::Nothing;
        for row in self.0.rows(&query).await? {
            let key = row["idempotency_key"].as_str().unwrap_or_default();
            let Some((at, until)) = key.strip_prefix(&begin).and_then(times) else {
                continue;
            };
            match until {
                // One that this process has read since then may be a corrected one.
                Some(until) if at >= since && until > Timestamp::now() => {
                    return Ok(Known::RefusedUntil(until));
                }
                Some(_) => {}
                None => known = Known::Accepted,
            }
        }
        Ok(known)
    }
}

/// When it was tried, and until when it was refused.
fn times(text: &str) -> Option<(Timestamp, Option<Timestamp>)> {
    let (at, until) = text.split_once('.')?;
    let time = |text: &str| Timestamp::from_millisecond(text.parse().ok()?).ok();
    match until {
        "accepted" => Some((time(at)?, None)),
        until => Some((time(at)?, Some(time(until)?))),
    }
}

impl Afar for Tried {
    fn may_try<'a>(&'a self, who: &'a str, since: Timestamp) -> Pending<'a, Result<(), Timestamp>> {
        Box::pin(self.wait(who, since))
    }

    fn tried(&self, who: &str, refused_until: Option<Timestamp>) {
        let what = match refused_until {
            Some(until) => until.as_millisecond().to_string(),
            None => "accepted".to_owned(),
        };
        let at = Timestamp::now().as_millisecond();
        let (key, client) = (format!("tried.{who}.{at}.{what}"), self.0.clone());
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                for _ in 0..TRIES {
                    if client.first(&key).await.is_ok() {
                        break;
                    }
                    sleep(LOOK).await;
                }
            });
        }
    }
}

impl Client {
    /// Whether nobody has told the engine of this before. It knows it for ten minutes.
    pub(super) async fn first(&self, key: &str) -> Result<bool, Refused> {
        let request = self.ingress(Method::POST, &format!("/{TURNS}/{TAKE}/send"));
        let request = request.header("idempotency-key", key);
        let answer = self.send(request.json(&json!({}))).await?;
        Ok(answer["status"].as_str() != Some("PreviouslyAccepted"))
    }
}
