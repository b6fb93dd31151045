//! Signing in, renewing, and stopping where the credentials are refused.

use super::far::{Asked, Far, Then};
use super::{GRANT, connect, end, perform, settings, signing_in, until};
use base64::Engine;
use contactflow::systems::System;
use contactflow::systems::cxone::{ActsFor, Place, Secret, Settings, SignIn};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

const GONE: Then = Then::Json(404, r#"{"error":"InvalidContactId"}"#);

fn bearer(asked: &Asked) -> &str {
    asked
        .headers
        .get("authorization")
        .map_or("", String::as_str)
}

#[tokio::test]
async fn an_access_key_signs_in_once_for_many_calls() {
    let far = Far::start(signing_in(|_| GONE)).await;
    let on = connect(settings(&far.base));
    let calls = (0..20).map(|id| end_owned(&on, id));
    for answer in futures(calls).await {
        assert_eq!(&*answer.outcome, "InvalidContactId");
    }
    let sign_ins = far.asked("/token/access-key");
    assert_eq!(sign_ins.len(), 1);
    let sent = json!({ "accessKeyId": "key-id", "accessKeySecret": "planted-secret" });
    assert_eq!(sign_ins[0].json(), sent);
    assert_eq!(far.asked("/end").len(), 20);
}

async fn end_owned(
    on: &contactflow::systems::cxone::Connection,
    id: u32,
) -> contactflow::run::effect::Answer {
    end(on, &(5000 + id).to_string()).await
}

/// Runs futures together.
async fn futures<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut done = true;
        for (future, result) in &mut waiting {
            if result.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *result = Some(value),
                    std::task::Poll::Pending => done = false,
                }
            }
        }
        if done {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting
        .into_iter()
        .filter_map(|(_, result)| result)
        .collect()
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_and_the_call_repeated() {
    let far = Far::start(|asked: &Asked| match (asked.route().1, bearer(asked)) {
        ("/authentication/v1/token/access-key", _) => Then::Json(200, GRANT),
        ("/public/user/refresh", _) => Then::Json(200, r#"{"token":"planted-second"}"#),
        (_, "Bearer planted-second") => GONE,
        _ => Then::Json(401, "{}"),
    })
    .await;
    let on = connect(settings(&far.base));
    assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");
    let refresh = far.asked("/public/user/refresh");
    assert_eq!(refresh.len(), 1);
    assert_eq!(refresh[0].json(), json!({ "token": "planted-refresh" }));
    assert_eq!(far.asked("/end").len(), 2);
}

#[tokio::test]
async fn a_request_that_is_refused_with_a_new_token_closes_no_door() {
    let far = Far::start(signing_in(|asked| match asked.path.contains("/5000/") {
        true => Then::Json(401, "{}"),
        false => GONE,
    }))
    .await;
    let on = connect(settings(&far.base));
    let answers = futures((0..469).map(|id| end_owned(&on, id))).await;
    let refused = answers
        .iter()
        .filter(|answer| &*answer.outcome == "Unauthorized");
    assert_eq!(refused.count(), 1);
    let gone = answers
        .iter()
        .filter(|answer| &*answer.outcome == "InvalidContactId");
    assert_eq!(gone.count(), 468);
}

#[tokio::test]
async fn refusals_without_end_cost_one_sign_in() {
    let far = Far::start(signing_in(|_| Then::Json(401, "{}"))).await;
    let on = connect(settings(&far.base));
    for id in 0..20 {
        assert_eq!(&*end_owned(&on, id).await.outcome, "Unauthorized");
    }
    let sign_ins = far.asked("/token/access-key").len();
    assert_eq!(
        sign_ins, 2,
        "the first, and one for all that are refused at once"
    );
}

#[tokio::test]
async fn a_sign_in_that_is_refused_stops_everybody_with_these_credentials() {
    let far = Far::start(|_| Then::Json(401, "{}")).await;
    let (on, other) = (connect(settings(&far.base)), connect(settings(&far.base)));
    assert_eq!(&*end(&on, "1001").await.outcome, "Unauthorized");
    let before = far.all().len();
    for on in [&on, &other] {
        let answer = end(on, "1002").await;
        assert_eq!(&*answer.outcome, "Unauthorized");
        assert!(answer.reason.contains("not sent"), "{answer:?}");
        assert_eq!(&*on.provided().await.unwrap_err().outcome, "Unauthorized");
    }
    drop((on, other));
    let later = connect(settings(&far.base));
    assert_eq!(&*end(&later, "1003").await.outcome, "Unauthorized");
    assert_eq!(far.all().len(), before, "nothing else goes out");
}

#[tokio::test]
async fn other_credentials_pass_another_gate() {
    let far = Far::start(|asked: &Asked| match asked.route().1 {
        "/authentication/v1/token/access-key" if asked.body.contains("wrong") => {
            Then::Json(401, r#"{"error":"InvalidKey"}"#)
        }
        "/authentication/v1/token/access-key" => Then::Json(200, GRANT),
        _ => GONE,
    })
    .await;
    let mut wrong = settings(&far.base);
    wrong.sign_in = SignIn::AccessKey {
        id: "key-id".into(),
        secret: Secret::new("planted-wrong"),
    };
    let (wrong, right) = (connect(wrong), connect(settings(&far.base)));
    let refused = futures((0..20).map(|id| end_owned(&wrong, id))).await;
    for answer in refused {
        assert_eq!(&*answer.outcome, "Unauthorized");
        assert!(
            answer.reason.contains("401 Unauthorized InvalidKey"),
            "{answer:?}"
        );
    }
    assert_eq!(
        far.asked("/token/access-key").len(),
        1,
        "one wrong try is enough"
    );
    assert_eq!(&*end(&right, "1001").await.outcome, "InvalidContactId");
}

#[tokio::test]
async fn a_token_is_renewed_before_it_runs_out() {
    let far = Far::start(|asked: &Asked| match asked.route().1 {
        "/authentication/v1/token/access-key" => Then::Json(
            200,
            r#"{"access_token":"planted-a","refresh_token":"planted-r","expires_in":0}"#,
        ),
        "/public/user/refresh" => Then::Json(
            200,
            r#"{"token":"planted-b","tokenExpirationTimeSec":"3600"}"#,
        ),
        _ if bearer(asked) == "Bearer planted-b" => GONE,
        _ => Then::Json(401, "{}"),
    })
    .await;
    let on = connect(settings(&far.base));
    // The first token is stale when it comes: it is used once, as there is no other yet.
    for _ in 0..3 {
        assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");
    }
    assert_eq!(far.asked("/token/access-key").len(), 1);
    assert_eq!(far.asked("/public/user/refresh").len(), 1);
}

#[tokio::test]
async fn a_renewal_that_is_refused_signs_in_again() {
    let far = Far::start(|asked: &Asked| match asked.route().1 {
        "/authentication/v1/token/access-key" => Then::Json(
            200,
            r#"{"access_token":"planted-a","refresh_token":"planted-r","expires_in":0}"#,
        ),
        "/public/user/refresh" => Then::Json(401, "{}"),
        _ => GONE,
    })
    .await;
    let on = connect(settings(&far.base));
    for _ in 0..2 {
        assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");
    }
    assert_eq!(far.asked("/public/user/refresh").len(), 1);
    assert_eq!(far.asked("/token/access-key").len(), 2);
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_had_now_closes_no_gate() {
    for (status, outcome) in [
        (503, "Unavailable"),
        (500, "Unavailable"),
        (429, "Throttled"),
    ] {
        let times = AtomicUsize::new(0);
        let far = Far::start(move |asked: &Asked| match asked.route().1 {
            "/authentication/v1/token/access-key" if times.fetch_add(1, Ordering::SeqCst) == 0 => {
                Then::Full(status, vec![("retry-after", "3".into())], String::new())
            }
            "/authentication/v1/token/access-key" => Then::Json(200, GRANT),
            _ => GONE,
        })
        .await;
        let on = connect(settings(&far.base));
        let answer = end(&on, "1001").await;
        assert_eq!(&*answer.outcome, outcome, "{answer:?}");
        assert_eq!(answer.retry_after, Some(jiff::SignedDuration::from_secs(3)));
        assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");
    }
}

#[tokio::test]
async fn a_sign_in_that_answers_nonsense_is_no_grant() {
    for body in ["<html>", "{}", r#"{"access_token":"#, "[]"] {
        let far = Far::start(move |_| Then::Json(200, body)).await;
        let answer = end(&connect(settings(&far.base)), "1001").await;
        assert_eq!(&*answer.outcome, "Unavailable", "{answer:?}");
        assert!(
            answer.reason.starts_with("signing in at 127.0.0.1"),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_password_signs_in_where_discovery_says_and_the_tenant_says_where_the_api_is() {
    let claims = json!({ "tenantId": "tenant-1" }).to_string();
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let id = format!("e30.{}.c2ln", engine.encode(claims));
    let home: Arc<std::sync::OnceLock<String>> = Arc::default();
    let base = home.clone();
    let far = Far::start(move |asked: &Asked| {
        let json = |body: serde_json::Value| Then::Full(200, Vec::new(), body.to_string());
        let base = base.get().unwrap();
        match asked.route() {
            ("GET", "/.well-known/openid-configuration") => {
                json(json!({ "token_endpoint": format!("{base}/auth/token") }))
            }
            ("POST", "/auth/token") => {
                json(json!({ "access_token": "planted-token", "id_token": id, "expires_in": 3600 }))
            }
            ("GET", "/.well-known/cxone-configuration") => {
                json(json!({ "api_endpoint": format!("{base}/elsewhere") }))
            }
            _ => GONE,
        }
    })
    .await;
    home.set(far.base.clone()).unwrap();
    let place = Place::Each {
        sign_in: far.base.clone(),
        discovery: far.base.clone(),
        api: None,
    };
    let on = connect(for_everybody(Settings::new(place, password())));
    assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");
    assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");

    let token = &far.asked("/auth/token")[0];
    assert_eq!(
        token.body,
        "grant_type=password&username=key%2Did&password=planted%3D%2Bsecret"
    );
    let basic = base64::engine::general_purpose::STANDARD.encode("client%40app:planted%3Dclient");
    assert_eq!(bearer(token), format!("Basic {basic}"));
    let asked = far.asked("cxone-configuration");
    assert_eq!(asked.len(), 1);
    assert!(asked[0].path.ends_with("?tenantId=tenant-1"));
    assert_eq!(bearer(&asked[0]), "", "discovery needs no credentials");
    let end = &far.asked("/end")[0];
    assert_eq!(
        end.path,
        "/elsewhere/incontactapi/services/v23.0/contacts/1001/end"
    );
}

fn password() -> SignIn {
    SignIn::Password {
        client_id: "client@app".into(),
        client_secret: Secret::new("planted=client"),
        user: "key-id".into(),
        password: Secret::new("planted=+secret"),
    }
}

#[tokio::test]
async fn an_api_address_that_is_not_encrypted_gets_no_token() {
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"tenantId":"t"}"#);
    let far = Far::start(|_| Then::Json(200, r#"{"api_endpoint":"http://api.example.com"}"#)).await;
    let place = Place::Each {
        sign_in: far.base.clone(),
        discovery: far.base.clone(),
        api: None,
    };
    let token = SignIn::Token(Secret::new(format!("e30.{claims}.planted-s")));
    let on = connect(for_everybody(Settings::new(place, token)));
    let answer = end(&on, "1001").await;
    assert_eq!(&*answer.outcome, "Rejected", "{answer:?}");
    assert!(answer.reason.contains("not encrypted"), "{answer:?}");
}

#[tokio::test]
async fn a_token_from_elsewhere_is_not_renewed() {
    let far = Far::start(|_| Then::Json(401, "{}")).await;
    let token = SignIn::Token(Secret::new("planted-given"));
    let settings = Settings::new(Place::At(far.base.clone()), token);
    let on = connect(for_everybody(settings));
    for _ in 0..2 {
        assert_eq!(&*end(&on, "1001").await.outcome, "Unauthorized");
    }
    assert_eq!(far.asked("/end").len(), far.all().len());
}

fn for_everybody(mut settings: Settings) -> Settings {
    settings.acts_for = ActsFor::Everybody;
    settings
}

#[tokio::test]
async fn a_caller_who_stops_waiting_leaves_no_half_sign_in_behind() {
    let gone = Arc::new(Notify::new());
    let stopped = gone.clone();
    let far = Far::start(move |asked: &Asked| match asked.route().1 {
        "/authentication/v1/token/access-key" => {
            let stopped = stopped.clone();
            Then::Later(Box::pin(async move {
                stopped.notified().await;
                Then::Json(200, GRANT)
            }))
        }
        _ => GONE,
    })
    .await;
    let on = connect(settings(&far.base));
    tokio::select! {
        answer = end(&on, "1001") => panic!("nobody has signed in: {answer:?}"),
        () = until(|| far.asked("/token/access-key").len() == 1) => {}
    }
    gone.notify_one();
    assert_eq!(&*end(&on, "1001").await.outcome, "InvalidContactId");
    assert_eq!(far.asked("/token/access-key").len(), 1);
}

#[tokio::test]
async fn a_missing_permission_is_no_refusal_of_the_credentials() {
    let far = Far::start(signing_in(|asked| match asked.path.contains("/1001/") {
        true => Then::Json(403, r#"{"error_description":"You may not end contacts."}"#),
        false => GONE,
    }))
    .await;
    let on = connect(settings(&far.base));
    let answer = end(&on, "1001").await;
    assert_eq!(&*answer.outcome, "Unauthorized");
    assert_eq!(answer.reason, "403 Forbidden: You may not end contacts.");
    assert_eq!(&*end(&on, "1002").await.outcome, "InvalidContactId");
}

#[tokio::test]
async fn what_the_system_repeats_of_a_secret_is_hidden() {
    let far = Far::start(signing_in(|asked| {
        let words = format!("no way with {}", bearer(asked));
        let body = json!({ "error_description": words, "error": "planted-secret" });
        Then::Full(400, Vec::new(), body.to_string())
    }))
    .await;
    let answer = end(&connect(settings(&far.base)), "1001").await;
    assert_eq!(
        answer.reason,
        "400 Bad Request: no way with Bearer [secret]"
    );
}

#[tokio::test]
async fn a_user_that_is_named_is_looked_up() {
    let far = Far::start(signing_in(|asked| match asked.route().1 {
        "agents/7" => Then::Json(200, r#"{"agents":[{"agentId":7,"isActive":"True"}]}"#),
        "agents/8" => Then::Json(200, r#"{"agents":[{"agentId":8,"isActive":"False"}]}"#),
        _ => Then::Json(404, "{}"),
    }))
    .await;
    let on = connect(settings(&far.base));
    for (agent, outcome) in [("7", "Success"), ("8", "Error"), ("9", "Error")] {
        let answer = perform(&on, "set security user", &[("AgentId", agent)]).await;
        assert_eq!(&*answer.outcome, outcome, "{answer:?}");
        let user = answer.outputs.get("SecurityUser").map(ToString::to_string);
        assert_eq!(user.as_deref(), answer.is_success().then_some(agent));
    }
}
