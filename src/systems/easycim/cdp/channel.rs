//! A connection to a browser: requests by number, each for one of its pages, and what the browser
//! tells of those unasked. Over a WebSocket it reaches one page, over a pipe all of them.

use futures_util::{Sink, SinkExt, Stream, StreamExt};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// More requests than these never wait to be sent: each waits for its answer.
const WAITING: usize = 256;
/// How many events may wait to be looked at. Pages that tell more are not told apart from those that
/// are gone.
const EVENTS: usize = 64;
/// The events that matter here. A page that floods the browser with others is not listened to.
const HEARD: [&str; 5] = [
    "Inspector.detached",
    "Inspector.targetCrashed",
    "Runtime.executionContextCreated",
    "Runtime.executionContextDestroyed",
    "Runtime.executionContextsCleared",
];
const CLOSED: &str = "the page's tab was closed, or the browser has exited";

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The connection is gone, in these words. The request may have been sent.
    Lost(String),
    /// The connection was gone before.
    Unsent,
    /// The browser says no.
    Refused {
        /// Its words.
        message: String,
    },
}

/// Something that the browser tells unasked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// `Inspector.targetCrashed`
    pub method: String,
    /// What it tells.
    pub params: Json,
}

/// The page of a request, by the browser's name for the session; `None`: the connection's own.
pub(super) type Target = Option<Arc<str>>;

/// A connection to a browser.
#[derive(Debug)]
pub(super) struct Channel {
    orders: mpsc::Sender<String>,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    last: u64,
    by_number: HashMap<u64, (Target, oneshot::Sender<Result<Json, Failure>>)>,
    listeners: HashMap<Target, mpsc::Sender<Event>>,
    over: Option<String>,
}

impl Channel {
    /// Begins to speak over what carries texts, until it ends.
    pub fn begin<R, W>(read: R, write: W) -> Arc<Self>
    where
        R: Stream<Item = Result<String, String>> + Send + Unpin + 'static,
        W: Sink<String> + Send + Unpin + 'static,
        W::Error: std::fmt::Display,
    {
        let (orders, receive) = mpsc::channel(WAITING);
        let waiting = Arc::new(Mutex::new(Waiting::default()));
        tokio::spawn(run(waiting.clone(), receive, read, write));
        Arc::new(Self { orders, waiting })
    }

    /// The events of a page, from now on; they end when the page does.
    pub fn listen(&self, target: Target) -> mpsc::Receiver<Event> {
        let (tell, told) = mpsc::channel(EVENTS);
        let mut waiting = lock(&self.waiting);
        if waiting.over.is_none() {
            waiting.listeners.insert(target, tell);
        }
        told
    }

    /// Whether nothing can be asked any more.
    pub fn is_over(&self) -> bool {
        lock(&self.waiting).over.is_some()
    }

    /// Asks the browser. The answer comes when the future is waited for; the request is on its way
    /// before.
    pub fn ask(
        &self,
        target: &Target,
        method: &str,
        params: &Json,
    ) -> impl Future<Output = Result<Json, Failure>> + use<> {
        let (tell, told) = oneshot::channel();
        let entered = self.enter(tell, target, method, params);
        async move {
            entered?;
            let lost = || Failure::Lost("the program is ending".into());
            told.await.unwrap_or_else(|_| Err(lost()))
        }
    }

    fn enter(
        &self,
        tell: oneshot::Sender<Result<Json, Failure>>,
        target: &Target,
        method: &str,
        params: &Json,
    ) -> Result<(), Failure> {
        let mut waiting = lock(&self.waiting);
        if waiting.over.is_some() {
            return Err(Failure::Unsent);
        }
        waiting.last += 1;
        let number = waiting.last;
        let mut order = json!({ "id": number, "method": method, "params": params });
        if let Some(target) = target {
            order["sessionId"] = Json::from(&**target);
        }
        let sent = self.orders.try_send(order.to_string());
        sent.map_err(|_| Failure::Unsent)?;
        waiting.by_number.insert(number, (target.clone(), tell));
        Ok(())
    }
}

async fn run<R, W>(
    waiting: Arc<Mutex<Waiting>>,
    mut orders: mpsc::Receiver<String>,
    mut read: R,
    mut write: W,
) where
    R: Stream<Item = Result<String, String>> + Unpin,
    W: Sink<String> + Unpin,
    W::Error: std::fmt::Display,
{
    let why = loop {
        tokio::select! {
            said = read.next() => match said {
                Some(Ok(text)) => lock(&waiting).heard(&text),
                Some(Err(why)) => break why,
                None => break CLOSED.to_owned(),
            },
            order = orders.recv() => match order {
                Some(text) => if let Err(error) = write.send(text).await {
                    break format!("the connection to the browser was lost: {error}");
                },
                None => break "the connection to the browser was closed".to_owned(),
            },
        }
    };
    lock(&waiting).end(&why);
    drop(write.close().await);
}

impl Waiting {
    fn heard(&mut self, text: &str) {
        let Ok(Json::Object(mut said)) = serde_json::from_str(text) else {
            return;
        };
        if let Some(number) = said.get("id").and_then(Json::as_u64) {
            if let Some((_, tell)) = self.by_number.remove(&number) {
                drop(tell.send(result(said)));
            }
            return;
        }
        let target: Target = said.get("sessionId").and_then(Json::as_str).map(Arc::from);
        let Some(Json::String(method)) = said.remove("method") else {
            return;
        };
        let params = said.remove("params").unwrap_or_default();
        if method == "Target.detachedFromTarget" {
            let gone = params["sessionId"].as_str().map(Arc::from);
            self.let_go(&gone);
        } else if HEARD.contains(&method.as_str())
            && let Some(listener) = self.listeners.get(&target)
        {
            drop(listener.try_send(Event { method, params }));
        }
    }

    /// A page is gone: nothing that it was asked is answered any more.
    fn let_go(&mut self, target: &Target) {
        self.listeners.remove(target);
        let gone = |_: &u64, (of, _): &mut (Target, _)| of == target;
        for (_, (_, tell)) in self.by_number.extract_if(gone) {
            drop(tell.send(Err(Failure::Lost(CLOSED.into()))));
        }
    }

    fn end(&mut self, why: &str) {
        self.over = Some(why.to_owned());
        self.listeners.clear();
        for (_, (_, tell)) in self.by_number.drain() {
            drop(tell.send(Err(Failure::Lost(why.to_owned()))));
        }
    }
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn result(mut said: serde_json::Map<String, Json>) -> Result<Json, Failure> {
    match said.remove("error") {
        Some(error) => Err(Failure::Refused {
            message: error["message"].as_str().unwrap_or_default().to_owned(),
        }),
        None => Ok(said.remove("result").unwrap_or_default()),
    }
}
