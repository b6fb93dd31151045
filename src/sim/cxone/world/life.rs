//! What happens by itself in a busy world: callers come, wait, talk and hang up.

use super::diary::Happening;
use super::state::{AgentState, Media, State};
use super::{Cause, Contact, World};
use crate::sim::duration::Span;
use jiff::SignedDuration;

impl World {
    pub(super) fn begin_life(&mut self) {
        let Some(life) = &self.life else { return };
        let arrival = life.arrival;
        let first = self.draw(arrival);
        self.later(first, Happening::Arrive);
        let working = self.agents.values().filter(|agent| agent.works);
        for agent in working.map(|agent| agent.id).collect::<Vec<_>>() {
            self.look_soon(agent);
        }
    }

    /// A span of this average: exponential, as arrivals are.
    fn draw(&mut self, average: Span) -> SignedDuration {
        let share = -(1.0 - self.random.f64()).ln();
        let seconds = average.0.as_secs_f64() * share.min(8.0);
        SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::ZERO)
    }

    pub(super) fn arrive(&mut self) {
        let Some(life) = self.life.clone() else {
            return;
        };
        let inbound = |skill: &&super::Skill| !skill.outbound && skill.media == Media::Phone;
        let skill = self.skills.values().find(inbound).map(|skill| skill.id);
        if let Some(skill) = skill {
            let from = format!("+120255501{:02}", self.random.u8(0..100));
            let id = self.add_contact(skill, Cause::default(), |contact| contact.from = from);
            let patience = self.draw(life.patience);
            self.later(
                patience,
                Happening::HangUp {
                    contact: id,
                    version: 0,
                },
            );
        }
        let next = self.draw(life.arrival);
        self.later(next, Happening::Arrive);
    }

    /// The caller hangs up, unless the contact has moved on.
    pub(super) fn hang_up(&mut self, id: u64, version: u32) {
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        if contact.version != version || !contact.state.is_live() {
            return;
        }
        let waited = matches!(contact.state, State::InQueue | State::Incoming);
        let to = if contact.agent.is_some() {
            State::Disconnected
        } else {
            State::Ended
        };
        if let Some(contact) = self.contacts.get_mut(&id) {
            contact.end_reason = Some(if waited { "Abandoned" } else { "Disconnect" });
        }
        self.change(id, to, Cause::default());
    }

    /// A working agent takes the oldest contact of the queue.
    pub(super) fn offer(&mut self, agent: u64) {
        let Some(life) = self.life.clone() else {
            return;
        };
        let ready = self.agent_state(agent) == AgentState::Available;
        let busy = self
            .contacts_of(agent)
            .any(|contact| contact.state != State::Ended);
        let waiting =
            |contact: &&Contact| contact.state == State::InQueue && contact.agent.is_none();
        let oldest = self
            .contacts
            .values()
            .filter(waiting)
            .min_by_key(|contact| contact.started);
        let oldest = oldest.map(|contact| contact.id).filter(|_| ready && !busy);
        let Some(id) = oldest else {
            return self.look_soon(agent);
        };
        if let Some(contact) = self.contacts.get_mut(&id) {
            contact.agent = Some(agent);
        }
        self.change(id, State::Incoming, Cause::default());
        let version = self.contacts.get(&id).map_or(0, |contact| contact.version);
        let ring = self.draw(life.ring);
        let taken = Happening::Settle {
            contact: id,
            version,
            to: State::Active,
            cause: Cause::default(),
        };
        self.later(ring, taken);
        self.look_soon(agent);
    }

    fn look_soon(&mut self, agent: u64) {
        let pause = self.draw(Span::secs(1));
        self.later(
            pause.max(SignedDuration::from_millis(100)),
            Happening::Offer { agent },
        );
    }

    /// A conversation began: in a living world the other side hangs up some time.
    pub(super) fn talk(&mut self, id: u64) {
        let Some(life) = self.life.clone() else {
            return;
        };
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        let version = contact.version;
        let works = |agent: &u64| self.agents.get(agent).is_some_and(|agent| agent.works);
        if contact.agent.as_ref().is_some_and(works) {
            let span = self.draw(life.talk);
            self.later(
                span,
                Happening::HangUp {
                    contact: id,
                    version,
                },
            );
        }
    }

    /// A contact is over: what hung on it is let go.
    pub(super) fn freed(&mut self, id: u64) {
        let agent = self.contacts.get(&id).and_then(|contact| contact.agent);
        let works = |agent: &u64| self.agents.get(agent).is_some_and(|agent| agent.works);
        if let (Some(agent), true) = (agent, agent.as_ref().is_some_and(works)) {
            self.tell_agent(agent, super::Fate::Sound);
        }
    }
}
