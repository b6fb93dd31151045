//! The REST API below `/finesse/api`.

mod asked;
mod check;
mod lists;
mod read;
pub(super) mod refusal;
mod route;

use super::guard::Proof;
use super::house::House;
use super::node::Side;
use super::world::Cause;
use super::world::World;
use crate::sim::fault::{Act, Point};
use crate::sim::journal::LogEntry;
use crate::sim::reply::Reply;
use crate::sim::request::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use refusal::{Refusal, xml};
use route::{Route, operation};

/// A request on its way through.
pub(super) struct Asked<'r> {
    request: &'r Request,
    route: Route,
    operation: &'static str,
    side: Side,
    request_id: String,
}

impl<'r> Asked<'r> {
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
    fn path(&self) -> &str {
        let path = &self.request.path;
        path.strip_prefix("/finesse/api").unwrap_or(path)
    }

    /// A line of what programs do: `A PUT /Dialog/16804377 HOLD`.
    fn visit(&self) -> String {
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

    fn proof(&self) -> Option<Proof> {
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
    fn open(&self, world: &mut World, user: Option<&str>) -> Option<usize> {
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

/// Writes into the log that a request was stopped before it could act.
pub(super) fn stopped(house: &House, asked: &Asked<'_>, status: u16, why: &str) {
    let user = asked.user(house);
    house.with(|world| {
        let entry = asked.open(world, user.as_deref());
        if let Some(entry) = entry.and_then(|at| world.log.get_mut(at)) {
            entry.status = status;
            entry.refused = Some("stopped by a fault".to_owned());
            entry.fault = Some(why.to_owned());
        }
    });
}

/// Answers a request, as the fault that hits it lets it.
pub(super) fn answer(
    house: &House,
    asked: &Asked<'_>,
    act: Option<&Act>,
    fault: Option<String>,
) -> Reply {
    if asked.route == Route::SystemInfo {
        house.with(|world| world.record.visit(asked.visit()));
        return asked.echo(lists::system_info(house, asked));
    }
    let user = asked.user(house);
    let mut cause = asked::cause(asked, act);
    let reply = house.with(|world| {
        world.record.visit(asked.visit());
        cause.entry = asked.open(world, user.as_deref());
        let answer = in_world(world, asked, user.as_deref(), cause.clone());
        let reply = answer.as_ref().map_or_else(Refusal::reply, Reply::clone);
        if let Some(entry) = cause.entry.and_then(|at| world.log.get_mut(at)) {
            entry.status = reply.status;
            entry.fault = fault;
            entry.refused = answer.err().map(|refusal| refusal.message);
        }
        reply
    });
    asked.echo(reply)
}

fn in_world(
    world: &mut World,
    asked: &Asked<'_>,
    user: Option<&str>,
    cause: Cause,
) -> Result<Reply, Refusal> {
    if !world.in_service {
        return Err(Refusal::out_of_service());
    }
    let Some(user) = user else {
        let name = match asked.proof() {
            Some(Proof::Basic(name, _)) => name,
            _ => String::new(),
        };
        return Err(Refusal::unknown(&name));
    };
    let cause = Cause {
        user: user.to_owned(),
        ..cause
    };
    match (&asked.request.method, &asked.route) {
        (&Method::GET, route) => {
            if *route == Route::Dialogs(user.to_owned()) {
                world.agents().looks(user);
            }
            lists::read(world, asked, user).map(|element| xml(200, &element))
        }
        (&Method::PUT, Route::User(id)) => asked::state(world, asked, user, id, cause),
        (&Method::PUT, Route::Dialog(id)) => asked::dialog(world, asked, user, id, cause),
        (&Method::POST, Route::Dialogs(id)) => asked::dialogs(world, asked, user, id, cause),
        (_, Route::Nowhere) => Err(Refusal::nothing("Resource")),
        _ => Err(Refusal::new(
            405,
            "Method Not Allowed",
            "Method Not Allowed",
        )),
    }
}
