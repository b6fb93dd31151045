//! Outbound campaigns: offers, classification, callbacks.

use super::Cause;
use super::call::{CallState, CallType};
use super::carry::Carried;
use super::failure::Failure;
use super::order::{Action, Body};
use super::switch::Switch;

impl Switch<'_> {
    pub(super) fn answer_preview(
        &mut self,
        action: Action,
        id: u64,
        own: &str,
        cause: &Cause,
    ) -> Carried {
        let offered = self
            .dialogs
            .get(&id)
            .is_some_and(|dialog| dialog.kind.is_preview());
        if !offered || self.state_of(id, own) != Some(CallState::Alerting) {
            return Err(Failure::generic(22));
        }
        if action == Action::Accept {
            self.accept_preview(id, own, cause);
            return Ok(());
        }
        self.leave(id, own, cause);
        Ok(())
    }

    /// The offer is accepted and goes, and the customer is dialled on a call of its own.
    fn accept_preview(&mut self, id: u64, own: &str, cause: &Cause) {
        self.put(id, own, CallState::Accepted, cause);
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        dialog.state = CallState::Accepted;
        let (customer, data) = (dialog.from.clone(), dialog.data.clone());
        self.tell(id, cause);
        self.put(id, own, CallState::Dropped, cause);
        if let Some(user) = self.user_at(own).map(|user| user.id.clone()) {
            self.take_away(id, &user, cause);
        }
        let call = self.begin(CallType::Outbound, own, &customer, cause);
        if let Some(dialog) = self.dialogs.get_mut(&call) {
            dialog.data = data;
            dialog.data.dialled = customer;
        }
        self.told(call, cause);
    }

    fn outbound(&mut self, id: u64, own: &str) -> Result<&mut super::Dialog, Failure> {
        let active = self.state_of(id, own) == Some(CallState::Active);
        let dialog = self
            .dialogs
            .get_mut(&id)
            .filter(|dialog| dialog.kind.is_outbound());
        dialog.filter(|_| active).ok_or(Failure::generic(22))
    }

    pub(super) fn reclassify(&mut self, id: u64, body: &Body, cause: &Cause) -> Carried {
        let class = body.param("outboundClassification").unwrap_or_default();
        let dialog = self.outbound(id, &body.own).map_err(|failure| Failure {
            kind: "Generic error".to_owned(),
            ..failure
        })?;
        dialog.data.classification = class.to_owned();
        set(&mut dialog.data.variables, "BAResponse", class);
        self.note(cause, format!("dialog {id}: classified as {class}"));
        self.told(id, cause);
        Ok(())
    }

    pub(super) fn update_callback(&mut self, id: u64, body: &Body, cause: &Cause) -> Carried {
        let dialog = self.outbound(id, &body.own)?;
        let callback = dialog.data.callback.get_or_insert_default();
        if let Some(time) = body.param("callbackTime") {
            callback.0 = time.to_owned();
        }
        if let Some(number) = body.param("callbackNumber") {
            callback.1 = number.to_owned();
        }
        let (time, number) = callback.clone();
        self.note(cause, format!("dialog {id}: call back {number} at {time}"));
        self.told(id, cause);
        Ok(())
    }

    pub(super) fn cancel_callback(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        let dialog = self.outbound(id, own)?;
        if dialog.data.callback.take().is_none() {
            return Err(Failure::generic(22));
        }
        self.note(cause, format!("dialog {id}: no call back"));
        self.told(id, cause);
        Ok(())
    }
}

/// Sets a variable, where it stands or at the end.
pub(super) fn set(variables: &mut Vec<(String, String)>, name: &str, value: &str) {
    match variables.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => value.clone_into(old),
        None => variables.push((name.to_owned(), value.to_owned())),
    }
}
