//! The notification service: a small XMPP server, on a TLS connection of its own (RFC 6120) and
//! in a WebSocket (RFC 7395).

pub(super) mod address;
pub(super) mod hub;
mod line;
mod session;
pub(super) mod stanza;
mod websocket;

use super::house::House;
use super::node::Side;
use super::xml::{Arrival, StreamReader};
use hub::Out;
use line::{Line, batch};
use session::Framing;
use std::sync::Arc;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc::UnboundedReceiver;
pub(super) use websocket::serve as websocket;

/// Serves a stream on a connection of its own, until it ends.
pub(super) async fn plain<S>(house: Arc<House>, side: Side, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (read, write) = tokio::io::split(stream);
    let (line, outgoing) = Line::new(house, side, Framing::Plain);
    tokio::select! {
        () = reading(StreamReader::new(BufReader::new(read)), &line) => {}
        () = writing(write, outgoing) => {}
        () = line.pings() => {}
    }
}

async fn reading<R: AsyncBufRead + Unpin>(mut reader: StreamReader<R>, line: &Line) {
    loop {
        match reader.next().await {
            Arrival::Opened(_) => line.with(|session| session.opened()),
            Arrival::Stanza(element) => line.with(|session| session.take(&element)),
            Arrival::Closed => break line.closed(),
            Arrival::Wrong => break line.with(|session| session.malformed()),
        }
    }
    // What is still to be said is said by the writing side, which ends the connection then.
    std::future::pending().await
}

async fn writing<W: AsyncWrite + Unpin>(mut write: W, mut outgoing: UnboundedReceiver<Out>) {
    let mut texts = Vec::new();
    while let Some(ends) = batch(&mut outgoing, &mut texts).await {
        let mut text = texts.concat();
        texts.clear();
        if ends == Some(Out::Break) {
            return;
        }
        if let Some(Out::Close(last)) = &ends {
            text.push_str(last);
            text.push_str("</stream:stream>");
        }
        let written = async {
            write.write_all(text.as_bytes()).await?;
            write.flush().await
        };
        if written.await.is_err() {
            return;
        }
        if ends.is_some() {
            write.shutdown().await.ok();
            return;
        }
    }
}
