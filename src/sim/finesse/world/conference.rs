//! Conferences.

use super::Cause;
use super::call::{CallState, CallType};
use super::carry::Carried;
use super::failure::Failure;
use super::switch::Switch;

impl Switch<'_> {
    /// Joins two calls and stays with them.
    pub(super) fn conference(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        let other = self.partner(id, own)?;
        let (Some(first), Some(second)) = (self.dialogs.get(&id), self.dialogs.get(&other)) else {
            return Err(Failure::generic(4));
        };
        let theirs =
            |controller: &Option<String>| controller.as_deref().is_some_and(|it| it != own);
        if theirs(&first.controller) || theirs(&second.controller) {
            return Err(self.not_the_controller());
        }
        let together = first.live().count() + second.live().count() - 1;
        if together > self.settings.conference_limit {
            return Err(Failure::generic(38));
        }
        self.join(id, other, own, cause);
        Ok(())
    }

    pub(super) fn not_the_controller(&self) -> Failure {
        if self.is_ccx() {
            return Failure::new("Invalid State", 22);
        }
        Failure {
            code: 20_999,
            constant: "CF_GENERIC_OPERATION".to_owned(),
            ..Failure::generic(1)
        }
    }

    /// Makes one conference of two calls: `id` survives.
    pub(super) fn join(&mut self, id: u64, other: u64, controller: &str, cause: &Cause) {
        self.merge(id, other, cause);
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            dialog.kind = CallType::Conference;
            dialog.state = CallState::Active;
            dialog
                .controller
                .get_or_insert_with(|| controller.to_owned());
        }
        self.put(id, controller, CallState::Active, cause);
        self.told(id, cause);
        self.settle_all(other, cause);
    }
}
