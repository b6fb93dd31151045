//! What a participant may do: the `<actions>` of each.
//!
//! The vendor's table of participant states, with what real payloads show beside it.

use super::World;
use super::call::{CallState, CallType, Dialog, Participant};
use super::file::DropPolicy;

impl World {
    /// What a participant may do now, in the order in which it is written.
    pub fn allowed(&self, dialog: &Dialog, one: &Participant) -> Vec<&'static str> {
        if dialog.kind == CallType::SupervisorMonitor {
            let listens = one.address == dialog.from;
            return if listens && one.state.is_live() {
                vec!["DROP"]
            } else {
                Vec::new()
            };
        }
        if dialog.kind.is_preview() && one.state == CallState::Alerting {
            return vec!["ACCEPT", "CLOSE", "REJECT"];
        }
        if dialog.behaviour.refuses > 0 && one.state == CallState::Active {
            return vec!["UPDATE_CALL_DATA", "DROP"];
        }
        match one.state {
            CallState::Initiating | CallState::Initiated => vec!["UPDATE_CALL_DATA", "DROP"],
            CallState::Alerting => vec!["ANSWER"],
            CallState::Active => self.allowed_active(dialog, one),
            CallState::Held => self.allowed_held(dialog, one),
            CallState::Failed => vec!["DROP"],
            CallState::WrapUp => vec!["UPDATE_CALL_DATA"],
            CallState::Dropped | CallState::Accepted => Vec::new(),
        }
    }

    fn allowed_active(&self, dialog: &Dialog, one: &Participant) -> Vec<&'static str> {
        let mut actions = vec![
            "TRANSFER_SST",
            "CONSULT_CALL",
            "HOLD",
            "UPDATE_CALL_DATA",
            "SEND_DTMF",
            "DROP",
        ];
        if self.is_ccx() {
            actions.push("START_RECORDING");
        } else if dialog.is_conference() && self.may_drop_others(dialog, &one.address) {
            actions.push("PARTICIPANT_DROP");
        }
        if dialog.kind.is_outbound() {
            actions.push("UPDATE_SCHEDULED_CALLBACK");
            actions.push("RECLASSIFY");
            if dialog.data.callback.is_some() {
                actions.push("CANCEL_SCHEDULED_CALLBACK");
            }
        }
        actions
    }

    fn allowed_held(&self, dialog: &Dialog, one: &Participant) -> Vec<&'static str> {
        let mut actions = vec!["RETRIEVE", "DROP", "UPDATE_CALL_DATA"];
        if self.other_active(dialog.id, &one.address).is_some() {
            actions.extend(["TRANSFER", "CONFERENCE"]);
        }
        actions
    }

    /// Another call in which somebody is active: the consultation made for this one first.
    pub(super) fn other_active(&self, id: u64, address: &str) -> Option<u64> {
        let active = |other: &&Dialog| {
            other.id != id
                && other.kind != CallType::SupervisorMonitor
                && other.state_of(address) == Some(CallState::Active)
        };
        let consult = |other: &&Dialog| active(other) && other.associated == Some(id);
        let mut all = self.dialogs_with(address);
        let found = all
            .find(consult)
            .or_else(|| self.dialogs_with(address).rev().find(active));
        found.map(|dialog| dialog.id)
    }

    /// Whether somebody may drop others from a conference.
    pub(super) fn may_drop_others(&self, dialog: &Dialog, address: &str) -> bool {
        let supervisor = self.user_at(address).is_some_and(|user| user.is_supervisor);
        let controller = dialog.controller.as_deref() == Some(address);
        match self.settings.drop_participant {
            DropPolicy::SupervisorOnly => supervisor,
            DropPolicy::ConferenceControllerAndSupervisor => supervisor || controller,
            DropPolicy::All => true,
        }
    }
}
