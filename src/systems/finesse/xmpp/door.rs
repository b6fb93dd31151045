//! Reaching a server: TCP, TLS, and the WebSocket where it is one.

use super::cut::Cutter;
use super::failure::Failure;
use super::pipe::{Encrypted, Reader, Writer};
use crate::systems::net::{dial, loss};
use futures_util::StreamExt;
use rustls::ClientConfig;
use std::sync::Arc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// How the stream travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// On its own, encrypted from the first byte.
    Tls,
    /// In a WebSocket, at `/ws`.
    WebSocket,
}

/// Where a server is.
#[derive(Clone, Debug)]
pub struct Door {
    /// Its name, which its certificate has to bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How to speak to it.
    pub over: Over,
    /// The domain of its users.
    pub domain: String,
    /// Whose events are believed.
    pub pubsub: String,
    /// The most bytes of a stanza.
    pub largest: usize,
    /// Which certificates are trusted. Its protocols (ALPN) are left out.
    pub tls: Arc<ClientConfig>,
}

impl Door {
    pub(super) async fn open(&self) -> Result<(Reader, Writer), Failure> {
        let stream = self.encrypted().await?;
        match self.over {
            Over::Tls => {
                let (reader, writer) = tokio::io::split(stream);
                let reader = Reader::tls(reader, Cutter::new(self.largest));
                Ok((reader, Writer::Tls(writer)))
            }
            Over::WebSocket => {
                let (writer, reader) = self.socket(stream).await?.split();
                Ok((Reader::socket(reader), Writer::Socket(writer)))
            }
        }
    }

    /// Whether a stream could be opened. Nothing is said in it: only a stream that has begun makes a
    /// user present.
    pub async fn knock(&self) -> Result<(), Failure> {
        let stream = self.encrypted().await?;
        match self.over {
            Over::Tls => Ok(()),
            Over::WebSocket => self.socket(stream).await.map(drop),
        }
    }

    async fn encrypted(&self) -> Result<Encrypted, Failure> {
        let mut tls = ClientConfig::clone(&self.tls);
        tls.alpn_protocols = match self.over {
            Over::Tls => Vec::new(),
            Over::WebSocket => vec![b"http/1.1".to_vec()],
        };
        let opened = dial::tls(&self.host, self.port, Arc::new(tls)).await;
        opened.map_err(Failure::Broken)
    }

    async fn socket(&self, stream: Encrypted) -> Result<WebSocketStream<Encrypted>, Failure> {
        let failed = |why: String| {
            let place = format!("wss://{}:{}/ws", self.host, self.port);
            Failure::Broken(format!("no WebSocket could be opened at {place}: {why}"))
        };
        let place = format!("wss://{}:{}/ws", self.host, self.port);
        let uri = place.parse().map_err(|_| failed("no address".into()))?;
        let request = ClientRequestBuilder::new(uri).with_sub_protocol("xmpp");
        let mut config = WebSocketConfig::default();
        config.max_message_size = Some(self.largest);
        config.max_frame_size = Some(self.largest);
        config.read_buffer_size = 16 * 1024;
        config.write_buffer_size = 0;
        let opened =
            tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await;
        let (socket, _) = opened.map_err(|error| {
            failed(match error {
                Error::Http(answer) => format!("the answer was {}", answer.status()),
                Error::Io(error) => loss::reason(&error, &self.host),
                _ => "what answers there is not a WebSocket".into(),
            })
        })?;
        Ok(socket)
    }
}
