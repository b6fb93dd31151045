//! The worker as a server: the engine pushes runs to it, over HTTP/2.

use super::attempt;
use super::identity::{Identity, asked};
use super::line::{Line, Outgoing};
use super::say::{nothing, say};
use super::wire::{ROW, RUN, SAY, TAKE, TURNS};
use super::worker::Worker;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use restate_sdk_shared_core::{
    AwaitingOnPolicy, CoreVM, ImplicitCancellationOption, VM, VMOptions,
};
use serde_json::{Value as Json, json};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::OwnedSemaphorePermit;
use tokio_rustls::TlsAcceptor;

/// The windows of HTTP/2. A journal comes in many small frames, and the library's guard against a flood
/// of those counts them by the window: with the usual one it closes the connection at some ten thousand.
const STREAM: u32 = 16 << 20;
const CONNECTION: u32 = 64 << 20;

/// Whether the other side is still there is asked so often.
const ALIVE: Duration = Duration::from_secs(20);

/// The versions of the engine's protocol that the library speaks and that were tried.
const PROTOCOL: (u32, u32) = (5, 7);

/// So many runs are in hand at once on one connection. The engine opens more connections for more: its own limit says
/// how many it gives out together (`concurrent-invocations-limit`, for each of its partitions).
const AT_ONCE: u32 = 500;

/// Nothing but the worker itself says when a run waits: the engine asks for it after this time only.
const INACTIVE: Duration = Duration::from_secs(24 * 3600);

/// How long the engine knows that a turn was claimed: longer than any clock is wrong.
const CLAIMED: Duration = Duration::from_secs(600);

/// How a worker serves.
pub struct Serving {
    /// Where it listens.
    pub listener: TcpListener,
    /// Its certificate and key, where it speaks TLS.
    pub tls: Option<TlsAcceptor>,
    /// Who may ask it.
    pub identity: Identity,
    /// How long the engine keeps what has happened in runs that are over.
    pub keep: Duration,
}

type Answered = Response<UnsyncBoxBody<Bytes, Infallible>>;

struct Served {
    worker: Arc<Worker>,
    identity: Identity,
    keep: Duration,
}

