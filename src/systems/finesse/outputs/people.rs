//! Users as agents.

use super::super::model::{User, UserState};
use super::{Answered, record, text};
use crate::value::Value;

impl Answered<'_> {
    pub(super) fn agents(&self, users: &[User]) -> Value {
        let wanted = users.iter().filter(|user| {
            let state = user.state.as_ref().map(UserState::name);
            !self.is_left_out(state)
        });
        Value::list(wanted.map(|user| self.agent(user)))
    }

    pub(super) fn agent(&self, user: &User) -> Value {
        let state = user.state.as_ref();
        let pending = user.pending_state.as_ref();
        let mut roles = user.roles.iter();
        let supervisor = roles.any(|role| role.eq_ignore_ascii_case("Supervisor"));
        record([
            ("AgentId", text(Some(&user.id))),
            ("State", text(state.map(UserState::name))),
            ("StateName", text(state.map(UserState::vendor))),
            ("PendingState", text(pending.map(UserState::name))),
            ("Reason", text(user.reason.as_deref())),
            ("ReasonCodeId", text(user.reason_code_id.as_deref())),
            ("Since", self.since(user.state_change_time)),
            ("Extension", text(user.extension.as_deref())),
            ("TeamId", text(user.team_id.as_deref())),
            ("TeamName", text(user.team_name.as_deref())),
            ("LoginName", text(user.login_name.as_deref())),
            ("FirstName", text(user.first_name.as_deref())),
            ("LastName", text(user.last_name.as_deref())),
            ("IsSupervisor", Value::YesNo(supervisor)),
        ])
    }
}
