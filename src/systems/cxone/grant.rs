//! What a sign-in gives.

use crate::clock;
use crate::systems::net::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::HeaderValue;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A token and what belongs to it.
#[derive(Debug)]
pub(super) struct Grant {
    /// Counted from 1: which sign-in or renewal of these credentials this is.
    pub generation: u64,
    /// Goes with every request; marked as sensitive.
    pub header: HeaderValue,
    /// From when on it has to be renewed; `None` where it cannot be.
    pub stale: Option<Instant>,
    /// Renews it.
    pub refresh: Option<Secret>,
    /// The tenant it is for.
    pub tenant: Option<String>,
    /// The agent it is for.
    pub agent: Option<Arc<str>>,
}

impl Grant {
    /// A token that came from elsewhere.
    pub(super) fn given(token: &Secret) -> Option<Self> {
        Some(Self {
            generation: 1,
            header: bearer(token.reveal())?,
            stale: None,
            refresh: None,
            tenant: claim(token.reveal(), "tenantId"),
            agent: claim(token.reveal(), "icAgentId").map(Arc::from),
        })
    }

    /// The grant in the body of a sign-in or a renewal, whose spellings differ.
    pub(super) fn read(body: &Json, generation: u64, margin: Duration) -> Option<Self> {
        let token = text(body, &["access_token", "token"])?;
        let life = number(body, &["expires_in", "tokenExpirationTimeSec"]).unwrap_or(3600);
        let claimed = |name: &str| {
            let id_token = text(body, &["id_token"]);
            let of_id = id_token.and_then(|token| claim(token, name));
            of_id.or_else(|| claim(token, name))
        };
        Some(Self {
            generation,
            header: bearer(token)?,
            stale: Some(Instant::now() + lasting(life, margin)),
            refresh: text(body, &["refresh_token", "refreshToken"]).map(Secret::new),
            tenant: claimed("tenantId"),
            agent: claimed("icAgentId").map(Arc::from),
        })
    }

    pub(super) fn is_stale(&self) -> bool {
        self.stale.is_some_and(|stale| Instant::now() >= stale)
    }
}

/// How long a token is used: its life less the margin, of which a short life pays a quarter.
fn lasting(life: i64, margin: Duration) -> Duration {
    let now = clock::now().as_second();
    let left = if life > 1_000_000_000 {
        life - now
    } else {
        life
    };
    let left = Duration::from_secs(u64::try_from(left).unwrap_or(0).min(365 * 86_400));
    left - margin.min(left / 4)
}

fn bearer(token: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// What a signed token says of whom it is for.
fn claim(token: &str, name: &str) -> Option<String> {
    let middle = token.split('.').nth(1)?.trim_end_matches('=');
    let claims: Json = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).ok()?).ok()?;
    let said = super::event::scalar(claims.get(name)?)?;
    (!said.is_empty()).then(|| said.into_owned())
}

fn text<'a>(body: &'a Json, names: &[&str]) -> Option<&'a str> {
    let found = names.iter().find_map(|name| body.get(name)?.as_str());
    found.filter(|text| !text.is_empty())
}

fn number(body: &Json, names: &[&str]) -> Option<i64> {
    names.iter().find_map(|name| match body.get(name)? {
        Json::Number(number) => number.as_i64(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn jwt(claims: &Json) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[tokio::test(start_paused = true)]
    async fn both_spellings_of_a_grant_are_read() {
        let id = jwt(&json!({ "tenantId": "t-1", "icAgentId": 7 }));
        let first = json!({ "access_token": "A", "refresh_token": "R", "id_token": id, "expires_in": "3600" });
        let grant = Grant::read(&first, 1, Duration::from_secs(300)).unwrap();
        assert_eq!(grant.header.to_str().unwrap(), "Bearer A");
        assert_eq!(grant.tenant.as_deref(), Some("t-1"));
        assert_eq!(grant.agent.as_deref(), Some("7"));
        assert_eq!(grant.refresh.unwrap().reveal(), "R");
        let left = grant.stale.unwrap() - Instant::now();
        assert_eq!(left, Duration::from_secs(3300));

        let renewed = json!({ "token": "B", "refreshToken": "S", "tokenExpirationTimeSec": 40 });
        let grant = Grant::read(&renewed, 2, Duration::from_secs(300)).unwrap();
        assert_eq!(
            grant.stale.unwrap() - Instant::now(),
            Duration::from_secs(30)
        );
        assert!(!grant.is_stale());
        tokio::time::advance(Duration::from_secs(30)).await;
        assert!(grant.is_stale());
    }

    #[test]
    fn an_end_given_as_a_date_and_one_in_the_past_are_understood() {
        let in_an_hour = clock::now().as_second() + 3600;
        let left = lasting(in_an_hour, Duration::from_secs(300));
        assert!((3295..=3300).contains(&left.as_secs()), "{left:?}");
        assert_eq!(lasting(-5, Duration::from_secs(300)), Duration::ZERO);
        assert_eq!(lasting(i64::MAX, Duration::ZERO).as_secs(), 365 * 86_400);
    }

    #[test]
    fn what_is_no_grant_is_none() {
        for body in [
            json!({}),
            json!({ "access_token": "" }),
            json!([1]),
            json!({ "access_token": "a\nb" }),
        ] {
            assert!(Grant::read(&body, 1, Duration::ZERO).is_none(), "{body}");
        }
    }

    #[test]
    fn a_grant_never_prints_its_token() {
        let grant = Grant::given(&Secret::new("planted-token")).unwrap();
        assert!(!format!("{grant:?}").contains("planted"));
    }
}
