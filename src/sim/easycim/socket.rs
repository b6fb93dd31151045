//! The toolbar's Socket.IO server: connections over WebSockets on loopback.

use super::house::House;
use super::packet::{self, Call, Packet};
use crate::sim::origin;
use futures_util::{SinkExt, StreamExt};
use rustls::ServerConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// The largest message that is read.
const LIMIT: usize = 1024 * 1024;

/// How long a connection may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);

/// Takes connections until it is dropped.
pub(super) async fn run(listener: TcpListener, tls: Option<Arc<ServerConfig>>, house: Arc<House>) {
    let tls = tls.map(TlsAcceptor::from);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (one, tls) = (house.clone(), tls.clone());
                house.spawn(async move { secured(stream, tls, one).await });
            }
            // Out of descriptors or the like: give those that run the time to end.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn secured(stream: TcpStream, tls: Option<TlsAcceptor>, house: Arc<House>) {
    if !*house.connected.borrow() {
        return;
    }
    stream.set_nodelay(true).ok();
    let Some(tls) = tls else {
        return connection(stream, house).await;
    };
    if let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, tls.accept(stream)).await {
        connection(stream, house).await;
    }
}

async fn connection(stream: impl Stream, house: Arc<House>) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(LIMIT))
        .max_frame_size(Some(LIMIT));
    let page = house.page;
    #[expect(clippy::result_large_err, reason = "the callback's own signature")]
    let welcome = move |request: &Request, response: Response| match origin::check_beside(
        request.uri(),
        request.headers(),
        page,
    ) {
        Ok(()) => welcome(request, response),
        Err(why) => refuse(403, why),
    };
    let shaking = tokio_tungstenite::accept_hdr_async_with_config(stream, welcome, Some(config));
    if let Ok(Ok(socket)) = tokio::time::timeout(PATIENCE, shaking).await {
        let (id, outbox) = house.take_in();
        talk(socket, &house, id, outbox).await;
        house.let_go(id);
    }
}

/// Engine.IO 3 over a WebSocket from the start, or no connection.
#[expect(clippy::result_large_err, reason = "the callback's own signature")]
fn welcome(request: &Request, response: Response) -> Result<Response, ErrorResponse> {
    if request.uri().path().trim_end_matches('/') != "/socket.io" {
        return refuse(404, "the toolbar is at /socket.io/");
    }
    let query = request.uri().query().unwrap_or_default();
    let has = |pair: &str| query.split('&').any(|one| one == pair);
    match (has("EIO=3"), has("transport=websocket")) {
        (true, true) => Ok(response),
        (false, _) => refuse(400, "the toolbar speaks Engine.IO 3: EIO=3"),
        _ => refuse(400, "the toolbar accepts only transport=websocket"),
    }
}

#[expect(clippy::result_large_err, reason = "the callback's own signature")]
fn refuse(status: u16, why: &str) -> Result<Response, ErrorResponse> {
    let mut refusal = ErrorResponse::new(Some(why.to_owned()));
    *refusal.status_mut() = status.try_into().unwrap_or_default();
    Err(refusal)
}

/// What a WebSocket goes over: TCP, or TLS.
trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

/// Talks until either side goes.
async fn talk(
    mut socket: WebSocketStream<impl Stream>,
    house: &Arc<House>,
    id: u64,
    mut outbox: mpsc::Receiver<String>,
) {
    for packet in packet::opened(id, house.ping_every) {
        if socket.send(Message::text(packet)).await.is_err() {
            return;
        }
    }
    let mut connected = house.connected.subscribe();
    let silence = house.ping_every + packet::PING_TIMEOUT;
    let mut heard = Instant::now();
    loop {
        let reply = tokio::select! {
            gone = connected.wait_for(|connected| !connected) => {
                drop(gone);
                break;
            }
            () = tokio::time::sleep_until(heard + silence) => break,
            packet = outbox.recv() => match packet {
                Some(packet) => Some(packet),
                None => break,
            },
            came = socket.next() => {
                heard = Instant::now();
                match came {
                    Some(Ok(message)) => match hear(house, id, message) {
                        Heard::Reply(reply) => Some(reply),
                        Heard::Nothing => None,
                        Heard::End => break,
                    },
                    _ => break,
                }
            }
        };
        if let Some(reply) = reply
            && socket.send(Message::text(reply)).await.is_err()
        {
            return;
        }
    }
    socket.close(None).await.ok();
}

/// What to do about a message.
enum Heard {
    Reply(String),
    Nothing,
    End,
}

fn hear(house: &Arc<House>, id: u64, message: Message) -> Heard {
    let text = match &message {
        Message::Text(text) => text.as_str(),
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return Heard::Nothing,
        Message::Close(_) | Message::Binary(_) => return Heard::End,
    };
    match Packet::read(text) {
        Some(Packet::Ping(probe)) => Heard::Reply(format!("3{probe}")),
        Some(Packet::Event { name, argument }) => {
            if let Some(call) = Call::read(&name, &argument) {
                house.take(id, call);
            }
            Heard::Nothing
        }
        Some(Packet::Join(name)) => Heard::Reply(format!("44{name},\"Invalid namespace\"")),
        Some(Packet::Idle) => Heard::Nothing,
        Some(Packet::Close) | None => Heard::End,
    }
}
