//! What actions have in common when they ask, and when an answer is made of what came.

use super::facts::Stop;
use super::inner::Inner;
use super::link::Node;
use super::outcomes::Ended;
use super::request::{Method, Rendered};
use super::rest::{Ask, Reply};
use crate::run::effect::Answer;
use jiff::SignedDuration;

/// A request as it is sent.
pub(super) fn ask(rendered: &Rendered, id: Option<&str>) -> Ask {
    let method = match rendered.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
    };
    Ask {
        shown: format!("{method} {}", rendered.path),
        method,
        path: format!("/finesse/api/{}", rendered.path),
        body: rendered.body.clone(),
        id: id.map(str::to_owned),
    }
}

/// A node that says it does not serve is asked about that before anything more is sent to it.
pub(super) fn suspect(on: &Inner, node: Node, reply: &Reply) {
    if reply.status.as_u16() == 503 {
        on.suspect(node);
    }
}

/// An answer for a call that could not be asked for.
pub(super) fn stopped(stop: Stop) -> Answer {
    match stop {
        Stop::Refused(refusal) => refusal.answer(),
        Stop::Ended(ended) => ended_answer(ended),
    }
}

/// An answer that says how an action ended, and when a try may go better.
pub(super) fn ended_answer(ended: Ended) -> Answer {
    let mut answer = Answer::new(ended.outcome, ended.reason);
    if &*answer.outcome == "Unavailable" {
        answer.retry_after = Some(SignedDuration::from_secs(5));
    }
    answer
}
