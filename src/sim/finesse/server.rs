//! Sockets, TLS, HTTP, and faults on the way in and out.

use super::house::House;
use super::node::Side;
use super::rest::refusal::Refusal;
use super::rest::{self, RestRequest};
use super::xmpp;
use crate::sim::body::{ReplyBody, broken};
use crate::sim::fault::{Act, Hit, When};
use crate::sim::origin;
use crate::sim::reply::Reply;
use crate::sim::request::Request;
use crate::sim::spoil::{gateway_page, spoil};
use hyper::body::Incoming;
use hyper::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, UPGRADE,
};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

type Response = hyper::Response<ReplyBody>;

/// What a port is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Service {
    /// REST and WebSocket.
    Web,
    /// XMPP.
    Stream,
}

/// A port that somebody answers at.
pub(super) struct Port {
    pub listener: TcpListener,
    pub tls: TlsAcceptor,
    pub side: Side,
    pub service: Service,
}

/// Takes connections at a port, until it is dropped.
pub(super) async fn run(port: Port, house: Arc<House>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            taken = port.listener.accept() => match taken {
                // A node that is down takes nothing: whoever comes is turned away at once.
                Ok((stream, _)) if !house.is_up(port.side) => drop(stream),
                Ok((stream, _)) => {
                    let tls = port.tls.clone();
                    connections.spawn(connection(stream, tls, port.side, port.service, house.clone()));
                }
                // Out of descriptors or the like: give those that run the time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// How long a node that goes down takes to break its streams: what it says last gets out.
const LAST_WORDS: Duration = Duration::from_millis(50);

async fn connection(
    stream: TcpStream,
    tls: TlsAcceptor,
    side: Side,
    service: Service,
    house: Arc<House>,
) {
    stream.set_nodelay(true).ok();
    let serving = async {
        // A client that does not like the certificate is the client's business.
        let Ok(stream) = tls.accept(stream).await else {
            return;
        };
        match service {
            Service::Web => web(stream, side, house.clone()).await,
            Service::Stream => xmpp::plain(house.clone(), side, stream).await,
        }
    };
    let gone = async {
        house.gone(side).await;
        if service == Service::Stream {
            tokio::time::sleep(LAST_WORDS).await;
        }
    };
    tokio::select! {
        // Nothing is done any more by a node that is down.
        biased;
        () = gone => {}
        () = serving => {}
    }
}

async fn web(stream: tokio_rustls::server::TlsStream<TcpStream>, side: Side, house: Arc<House>) {
    let service = service_fn(move |request| respond(house.clone(), side, request));
    let builder = auto::Builder::new(TokioExecutor::new());
    // A connection that breaks is the other side's business.
    builder
        .serve_connection_with_upgrades(TokioIo::new(stream), service)
        .await
        .ok();
}

async fn respond(
    house: Arc<House>,
    side: Side,
    request: hyper::Request<Incoming>,
) -> io::Result<Response> {
    if request.uri().path().trim_end_matches('/') == "/ws" {
        if let Err(reply) = origin::check(request.uri(), request.headers()) {
            return Ok(reply.into_response());
        }
        return Ok(upgrade(house, side, request));
    }
    let request = match Request::read_whole(request).await {
        Ok(request) => request,
        Err(reply) => return Ok(reply.into_response()),
    };
    if request
        .segments
        .first()
        .is_some_and(|first| first == "simulator")
    {
        return Ok(super::control::answer(&house, &request).into_response());
    }
    let asked = RestRequest::new(&request, side);
    let hit = {
        let mut faults = house.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.take(&asked.point())
    };
    answer(&house, &asked, hit).await
}

async fn answer(house: &House, asked: &RestRequest<'_>, hit: Hit) -> io::Result<Response> {
    if !hit.delay.is_zero() {
        tokio::time::sleep(house.real(hit.delay)).await;
    }
    let name = hit.name();
    let instead = hit.act.as_ref().and_then(|act| before(act, asked));
    if let Some(instead) = instead {
        let status = instead.as_ref().map_or(0, |reply| reply.status);
        rest::stopped(house, asked, status, name.as_deref().unwrap_or(""));
        return instead.map(Reply::into_response);
    }
    let reply = rest::answer(house, asked, hit.act.as_ref(), name);
    match &hit.act {
        Some(Act::KillStream) => {
            let user = asked.user(house);
            house.hub(|hub| hub.kill(user.as_deref()));
        }
        Some(Act::Outage(by)) => house.lose_service((*by).try_into().ok()),
        Some(Act::DelayAnswer(by)) => tokio::time::sleep(house.real(*by)).await,
        _ => {}
    }
    after(hit.act, reply, asked)
}

/// What is answered in place of acting, if anything.
fn before(act: &Act, asked: &RestRequest<'_>) -> Option<io::Result<Reply>> {
    let reply = match act {
        Act::Unauthorized | Act::ExpireToken => Refusal::unknown("").reply(),
        Act::Throttle(seconds) => throttled(*seconds),
        Act::Error(status, When::Before) => failed(*status),
        Act::Refuse(status, text) => Refusal::new(*status, text.as_str(), text.as_str()).reply(),
        Act::Html(status, When::Before) => gateway_page(*status),
        Act::Drop(When::Before) => return Some(Err(broken())),
        _ => return None,
    };
    Some(Ok(asked.echo(reply)))
}

/// What becomes of an answer after acting.
fn after(act: Option<Act>, reply: Reply, asked: &RestRequest<'_>) -> io::Result<Response> {
    match act {
        Some(Act::Error(status, When::After)) => Ok(asked.echo(failed(status)).into_response()),
        Some(Act::Html(status, When::After)) => Ok(gateway_page(status).into_response()),
        Some(Act::Drop(When::After)) => Err(broken()),
        Some(act) => Ok(spoil(&act, reply, b"<ApiErrors></ApiErrors>")),
        None => Ok(reply.into_response()),
    }
}

fn failed(status: u16) -> Reply {
    match status {
        503 => Refusal::out_of_service().reply(),
        status => Refusal::failed(status).reply(),
    }
}

/// Finesse itself never does this; a proxy before it may.
fn throttled(seconds: Option<u64>) -> Reply {
    let reply = Reply::text(429, "text/plain; charset=utf-8", "Too Many Requests");
    match seconds {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    }
}

/// Makes a WebSocket of a request for one.
fn upgrade(house: Arc<House>, side: Side, request: hyper::Request<Incoming>) -> Response {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let speaks_xmpp = header(SEC_WEBSOCKET_PROTOCOL).is_some_and(|all| {
        all.split(',')
            .any(|one| one.trim().eq_ignore_ascii_case("xmpp"))
    });
    let Some(key) = header(SEC_WEBSOCKET_KEY).filter(|_| speaks_xmpp) else {
        return Refusal::new(400, "Bad Request", "Not a WebSocket for XMPP")
            .reply()
            .into_response();
    };
    let accept = derive_accept_key(key.as_bytes());
    tokio::spawn(async move {
        let gone = house.clone();
        let serving = async {
            if let Ok(stream) = hyper::upgrade::on(request).await {
                xmpp::websocket(house, side, TokioIo::new(stream)).await;
            }
        };
        tokio::select! {
            () = serving => {}
            () = async { gone.gone(side).await; tokio::time::sleep(LAST_WORDS).await } => {}
        }
    });
    let mut response = Reply::empty(101)
        .header("sec-websocket-accept", accept)
        .header("sec-websocket-protocol", "xmpp")
        .into_response();
    let headers = response.headers_mut();
    debug_assert!(headers.contains_key(SEC_WEBSOCKET_ACCEPT));
    headers.insert(
        UPGRADE,
        hyper::header::HeaderValue::from_static("websocket"),
    );
    headers.insert(
        CONNECTION,
        hyper::header::HeaderValue::from_static("Upgrade"),
    );
    response
}
