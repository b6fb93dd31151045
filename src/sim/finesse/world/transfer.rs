//! Consultations and transfers.

use super::Cause;
use super::call::{CallState, CallType};
use super::carry::Carried;
use super::failure::Failure;
use super::order::Body;
use super::switch::Switch;

impl Switch<'_> {
    pub(super) fn consult(&mut self, id: u64, body: &Body, cause: &Cause) -> Carried {
        let own = body.own.as_str();
        if self.state_of(id, own) != Some(CallState::Active) || self.consult_of(id).is_some() {
            return Err(Failure::generic(22));
        }
        self.put(id, own, CallState::Held, cause);
        self.told(id, cause);
        let consult = self.begin(CallType::Consult, own, &body.to, cause);
        let variables = self
            .dialogs
            .get(&id)
            .map(|first| first.data.variables.clone());
        if let Some(dialog) = self.dialogs.get_mut(&consult) {
            dialog.associated = Some(id);
            dialog.data.variables = variables.unwrap_or_default();
        }
        self.told(consult, cause);
        Ok(())
    }

    /// The consultation made for a call that is not over.
    fn consult_of(&self, id: u64) -> Option<u64> {
        let mut all = self.dialogs.values();
        let found = all.find(|one| one.associated == Some(id) && one.live().next().is_some());
        found
            .filter(|one| one.kind == CallType::Consult)
            .map(|one| one.id)
    }

    /// The other call that is joined with this one, which is on hold.
    pub(super) fn partner(&self, id: u64, own: &str) -> Result<u64, Failure> {
        if self.state_of(id, own) != Some(CallState::Held) {
            return Err(Failure::generic(25));
        }
        self.other_active(id, own).ok_or(Failure::generic(24))
    }

    /// Joins those whom somebody has called and leaves them alone.
    pub(super) fn transfer(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        let other = self.partner(id, own)?;
        for leg in [id, other] {
            self.put(leg, own, CallState::Dropped, cause);
        }
        self.merge(id, other, cause);
        if let Some(user) = self.user_at(own).map(|user| user.id.clone()) {
            self.take_away(id, &user, cause);
        }
        self.told(id, cause);
        self.settle_all(other, cause);
        Ok(())
    }

    /// All who are on `other` go over to `id`, which survives; `other` is over, and is taken
    /// away from everybody.
    pub(super) fn merge(&mut self, id: u64, other: u64, cause: &Cause) {
        let Some(gone) = self.dialogs.get_mut(&other) else {
            return;
        };
        gone.state = CallState::Dropped;
        let moving: Vec<_> = gone.live().cloned().collect();
        for one in &moving {
            self.put(other, &one.address, CallState::Dropped, cause);
        }
        if let Some(survivor) = self.dialogs.get_mut(&id) {
            survivor.secondary = Some(other);
        }
        for one in moving {
            self.seat(id, one);
        }
        for user in self.seen_by(other) {
            self.take_away(other, &user, cause);
        }
        self.end(other);
    }

    /// Hands a call over without asking.
    pub(super) fn transfer_at_once(&mut self, id: u64, body: &Body, cause: &Cause) -> Carried {
        let own = body.own.as_str();
        if self.state_of(id, own) != Some(CallState::Active) {
            return Err(Failure::generic(22));
        }
        if !self.is_reachable(&body.to) {
            return Err(Failure::generic(6));
        }
        self.put(id, own, CallState::Dropped, cause);
        self.tell_one(id, own, cause);
        let user = self.user_at(own).map(|user| user.id.clone());
        if let Some(user) = &user {
            self.take_away(id, user, cause);
        }
        self.ring_at(id, &body.to, cause);
        if let Some(user) = user {
            self.settle(&user, cause);
        }
        Ok(())
    }
}
