//! The actions: what they do to the agent and to contacts. None of them is answered.

use super::super::method::Method;
use super::agent::AgentState;
use super::contact::{Contact, Phase, read_call_data};
use super::{Done, Params, World};
use jiff::Timestamp;
use serde_json::Value;

impl World {
    pub(super) fn act(&mut self, method: Method, params: Params<'_>, now: Timestamp) -> Done {
        match method {
            Method::Login => self.go(AgentState::LoggedIn),
            Method::Pause => self.go(AgentState::Paused),
            Method::PauseSubState => self.go(AgentState::PausedFor(params.text(0))),
            Method::Logout => self.go(AgentState::LoggedOut),
            Method::SetGroups => self.set_groups(params),
            Method::MakeCall => self.make_call(params, now),
            Method::MakeJob => self.make_job(params, now),
            Method::Hangup => self.hang_up(params, now),
            Method::Answer => self.take(params, now),
            Method::OfflineEnd => self.offline_end(params, now),
            Method::SetCallData => self.set_call_data(params, now),
            Method::TransferDirect => self.transfer(params, now),
            _ => self.work_on_call(method, params),
        }
    }

    fn go(&mut self, state: AgentState) -> Done {
        let changed = format!("agent {}: {} -> {state}", self.agent.id, self.agent.state);
        self.agent.state = state;
        let events = vec![self.agent_event()];
        Done {
            events,
            ..Done::default()
        }
        .and(changed)
    }

    fn set_groups(&mut self, params: Params<'_>) -> Done {
        let groups = params.get(0).and_then(Value::as_array);
        let Some(groups) = groups else {
            return Done::refused("the groups are no list");
        };
        let groups = groups.iter().filter_map(Value::as_str).map(str::to_owned);
        self.agent.logged_in_groups = groups.collect();
        let count = self.agent.logged_in_groups.len();
        Done::default().and(format!("agent {} is in {count} groups", self.agent.id))
    }

    /// A contact that a call names, or the one that is talked to where it names none.
    fn meant(&self, params: Params<'_>) -> Option<String> {
        let id = params.text(0);
        if !id.is_empty() {
            return self.contacts.contains_key(&id).then_some(id);
        }
        let live = |contact: &&Contact| matches!(contact.phase, Phase::Connected | Phase::Dialing);
        let mut contacts = self.contacts.values();
        contacts.find(live).map(|contact| contact.id.clone())
    }

    fn hang_up(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        match self.meant(params) {
            Some(id) => self.clear(&id, now),
            None => Done::refused("there is no such contact"),
        }
    }

    /// Clears the line: the agent has after-call work, or the contact is over.
    pub(super) fn clear(&mut self, id: &str, now: Timestamp) -> Done {
        let mut done = Done::default();
        let Some(contact) = self.contacts.get_mut(id) else {
            return Done::refused("there is no such contact");
        };
        if matches!(contact.phase, Phase::Offline | Phase::Gone) {
            return Done::refused("its line is cleared already");
        }
        contact.phase = Phase::Offline;
        contact.held = false;
        contact.ended = Some(now);
        let ends = contact.ends_when_cleared;
        done.changed.push(format!("contact {id}: line cleared"));
        done.events.extend(self.tell(id, "connectioncleared", now));
        if ends {
            self.remove(id, &mut done, now);
        }
        done
    }

    /// The contact leaves the agent's list.
    pub(super) fn remove(&mut self, id: &str, done: &mut Done, now: Timestamp) {
        if let Some(contact) = self.contacts.get_mut(id) {
            contact.phase = Phase::Gone;
            contact.ended.get_or_insert(now);
        }
        done.changed.push(format!("contact {id} is over"));
        done.events.extend(self.tell(id, "DELETE", now));
    }

    fn offline_end(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let id = params.text(0);
        match self.contacts.get(&id).map(|contact| contact.phase) {
            Some(Phase::Offline) => {
                let mut done = Done::default();
                self.remove(&id, &mut done, now);
                done
            }
            Some(Phase::Gone) => Done::refused("the contact is over already"),
            Some(_) => Done::refused("its line is not cleared"),
            None => Done::refused("there is no such contact"),
        }
    }

    fn take(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let id = params.text(0);
        match self.contacts.get_mut(&id) {
            Some(contact) if contact.phase == Phase::Offered => contact.phase = Phase::Connected,
            Some(_) => return Done::refused("the contact is not offered"),
            None => return Done::refused("there is no such contact"),
        }
        let events = ["connectionstarted", "ESTABLISHED"];
        let events = events.iter().filter_map(|event| self.tell(&id, event, now));
        Done {
            events: events.collect(),
            ..Done::default()
        }
        .and(format!("contact {id}: connected"))
    }

    fn set_call_data(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let (id, text) = (params.text(0), params.text(1));
        let there = |contact: &&mut Contact| contact.phase != Phase::Gone;
        let Some(contact) = self.contacts.get_mut(&id).filter(there) else {
            return Done::refused("there is no such contact");
        };
        let mut pairs = read_call_data(&text).peekable();
        if pairs.peek().is_none() {
            return Done::refused("it contains no NAME=VALUE");
        }
        contact.call_data.extend(pairs);
        let events = self.tell(&id, "datachanged", now);
        Done {
            events: events.into_iter().collect(),
            ..Done::default()
        }
        .and(format!("contact {id}: other call data"))
    }

    fn transfer(&mut self, params: Params<'_>, now: Timestamp) -> Done {
        let id = params.text(0);
        match self.contacts.get(&id).map(|contact| contact.phase) {
            Some(Phase::Connected) => {}
            Some(_) => return Done::refused("the contact is not connected"),
            None => return Done::refused("there is no such contact"),
        }
        let mut done = self.clear(&id, now);
        done.changed.insert(0, format!("contact {id}: transferred"));
        done
    }

    /// What touches a call that is going on, and is told by no event. The contact comes first.
    fn work_on_call(&mut self, method: Method, params: Params<'_>) -> Done {
        let id = params.text(0);
        let id = self.contacts.contains_key(&id).then_some(id);
        let contact = id.and_then(|id| self.contacts.get_mut(&id));
        let Some(contact) = contact.filter(|contact| contact.phase == Phase::Connected) else {
            return Done::refused("no such contact is connected");
        };
        let text = touch(contact, method, params);
        Done::default().and(format!("contact {}: {text}", contact.id))
    }
}

fn touch(contact: &mut Contact, method: Method, params: Params<'_>) -> &'static str {
    match method {
        Method::Hold => {
            contact.held = !contact.held;
            if contact.held { "held" } else { "resumed" }
        }
        Method::StartRecording => {
            contact.recording = true;
            "recorded"
        }
        Method::StopRecording => {
            contact.recording = false;
            "no longer recorded"
        }
        _ => {
            contact.tones.push_str(&params.text(1));
            "tones sent"
        }
    }
}
