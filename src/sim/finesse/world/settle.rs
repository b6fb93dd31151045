//! How a user's state follows from their calls.

use super::agent::UserState;
use super::call::{CallState, CallType};
use super::diary::Happening;
use super::{Cause, World};
use jiff::Timestamp;

impl World {
    /// Lets the states of all agents on a dialog follow.
    pub(super) fn settle_all(&mut self, id: u64, cause: &Cause) {
        let Some(dialog) = self.dialogs.get(&id) else {
            return;
        };
        let addresses: Vec<_> = dialog
            .participants
            .iter()
            .map(|one| one.address.clone())
            .collect();
        for address in addresses {
            if let Some(user) = self.user_at(&address).map(|user| user.id.clone()) {
                self.settle(&user, cause);
            }
        }
    }

    /// Lets a user's state follow from their calls.
    pub(super) fn settle(&mut self, id: &str, cause: &Cause) {
        let calls = self.state_of_calls(id);
        let now = self.now;
        let Some(user) = self.users.get_mut(id) else {
            return;
        };
        let wrapping = match user.after {
            UserState::Ready => UserState::WorkReady,
            _ => UserState::Work,
        };
        let state = match calls {
            Some(state) => state,
            None if user.is_wrapping => wrapping,
            None => user.after,
        };
        if user.state == state {
            return;
        }
        let before = std::mem::replace(&mut user.state, state);
        user.changed = now;
        user.reason = None;
        if state.is_idle() {
            user.reason = user.after_reason;
            user.is_pending = false;
        }
        let (from, to) = (before.name(), state.name());
        self.note(cause, format!("user {id}: {from} -> {to}"));
        if state.is_wrap_up() {
            let happening = Happening::EndWrapUp {
                user: id.to_owned(),
                since: now,
            };
            self.later(self.settings.wrap_up, happening);
        }
        self.tell_user(id, cause);
    }

    /// What a user's calls make of them. `None`: nothing.
    fn state_of_calls(&self, id: &str) -> Option<UserState> {
        let user = self.users.get(id)?;
        let own = user.extension.as_deref()?;
        let mut state = None;
        for (dialog, part) in self.legs(user) {
            let listened_to = dialog.kind == CallType::SupervisorMonitor && dialog.from != own;
            // On CCX a call that no queue routed leaves an agent as he is.
            let counts = !listened_to && (dialog.kind.is_routed() || !self.is_ccx());
            let next = match part.state {
                _ if dialog.kind.is_preview() && part.state.is_live() => {
                    Some(UserState::ReservedOutboundPreview)
                }
                CallState::Active if counts => Some(UserState::Talking),
                CallState::Held if counts && self.is_ccx() => Some(UserState::Talking),
                CallState::Held if counts => Some(UserState::Hold),
                CallState::Alerting if dialog.kind.is_routed() => Some(UserState::Reserved),
                _ => None,
            };
            state = stronger(state, next);
        }
        state
    }

    /// The time for work after a call is over.
    pub(super) fn wrap_up_is_over(&mut self, id: &str, since: Timestamp) {
        let user = self.users.get(id);
        let same = user.is_some_and(|user| user.is_wrapping && user.changed == since);
        if same {
            self.end_wrap_up(id, &Cause::default());
        }
    }

    /// Ends work after a call: what it was about is taken away.
    pub(super) fn end_wrap_up(&mut self, id: &str, cause: &Cause) {
        let Some(user) = self.users.get_mut(id) else {
            return;
        };
        user.is_wrapping = false;
        user.wants_wrap_up = false;
        let own = user.extension.clone().unwrap_or_default();
        let wrapped = |dialog: &&super::Dialog| dialog.state_of(&own) == Some(CallState::WrapUp);
        let wrapped: Vec<_> = self
            .dialogs_with(&own)
            .filter(wrapped)
            .map(|dialog| dialog.id)
            .collect();
        for dialog in wrapped {
            self.put(dialog, &own, CallState::Dropped, cause);
            self.take_away(dialog, id, cause);
        }
        self.settle(id, cause);
    }
}

/// Which of two states an agent with several calls is in.
fn stronger(one: Option<UserState>, other: Option<UserState>) -> Option<UserState> {
    let rank = |state: &UserState| match state {
        UserState::Talking => 4,
        UserState::Hold => 3,
        UserState::Reserved => 2,
        _ => 1,
    };
    [one, other].into_iter().flatten().max_by_key(rank)
}
