//! A real XMPP server for tests: Debian's Prosody, in a folder and on ports of its own.

use contactflow::systems::finesse::Secret;
use contactflow::systems::finesse::xmpp::{Door, Over, Session, Vigil, Who};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// How long anything may take that is waited for.
pub const LIMIT: Duration = Duration::from_secs(20);
pub const PASSWORD: &str = "a word of passage";

/// A server.
pub struct Prosody {
    folder: TempDir,
    server: Option<Child>,
    pub tls: u16,
    pub web: u16,
    pub root: Vec<u8>,
}

impl Prosody {
    /// Starts one, with the users 1001 and 1002; `None` where Prosody is not installed.
    pub async fn start(test: &str, more: &str) -> Option<Self> {
        if !installed(test) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (tls, web) = (free().await, free().await);
        let here = folder.path();
        std::fs::write(here.join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(here.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        std::fs::write(here.join("prosody.cfg.lua"), config(here, tls, web, more)).unwrap();
        let accounts = here.join("data/localhost/accounts");
        std::fs::create_dir_all(&accounts).unwrap();
        for user in ["1001", "1002"] {
            let account = format!("return {{ [\"password\"] = \"{PASSWORD}\" }};\n");
            std::fs::write(accounts.join(format!("{user}.dat")), account).unwrap();
        }
        let mut server = Self {
            folder,
            server: None,
            tls,
            web,
            root: made.cert.der().to_vec(),
        };
        server.run().await;
        Some(server)
    }

    /// Runs it, and waits until it listens.
    pub async fn run(&mut self) {
        let config = self.folder.path().join("prosody.cfg.lua");
        let child = Command::new("prosody")
            .arg("--config")
            .arg(config)
            .arg("-F")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        self.server = Some(child);
        let ports = [self.tls, self.web];
        let listening = async {
            for port in ports {
                while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                    sleep(Duration::from_millis(20)).await;
                }
            }
        };
        let listening = timeout(LIMIT, listening).await;
        assert!(listening.is_ok(), "Prosody does not listen: {}", self.log());
    }

    /// Kills it.
    pub async fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().await.unwrap();
    }

    /// Stops it without a word: connections stay open, and nobody answers.
    pub async fn freeze(&self) {
        let id = self.server.as_ref().unwrap().id().unwrap().to_string();
        let stopped = Command::new("kill").args(["-STOP", &id]).status().await;
        assert!(stopped.unwrap().success());
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("prosody.log")).unwrap_or_default()
    }

    /// Where the event client finds it.
    pub fn door(&self, over: Over) -> Door {
        Door {
            host: "localhost".into(),
            port: match over {
                Over::Tls => self.tls,
                Over::WebSocket => self.web,
            },
            over,
            domain: "localhost".into(),
            pubsub: "pubsub.localhost".into(),
            largest: 1 << 20,
            tls: Arc::new(trusting(&self.root)),
        }
    }

    pub async fn session(&self, over: Over, vigil: Vigil) -> Session {
        let opened = timeout(
            LIMIT,
            Session::open(&self.door(over), &who(PASSWORD), vigil, 0),
        )
        .await;
        opened
            .expect("in time")
            .unwrap_or_else(|why| panic!("{why}\n{}", self.log()))
    }

    /// Another user, by a client that shares nothing with ours.
    pub async fn other(&self, user: &str) -> Other {
        Other::sign_in(self, user).await
    }
}

pub fn who(password: &str) -> Who {
    Who {
        user: "1001".into(),
        secret: Secret::new(password),
        resource: "flow".into(),
    }
}

pub const VIGIL: Vigil = Vigil {
    every: Duration::from_secs(10),
    patience: 2,
};

fn installed(test: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    if folders.any(|folder| folder.join("prosody").is_file()) {
        return true;
    }
    crate::tools::skipped(test, "prosody");
    false
}

async fn free() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

