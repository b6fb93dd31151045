//! Sockets, connections, and faults on the way in and out.

use super::body::{ReplyBody, broken};
use super::control;
use super::cxone::Cxone;
use super::fault::{Act, Faults, Hit, When};
use super::reply::Reply;
use super::request::Request;
use super::spoil::{gateway_page, spoil};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What answers.
pub(super) struct House {
    pub cxone: Cxone,
    pub faults: Mutex<Faults>,
}

type Response = hyper::Response<ReplyBody>;

/// Takes connections and lets the world happen, until it is dropped.
pub(super) async fn run(listener: TcpListener, house: Arc<House>) {
    let mut connections = JoinSet::new();
    let living = house.cxone.live();
    let mut living = std::pin::pin!(living);
    loop {
        tokio::select! {
            taken = listener.accept() => match taken {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, house.clone()));
                }
                // Out of descriptors or the like: give those that run the time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
            () = &mut living => {}
        }
    }
}

async fn connection(stream: TcpStream, house: Arc<House>) {
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request| respond(house.clone(), request));
    let builder = http1::Builder::new();
    // A connection that breaks is the other side's business.
    builder
        .serve_connection(TokioIo::new(stream), service)
        .await
        .ok();
}

async fn respond(house: Arc<House>, request: hyper::Request<Incoming>) -> io::Result<Response> {
    let request = match Request::read(request).await {
        Ok(request) => request,
        Err(reply) => return Ok(reply.into_response()),
    };
    if request
        .segments
        .first()
        .is_some_and(|first| first == "simulator")
    {
        return Ok(control::answer(&house, &request).into_response());
    }
    let hit = {
        let point = house.cxone.point(&request);
        let mut faults = house.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.take(&point)
    };
    house.answer(&request, hit).await
}

impl House {
    async fn answer(&self, request: &Request, hit: Hit) -> io::Result<Response> {
        if !hit.delay.is_zero() {
            tokio::time::sleep(self.cxone.real(hit.delay)).await;
        }
        let name = hit.name();
        let instead = |act| self.before(request, act, name.as_deref().unwrap_or(""));
        if let Some(instead) = hit.act.as_ref().and_then(instead) {
            return instead;
        }
        let reply = self.cxone.answer(request, hit.act.as_ref(), name).await;
        after(hit.act, reply)
    }

    /// What is answered in place of acting, if anything.
    fn before(&self, request: &Request, act: &Act, name: &str) -> Option<io::Result<Response>> {
        let reply = match act {
            Act::Unauthorized => super::cxone::invalid_token(),
            Act::ExpireToken => {
                self.cxone.expire_token(request);
                super::cxone::invalid_token()
            }
            Act::Throttle(seconds) => throttled(*seconds),
            Act::Error(503, When::Before) => away(),
            Act::Error(status, When::Before) => failed(*status),
            Act::Refuse(status, text) => self.cxone.refused(request, *status, text),
            Act::Html(status, When::Before) => gateway_page(*status),
            Act::Drop(When::Before) => {
                self.cxone.stopped(request, 0, name);
                return Some(Err(broken()));
            }
            _ => return None,
        };
        self.cxone.stopped(request, reply.status, name);
        Some(Ok(reply.into_response()))
    }
}

/// What becomes of an answer after acting.
fn after(act: Option<Act>, reply: Reply) -> io::Result<Response> {
    match act {
        Some(Act::Error(status, When::After)) => Ok(failed(status).into_response()),
        Some(Act::Html(status, When::After)) => Ok(gateway_page(status).into_response()),
        Some(Act::Drop(When::After)) => Err(broken()),
        Some(act) => Ok(spoil(&act, reply, br#"{"status":"Accepted"}"#)),
        None => Ok(reply.into_response()),
    }
}

fn failed(status: u16) -> Reply {
    let body = serde_json::json!({ "error": "server_error", "error_description": "An error has occurred." });
    Reply::json(status, body)
}

/// The system says itself that it has not begun with it; what stands before it says nothing.
fn away() -> Reply {
    let body = serde_json::json!({ "error": "service_unavailable", "error_description": "The service is unavailable." });
    Reply::json(503, body)
}

fn throttled(seconds: Option<u64>) -> Reply {
    let body = serde_json::json!({ "error": "too_many_requests", "error_description": "Too many requests." });
    let reply = Reply::json(429, body);
    match seconds {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    }
}
