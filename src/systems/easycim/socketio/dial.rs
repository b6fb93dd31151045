//! Reaches the toolbar's program.

use crate::systems::easycim::ask::Fault;
use crate::systems::net::SetupError;
use crate::systems::net::tls;
use reqwest::Url;
use rustls::pki_types::ServerName;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;

/// Any stream of bytes.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A WebSocket to the toolbar.
pub(super) type Socket = WebSocketStream<Box<dyn Stream>>;

/// Where the toolbar is and how to speak to it.
#[derive(Clone, Debug)]
pub(super) struct Door {
    url: Url,
    host: String,
    port: u16,
    tls: Option<Arc<rustls::ClientConfig>>,
}

impl Door {
    /// `address` is `wss://localhost:2337` or `ws://…`; `http` and `https` will do too.
    pub fn new(address: &str, roots: &[Vec<u8>], allow_remote: bool) -> Result<Self, SetupError> {
        let mut url = super::super::place::toolbar(address, allow_remote)?;
        let encrypted = url.scheme() == "wss";
        url.set_path("/socket.io/");
        url.set_query(Some("EIO=3&transport=websocket"));
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let tls = match encrypted {
            true => Some(Arc::new(tls::config(roots, true)?)),
            false => None,
        };
        Ok(Self {
            port: url.port_or_known_default().unwrap_or(2337),
            url,
            host,
            tls,
        })
    }

    pub async fn open(&self) -> Result<Socket, Fault> {
        let unreached = |why: &dyn std::fmt::Display| {
            Fault::Disconnected(format!(
                "the toolbar at {}:{} is not reached: {why}",
                self.host, self.port
            ))
        };
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::ConnectionRefused => unreached(&"nothing answers there; is it running?"),
                _ => unreached(&error),
            })?;
        drop(stream.set_nodelay(true));
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(stream),
            Some(config) => {
                let name = ServerName::try_from(self.host.clone());
                let name = name.map_err(|error| unreached(&error))?;
                let secured = tokio_rustls::TlsConnector::from(config.clone());
                let secured = secured.connect(name, stream).await;
                Box::new(secured.map_err(|error| unreached(&unsecured(&error)))?)
            }
        };
        let opened = tokio_tungstenite::client_async(self.url.as_str(), stream).await;
        let (socket, _) = opened.map_err(|error| match error {
            Error::Http(answer) => unreached(&format!(
                "what answers there is no toolbar: it sent HTTP {}",
                answer.status().as_u16()
            )),
            error => unreached(&error),
        })?;
        Ok(socket)
    }
}

/// Why there is no TLS, and what to do.
fn unsecured(error: &std::io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(_)) => format!(
            "its certificate is not trusted ({error}); `root-certificate` in the profile names the \
             one to trust"
        ),
        Some(rustls::Error::InvalidMessage(_)) => no_tls(),
        None if error.kind() == ErrorKind::UnexpectedEof => no_tls(),
        _ => error.to_string(),
    }
}

fn no_tls() -> String {
    "it does not speak TLS there; `ws://` instead of `wss://` goes without".into()
}
