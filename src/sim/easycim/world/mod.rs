//! What there is at the toolbar, and what calls do to it.

mod acting;
mod agent;
mod contact;
mod file;
mod reading;
mod script;
mod scripts;
mod starting;
#[cfg(test)]
mod tests;

pub use agent::{Agent, AgentState};
pub use contact::{Contact, Kind, Phase};
pub use file::{AgentFile, ContactFile, ScriptFile, WorldFile};
pub use script::{Saved, Script};

use super::method::Method;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// What there is at a toolbar.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub agent: Agent,
    pub colleagues: IndexMap<String, AgentState>,
    pub outcomes: Vec<String>,
    pub answer_after: SignedDuration,
    pub scripts: IndexMap<String, Script>,
    pub contacts: IndexMap<String, Contact>,
    random: fastrand::Rng,
}

/// What a call did.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Done {
    /// What a query is answered.
    pub answer: Option<Value>,
    /// What it changed, in words.
    pub changed: Vec<String>,
    /// Why it did nothing.
    pub refused: Option<String>,
    /// The events that tell of it, in order.
    pub events: Vec<Value>,
    /// What the other side does a while later.
    pub later: Option<(SignedDuration, Later)>,
}

/// What happens by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Later {
    /// Who was called takes the call.
    Answered(String),
}

impl Done {
    fn answer(answer: impl Into<Value>) -> Self {
        Self {
            answer: Some(answer.into()),
            ..Self::default()
        }
    }

    fn refused(why: impl Into<String>) -> Self {
        Self {
            refused: Some(why.into()),
            ..Self::default()
        }
    }

    /// Nothing done, and the answer that says so.
    fn denied(why: impl Into<String>, answer: Value) -> Self {
        Self {
            answer: Some(answer),
            ..Self::refused(why)
        }
    }

    fn and(mut self, changed: impl Into<String>) -> Self {
        self.changed.push(changed.into());
        self
    }
}

impl World {
    pub fn new(file: WorldFile, seed: u64, now: Timestamp) -> Self {
        let scripts = file.scripts.into_iter();
        let contacts = file.contacts.into_iter();
        let agent = file.agent;
        Self {
            agent: Agent {
                id: agent.id,
                name: agent.name,
                state: agent.state,
                groups: agent.groups,
                logged_in_groups: agent.logged_in_groups,
            },
            colleagues: file.colleagues,
            outcomes: file.outcomes,
            answer_after: file.answer_after.0,
            scripts: scripts
                .map(|script| (script.ecid.clone(), Script::from_file(script)))
                .collect(),
            contacts: contacts
                .map(|contact| (contact.id.clone(), Contact::from_file(contact, now)))
                .collect(),
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// Does what a call asks for.
    pub fn perform(&mut self, method: Method, params: &[Value], now: Timestamp) -> Done {
        let params = Params(params);
        match method {
            Method::OpenScript => self.open_script(params),
            Method::OpenScriptInbound => self.open_script_inbound(params, now),
            Method::ContactInfo => self.contact_info(params),
            Method::ContactInfoWs => self.contact_info_ws(params),
            Method::SaveScript => self.save_script(params, now),
            Method::AgentState
            | Method::AgentId
            | Method::AgentGroups
            | Method::LoggedInGroups
            | Method::AllAgentState
            | Method::AgentStateById
            | Method::ContactList => self.read(method, params, now),
            _ => self.act(method, params, now),
        }
    }

    /// What happens by itself.
    pub fn happen(&mut self, later: &Later, now: Timestamp) -> Done {
        match later {
            Later::Answered(id) => self.answered(id, now),
        }
    }

    /// The contact and the ECID that a call is about: those it names, and those that belong to
    /// them.
    pub fn about(&self, params: &[Value]) -> Vec<String> {
        let named = params.iter().take(2).filter_map(Value::as_str);
        let mut about = Vec::new();
        for name in named.filter(|name| self.is_known(name)) {
            let of_it = self.contacts.get(name).and_then(Contact::ecid);
            let with_it = self.contact_of(name).map(|contact| contact.id.as_str());
            about.extend(
                [Some(name), of_it, with_it]
                    .into_iter()
                    .flatten()
                    .map(str::to_owned),
            );
        }
        about
    }

    fn is_known(&self, id: &str) -> bool {
        self.contacts.contains_key(id) || self.scripts.contains_key(id)
    }

    /// The contact that an ECID goes with.
    fn contact_of(&self, ecid: &str) -> Option<&Contact> {
        let mut contacts = self.contacts.values();
        contacts.find(|contact| contact.ecid() == Some(ecid))
    }

    /// Says that something happened to a contact.
    pub fn tell(&mut self, id: &str, event: &str, now: Timestamp) -> Option<Value> {
        let contact = self.contacts.get_mut(id)?;
        contact.last_event = event.to_owned();
        Some(contact.shown(now))
    }

    fn agent_event(&self) -> Value {
        json!({ "event": self.agent.state.event(), "id": self.agent.id, "CallData": [] })
    }
}

/// What a call brings.
#[derive(Clone, Copy)]
pub(super) struct Params<'a>(&'a [Value]);

impl<'a> Params<'a> {
    /// A text; a number counts as its text, anything else as nothing.
    fn text(self, at: usize) -> String {
        match self.0.get(at) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn get(self, at: usize) -> Option<&'a Value> {
        self.0.get(at).filter(|value| !value.is_null())
    }

    fn is_true(self, at: usize) -> bool {
        self.0.get(at) == Some(&Value::Bool(true))
    }
}
