//! What a watched page is told as it happens: server-sent events.

use super::super::house::{House, News};
use super::{PageBody, control};
use bytes::Bytes;
use hyper::Response;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};

/// How much of the log a page is told when it comes.
const PAST: usize = 200;

/// How often a page that hears nothing is told that all is well.
const QUIET: Duration = Duration::from_secs(15);

/// A stream of what happens, from how things stand now.
pub(super) fn stream(house: &Arc<House>) -> Response<PageBody> {
    let (sender, receiver) = mpsc::channel(64);
    let news = house.news.subscribe();
    let teller = house.clone();
    house.spawn(async move { tell(&teller, news, sender).await });
    let mut response = Response::new(PageBody::Live(receiver));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn tell(house: &House, mut news: broadcast::Receiver<News>, page: mpsc::Sender<Bytes>) {
    let mut frame = hello(house);
    while page.send(frame).await.is_ok() {
        frame = match tokio::time::timeout(QUIET, news.recv()).await {
            Err(_) => Bytes::from_static(b": all is well\n\n"),
            Ok(Ok(News::Call(entry))) => event("call", &json!(entry)),
            Ok(Ok(News::World)) => event("world", &control::state(house)),
            Ok(Ok(News::Reload)) => event("reload", &Value::Null),
            // The page was too slow: it begins anew.
            Ok(Err(RecvError::Lagged(_))) => hello(house),
            Ok(Err(RecvError::Closed)) => return,
        };
    }
}

fn hello(house: &House) -> Bytes {
    let log: Vec<_> = house.desk(|desk| {
        let past = desk.log.iter().len().saturating_sub(PAST);
        desk.log.iter().skip(past).cloned().collect()
    });
    event(
        "hello",
        &json!({ "world": control::state(house), "log": log }),
    )
}

fn event(name: &str, data: &Value) -> Bytes {
    format!("retry: 500\nevent: {name}\ndata: {data}\n\n").into()
}
