//! The queries that are not easyCIM's.

use super::super::method::Method;
use super::agent::AgentState;
use super::contact::Phase;
use super::{Done, Params, World};
use jiff::Timestamp;
use serde_json::{Value, json};

impl World {
    pub(super) fn read(&self, method: Method, params: Params<'_>, now: Timestamp) -> Done {
        Done::answer(match method {
            Method::AgentState => json!(self.agent.state),
            Method::AgentId => json!(self.agent.id),
            Method::AgentGroups => json!(self.agent.groups),
            Method::LoggedInGroups => json!(self.agent.logged_in_groups),
            Method::AllAgentState => self.all_states(),
            Method::AgentStateById => self.state_of(&params.text(0)),
            _ => self.contact_list(now),
        })
    }

    fn contact_list(&self, now: Timestamp) -> Value {
        let there = |contact: &&super::Contact| contact.phase != Phase::Gone;
        let shown = self.contacts.values().filter(there);
        shown.map(|contact| contact.shown(now)).collect()
    }

    fn all_states(&self) -> Value {
        let own = (&self.agent.id, &self.agent.state);
        let all = std::iter::once(own).chain(&self.colleagues);
        all.map(|(id, state)| shown(id, state)).collect()
    }

    fn state_of(&self, id: &str) -> Value {
        if id == self.agent.id {
            return shown(id, &self.agent.state);
        }
        let state = self.colleagues.get(id);
        state.map_or(Value::Null, |state| shown(id, state))
    }
}

fn shown(id: &str, state: &AgentState) -> Value {
    json!({ "ID": id, "State": state.event() })
}
