//! A session with one page of a browser.

use super::channel::{Channel, Event, Failure, Target};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value as Json;
use std::future::ready;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// The page tells at most a few megabytes at once; a browser that sends more is none.
const LARGEST: usize = 64 << 20;

/// A session with one page.
#[derive(Debug)]
pub(super) struct Session {
    channel: Arc<Channel>,
    target: Target,
}

/// A session, and the events of its page until the page is gone.
pub(super) type Opened = (Session, mpsc::Receiver<Event>);

impl Session {
    /// A session over a connection that is there.
    pub fn over(channel: Arc<Channel>, target: Target) -> Opened {
        let events = channel.listen(target.clone());
        (Self { channel, target }, events)
    }

    /// Connects to a page's own WebSocket.
    pub async fn open(address: &reqwest::Url) -> Result<Opened, String> {
        let host = address.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let port = address.port_or_known_default().unwrap_or(9222);
        let stream = TcpStream::connect((host, port)).await;
        let stream = stream.map_err(|error| error.to_string())?;
        drop(stream.set_nodelay(true));
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let request = address.as_str();
        let opened =
            tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await;
        let (socket, _) = opened.map_err(|error| error.to_string())?;
        let (write, read) = socket.split();
        let read = read.filter_map(|said| {
            ready(match said {
                Ok(Message::Text(text)) => Some(Ok(text.as_str().to_owned())),
                Ok(Message::Close(_)) => Some(Err("the browser ended the connection".to_owned())),
                Ok(_) => None,
                Err(error) => Some(Err(format!(
                    "the connection to the browser was lost: {error}"
                ))),
            })
        });
        let write = write.with(|text: String| {
            ready(Ok::<_, tokio_tungstenite::tungstenite::Error>(
                Message::text(text),
            ))
        });
        Ok(Self::over(Channel::begin(read, write), None))
    }

    /// Asks the page. The answer comes when the future is waited for; the request is on its way
    /// before.
    pub fn ask(
        &self,
        method: &str,
        params: &Json,
    ) -> impl Future<Output = Result<Json, Failure>> + use<> {
        self.channel.ask(&self.target, method, params)
    }
}
