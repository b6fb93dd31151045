//! Hanging up: oneself, somebody else, and what becomes of the call.

use super::Cause;
use super::call::{CallState, Dialog};
use super::carry::Carried;
use super::diary::Happening;
use super::failure::Failure;
use super::file::Platform;
use super::switch::Switch;

impl Switch<'_> {
    pub(super) fn drop_own(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        match self.state_of(id, own) {
            Some(
                CallState::Initiating
                | CallState::Initiated
                | CallState::Active
                | CallState::Held
                | CallState::Failed,
            ) => {
                self.leave(id, own, cause);
                Ok(())
            }
            _ => Err(Failure::generic(26)),
        }
    }

    /// Somebody hangs up by himself.
    pub fn hang_up(&mut self, id: u64, address: &str) {
        if self.state_of(id, address).is_some_and(CallState::is_live) {
            self.leave(id, address, &Cause::default());
        }
    }

    /// Drops somebody else from a conference.
    pub(super) fn drop_other(
        &mut self,
        user: &str,
        id: u64,
        target: &str,
        cause: &Cause,
    ) -> Carried {
        let own = self.address_of(user);
        let Some(dialog) = self.dialogs.get(&id) else {
            return Err(Failure::generic(4));
        };
        if self.settings.platform == Platform::Ccx {
            return Err(Failure::generic(15));
        }
        if !self.may_drop_others(dialog, &own) {
            return Err(Failure::generic(290));
        }
        let there = dialog.state_of(target).is_some_and(CallState::is_live);
        if !dialog.is_conference() || !there {
            return Err(Failure::generic(22));
        }
        self.leave(id, target, cause);
        Ok(())
    }

    /// Somebody leaves a call; where nobody is left to talk to, it is over.
    pub(super) fn leave(&mut self, id: u64, address: &str, cause: &Cause) {
        let wrapping = self.begins_wrap_up(id, address);
        self.put(id, address, CallState::Dropped, cause);
        self.tell(id, cause);
        let left = self
            .dialogs
            .get(&id)
            .map_or(0, |dialog| dialog.live().count());
        match left {
            0 | 1 => self.clear(id, cause),
            _ => self.remove_later(id, address, cause),
        }
        if wrapping {
            self.begin_wrap_up(id, address, cause);
        }
        self.settle_all(id, cause);
    }

    /// The last who are on a call are off it, and it is over.
    pub(super) fn clear(&mut self, id: u64, cause: &Cause) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        dialog.state = CallState::Dropped;
        let left: Vec<_> = dialog.live().map(|one| one.address.clone()).collect();
        let mut wrapping = Vec::new();
        for address in &left {
            wrapping.extend(self.begins_wrap_up(id, address).then_some(address));
            self.put(id, address, CallState::Dropped, cause);
        }
        // One event for the last who was dropped, one for the call that is cleared.
        self.tell(id, cause);
        self.tell(id, cause);
        let all = self
            .dialogs
            .get(&id)
            .map(|dialog| dialog.participants.clone());
        for one in all.unwrap_or_default() {
            self.remove_later(id, &one.address, cause);
        }
        if self.seen_by(id).is_empty() {
            self.end(id);
        }
        for address in wrapping {
            self.begin_wrap_up(id, address, cause);
        }
    }

    fn remove_later(&mut self, id: u64, address: &str, cause: &Cause) {
        if let Some(user) = self.user_at(address).map(|user| user.id.clone()) {
            let cause = Cause {
                request_id: String::new(),
                ..cause.clone()
            };
            let happening = Happening::Remove {
                dialog: id,
                user,
                cause,
            };
            let step = self.settings.step;
            self.later(step, happening);
        }
    }

    /// Whether somebody who leaves this call now has work after it.
    fn begins_wrap_up(&self, id: u64, address: &str) -> bool {
        let was_connected = |dialog: &Dialog| {
            let state = dialog.state_of(address);
            dialog.kind.is_routed() && state.is_some_and(CallState::is_connected)
        };
        let user = self.user_at(address);
        let asked = user.is_some_and(|user| user.wrap_up.is_required() || user.wants_wrap_up);
        asked && self.dialogs.get(&id).is_some_and(was_connected)
    }

    fn begin_wrap_up(&mut self, id: u64, address: &str, cause: &Cause) {
        self.put(id, address, CallState::WrapUp, cause);
        if let Some(user) = self.user_at(address).map(|user| user.id.clone())
            && let Some(user) = self.users.get_mut(&user)
        {
            user.is_wrapping = true;
        }
        self.tell(id, cause);
    }
}
