//! The REST API below `/finesse/api`.

mod asked;
mod check;
mod lists;
mod read;
pub(super) mod refusal;
mod rest_request;
mod route;

pub(super) use rest_request::RestRequest;
pub(super) use route::operations;

use super::guard::Proof;
use super::house::House;
use super::world::Cause;
use super::world::World;
use crate::sim::fault::Act;
use crate::sim::reply::Reply;
use hyper::Method;
use refusal::{Refusal, xml};
use route::Route;

/// Writes into the log that a request was stopped before it could act.
pub(super) fn stopped(house: &House, asked: &RestRequest<'_>, status: u16, why: &str) {
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
    asked: &RestRequest<'_>,
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
    asked: &RestRequest<'_>,
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
