//! Dialogs as contacts: the agent's own part in them.

use super::super::model::{CallState, Dialog, Participant};
use super::{Answered, number_of, record, text};
use crate::value::{Record, Value};
use std::sync::Arc;

impl Answered<'_> {
    pub(super) fn contacts(&self, dialogs: &[Dialog]) -> Value {
        let wanted = dialogs.iter().filter(|dialog| {
            let state = state_in(dialog, self.extension());
            !self.is_left_out(state.map(CallState::name))
        });
        Value::list(wanted.map(|dialog| self.contact(dialog)))
    }

    /// The acting agent's extension; another agent's is not known.
    fn extension(&self) -> Option<&str> {
        let own = self.args.get("AgentId").is_none_or(|value| {
            value == &Value::Nothing || value.as_text() == self.facts.agent.as_deref()
        });
        self.facts.extension.as_deref().filter(|_| own)
    }

    pub(super) fn contact(&self, dialog: &Dialog) -> Value {
        let leg = leg(dialog, self.extension());
        let state = state_in(dialog, self.extension());
        record([
            ("ContactId", text(Some(&dialog.id))),
            ("State", text(state.map(CallState::name))),
            ("StateName", text(state.map(CallState::vendor))),
            (
                "DialogState",
                text(dialog.state.as_ref().map(CallState::name)),
            ),
            (
                "Since",
                self.since(leg.and_then(|leg| leg.state_change_time)),
            ),
            ("Age", self.since(leg.and_then(|leg| leg.start_time))),
            ("Actions", actions(leg)),
            ("CallType", text(dialog.call_type.as_deref())),
            ("MediaType", text(dialog.media_type.as_deref())),
            ("SkillName", text(dialog.queue_name.as_deref())),
            ("QueueNumber", text(dialog.queue_number.as_deref())),
            ("FromAddress", text(dialog.from.as_deref())),
            ("ToAddress", text(dialog.to.as_deref())),
            ("Participants", number_of(dialog.participants.len())),
            ("WrapUpReason", text(dialog.wrap_up_reason.as_deref())),
            ("CallVariables", variables(dialog)),
        ])
    }
}

/// The part of an agent: by extension, or else the only agent's in it.
fn leg<'a>(dialog: &'a Dialog, extension: Option<&str>) -> Option<&'a Participant> {
    if let Some(extension) = extension {
        return dialog.participant(extension);
    }
    let is_agent = |leg: &&Participant| leg.address_type.as_deref() == Some("AGENT_DEVICE");
    let mut agents = dialog.participants.iter().filter(is_agent);
    agents.next().filter(|_| agents.next().is_none())
}

/// The state of a contact for an agent: the agent's own in it, or else the dialog's. A dialog stays
/// `Active` while everybody in it is on hold.
pub fn state_in<'a>(dialog: &'a Dialog, extension: Option<&str>) -> Option<&'a CallState> {
    let own = leg(dialog, extension).and_then(|leg| leg.state.as_ref());
    own.or(dialog.state.as_ref())
}

fn actions(leg: Option<&Participant>) -> Value {
    let actions = leg.map(|leg| leg.actions.as_slice()).unwrap_or_default();
    Value::list(actions.iter().map(|action| Value::text(action.as_str())))
}

fn variables(dialog: &Dialog) -> Value {
    let all = dialog.variables.iter();
    Value::record(all.map(|variable| {
        let name = Arc::from(variable.name.as_str());
        (name, Value::text(variable.value.as_str()))
    }))
}

/// What awaiting a contact gives.
pub fn arrived(dialog: &Dialog, extension: Option<&str>) -> Record {
    let state = state_in(dialog, extension).map(CallState::name);
    let dnis = dialog.dnis.as_deref().or(dialog.dialed_number.as_deref());
    let fields = [
        ("ContactId", text(Some(&dialog.id))),
        ("State", text(state)),
        ("Skill", text(dialog.queue_name.as_deref())),
        ("CallType", text(dialog.call_type.as_deref())),
        ("ANI", text(dialog.from.as_deref())),
        ("DNIS", text(dnis)),
    ];
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (Arc::from(name), value))
        .collect()
}
