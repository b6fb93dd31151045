//! Far ends that do not behave.

use super::far::{Far, Then};
use super::{connect, end, hold, perform, settings, signing_in};
use contactflow::run::effect::Answer;
use contactflow::systems::cxone::Connection;
use std::sync::Arc;
use std::time::Duration;

fn is(answer: &Answer, outcome: &str, words: &str) {
    assert_eq!(&*answer.outcome, outcome, "{answer:?}");
    assert!(
        answer.reason.contains(words),
        "`{words}` is not in {answer:?}"
    );
}

async fn set_user(on: &Connection) -> Answer {
    perform(on, "set security user", &[("AgentId", "7")]).await
}

async fn join(on: &Connection) -> Answer {
    perform(on, "join agent session", &[("SecurityUser", "7")]).await
}

async fn list(on: &Connection) -> Answer {
    perform(on, "find active contacts", &[]).await
}

#[tokio::test]
async fn a_body_that_is_no_json_fails_a_read_and_leaves_a_write_unknown() {
    let html = "<html><title>Sign in to the proxy</title></html>";
    for (kind, body, words) in [
        ("text/html", html, "a web page (\"Sign in to the proxy\")"),
        ("application/json", r#"{"sessionId": "S"#, "is cut off"),
        ("text/plain", "No known way to render data", "not JSON"),
        ("application/json", "", "empty"),
    ] {
        let answer = move || Then::Full(200, vec![("content-type", kind.into())], body.into());
        let far = Far::start(signing_in(move |_| answer())).await;
        let on = connect(settings(&far.base));
        is(&join(&on).await, "Unknown", words);
        is(&list(&on).await, "Unavailable", words);
    }
}

#[tokio::test]
async fn json_that_breaks_off_with_its_connection_is_not_believed() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";
    let bytes = format!("{head}{{\"sessionId\":\"S1\"").into_bytes();
    let far = Far::start(signing_in(move |_| Then::Raw(bytes.clone()))).await;
    let on = connect(settings(&far.base));
    is(&join(&on).await, "Unknown", "was cut off");
    is(&list(&on).await, "Unavailable", "was cut off");
}

#[tokio::test]
async fn a_body_that_never_ends_stops_at_the_bound() {
    let far = Far::start(signing_in(|_| Then::Endless)).await;
    let mut settings = settings(&far.base);
    settings.max_body = 256 * 1024;
    let on = connect(settings);
    is(&list(&on).await, "Unavailable", "larger than 262144 bytes");
    is(&join(&on).await, "Unknown", "larger than 262144 bytes");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_no_credentials_arrive() {
    let elsewhere = Far::start(|_| Then::Json(200, "{}")).await;
    let to = format!("{}/steal?secret=planted", elsewhere.base);
    let far = Far::start(signing_in(move |_| {
        Then::Full(307, vec![("location", to.clone())], String::new())
    }))
    .await;
    let on = connect(settings(&far.base));
    let port = elsewhere.port.to_string();
    is(&end(&on, "1001").await, "Rejected", &port);
    is(&set_user(&on).await, "Rejected", "not followed");
    assert!(elsewhere.all().is_empty(), "{:?}", elsewhere.all());
}

#[tokio::test]
async fn a_sign_in_that_points_elsewhere_sends_no_key_there() {
    let elsewhere = Far::start(|_| Then::Json(200, super::GRANT)).await;
    let to = format!("{}/token", elsewhere.base);
    let far =
        Far::start(move |_| Then::Full(302, vec![("location", to.clone())], String::new())).await;
    let on = connect(settings(&far.base));
    is(&end(&on, "1001").await, "Rejected", "302");
    assert!(elsewhere.all().is_empty());
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_refused_before_anything_is_sent() {
    let far = Far::with_tls(server_config().1, |_| Then::Json(200, "{}")).await;
    let on = connect(settings(&far.base));
    is(&end(&on, "1001").await, "Unavailable", "certificate");
    assert!(far.all().is_empty());
}

#[tokio::test]
async fn a_certificate_that_the_settings_trust_is_accepted() {
    let (der, config) = server_config();
    let far = Far::with_tls(
        config,
        signing_in(|_| Then::Json(200, "{\"sessionId\":\"S1\"}")),
    )
    .await;
    let mut settings = settings(&far.base);
    settings.roots = vec![der];
    let on = connect(settings);
    let answer = join(&on).await;
    assert!(answer.is_success(), "{answer:?}");
}

fn server_config() -> (Vec<u8>, tokio_rustls::rustls::ServerConfig) {
    use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let der = made.cert.der().clone();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der.clone()], key)
        .unwrap();
    (der.to_vec(), config)
}

#[tokio::test]
async fn an_address_that_does_not_resolve_never_got_anything() {
    let on = connect(settings("https://no-such-host.invalid"));
    let answer = end(&on, "1001").await;
    is(
        &answer,
        "Unavailable",
        "the server name no-such-host.invalid is unknown",
    );
}

