//! Another origin, another host name, a missing key get nothing.

use super::Served;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

#[test]
fn whoever_is_not_the_page_gets_nothing() {
    let served = Served::start();
    let own = format!("http://{}", served.host);
    let port = served.host.split(':').nth(1).expect("a port").to_owned();
    let named = format!("flow.example:{port}");
    let (host, key) = (&*served.host, &*served.key);
    let wrong = "x".repeat(key.len());
    for (headers, why) in [
        (vec![("host", host), ("origin", &*own)], "no key"),
        (
            vec![("host", host), ("origin", &own), ("x-flow-key", &wrong)],
            "another key",
        ),
        (vec![("host", host), ("x-flow-key", key)], "no origin"),
        (
            vec![
                ("host", host),
                ("origin", "http://flow.example"),
                ("x-flow-key", key),
            ],
            "another origin",
        ),
        (
            vec![("host", host), ("origin", "null"), ("x-flow-key", key)],
            "an origin without a name",
        ),
        (
            vec![("host", &*named), ("origin", &*own), ("x-flow-key", key)],
            "another host",
        ),
        (
            vec![
                ("host", "127.0.0.1:1"),
                ("origin", &*own),
                ("x-flow-key", key),
            ],
            "another port",
        ),
    ] {
        let reply = served.post("files", &headers, "{}");
        assert_eq!(
            (reply.status, reply.body.len()),
            (403, 0),
            "{why}: {reply:?}"
        );
        assert!(!reply.head.contains("access-control"), "{why}");
    }
    let headers = [("host", host), ("origin", &*own), ("x-flow-key", key)];
    assert_eq!(served.post("files", &headers, "{}").status, 200);
    // what another page may send without asking first, and asking first
    let simple = format!(
        "POST /do/files HTTP/1.1\r\nhost: {host}\r\norigin: http://flow.example\r\ncontent-type: text/plain\r\n\
         content-length: 2\r\nconnection: close\r\n\r\n{{}}"
    );
    assert_eq!(served.send(&simple).status, 403);
    let preflight = format!(
        "OPTIONS /do/files HTTP/1.1\r\nhost: {host}\r\norigin: http://flow.example\r\n\
         access-control-request-method: POST\r\naccess-control-request-headers: x-flow-key\r\nconnection: close\r\n\r\n"
    );
    let refused = served.send(&preflight);
    assert_eq!(refused.status, 405);
    assert!(!refused.head.contains("access-control"), "{}", refused.head);
}

#[test]
fn the_page_has_nothing_in_it_and_may_reach_nothing_else() {
    let served = Served::start();
    let get = |path: &str, host: &str| {
        served.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        ))
    };
    for path in [
        "/",
        "/studio.js",
        "/studio.css",
        "/graph.css",
        "/notices.txt",
    ] {
        let reply = get(path, &served.host);
        assert_eq!(reply.status, 200, "{path}");
        for header in [
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
        ] {
            assert!(reply.head.contains(header), "{path}: {}", reply.head);
        }
        assert!(
            !String::from_utf8_lossy(&reply.body).contains(&served.key),
            "{path} has the key"
        );
        assert_eq!(get(path, "flow.example").status, 403, "{path}");
        assert_eq!(get(path, "").status, 403, "{path}");
    }
    let page = get("/", &served.host);
    let policy = page
        .head
        .lines()
        .find(|line| line.starts_with("content-security-policy"));
    let policy = policy.expect("a policy");
    assert!(
        policy.contains("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_ne!(
        get("/", &served.host).body,
        page.body,
        "the word of a page is its own"
    );
    for path in [
        "/hold.flow",
        "/do/files",
        "/page/",
        "/page/x",
        "/../Cargo.toml",
        "/socket/x",
    ] {
        assert_eq!(get(path, &served.host).status, 404, "{path}");
    }
    assert_eq!(get("/socket", &served.host).status, 403);
}

/// Whether the language server answers on a socket that is opened so.
async fn is_answered(served: &Served, host: &str, origin: Option<&str>, first: &str) -> bool {
    let mut request = format!("ws://{host}/socket")
        .into_client_request()
        .expect("a request");
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert("origin", origin.parse().expect("a header"));
    }
    let stream = TcpStream::connect(&served.host).await.expect("it listens");
    let Ok((mut socket, _)) = tokio_tungstenite::client_async(request, stream).await else {
        return false;
    };
    let hello = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    for text in [first, hello] {
        if socket.send(Message::text(text)).await.is_err() {
            return false;
        }
    }
    matches!(socket.next().await, Some(Ok(Message::Text(text))) if text.contains("capabilities"))
}

#[tokio::test]
async fn the_editor_s_socket_wants_the_key_first() {
    let served = Served::start();
    let own = format!("http://{}", served.host);
    let (host, key) = (served.host.clone(), served.key.clone());
    assert!(is_answered(&served, &host, Some(&own), &key).await);
    assert!(
        !is_answered(&served, &host, Some(&own), "x").await,
        "another key"
    );
    assert!(!is_answered(&served, &host, Some(&own), "").await, "no key");
    assert!(!is_answered(&served, &host, None, &key).await, "no origin");
    assert!(
        !is_answered(&served, &host, Some("http://flow.example"), &key).await,
        "another origin"
    );
    let port = host.split(':').nth(1).expect("a port");
    let named = format!("flow.example:{port}");
    let its = format!("http://{named}");
    assert!(
        !is_answered(&served, &named, Some(&its), &key).await,
        "another host"
    );
}
