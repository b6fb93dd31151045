//! One WebSocket to one page: requests by number, and events.

use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

type Socket = WebSocketStream<TcpStream>;

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The socket is gone, in these words. The request may have been sent.
    Lost(String),
    /// The socket was gone before.
    Unsent,
    /// The browser says no.
    Refused {
        /// Its code, as `-32000`.
        code: i64,
        /// Its words.
        message: String,
    },
}

/// Something that the browser tells unasked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// `Runtime.bindingCalled`
    pub method: String,
    /// What it tells.
    pub params: Json,
}

/// A session with one page.
#[derive(Debug)]
pub(super) struct Session {
    orders: mpsc::UnboundedSender<String>,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    last: u64,
    by_number: HashMap<u64, oneshot::Sender<Result<Json, Failure>>>,
    over: Option<String>,
}

impl Session {
    /// Connects to a page. The events come out of the other part, until the page is gone.
    pub async fn open(
        address: &reqwest::Url,
    ) -> Result<(Self, mpsc::UnboundedReceiver<Event>), String> {
        let host = address.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let port = address.port_or_known_default().unwrap_or(9222);
        let stream = TcpStream::connect((host, port)).await;
        let stream = stream.map_err(|error| error.to_string())?;
        drop(stream.set_nodelay(true));
        let config = WebSocketConfig::default()
            .max_message_size(Some(64 << 20))
            .max_frame_size(Some(64 << 20));
        let request = address.as_str();
        let opened =
            tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await;
        let (socket, _) = opened.map_err(|error| error.to_string())?;
        Ok(Self::over(socket))
    }

    fn over(socket: Socket) -> (Self, mpsc::UnboundedReceiver<Event>) {
        let (orders, receive) = mpsc::unbounded_channel();
        let (happen, events) = mpsc::unbounded_channel();
        let waiting = Arc::new(Mutex::new(Waiting::default()));
        let task = Task {
            waiting: waiting.clone(),
            happen,
        };
        tokio::spawn(task.run(socket, receive));
        (Self { orders, waiting }, events)
    }

    /// Asks the browser. The answer comes when the future is waited for; the request is on its way
    /// before.
    pub fn ask(
        &self,
        method: &str,
        params: &Json,
    ) -> impl Future<Output = Result<Json, Failure>> + use<> {
        let (tell, told) = oneshot::channel();
        let entered = self.enter(tell, method, params);
        async move {
            entered?;
            let lost = || Failure::Lost("the program is ending".into());
            told.await.unwrap_or_else(|_| Err(lost()))
        }
    }

    fn enter(
        &self,
        tell: oneshot::Sender<Result<Json, Failure>>,
        method: &str,
        params: &Json,
    ) -> Result<(), Failure> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.over.is_some() {
            return Err(Failure::Unsent);
        }
        waiting.last += 1;
        let number = waiting.last;
        let text = json!({ "id": number, "method": method, "params": params }).to_string();
        self.orders.send(text).map_err(|_| Failure::Unsent)?;
        waiting.by_number.insert(number, tell);
        Ok(())
    }
}

/// Holds the socket.
struct Task {
    waiting: Arc<Mutex<Waiting>>,
    happen: mpsc::UnboundedSender<Event>,
}

impl Task {
    async fn run(self, socket: Socket, mut orders: mpsc::UnboundedReceiver<String>) {
        let (mut out, mut heard) = socket.split();
        let why = loop {
            tokio::select! {
                said = heard.next() => match said {
                    Some(Ok(Message::Text(text))) => self.heard(&text),
                    Some(Ok(Message::Close(_))) | None => break "the browser ended the connection".to_owned(),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => break format!("the connection to the browser broke: {error}"),
                },
                order = orders.recv() => match order {
                    Some(text) => if let Err(error) = out.send(Message::text(text)).await {
                        break format!("the connection to the browser broke: {error}");
                    },
                    None => break "the connection to the browser was closed".to_owned(),
                },
            }
        };
        self.over(&why);
        goodbye(out).await;
    }

    fn heard(&self, text: &str) {
        let Ok(Json::Object(mut said)) = serde_json::from_str(text) else {
            return;
        };
        if let Some(number) = said.get("id").and_then(Json::as_u64) {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let waits = waiting.by_number.remove(&number);
            drop(waiting);
            if let Some(tell) = waits {
                drop(tell.send(result(said)));
            }
            return;
        }
        if let Some(Json::String(method)) = said.remove("method") {
            let params = said.remove("params").unwrap_or_default();
            drop(self.happen.send(Event { method, params }));
        }
    }

    fn over(&self, why: &str) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.over = Some(why.to_owned());
        for (_, tell) in waiting.by_number.drain() {
            drop(tell.send(Err(Failure::Lost(why.to_owned()))));
        }
    }
}

async fn goodbye(mut out: SplitSink<Socket, Message>) {
    drop(out.send(Message::Close(None)).await);
}

fn result(mut said: serde_json::Map<String, Json>) -> Result<Json, Failure> {
    match said.remove("error") {
        Some(error) => Err(Failure::Refused {
            code: error.get("code").and_then(Json::as_i64).unwrap_or_default(),
            message: error
                .get("message")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned(),
        }),
        None => Ok(said.remove("result").unwrap_or_default()),
    }
}
