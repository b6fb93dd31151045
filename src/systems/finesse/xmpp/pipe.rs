//! The two directions of a stream: whole stanzas in, texts out.

use super::cut::{Cutter, Piece};
use super::failure::Failure;
use super::words::FRAMING;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// What carries the stream.
pub(super) type Encrypted = TlsStream<TcpStream>;

type Socket = WebSocketStream<Encrypted>;

/// What comes in.
pub(super) struct Reader {
    from: From,
    /// When something last came, white space included.
    pub heard: Instant,
}

enum From {
    Tls {
        half: ReadHalf<Encrypted>,
        cutter: Cutter,
        room: Box<[u8]>,
    },
    Socket(Box<SplitStream<Socket>>),
}

impl Reader {
    pub fn tls(half: ReadHalf<Encrypted>, cutter: Cutter) -> Self {
        Self::of(From::Tls {
            half,
            cutter,
            room: vec![0; 16 * 1024].into_boxed_slice(),
        })
    }

    pub fn socket(half: SplitStream<Socket>) -> Self {
        Self::of(From::Socket(Box::new(half)))
    }

    fn of(from: From) -> Self {
        Self {
            from,
            heard: Instant::now(),
        }
    }

    /// The next whole piece. Nothing is lost where the future is dropped.
    pub async fn next(&mut self) -> Result<Piece, Failure> {
        match &mut self.from {
            From::Tls { half, cutter, room } => loop {
                if let Some(piece) = cutter.next().map_err(Failure::Broken)? {
                    return Ok(piece);
                }
                let read = half.read(room).await;
                let count = read.map_err(|_| Failure::broken("the stream was cut off"))?;
                let Some(bytes) = room.get(..count).filter(|bytes| !bytes.is_empty()) else {
                    return Err(Failure::broken("the server closed the connection"));
                };
                self.heard = Instant::now();
                cutter.feed(bytes);
            },
            From::Socket(half) => loop {
                let message = half.next().await;
                self.heard = Instant::now();
                match message {
                    Some(Ok(Message::Text(text))) => return Ok(piece(text.as_str())),
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                    Some(Ok(Message::Close(_))) | None => return Ok(Piece::Close),
                    Some(Ok(Message::Binary(_))) => {
                        return Err(Failure::broken("the server does not send XMPP"));
                    }
                    Some(Err(error)) => {
                        return Err(Failure::Broken(format!("the stream was cut off: {error}")));
                    }
                }
            },
        }
    }

    /// The next piece begins a new stream.
    pub fn restart(&mut self) {
        if let From::Tls { cutter, .. } = &mut self.from {
            cutter.restart();
        }
    }
}

/// A message of a WebSocket is one whole element.
fn piece(text: &str) -> Piece {
    let framing = |name: &str| text.starts_with(name) && text.contains(FRAMING);
    if framing("<open") {
        Piece::Open
    } else if framing("<close") {
        Piece::Close
    } else {
        Piece::Stanza(text.to_owned())
    }
}

/// What goes out.
pub(super) enum Writer {
    Tls(WriteHalf<Encrypted>),
    Socket(SplitSink<Socket, Message>),
}

impl Writer {
    /// Sends a whole text.
    pub async fn send(&mut self, text: String) -> Result<(), Failure> {
        let sent = match self {
            Self::Tls(half) => match half.write_all(text.as_bytes()).await {
                Ok(()) => half.flush().await.is_ok(),
                Err(_) => false,
            },
            Self::Socket(half) => half.send(Message::text(text)).await.is_ok(),
        };
        match sent {
            true => Ok(()),
            false => Err(Failure::broken("the stream was cut off")),
        }
    }

    /// The text that opens a stream to a domain.
    pub fn opening(&self, domain: &str) -> String {
        let mut to = String::new();
        super::tree::escape(&mut to, domain);
        match self {
            Self::Tls(_) => format!(
                "<?xml version='1.0'?><stream:stream to='{to}' version='1.0' xml:lang='en' \
                 xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
            ),
            Self::Socket(_) => {
                format!("<open xmlns='{FRAMING}' to='{to}' version='1.0' xml:lang='en'/>")
            }
        }
    }

    /// Closes the stream, as politely as the other side lets us.
    pub async fn close(&mut self) {
        let text = match self {
            Self::Tls(_) => "</stream:stream>".to_owned(),
            Self::Socket(_) => format!("<close xmlns='{FRAMING}'/>"),
        };
        let _ = self.send(text).await;
        match self {
            Self::Tls(half) => drop(half.shutdown().await),
            Self::Socket(half) => drop(half.close().await),
        }
    }
}
