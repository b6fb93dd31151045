//! Signing in, renewing, discovery, and tokens that are no longer good.

use super::client::{Desk, Got};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::time::Duration;

fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

async fn post(desk: &Desk, path: &str, body: Value) -> Got {
    let url = format!("{}/{path}", desk.sim.base_address());
    Got::read(desk.http.post(url).json(&body).send().await.unwrap()).await
}

fn access_key(desk: &Desk) -> Value {
    let key = desk.sim.access_keys().remove(0);
    json!({ "accessKeyId": key.id, "accessKeySecret": key.secret })
}

#[tokio::test]
async fn an_access_key_gets_tokens_with_the_documented_claims() {
    let desk = Desk::open().await;
    let got = post(
        &desk,
        "authentication/v1/token/access-key",
        access_key(&desk),
    )
    .await
    .json();
    assert_eq!(
        (got["token_type"].as_str(), got["expires_in"].as_i64()),
        (Some("Bearer"), Some(3600))
    );
    let claims = claims(got["id_token"].as_str().unwrap());
    assert_eq!(claims["icAgentId"], "7");
    for name in ["tenantId", "tenant", "icBUId", "icClusterId"] {
        assert!(!claims[name].is_null(), "{name}");
    }
    assert!(claims["role"]["legacyId"].is_string());
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        3600
    );

    let wrong = json!({ "accessKeyId": "x", "accessKeySecret": "y" });
    assert_eq!(
        post(&desk, "authentication/v1/token/access-key", wrong)
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let desk = Desk::open().await;
    let got = post(
        &desk,
        "authentication/v1/token/access-key",
        access_key(&desk),
    )
    .await
    .json();
    let body = json!({ "token": got["refresh_token"] });
    let renewed = post(&desk, "public/user/refresh", body.clone())
        .await
        .json();
    assert_eq!(renewed["tokenExpirationTimeSec"], 3600);
    assert!(renewed["refreshToken"].is_string() && renewed["token"].is_string());
    assert_eq!(post(&desk, "public/user/refresh", body).await.status, 401);
}

#[tokio::test]
async fn discovery_leads_from_the_tenant_to_the_api() {
    let desk = Desk::open().await;
    let base = desk.sim.base_address();
    let openid = reqwest_json(&desk, &format!("{base}/.well-known/openid-configuration")).await;
    assert_eq!(openid["token_endpoint"], format!("{base}/auth/token"));
    let tenant = claims(&desk.token)["tenantId"].as_str().unwrap().to_owned();
    let found = reqwest_json(
        &desk,
        &format!("{base}/.well-known/cxone-configuration?tenantId={tenant}"),
    )
    .await;
    assert_eq!(found["api_endpoint"], base);
    for name in [
        "auth_endpoint",
        "area",
        "cluster",
        "domain",
        "acdDomain",
        "uhDomain",
        "tenantId",
    ] {
        assert!(found[name].is_string(), "{name}");
    }
    let unknown = desk
        .http
        .get(format!("{base}/.well-known/cxone-configuration?tenantId=x"));
    assert_eq!(unknown.send().await.unwrap().status(), 404);
}

async fn reqwest_json(desk: &Desk, url: &str) -> Value {
    desk.http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

fn basic(desk: &Desk, encoded: bool) -> String {
    let client = desk.sim.clients().remove(0);
    let halves = [client.id, client.secret].map(|half| match encoded {
        true => percent_encoding::utf8_percent_encode(&half, percent_encoding::NON_ALPHANUMERIC)
            .to_string(),
        false => half,
    });
    format!("Basic {}", STANDARD.encode(halves.join(":")))
}

async fn token(desk: &Desk, client: &str, form: &[(&str, &str)]) -> Got {
    let url = format!("{}/auth/token", desk.sim.base_address());
    let request = desk
        .http
        .post(url)
        .header("Authorization", client)
        .form(form);
    Got::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn oauth_takes_the_key_as_a_password() {
    let desk = Desk::open().await;
    let key = desk.sim.access_keys().remove(0);
    let client = basic(&desk, true);
    let form = [
        ("grant_type", "password"),
        ("username", &key.id),
        ("password", &key.secret),
    ];
    let got = token(&desk, &client, &form).await;
    assert_eq!(got.status, 200, "{got:?}");
    let refresh = got.json()["refresh_token"].as_str().unwrap().to_owned();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.as_str()),
        ("scope", "openid"),
    ];
    assert_eq!(token(&desk, &client, &form).await.status, 200);

    let wrong = [
        ("grant_type", "password"),
        ("username", "x"),
        ("password", "y"),
    ];
    assert_eq!(
        token(&desk, &client, &wrong).await.json()["error"],
        "invalid_grant"
    );
    let unknown = [("grant_type", "client_credentials")];
    assert_eq!(
        token(&desk, &client, &unknown).await.json()["error"],
        "unsupported_grant_type"
    );
    // A secret with + and = in it has to be encoded before it is put together.
    let plain = basic(&desk, false);
    assert_eq!(token(&desk, &plain, &wrong).await.status, 401);
}

#[tokio::test]
async fn a_token_is_exchanged_for_another_agents() {
    let mut desk = Desk::open().await;
    let client = basic(&desk, true);
    let mut form = [
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        ("subject_token", ""),
        ("requested_subject", "8"),
    ];
    let own = desk.token.clone();
    form[1].1 = &own;
    let got = token(&desk, &client, &form).await.json();
    assert_eq!(
        claims(got["access_token"].as_str().unwrap())["icAgentId"],
        "8"
    );
    desk.sign_in(1).await;
    let lesser = desk.token.clone();
    form[1].1 = &lesser;
    form[2].1 = "7";
    assert_eq!(
        token(&desk, &client, &form).await.json()["error"],
        "invalid_grant"
    );
}

#[tokio::test(start_paused = true)]
async fn tokens_have_their_time() {
    let desk = Desk::open().await;
    assert_eq!(desk.get("agents/7").await.status, 200);
    tokio::time::advance(Duration::from_secs(3601)).await;
    let got = desk.get("agents/7").await;
    assert_eq!(
        (got.status, got.json()["error"].as_str()),
        (401, Some("invalid_token"))
    );
}

#[tokio::test]
async fn without_a_good_token_nothing_is_done_or_logged() {
    let desk = Desk::open().await;
    for header in ["", "Bearer", "Bearer x", "Basic eDp5", "bearer\t"] {
        let request = desk
            .http
            .post(desk.url("contacts/1001/end"))
            .header("Authorization", header);
        let got = Got::read(
            request
                .header("Accept", "application/json")
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert_eq!(got.status, 401, "{header:?}");
    }
    desk.sim.expire_tokens();
    assert_eq!(desk.post("contacts/1001/end").await.status, 401);
    assert_eq!(desk.sim.log(), []);
}