fn config(here: &Path, tls: u16, web: u16, more: &str) -> String {
    let here = here.display();
    format!(
        r#"
run_as_root = true
pidfile = "{here}/prosody.pid"
data_path = "{here}/data"
interfaces = {{ "127.0.0.1" }}
modules_enabled = {{ "roster", "saslauth", "disco", "ping", "presence", "message", "iq", "websocket" }}
modules_disabled = {{ "s2s", "posix" }}
c2s_ports = {{ }}
c2s_direct_tls_ports = {{ {tls} }}
http_ports = {{ }}
https_ports = {{ {web} }}
http_paths = {{ websocket = "/ws" }}
http_default_host = "localhost"
ssl = {{ key = "{here}/key.pem", certificate = "{here}/cert.pem" }}
c2s_direct_tls_ssl = {{ key = "{here}/key.pem", certificate = "{here}/cert.pem" }}
https_ssl = {{ key = "{here}/key.pem", certificate = "{here}/cert.pem" }}
authentication = "internal_plain"
log = {{ debug = "{here}/prosody.log" }}
{more}
VirtualHost "localhost"
Component "pubsub.localhost" "pubsub"
    admins = {{ "1002@localhost" }}
    autocreate_on_publish = true
"#
    )
}

pub fn trusting(root: &[u8]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(root.to_vec())).unwrap();
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// A user who speaks XMPP by hand.
pub struct Other {
    stream: TlsStream<TcpStream>,
    said: String,
    count: u32,
}

impl Other {
    async fn sign_in(server: &Prosody, user: &str) -> Self {
        use base64::Engine;
        let tcp = TcpStream::connect(("127.0.0.1", server.tls)).await.unwrap();
        let connector = TlsConnector::from(Arc::new(trusting(&server.root)));
        let stream = connector.connect("localhost".try_into().unwrap(), tcp);
        let mut other = Self {
            stream: stream.await.unwrap(),
            said: String::new(),
            count: 0,
        };
        let open = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' \
                    xmlns:stream='http://etherx.jabber.org/streams'>";
        other.say(open).await;
        other.until("</stream:features>").await;
        let plain =
            base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{PASSWORD}"));
        other
            .say(&format!(
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>"
            ))
            .await;
        other.until("<success").await;
        other.said.clear();
        other.say(open).await;
        other.until("</stream:features>").await;
        other
            .say("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
            .await;
        other.until("</jid>").await;
        other
    }

    pub async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Reads until something was said, and hands out what came up to its end.
    pub async fn until(&mut self, wanted: &str) -> String {
        let read = async {
            loop {
                if let Some(at) = self.said.find(wanted) {
                    let rest = self.said.split_off(at + wanted.len());
                    return std::mem::replace(&mut self.said, rest);
                }
                let mut room = [0; 4096];
                let count = self.stream.read(&mut room).await.unwrap();
                assert!(count > 0, "closed after {}", self.said);
                self.said.push_str(&String::from_utf8_lossy(&room[..count]));
            }
        };
        timeout(LIMIT, read)
            .await
            .unwrap_or_else(|_| panic!("no {wanted} came"))
    }

    /// Publishes an update to a node, escaped as Finesse does it.
    pub async fn publish(&mut self, node: &str, update: &str) {
        let escaped = update.replace('&', "&amp;").replace('<', "&lt;");
        let note = format!(
            "<notification xmlns='http://jabber.org/protocol/pubsub'>{escaped}</notification>"
        );
        self.ask(&format!(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{node}'>\
             <item>{note}</item></publish></pubsub>"
        ))
        .await;
    }

    /// Subscribes an address to a node.
    pub async fn subscribe(&mut self, node: &str, jid: &str) {
        self.ask(&format!(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
             <subscribe node='{node}' jid='{jid}'/></pubsub>"
        ))
        .await;
    }

    async fn ask(&mut self, what: &str) {
        self.count += 1;
        let id = format!("o{}", self.count);
        self.say(&format!(
            "<iq type='set' to='pubsub.localhost' id='{id}'>{what}</iq>"
        ))
        .await;
        let mark = format!("id='{id}'");
        let before = self.until(&mark).await;
        let start = before.rfind('<').unwrap_or_default();
        let answer = before[start..].to_owned() + &self.until(">").await;
        assert!(
            answer.contains("type='result'"),
            "{what} was answered {answer}"
        );
    }
}
