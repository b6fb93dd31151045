//! How contacts change.

use super::contact::CallbackStatus;
use super::diary::Happening;
use super::event::{Fate, contact_event, promise_event};
use super::state::State;
use super::{Cause, World};
use jiff::SignedDuration;

impl World {
    /// Lets something happen.
    pub(super) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Settle {
                contact,
                version,
                to,
                cause,
            } => {
                self.settle(contact, version, to, cause);
            }
            Happening::Finish { contact, cause } => self.change(contact, State::Ended, cause),
            Happening::Emit { agent, event } => self.send(agent, event, Fate::Sound),
            Happening::CallBack { callback } => self.call_back(callback),
            Happening::Arrive => self.arrive(),
            Happening::HangUp { contact, version } => self.hang_up(contact, version),
            Happening::Offer { agent } => self.offer(agent),
        }
    }

    /// Accepts that a contact is to change: it does so a little later, as a 202 says.
    pub fn accept(&mut self, id: u64, to: State, cause: Cause) {
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        if contact.behaviour.stuck {
            return;
        }
        contact.pending = Some(to);
        let version = contact.version;
        let settle = Happening::Settle {
            contact: id,
            version,
            to,
            cause,
        };
        if self.spans.confirm.is_zero() {
            self.happen(settle);
        } else {
            self.later(self.spans.confirm, settle);
        }
    }

    fn settle(&mut self, id: u64, version: u32, to: State, cause: Cause) {
        let same = |contact: &super::Contact| contact.version == version;
        if self.contacts.get(&id).is_some_and(same) {
            self.change(id, to, cause);
        }
    }

    /// Changes a contact's state at once, if it may follow, and tells its agent.
    pub fn change(&mut self, id: u64, to: State, cause: Cause) {
        let now = self.now;
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        let before = contact.state;
        contact.pending = None;
        if !before.may_become(to) {
            return;
        }
        if contact.behaviour.unlisted {
            contact.listed.get_or_insert((before, contact.holds));
        }
        contact.state = to;
        contact.changed = now;
        contact.version += 1;
        contact.holds += u32::from(to == State::Holding);
        if !to.is_live() {
            contact.conference = None;
            contact.recording = false;
            contact.end_reason.get_or_insert("Disconnect");
        }
        self.note(
            cause,
            format!("contact {id}: {} -> {}", before.name(), to.name()),
        );
        self.tell(id, before, cause.fate);
        match to {
            State::Disconnected => {
                self.later(self.spans.wrap_up, Happening::Finish { contact: id, cause });
            }
            State::Ended => self.freed(id),
            State::Active => self.talk(id),
            _ => {}
        }
    }

    /// Something about a contact changes, and not its state.
    pub fn touch(&mut self, id: u64) {
        let now = self.now;
        if let Some(contact) = self.contacts.get_mut(&id) {
            contact.changed = now;
        }
    }

    /// Tells a contact's agent of its state.
    pub fn tell(&mut self, id: u64, before: State, fate: Fate) {
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        let Some(agent) = contact.agent else { return };
        let fate = if contact.behaviour.event_lost {
            Fate::Lost
        } else {
            fate
        };
        let event = contact_event(contact, before, self.now);
        self.send(agent, event, fate);
    }

    /// Takes a contact down: through wrap-up where an agent has it, at once elsewhere.
    pub fn end(&mut self, id: u64, reason: &'static str, cause: Cause) {
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        contact.end_reason = Some(reason);
        let with_agent = contact.agent.is_some() && contact.state.is_live();
        let to = if with_agent {
            State::Disconnected
        } else {
            State::Ended
        };
        self.accept(id, to, cause);
    }

    /// Takes a contact down without the usual while.
    pub fn end_now(&mut self, id: u64, reason: &'static str, cause: Cause) {
        if let Some(contact) = self.contacts.get_mut(&id) {
            contact.end_reason = Some(reason);
        }
        self.change(id, State::Disconnected, cause);
    }

    /// Gives a contact that is open to another agent as it is.
    pub fn move_to(&mut self, id: u64, agent: u64, cause: Cause) {
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        let mut left = contact.clone();
        left.state = State::Ended;
        let from = contact.agent.replace(agent);
        let state = contact.state;
        if let Some(from) = from {
            self.send(from, contact_event(&left, state, self.now), cause.fate);
        }
        self.tell(id, state, cause.fate);
    }

    /// Gives a contact to another agent, as an offer, or back to the queue.
    pub fn hand_over(&mut self, id: u64, agent: Option<u64>, cause: Cause) {
        self.change(id, State::InQueue, cause);
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        contact.agent = agent;
        if agent.is_some() {
            self.change(id, State::Incoming, cause);
        }
    }

    /// Presents a callback to its agent, or to anybody; while nobody is there it waits.
    fn call_back(&mut self, id: u64) {
        let sessions = self.signed_in();
        let now = self.now;
        let Some(callback) = self.callbacks.get_mut(&id) else {
            return;
        };
        if callback.status != CallbackStatus::Scheduled || callback.at > now {
            return;
        }
        let target = callback.agent.or(sessions.first().copied());
        let Some(agent) = target.filter(|agent| sessions.contains(agent)) else {
            let again = Happening::CallBack { callback: id };
            return self.later(SignedDuration::from_mins(1), again);
        };
        callback.status = CallbackStatus::Presented;
        let event = promise_event(callback);
        self.send(agent, event, Fate::Sound);
    }
}
