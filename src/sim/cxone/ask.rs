//! A request to an endpoint, with what it stands for looked up.

use super::refusal::{Refusal, exactly, refuse};
use super::world::contact::Contact;
use super::world::people::Right;
use super::world::state::State;
use super::world::{Cause, World};
use crate::sim::params::Params;
use crate::sim::reply::Reply;
use serde_json::json;

/// What an endpoint answers.
pub(super) type Answer = Result<Reply, Refusal>;

/// A request to an endpoint.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub params: &'a Params,
    pub captures: &'a [(&'static str, String)],
    /// The agent whose token it is.
    pub user: u64,
    pub cause: Cause,
}

impl Ask<'_> {
    /// A part of the path.
    pub fn capture(&self, name: &str) -> &str {
        let found = self.captures.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, text)| text)
    }

    /// A part of the path that is a number.
    pub fn number(&self, name: &str, refusal: &'static str) -> Result<u64, Refusal> {
        small(self.capture(name)).ok_or_else(|| refuse(404, refusal))
    }

    /// A parameter that has to be there.
    pub fn need(&self, name: &'static str) -> Result<String, Refusal> {
        let missing = || exactly(400, format!("{name} is required."));
        self.params.text(name).ok_or_else(missing)
    }

    /// The session in the path, which has to run, and its agent, who has to be allowed to.
    pub fn session(&self, world: &World) -> Result<(usize, u64), Refusal> {
        let mark = world.mark(self.capture("sessionId"));
        let mark = mark.ok_or_else(|| refuse(404, "InvalidAgentSession"))?;
        let session = world.session(mark.session).filter(|session| !session.ended);
        let session = session.ok_or_else(|| refuse(404, "InvalidAgentSession"))?;
        self.allowed(world, Right::Session)?;
        // What is done in another's session is done with the rights of whose token it is.
        if session.agent != self.user {
            self.allowed(world, Right::Impersonate)?;
        }
        Ok((mark.session, session.agent))
    }

    /// The contact in the path, which has to be the session's agent's and not over.
    pub fn own_contact<'w>(&self, world: &'w World) -> Result<&'w Contact, Refusal> {
        let (_, agent) = self.session(world)?;
        let contact = self.any_contact(world)?;
        match contact.agent == Some(agent) {
            true => Ok(contact),
            false => Err(refuse(404, "InvalidContactId")),
        }
    }

    /// The contact in the path, which must not be over.
    pub fn any_contact<'w>(&self, world: &'w World) -> Result<&'w Contact, Refusal> {
        let id = self.number("contactId", "InvalidContactId")?;
        let contact = world.contacts.get(&id);
        let there = contact.filter(|contact| contact.state != State::Ended);
        there.ok_or_else(|| refuse(404, "InvalidContactId"))
    }

    /// An agent named by a parameter: active, and known by number.
    pub fn target_agent(&self, world: &World, name: &str) -> Result<u64, Refusal> {
        let id = self.params.whole(name).ok().flatten();
        let active = |id: &u64| world.agents.get(id).is_some_and(|agent| agent.active);
        id.filter(active)
            .ok_or_else(|| refuse(400, "InvalidTargetAgentId"))
    }

    /// A skill named by a parameter.
    pub fn skill(&self, world: &World, name: &str, refusal: Refusal) -> Result<u64, Refusal> {
        let id = self.params.whole(name).ok().flatten();
        id.filter(|id| world.skills.contains_key(id)).ok_or(refusal)
    }

    /// What the token's owner is allowed to.
    pub fn allowed(&self, world: &World, right: Right) -> Result<(), Refusal> {
        allowed(world, self.user, right)
    }
}

/// Whether an agent may do something: an inactive profile is no security user at all. The
/// documents name the two refusals, not their status; 403 is assumed.
pub(super) fn allowed(world: &World, agent: u64, right: Right) -> Result<(), Refusal> {
    let known = world.agents.get(&agent).filter(|agent| agent.active);
    let known = known.ok_or_else(|| refuse(403, "InvalidSecurityUser"))?;
    match known.rights.contains(&right) {
        true => Ok(()),
        false => Err(refuse(403, "Unauthorized")),
    }
}

/// A number as ids are: digits, within 31 bits.
pub(super) fn small(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.then(|| text.parse().ok()).flatten()?;
    (number <= i32::MAX as u64).then_some(number)
}

/// 202: it will be done; nothing has been said about when.
pub(super) fn accepted() -> Reply {
    Reply::empty(202).header("icStatusDescription", "Accepted")
}

pub(super) fn done(body: serde_json::Value) -> Reply {
    Reply::json(200, body).header("icStatusDescription", "Success")
}

/// 200 and nothing.
pub(super) fn done_empty() -> Reply {
    done(json!({}))
}
