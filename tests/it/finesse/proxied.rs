//! Through a proxy: events go the way that requests go, and a proxy that is down is named.

use crate::cli::call::{Call, Done};
use contactflow::sim::finesse::{Options, Side, Simulator};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A name that this machine cannot look up: the proxy alone knows where it leads.
const HOST: &str = "finesse-a.simulator.example";

/// A proxy that knows [`HOST`]: its port, and what it was asked for.
async fn proxy() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let book = asked.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(tunnel(stream, book.clone()));
        }
    });
    (port, asked)
}

async fn tunnel(mut from: TcpStream, book: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(from.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    let port: u16 = target.strip_prefix(&format!("{HOST}:"))?.parse().ok()?;
    book.lock().unwrap().push(target);
    let mut to = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    from.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
    copy_bidirectional(&mut from, &mut to).await.ok().map(drop)
}

async fn hold(simulator: &Simulator, proxy: u16, stream: &str) -> Done {
    let node = simulator.node(Side::A);
    let (web, xmpp) = (node.web.port(), node.xmpp.port());
    let port = if stream == "tls" { xmpp } else { web };
    let settings = format!(
        "default = \"desk\"\n[profile.desk]\nsystem = \"finesse\"\n\
         address = \"https://{HOST}:{web}\"\nxmpp-port = {port}\nbeside = \"alone\"\n\
         stream = \"{stream}\"\nroot-certificate = \"root.pem\"\nuser = \"1001\"\n\
         password = {{ env = \"DESK_PASSWORD\" }}\n"
    );
    let call = Call::new(&["run", "hold.flow"])
        .file(
            "hold.flow",
            "use finesse\n\nhold contact \"16804377\"\n    on any other -> fail\n",
        )
        .file("root.pem", simulator.root_certificate_pem())
        .file("flow.toml", settings)
        .env("DESK_PASSWORD", "ada-knows-1001")
        .env("HTTPS_PROXY", &format!("http://127.0.0.1:{proxy}"));
    tokio::task::spawn_blocking(move || call.run())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn events_go_through_the_proxy_that_requests_use() {
    for stream in ["tls", "websocket"] {
        let simulator = Simulator::start(Options::default()).await.unwrap();
        let (port, asked) = proxy().await;
        let done = hold(&simulator, port, stream).await;
        assert_eq!(done.code, 0, "{stream}: {}", done.everything());
        let asked = asked.lock().unwrap().clone();
        let node = simulator.node(Side::A);
        let rest = format!("{HOST}:{}", node.web.port());
        let events = match stream {
            "tls" => format!("{HOST}:{}", node.xmpp.port()),
            _ => rest.clone(),
        };
        assert!(
            asked.contains(&rest) && asked.contains(&events),
            "{asked:?}"
        );
        assert!(asked.len() >= 2, "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_down_is_named_as_such() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    // Nobody listens there, and nobody who asks for any free port is given it.
    let port = 1;
    let done = hold(&simulator, port, "tls").await;
    let said = done.everything();
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_ne!(done.code, 0, "{words}");
    assert!(
        words.contains(&format!("the proxy 127.0.0.1:{port} (HTTPS_PROXY)")),
        "{words}"
    );
}
