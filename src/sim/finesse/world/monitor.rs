//! Supervisors who listen, and break in.

use super::agent::UserState;
use super::call::{CallState, CallType};
use super::carry::Carried;
use super::failure::Failure;
use super::order::Body;
use super::switch::Switch;
use super::{Cause, World};

impl Switch<'_> {
    pub(super) fn silent_monitor(&mut self, user: &str, body: &Body, cause: &Cause) -> Carried {
        let own = self.address_of(user);
        let Some(agent) = self.user_at(&body.to) else {
            return Err(Failure::generic(14));
        };
        if let Some(failure) = self.may_not_be_heard(agent.id.as_str(), agent.state) {
            return Err(failure);
        }
        let id = self.begin(CallType::SupervisorMonitor, &own, &body.to, cause);
        self.told(id, cause);
        Ok(())
    }

    /// Why nobody can listen to an agent: he does not talk.
    fn may_not_be_heard(&self, agent: &str, state: UserState) -> Option<Failure> {
        let numbered = |code: u32| Failure::new(code.to_string(), code);
        let ccx = self.is_ccx();
        match state {
            UserState::Talking => None,
            UserState::NotReady if ccx && self.is_talking(agent) => None,
            _ if ccx => Some(numbered(88_049)),
            UserState::Hold | UserState::NotReady => Some(numbered(13_145)),
            _ => Some(Failure::new("Invalid State", 22)),
        }
    }

    fn is_talking(&self, agent: &str) -> bool {
        let user = self.users.get(agent);
        user.is_some_and(|user| {
            let mut legs = self.legs(user);
            legs.any(|(_, part)| part.state == CallState::Active)
        })
    }

    /// The supervisor has dialled in and hears.
    pub(super) fn listen_in(&mut self, id: u64, cause: &Cause) {
        let Some(to) = self.dialogs.get(&id).map(|dialog| dialog.to.clone()) else {
            return;
        };
        let agent = self.somebody(&to, CallState::Active);
        self.seat(id, agent);
        self.established(id, cause);
    }

    pub(super) fn barge(
        &mut self,
        user: &str,
        monitor: u64,
        body: &Body,
        cause: &Cause,
    ) -> Carried {
        let own = self.address_of(user);
        let Some(call) = self.call_heard(monitor) else {
            return Err(Failure::generic(24));
        };
        if self.state_of(monitor, &own) != Some(CallState::Active) {
            return Err(Failure::generic(22));
        }
        self.put(monitor, &body.to, CallState::Dropped, cause);
        self.join(call, monitor, &body.to, cause);
        Ok(())
    }
}

impl World {
    /// The call of an agent that a supervisor who listens to him breaks into.
    pub(crate) fn call_heard(&self, monitor: u64) -> Option<u64> {
        let agent = &self.dialogs.get(&monitor)?.to;
        let mut all = self.dialogs_with(agent);
        let found = all.find(|dialog| {
            let talks = dialog.state_of(agent).is_some_and(CallState::is_connected);
            talks && dialog.kind != CallType::SupervisorMonitor
        });
        found.map(|dialog| dialog.id)
    }
}