/// Serves until the worker is closed, and nothing is under way any more.
pub async fn serve(worker: Arc<Worker>, serving: Serving) {
    let served = Arc::new(Served {
        worker: worker.clone(),
        identity: serving.identity,
        keep: serving.keep,
    });
    let mut closing = worker.closing.subscribe();
    loop {
        let accepted = tokio::select! {
            accepted = serving.listener.accept() => accepted,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, most likely: others close theirs.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (served, tls) = (served.clone(), serving.tls.clone());
        tokio::spawn(async move {
            match tls {
                None => connection(stream, served).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        connection(stream, served).await;
                    }
                }
            }
        });
    }
    worker.idle().await;
}

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin + Send, served: Arc<Served>) {
    let mut closing = served.worker.closing.subscribe();
    let service = service_fn(move |request| {
        let served = served.clone();
        async move { Ok::<_, Infallible>(answer(request, &served).await) }
    });
    let mut builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .initial_stream_window_size(STREAM)
        .initial_connection_window_size(CONNECTION)
        .keep_alive_interval(ALIVE)
        .keep_alive_timeout(ALIVE)
        .max_concurrent_streams(AT_ONCE);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = &mut connection => return,
        _ = closing.wait_for(|closing| *closing) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

async fn answer(request: Request<Incoming>, served: &Arc<Served>) -> Answered {
    let (head, input) = request.into_parts();
    let path = head.uri.path().to_owned();
    if asked(&path) == "/health" {
        return said(StatusCode::OK, "ok");
    }
    if let Err(why) = served.identity.verify(&head.headers, &path) {
        return said(StatusCode::UNAUTHORIZED, why);
    }
    if asked(&path) == "/discover" {
        return manifest(served);
    }
    let Some((service, handler)) = handler(&path) else {
        return said(StatusCode::NOT_FOUND, "this is no address of a worker");
    };
    if !served.worker.offers().any(|name| name == service) {
        return said(StatusCode::NOT_FOUND, "this worker has other profiles");
    }
    // One that has to wait for its turn takes no more room than its request: thousands may wake together.
    let start = match handler {
        SAY | TAKE => None,
        _ => served.worker.starts.clone().acquire_owned().await.ok(),
    };
    let options = VMOptions {
        // A run hears that it is cancelled in its turn, and does what its `always` blocks say.
        implicit_cancellation: ImplicitCancellationOption::Disabled,
        // The engine need not be told of each wait for what: a run that waits long hangs up, and says it then.
        awaiting_on_policy: AwaitingOnPolicy::DontSend,
        ..VMOptions::default()
    };
    let vm = match CoreVM::new(head.headers, options) {
        Ok(vm) => vm,
        Err(error) => {
            let status = StatusCode::from_u16(error.code());
            return said(status.unwrap_or(StatusCode::BAD_REQUEST), error.message());
        }
    };
    let of = (service.to_owned(), handler.to_owned());
    begin(vm, input, served, (of, start))
}

fn begin(
    vm: CoreVM,
    input: Incoming,
    served: &Arc<Served>,
    ((service, handler), start): ((String, String), Option<OwnedSemaphorePermit>),
) -> Answered {
    let head = vm.get_response_head();
    let (line, outgoing) = Line::new(vm, input);
    let busy = Busy::new(&served.worker);
    let worker = served.worker.clone();
    tokio::spawn(async move {
        match handler.as_str() {
            SAY => say(line).await,
            TAKE => nothing(line).await,
            _ => attempt::run(line, (worker, start), &service).await,
        }
        drop(busy);
    });
    let status = StatusCode::from_u16(head.status_code).unwrap_or(StatusCode::OK);
    let mut response = Response::new(stream(outgoing));
    *response.status_mut() = status;
    for header in head.headers {
        if let (Ok(name), Ok(value)) = (
            header.key.parse::<header::HeaderName>(),
            header.value.parse::<header::HeaderValue>(),
        ) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// An attempt is under way as long as this is.
struct Busy(Arc<Worker>);

impl Busy {
    fn new(worker: &Arc<Worker>) -> Self {
        worker.busy.send_modify(|busy| *busy += 1);
        Self(worker.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.send_modify(|busy| *busy -= 1);
    }
}

/// The service and the handler that are asked for.
fn handler(path: &str) -> Option<(&str, &str)> {
    let (service, handler) = asked(path).strip_prefix("/invoke/")?.split_once('/')?;
    let known = match service {
        TURNS => handler == TAKE,
        _ => matches!(handler, RUN | ROW | SAY),
    };
    known.then_some((service, handler))
}

/// What this worker offers, as the engine wants to be told.
fn manifest(served: &Served) -> Answered {
    let keep = millis(served.keep);
    let handler = |name: &str| {
        json!({
            "name": name,
            "input": { "contentType": "*/*", "required": true },
            "output": { "contentType": "application/json" },
        })
    };
    let service = |name: &str| -> Json {
        json!({
            "name": name,
            "ty": "SERVICE",
            "handlers": [handler(RUN), handler(ROW), handler(SAY)],
            "inactivityTimeout": millis(INACTIVE),
            "abortTimeout": millis(INACTIVE),
            "journalRetention": keep,
            "idempotencyRetention": keep,
            "enableLazyState": true,
            "metadata": { "contactflow": env!("CARGO_PKG_VERSION") },
        })
    };
    let claims = json!({
        "name": TURNS,
        "ty": "SERVICE",
        "handlers": [handler(TAKE)],
        "journalRetention": 0,
        "idempotencyRetention": millis(CLAIMED),
    });
    let services = served.worker.services().map(service);
    let manifest = json!({
        "protocolMode": "BIDI_STREAM",
        "minProtocolVersion": PROTOCOL.0,
        "maxProtocolVersion": PROTOCOL.1,
        "services": services.chain([claims]).collect::<Vec<_>>(),
    });
    let mut response = Response::new(whole(manifest.to_string()));
    let kind = "application/vnd.restate.endpointmanifest.v3+json";
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn said(status: StatusCode, text: &str) -> Answered {
    let mut response = Response::new(whole(text.to_owned()));
    *response.status_mut() = status;
    response
}

fn whole(text: String) -> UnsyncBoxBody<Bytes, Infallible> {
    Full::new(Bytes::from(text)).boxed_unsync()
}

fn stream(outgoing: Outgoing) -> UnsyncBoxBody<Bytes, Infallible> {
    outgoing.boxed_unsync()
}
