//! Signing in and out, and being ready or not.

use super::Cause;
use super::agent::UserState;
use super::agents::Agents;
use super::carry::Carried;
use super::failure::Failure;

/// The reason of a sign-out by a sign-in elsewhere.
const SECOND_SIGN_IN: u32 = 32_740;

impl Agents<'_> {
    pub(super) fn sign_in(
        &mut self,
        id: &str,
        extension: &str,
        mobile: bool,
        cause: &Cause,
    ) -> Carried {
        let Some(user) = self.users.get(id) else {
            return Err(Failure::new("Invalid Device", 260));
        };
        if mobile && (!user.is_mobile || self.is_ccx()) {
            return Err(Failure::new("Mode Not Allowed", 265));
        }
        if !self.settings.extensions.iter().any(|one| one == extension) {
            return Err(no_device());
        }
        if self.user_at(extension).is_some_and(|other| other.id != id) {
            return Err(Failure::new("Device Busy", 283));
        }
        let elsewhere = user.extension.as_deref() != Some(extension);
        if user.is_signed_in() && self.throws_out(id) && elsewhere {
            self.sign_out(id, Some(SECOND_SIGN_IN), cause);
        }
        let Some(user) = self.users.get(id) else {
            return Err(Failure::new("Invalid Device", 260));
        };
        if user.is_signed_in() {
            // A repeated sign-in keeps the state.
            if user.extension.as_deref() != Some(extension) {
                return Err(Failure::new("Invalid State", 22));
            }
            self.tell_user(id, cause);
            return Ok(());
        }
        if let Some(user) = self.users.get_mut(id) {
            user.extension = Some(extension.to_owned());
        }
        self.desks.insert(extension.to_owned(), id.to_owned());
        self.note(cause, format!("user {id}: signed in at {extension}"));
        self.idle(id, UserState::NotReady, None, cause);
        Ok(())
    }

    /// Makes a user idle in a state, once no call holds them.
    pub(super) fn idle(&mut self, id: &str, state: UserState, reason: Option<u32>, cause: &Cause) {
        let Some(user) = self.users.get_mut(id) else {
            return;
        };
        let same = user.state == state;
        user.after = state;
        user.after_reason = reason;
        if same {
            user.reason = reason;
            return self.tell_user(id, cause);
        }
        self.settle(id, cause);
    }

    pub(super) fn ask_state(
        &mut self,
        id: &str,
        state: UserState,
        reason: Option<u32>,
        cause: &Cause,
    ) -> Carried {
        let invalid = Err(Failure::new("Invalid State", 22));
        let ccx = self.is_ccx();
        let Some(user) = self.users.get(id).filter(|user| user.is_signed_in()) else {
            return invalid;
        };
        match state {
            UserState::Logout => {
                let may =
                    user.state == UserState::NotReady || ccx && user.state == UserState::Ready;
                if !may || self.legs(user).next().is_some() {
                    return invalid;
                }
                self.signed_out_beside(id);
                self.sign_out(id, reason, cause);
                Ok(())
            }
            UserState::Work | UserState::WorkReady => self.ask_wrap_up(id, state, cause),
            UserState::Ready | UserState::NotReady if user.state.is_wrap_up() => {
                if self.lacks_wrap_up_data(id) {
                    return Err(Failure::generic(280));
                }
                self.plan(id, state, reason);
                self.end_wrap_up(id, cause);
                Ok(())
            }
            UserState::Ready | UserState::NotReady if user.state.is_idle() => {
                self.idle(id, state, reason, cause);
                Ok(())
            }
            UserState::Ready | UserState::NotReady => self.ask_for_later(id, state, reason, cause),
            _ => invalid,
        }
    }

    fn plan(&mut self, id: &str, state: UserState, reason: Option<u32>) {
        if let Some(user) = self.users.get_mut(id) {
            user.after = state;
            user.after_reason = reason;
        }
    }

    /// A state for when the call is over.
    fn ask_for_later(
        &mut self,
        id: &str,
        state: UserState,
        reason: Option<u32>,
        cause: &Cause,
    ) -> Carried {
        let ccx = self.is_ccx();
        let Some(user) = self.users.get_mut(id) else {
            return Err(Failure::new("Invalid State", 22));
        };
        let again = user.is_pending && user.after == state && user.after_reason != reason;
        if ccx && again && state == UserState::NotReady {
            return Err(Failure::new("Invalid State", 265));
        }
        user.after = state;
        user.after_reason = reason;
        user.is_pending = true;
        self.note(cause, format!("user {id}: {} after the call", state.name()));
        self.tell_user(id, cause);
        Ok(())
    }

    /// Work after the call, asked for during it.
    fn ask_wrap_up(&mut self, id: &str, state: UserState, cause: &Cause) -> Carried {
        let optional = super::agent::WrapUpMode::Optional;
        let Some(user) = self.users.get_mut(id) else {
            return Err(Failure::new("Invalid State", 22));
        };
        let on_call = matches!(user.state, UserState::Talking | UserState::Hold);
        if !on_call || user.wrap_up != optional {
            return Err(Failure::new("Invalid State", 22));
        }
        user.wants_wrap_up = true;
        user.is_pending = true;
        user.after = match state {
            UserState::WorkReady => UserState::Ready,
            _ => UserState::NotReady,
        };
        self.note(cause, format!("user {id}: {} after the call", state.name()));
        self.tell_user(id, cause);
        Ok(())
    }

    /// Whether a wrap-up reason must be given first.
    fn lacks_wrap_up_data(&self, id: &str) -> bool {
        let required = super::agent::WrapUpMode::RequiredWithWrapUpData;
        let Some(user) = self.users.get(id).filter(|user| user.wrap_up == required) else {
            return false;
        };
        let wrapping = super::call::CallState::WrapUp;
        let mut legs = self.legs(user);
        legs.any(|(dialog, part)| {
            let data = &dialog.data;
            part.state == wrapping && data.wrap_up.is_empty() && data.wrap_up_items.is_empty()
        })
    }

    pub(super) fn sign_out(&mut self, id: &str, reason: Option<u32>, cause: &Cause) {
        self.idle(id, UserState::Logout, reason, cause);
        if let Some(user) = self.users.get_mut(id) {
            let extension = user.extension.take();
            user.shown.clear();
            self.desks
                .retain(|desk, _| Some(desk) != extension.as_ref());
        }
    }
}

fn no_device() -> Failure {
    Failure {
        peripheral: Some((
            10_125,
            "PERERR_TELDRIVE_NODEVICETARGETFORNETTARGETID",
            "No device target with this network target is known.",
        )),
        ..Failure::new("Invalid Device", 260)
    }
}
