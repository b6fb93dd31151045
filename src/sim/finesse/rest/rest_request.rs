//! A request on its way through.

use super::route::{Route, operation};
use crate::sim::fault::Point;
use crate::sim::finesse::guard::Proof;
use crate::sim::finesse::house::House;
use crate::sim::finesse::node::Side;
use crate::sim::finesse::world::World;
use crate::sim::journal::LogEntry;
use crate::sim::reply::Reply;
use crate::sim::request::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;

/// A request on its way through.
pub(in crate::sim::finesse) struct RestRequest<'r> {
    pub(super) request: &'r Request,
    pub(super) route: Route,
    pub(super) operation: &'static str,
    pub(super) side: Side,
    pub(super) request_id: String,
}

impl<'r> RestRequest<'r> {
    pub fn new(request: &'r Request, side: Side) -> Self {
        let route = Route::of(request);
        let request_id = request.header("requestid").unwrap_or_default();
        Self {
            operation: operation(&route, request),
            request_id: request_id.to_owned(),
            route,
            request,
            side,
        }
    }

    /// What it is, as far as faults care.
    pub fn point(&self) -> Point<'_> {
        Point {
            method: self.request.method.as_str(),
            path: self.path(),
            operation: self.operation,
            contact: self.route.dialog(),
        }
    }

    /// The path below `/finesse/api`.
    pub(super) fn path(&self) -> &str {
        let path = &self.request.path;
        path.strip_prefix("/finesse/api").unwrap_or(path)
    }

    /// A line of what programs do: `A PUT /Dialog/16804377 HOLD`.
    pub(super) fn visit(&self) -> String {
        let (side, method) = (self.side.name(), &self.request.method);
        match *method == Method::GET {
            true => format!("{side} {method} {}", self.path()),
            false => format!("{side} {method} {} {}", self.path(), self.operation),
        }
    }

    /// An answer with the request's own id.
    pub fn echo(&self, reply: Reply) -> Reply {
        match self.request_id.is_empty() {
            true => reply,
            false => reply.header("requestId", self.request_id.clone()),
        }
    }

    pub(super) fn proof(&self) -> Option<Proof> {
        let (scheme, rest) = self.request.header("authorization")?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Proof::Bearer(rest.trim().to_owned()));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        let (user, password) = decoded.split_once(':')?;
        Some(Proof::Basic(user.to_owned(), password.to_owned()))
    }

    /// Who asks, where that can be told.
    pub fn user(&self, house: &House) -> Option<String> {
        self.proof().and_then(|proof| house.prove(&proof))
    }

    /// Opens a line of the log, where it is meant to change something.
    pub(super) fn open(&self, world: &mut World, user: Option<&str>) -> Option<usize> {
        if self.request.method == Method::GET {
            return None;
        }
        let now = world.now;
        let number = world.log.write(|number| LogEntry {
            number,
            at: now,
            method: self.request.method.to_string(),
            path: self.request.path.clone(),
            operation: self.operation,
            contact: self.route.dialog(),
            agent: user.and_then(|user| user.parse().ok()),
            status: 0,
            refused: None,
            changed: Vec::new(),
            fault: None,
        });
        Some(number)
    }
}
