//! The stream in a WebSocket: each element is a message of its own.

use super::hub::Out;
use super::line::{Line, batch};
use super::session::Framing;
use crate::sim::finesse::house::House;
use crate::sim::finesse::node::Side;
use crate::sim::finesse::xml::Element;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

/// How the client says that it ends.
const CLOSE: &str = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";

/// Serves a stream on a connection that has become a WebSocket, until it ends.
pub(in crate::sim::finesse) async fn serve<S>(house: Arc<House>, side: Side, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
    let (write, read) = socket.split();
    let (line, outgoing) = Line::new(house, side, Framing::WebSocket);
    tokio::select! {
        () = reading(read, &line) => {}
        () = writing(write, outgoing) => {}
        () = line.pings() => {}
    }
}

async fn reading<S>(mut read: SplitStream<WebSocketStream<S>>, line: &Line)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = read.next().await {
        let Message::Text(text) = message else {
            match message {
                Message::Close(_) => break,
                _ => continue,
            }
        };
        match Element::read(&text) {
            Some(element) if element.name == "open" => line.with(|session| session.opened()),
            Some(element) if element.name == "close" => break,
            Some(element) => line.with(|session| session.take(&element)),
            None => {
                line.with(|session| session.malformed());
                return std::future::pending().await;
            }
        }
    }
    line.closed();
    std::future::pending().await
}

async fn writing<S>(
    mut write: SplitSink<WebSocketStream<S>, Message>,
    mut outgoing: UnboundedReceiver<Out>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut texts = Vec::new();
    while let Some(ends) = batch(&mut outgoing, &mut texts).await {
        if ends == Some(Out::Break) {
            return;
        }
        if let Some(Out::Close(last)) = &ends {
            texts.extend((!last.is_empty()).then(|| last.clone()));
            texts.push(CLOSE.to_owned());
        }
        for text in texts.drain(..) {
            if write.feed(Message::text(text)).await.is_err() {
                return;
            }
        }
        if write.flush().await.is_err() {
            return;
        }
        if ends.is_some() {
            write.close().await.ok();
            return;
        }
    }
}
