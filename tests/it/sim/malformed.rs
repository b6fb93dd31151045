//! Requests of every broken kind get a clean 4xx, and change nothing.

use super::client::Desk;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes as they are and reads what comes until the other side closes, or has answered.
async fn raw(desk: &Desk, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(desk.sim.address()).await.unwrap();
    stream.write_all(bytes).await.ok();
    stream.shutdown().await.ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn head(desk: &Desk, line: &str, more: &str) -> Vec<u8> {
    format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nAccept: application/json\r\n\
         Connection: close\r\n{more}\r\n",
        desk.token
    )
    .into_bytes()
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let desk = Desk::open().await;
    for body in [
        "{",
        "[1]",
        "\"text\"",
        "{\"a\":}",
        "\u{0}\u{1}",
        "nonsense",
        "{}{}",
    ] {
        let request = desk.request(reqwest::Method::POST, "scheduled-callbacks");
        let response = request
            .header("Content-Type", "application/json")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 400, "{body:?}");
        let said: serde_json::Value = response.json().await.unwrap();
        assert!(said["error_description"].is_string());
    }
    let deep = "[".repeat(200_000);
    let request = desk
        .request(reqwest::Method::POST, "scheduled-callbacks")
        .body(deep);
    assert_eq!(request.send().await.unwrap().status(), 400);
    assert_eq!(desk.sim.callbacks(), []);
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let desk = Desk::open().await;
    let line = "POST /incontactapi/services/v23.0/scheduled-callbacks";
    let body = "x".repeat(2 << 20);
    let mut bytes = head(&desk, line, &format!("Content-Length: {}\r\n", body.len()));
    bytes.extend_from_slice(body.as_bytes());
    let answer = raw(&desk, &bytes).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer}"
    );
    let long = format!(
        "GET /incontactapi/services/v23.0/agents/7?x={}",
        "y".repeat(20_000)
    );
    let answer = raw(&desk, &head(&desk, &long, "")).await;
    assert!(answer.starts_with("HTTP/1.1 414"), "{answer}");
    let longer = format!("GET /{}", "y".repeat(1 << 20));
    let answer = raw(&desk, &head(&desk, &longer, "")).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer}"
    );
    assert_eq!(desk.get("agents/7").await.status, 200);
}

#[tokio::test]
async fn bad_encodings_are_refused() {
    let desk = Desk::open().await;
    for path in [
        "agents/%",
        "agents/%4",
        "agents/%zz",
        "agents/%ff",
        "agents/7?x=%",
        "agents/7?%ff=1",
    ] {
        let line = format!("GET /incontactapi/services/v23.0/{path}");
        let answer = raw(&desk, &head(&desk, &line, "")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
    let request = desk.request(reqwest::Method::POST, "promise");
    let form = request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("a=%zz");
    assert_eq!(form.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn what_is_no_http_gets_no_more_than_a_4xx() {
    let desk = Desk::open().await;
    let length = head(&desk, "POST /auth/token", "Content-Length: many\r\n");
    let short = head(&desk, "POST /auth/token", "Content-Length: 100\r\n");
    for bytes in [
        &b""[..],
        b"\0\0\0\0",
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01",
        &length,
        &short,
    ] {
        let answer = raw(&desk, bytes).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{bytes:?}: {answer}"
        );
    }
    assert_eq!(desk.get("agents/7").await.status, 200);
}