#[tokio::test]
async fn nobody_listening_never_got_anything() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    drop(listener);
    let on = connect(settings(&format!("http://{at}")));
    let answer = end(&on, "1001").await;
    is(
        &answer,
        "Unavailable",
        &format!("{at} refused the connection"),
    );
}

#[tokio::test]
async fn what_was_read_and_not_answered_is_unknown_for_a_write_alone() {
    let far = Far::start(signing_in(|_| Then::Close)).await;
    let on = connect(settings(&far.base));
    is(
        &end(&on, "1001").await,
        "Unknown",
        "the request was sent, but",
    );
    is(&list(&on).await, "Unavailable", "closed the connection");
    assert_eq!(
        far.asked("/end").len(),
        1,
        "a write is never sent twice by itself"
    );
}

#[tokio::test]
async fn silence_after_a_write_is_unknown() {
    let far = Far::start(signing_in(|_| Then::Hang)).await;
    let mut settings = settings(&far.base);
    settings.timeouts.request = Duration::from_millis(150);
    let on = connect(settings);
    is(
        &end(&on, "1001").await,
        "Unknown",
        "no answer within 0.15 s",
    );
    is(&list(&on).await, "Unavailable", "no answer within 0.15 s");
}

#[tokio::test]
async fn servers_errors_leave_a_write_unknown_unless_they_say_that_they_are_away() {
    for (status, write, read) in [
        (500, "Unknown", "Unavailable"),
        (502, "Unknown", "Unavailable"),
        (504, "Unknown", "Unavailable"),
        (503, "Unknown", "Unavailable"),
        (408, "Unknown", "Unavailable"),
    ] {
        let far = Far::start(signing_in(move |_| Then::Json(status, "{}"))).await;
        let on = connect(settings(&far.base));
        assert_eq!(&*end(&on, "1001").await.outcome, write, "{status}");
        assert_eq!(&*list(&on).await.outcome, read, "{status}");
    }
}

#[tokio::test]
async fn what_the_system_itself_says_it_has_not_begun_may_be_sent_again() {
    let far = Far::start(signing_in(|_| {
        let said = vec![("icstatusdescription", "Service Unavailable".into())];
        Then::Full(503, said, String::new())
    }))
    .await;
    let on = connect(settings(&far.base));
    is(
        &end(&on, "1001").await,
        "Unavailable",
        "503 Service Unavailable",
    );
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let far = Far::start(signing_in(|_| {
        Then::Full(429, vec![("retry-after", "7".into())], String::new())
    }))
    .await;
    let on = connect(settings(&far.base));
    let answer = end(&on, "1001").await;
    is(&answer, "Throttled", "429 Too Many Requests");
    assert_eq!(answer.retry_after, Some(jiff::SignedDuration::from_secs(7)));
}

#[tokio::test]
async fn ids_that_are_none_never_leave() {
    let far = Far::start(signing_in(|_| Then::Json(200, "{}"))).await;
    let on = connect(settings(&far.base));
    for bad in ["", " ", "..", "1/../2", "a?b", "1 2", "x\ny"] {
        is(&end(&on, bad).await, "InvalidContactId", "not sent");
    }
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", ""),
        ("ContactId", "1001"),
    ];
    is(
        &perform(&on, "hold contact", &args).await,
        "InvalidAgentSession",
        "not sent",
    );
    let args = [
        ("SecurityUser", ""),
        ("SessionId", "S1"),
        ("ContactId", "1001"),
    ];
    is(
        &perform(&on, "hold contact", &args).await,
        "InvalidSecurityUser",
        "not sent",
    );
    assert!(far.all().is_empty(), "{:?}", far.all());
}

#[tokio::test]
async fn what_is_sent_names_its_effect_and_asks_for_json() {
    let far = Far::start(signing_in(|_| {
        Then::Json(404, r#"{"error_description":"Invalid Contact ID."}"#)
    }))
    .await;
    let on = connect(settings(&far.base));
    let answer = hold(&on).await;
    is(&answer, "InvalidContactId", "Invalid Contact ID.");
    let hold = &far.asked("/hold")[0];
    assert_eq!(
        hold.path,
        "/incontactapi/services/v23.0/agent-sessions/S1/interactions/1001/hold"
    );
    assert_eq!(hold.headers["accept"], "application/json");
    assert_eq!(hold.headers["correlationid"], "run/1/1");
    assert_eq!(hold.headers["authorization"], "Bearer planted-token");
    let asked: Vec<_> = answer
        .exchanges
        .iter()
        .map(|e| (&*e.asked, &*e.answered))
        .collect();
    assert_eq!(
        asked,
        [
            ("POST /authentication/v1/token/access-key", "200 OK"),
            (
                "POST agent-sessions/{SessionId}/interactions/1001/hold",
                "404 Invalid Contact ID."
            ),
        ]
    );
}
