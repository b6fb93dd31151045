//! The editor's connection: a WebSocket whose first message is the key, and then messages of the language
//! server's protocol, one a message.

use super::guard::Guard;
use super::reply::{empty, refused};
use crate::lsp;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CONNECTION, HeaderMap, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{Response, StatusCode};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// The largest message: a text of the largest size, escaped.
const LARGEST: usize = 64 << 20;
/// How long the key may take: the page sends it at once.
const PATIENCE: Duration = Duration::from_secs(5);

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Makes a WebSocket of a request for one.
pub fn upgrade(guard: &Guard, request: Request) -> Response<Body> {
    let headers = request.headers();
    if !guard.is_own(headers) {
        return refused();
    }
    let text = |headers: &HeaderMap, name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned)
    };
    let version = text(headers, SEC_WEBSOCKET_VERSION);
    let wants = text(headers, UPGRADE).is_some_and(|name| name.eq_ignore_ascii_case("websocket"));
    let Some(key) =
        text(headers, SEC_WEBSOCKET_KEY).filter(|_| wants && version.as_deref() == Some("13"))
    else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let guard = guard.clone();
    tokio::spawn(async move {
        if let Ok(upgraded) = hyper::upgrade::on(request).await {
            serve(TokioIo::new(upgraded), &guard).await;
        }
    });
    let mut response = empty(StatusCode::SWITCHING_PROTOCOLS);
    let accept = derive_accept_key(key.as_bytes());
    for (name, value) in [
        (UPGRADE, "websocket"),
        (CONNECTION, "Upgrade"),
        (SEC_WEBSOCKET_ACCEPT, accept.as_str()),
    ] {
        super::reply::set(response.headers_mut(), name, value);
    }
    response
}

async fn serve(stream: TokioIo<Upgraded>, guard: &Guard) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(LARGEST))
        .max_frame_size(Some(LARGEST));
    let mut socket = Socket::from_raw_socket(stream, Role::Server, Some(config)).await;
    match tokio::time::timeout(PATIENCE, socket.next()).await {
        Ok(Some(Ok(Message::Text(key)))) if guard.is_key(&key) => edit(socket).await,
        _ => drop(socket.close(None).await),
    }
}

/// Serves the editor at the other end until one of both is gone.
async fn edit(mut socket: Socket) {
    let (connection, to_server, from_server) = lsp::channels();
    std::thread::spawn(move || lsp::serve(connection));
    let (to_editor, mut said) = mpsc::channel::<String>(64);
    // what the server says comes by a channel that is waited for on a thread
    std::thread::spawn(move || {
        for message in from_server {
            if to_editor.blocking_send(message).is_err() {
                return;
            }
        }
    });
    loop {
        tokio::select! {
            message = said.recv() => {
                let Some(text) = message else { break };
                if socket.send(Message::text(text)).await.is_err() {
                    break;
                }
            }
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    if !to_server(&text) {
                        break;
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => break,
            },
        }
    }
    // without anybody to listen to, the server ends, and so does its thread
    drop(to_server);
    drop(socket.close(None).await);
}
