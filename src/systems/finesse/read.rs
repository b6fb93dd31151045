//! Reading something that is watched, without an action.

use super::inner::Inner;
use super::link::Node;
use super::model::Body;
use super::outcomes;
use super::rest::{Ask, Came, Reply};
use crate::clock;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::refusal::Refusal;
use jiff::SignedDuration;
use tokio::time::Instant;

/// Says when the bytes were read that brought an answer.
pub(super) fn read_at(mut answer: Answer, at: Instant) -> Answer {
    let ago = SignedDuration::try_from(at.elapsed()).unwrap_or_default();
    if let Some(event) = answer.exchanges.last_mut() {
        event.at = clock::now().saturating_sub(ago).unwrap_or(event.at);
        event.took = ago;
    }
    answer
}

/// The user who is connected may not read it: asking again would change nothing.
pub(super) fn denied(reply: &Reply) -> Refusal {
    let errors = reply.body.as_ref().map(Body::errors).unwrap_or_default();
    let said = outcomes::said(reply.status.as_u16(), errors);
    match reply.status.as_u16() {
        401 => Refusal::new("InvalidSecurityUser", said),
        _ => Refusal::new("Unauthorized", said),
    }
}

/// What was asked shows beside why it was refused.
pub(super) fn refused(refusal: Refusal, log: Vec<Exchange>) -> Read {
    Read::Refused(Box::new(Answer {
        exchanges: log,
        ..refusal.answer()
    }))
}

pub(super) enum Read {
    Body(Body),
    Missing,
    /// This deployment has nothing of the kind.
    Absent,
    Failed,
    Refused(Box<Answer>),
}

pub(super) async fn read(on: &Inner, node: Node, path: &str) -> Read {
    let mut log = Vec::new();
    match on
        .nodes
        .rest
        .send(node.index, &Ask::get(path), &mut log)
        .await
    {
        Came::Reply(reply) if reply.status.is_success() => match reply.body {
            // Of a part (206) what is missing is not known to be over.
            Ok(body) if reply.status.as_u16() == 200 => Read::Body(body),
            _ => Read::Failed,
        },
        Came::Reply(reply) if reply.status.as_u16() == 404 => Read::Missing,
        Came::Reply(reply) if reply.status.as_u16() == 501 => Read::Absent,
        Came::Reply(reply) if matches!(reply.status.as_u16(), 401 | 403) => {
            refused(denied(&reply), log)
        }
        Came::Reply(reply) => {
            super::answering::suspect(on, node, &reply);
            Read::Failed
        }
        Came::Lost(_) => Read::Failed,
        Came::Refused(refusal) => refused(refusal, log),
    }
}
