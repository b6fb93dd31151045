//! The event stream in a WebSocket, read frame by frame.

use super::client::{Office, between};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contactflow::sim::finesse::{NodeAddress, Side};
use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::{CertificateDer, ServerName};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};

struct Wire {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    domain: String,
}

async fn tls(office: &Office, node: &NodeAddress) -> TlsStream<TcpStream> {
    let mut roots = rustls::RootCertStore::empty();
    let root = office.sim.root_certificate_der().to_vec();
    roots.add(CertificateDer::from(root)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(node.web).await.unwrap();
    let name = ServerName::try_from(node.domain.clone()).unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await.unwrap()
}

async fn upgrade(office: &Office, protocol: &str) -> tungstenite::Result<Wire> {
    let node = office.sim.node(Side::A).clone();
    let mut request = node.websocket().into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", protocol.parse().unwrap());
    let stream = tls(office, &node).await;
    let (socket, answer) = tokio_tungstenite::client_async(request, stream).await?;
    assert_eq!(answer.headers()["sec-websocket-protocol"], "xmpp");
    let domain = node.domain;
    Ok(Wire { socket, domain })
}

impl Wire {
    async fn send(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next frame of text; `None` when the connection is over.
    async fn next(&mut self) -> Option<String> {
        let limit = Duration::from_secs(20);
        let next = tokio::time::timeout(limit, self.socket.next()).await;
        match next.expect("nothing comes") {
            Some(Ok(Message::Text(text))) => Some(text.to_string()),
            _ => None,
        }
    }

    async fn open(&mut self) -> String {
        let (frame, to) = ("urn:ietf:params:xml:ns:xmpp-framing", self.domain.clone());
        self.send(&format!("<open xmlns='{frame}' to='{to}' version='1.0'/>"))
            .await;
        assert!(self.next().await.unwrap().starts_with("<open "));
        self.next().await.unwrap()
    }

    async fn sign_in(&mut self, user: &str, password: &str) -> String {
        let proof = STANDARD.encode(format!("\0{user}\0{password}"));
        let namespace = "urn:ietf:params:xml:ns:xmpp-sasl";
        self.send(&format!(
            "<auth xmlns='{namespace}' mechanism='PLAIN'>{proof}</auth>"
        ))
        .await;
        self.next().await.unwrap()
    }

    async fn bind(&mut self) {
        let bind =
            "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>flow</resource></bind>";
        self.send(&format!(
            "<iq xmlns='jabber:client' type='set' id='b'>{bind}</iq>"
        ))
        .await;
        let jid = format!("1001@{}/flow", self.domain);
        assert_eq!(
            between(&self.next().await.unwrap(), "jid"),
            Some(jid.as_str())
        );
    }

    async fn be_present(&mut self) {
        self.send("<presence xmlns='jabber:client'><priority>0</priority></presence>")
            .await;
        assert!(self.next().await.unwrap().contains("from='finesse@"));
    }
}

async fn listening(office: &Office) -> Wire {
    let mut wire = upgrade(office, "xmpp").await.unwrap();
    assert!(wire.open().await.contains("<mechanism>PLAIN</mechanism>"));
    let signed_in = wire.sign_in("1001", &office.password("1001")).await;
    assert!(signed_in.starts_with("<success"), "{signed_in}");
    assert!(wire.open().await.contains("<bind "));
    wire.bind().await;
    wire.be_present().await;
    wire
}

#[tokio::test]
async fn an_event_comes_as_a_frame_of_its_own() {
    let office = Office::open().await;
    let mut wire = listening(&office).await;
    office.act_at("1001", "2001", "16804377", "HOLD").await;
    let event = wire.next().await.unwrap();
    assert!(event.starts_with("<message xmlns="), "{event}");
    assert!(
        event.contains("&lt;requestId&gt;r-1&lt;/requestId&gt;"),
        "{event}"
    );
    assert!(!event.contains("<body"), "{event}");
    wire.send("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>")
        .await;
    assert_eq!(
        wire.next().await.unwrap(),
        "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"
    );
    assert_eq!(wire.next().await, None);
    office.until(|sim| !sim.listens("1001")).await;
}

#[tokio::test]
async fn events_need_presence_and_a_known_user() {
    let office = Office::open().await;
    let mut wire = upgrade(&office, "xmpp").await.unwrap();
    wire.open().await;
    for _ in 0..2 {
        assert!(
            wire.sign_in("1001", "wrong")
                .await
                .contains("<not-authorized/>")
        );
    }
    wire.sign_in("1001", &office.password("1001")).await;
    wire.open().await;
    wire.bind().await;
    office.act_at("1001", "2001", "16804377", "HOLD").await;
    office.outcome().await;
    wire.be_present().await;
    office.act_at("1001", "2001", "16804377", "RETRIEVE").await;
    let first = wire.next().await.unwrap();
    assert!(
        first.contains("&lt;action&gt;HOLD&lt;/action&gt;"),
        "the hold itself is not told: {first}"
    );
    let ping = "<ping xmlns='urn:xmpp:ping'/>";
    wire.send(&format!(
        "<iq xmlns='jabber:client' type='get' id='p'>{ping}</iq>"
    ))
    .await;
    assert!(
        wire.next()
            .await
            .unwrap()
            .contains("type=\"result\" id=\"p\"")
    );
    wire.send("<iq xmlns='jabber:client' type='get' id='x'><nonsense xmlns='none'/></iq>")
        .await;
    assert!(wire.next().await.unwrap().contains("<service-unavailable "));
    wire.send("this is no XML").await;
    assert!(wire.next().await.unwrap().contains("<not-well-formed "));
}

#[tokio::test]
async fn another_stream_of_the_same_address_takes_over() {
    let office = Office::open().await;
    let mut first = listening(&office).await;
    let _second = listening(&office).await;
    assert!(first.next().await.unwrap().contains("<conflict "));
    assert!(office.sim.listens("1001"));
}

#[tokio::test]
async fn a_stream_that_is_killed_says_nothing_more() {
    let office = Office::open().await;
    let mut wire = listening(&office).await;
    assert_eq!(office.sim.kill_streams(), 1);
    assert_eq!(wire.next().await, None);
    office.until(|sim| !sim.listens("1001")).await;
}

#[tokio::test]
async fn a_socket_for_anything_else_is_refused() {
    let office = Office::open().await;
    let refused = upgrade(&office, "mqtt").await.err().unwrap();
    let tungstenite::Error::Http(answer) = refused else {
        panic!("{refused}");
    };
    assert_eq!(answer.status(), 400);
}
