//! The REST half of a Finesse for tests whose event half is a real XMPP server: it says what is
//! there, accepts everything, and keeps what it was asked.

use super::prosody::Prosody;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

/// The REST half.
pub struct House {
    pub port: u16,
    pub root: Vec<u8>,
    asked: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl House {
    pub async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let der = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let acceptor = TlsAcceptor::from(Arc::new(config(der.clone(), key)));
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, acceptor, asked.clone()));
        Self {
            port,
            root: der.to_vec(),
            asked,
            _tasks: tasks,
        }
    }

    /// The heads of the writes that came, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub fn node(&self, server: &Prosody) -> contactflow::systems::finesse::Node {
        contactflow::systems::finesse::Node {
            stream_port: Some(server.tls),
            ..contactflow::systems::finesse::Node::at(format!("https://localhost:{}", self.port))
        }
    }
}

pub fn config(der: CertificateDer<'static>, key: PrivateKeyDer<'static>) -> ServerConfig {
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der], key)
        .unwrap()
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, asked: Arc<Mutex<Vec<String>>>) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let (acceptor, asked) = (acceptor.clone(), asked.clone());
        open.spawn(async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                while answer(&mut stream, &asked).await.is_some() {}
            }
        });
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    asked: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut read = Vec::new();
    let end = loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        read.push(stream.read_u8().await.ok()?);
    };
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let found = name.eq_ignore_ascii_case("content-length");
        found.then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or_default()];
    stream.read_exact(&mut body).await.ok()?;
    let (status, says) = match head.split(' ').nth(1).unwrap_or_default() {
        _ if !head.starts_with("GET") => {
            asked.lock().unwrap().push(head.clone());
            ("202 Accepted", "")
        }
        "/finesse/api/SystemInfo" => ("200 OK", SYSTEM),
        "/finesse/api/User/1001" => ("200 OK", USER),
        "/finesse/api/User/1001/Dialogs" => ("200 OK", DIALOGS),
        _ => ("404 Not Found", ""),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nSet-Cookie: JSESSIONID=here\r\n\r\n{says}",
        says.len()
    );
    stream.write_all(answer.as_bytes()).await.ok()
}

const SYSTEM: &str = "<SystemInfo><status>IN_SERVICE</status><deploymentType>UCCE\
    </deploymentType><xmppDomain>localhost</xmppDomain>\
    <xmppPubSubDomain>pubsub.localhost</xmppPubSubDomain></SystemInfo>";
const USER: &str = "<User><loginId>1001</loginId><extension>2001</extension>\
    <state>NOT_READY</state></User>";
const DIALOGS: &str = "<Dialogs><Dialog><id>16804377</id><state>ACTIVE</state><participants>\
    <Participant><actions><action>HOLD</action></actions><mediaAddress>2001</mediaAddress>\
    <state>ACTIVE</state></Participant></participants></Dialog></Dialogs>";
