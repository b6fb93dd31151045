//! Reaches the toolbar's program.

use crate::systems::easycim::ask::Fault;
use crate::systems::net::SetupError;
use crate::systems::net::{dial, tls};
use reqwest::Url;
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
                "the toolbar at {}:{} cannot be reached: {why}",
                self.host, self.port
            ))
        };
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(self.plain().await.map_err(|why| unreached(&why))?),
            Some(config) => {
                let secured = dial::tls(&self.host, self.port, config.clone()).await;
                Box::new(secured.map_err(|why| unreached(&with_help(why)))?)
            }
        };
        let opened = tokio_tungstenite::client_async(self.url.as_str(), stream).await;
        let (socket, _) = opened.map_err(|error| match error {
            Error::Http(answer) => unreached(&format!(
                "the server there is not a toolbar: it sent HTTP {}",
                answer.status().as_u16()
            )),
            error => unreached(&error),
        })?;
        Ok(socket)
    }

    async fn plain(&self) -> Result<TcpStream, String> {
        let stream = dial::tcp(&self.host, self.port).await;
        stream.map_err(|why| match why.starts_with("nothing answers") {
            true => format!("{why}; is the toolbar's program running?"),
            false => why,
        })
    }
}

/// What to do where TLS is not spoken at all.
fn with_help(why: String) -> String {
    let silent = [
        "does not speak TLS",
        "closed the connection",
        "broke the connection",
    ];
    match silent.iter().any(|part| why.contains(part)) {
        true => format!("{why}; write `ws://` instead of `wss://` for a connection without TLS"),
        false => why,
    }
}
