//! The log's lines: opened when a request comes, closed when it has its answer.

use super::address::contact_of;
use super::ask::Ask;
use super::refusal::Refusal;
use super::route::{Captures, Route};
use super::world::World;
use crate::sim::journal::LogEntry;
use crate::sim::reply::Reply;
use crate::sim::request::Request;
use hyper::Method;

/// Opens a line of the log for a request that is meant to change something.
pub(super) fn open_entry(
    world: &mut World,
    agent: Option<u64>,
    request: &Request,
    route: &Route,
    captures: &Captures,
) -> Option<usize> {
    if request.method == Method::GET {
        return None;
    }
    let session = captures.iter().find(|(name, _)| *name == "sessionId");
    let mark = session.and_then(|(_, id)| world.mark(id));
    let session_agent = mark
        .and_then(|mark| world.session(mark.session))
        .map(|session| session.agent);
    let now = world.now;
    let number = world.log.write(|number| LogEntry {
        number,
        at: now,
        method: request.method.to_string(),
        path: request.path.clone(),
        operation: route.operation,
        contact: contact_of(captures),
        agent: session_agent.or(agent),
        status: 0,
        refused: None,
        changed: Vec::new(),
        fault: None,
    });
    Some(number)
}

/// Writes what came of it.
pub(super) fn close_entry(
    world: &mut World,
    ask: &Ask<'_>,
    answer: &Result<Reply, Refusal>,
    fault: Option<String>,
) {
    let entry = ask.cause.entry.and_then(|at| world.log.get_mut(at));
    let Some(entry) = entry else { return };
    entry.fault = fault;
    match answer {
        Ok(reply) => entry.status = reply.status,
        Err(refusal) => {
            entry.status = refusal.status;
            entry.refused = Some(refusal.reason().to_owned());
        }
    }
}
