//! What a user's state shows.

use super::super::request::Gives;
use super::*;
use crate::value::Value;
use std::sync::Arc;

impl Confirmation<'_> {
    pub(super) fn by_users(&self, confirm: &Confirm, users: &[User]) -> Shown {
        if confirm.of != Of::User {
            return Shown::NotYet;
        }
        let user = users.iter().find(|user| self.is_about(&user.id));
        user.map_or(Shown::NotYet, |user| self.by_state(confirm, user))
    }

    fn by_state(&self, confirm: &Confirm, user: &User) -> Shown {
        let reached = |state: &Option<UserState>| {
            let state = state.as_ref();
            state.is_some_and(|state| self.is_wanted(confirm, state.vendor()))
        };
        if reached(&user.state) {
            return Shown::Done(self.given(confirm, user, false));
        }
        let waits = user.state.as_ref().is_some_and(UserState::is_busy);
        match waits && reached(&user.pending_state) {
            true => Shown::Done(self.given(confirm, user, true)),
            false => Shown::NotYet,
        }
    }

    /// Whether a state is one of those that show it.
    pub(super) fn is_wanted(&self, confirm: &Confirm, vendor: &str) -> bool {
        confirm.is.iter().any(|from| {
            let wanted = from.fill(self.args, self.facts);
            matches!(wanted, Ok(Some(wanted)) if wanted.eq_ignore_ascii_case(vendor))
        })
    }

    fn given(&self, confirm: &Confirm, user: &User, pending: bool) -> Record {
        let all = confirm.gives.iter();
        let value = |gives: &Gives| match gives {
            Gives::Pending => Value::YesNo(pending),
            Gives::State => user
                .state
                .as_ref()
                .map_or(Value::Nothing, |state| Value::text(state.name())),
            Gives::Agent => Value::text(user.id.as_str()),
            Gives::Contact => Value::Nothing,
        };
        all.map(|(name, gives)| (Arc::from(name.as_str()), value(gives)))
            .collect()
    }
}
