//! The agents' own desktops, and what harms them: a program that acts for an agent has to leave the
//! person at the desk as it found them.

use super::Cause;
use super::agent::UserState;
use super::agents::Agents;
use super::diary::Happening;
use super::file::{PresenceBy, SecondSignIn, WhenGone};
use super::record::Presence;

/// The reason of a sign-out that nobody asked for: the client was gone.
const CLIENT_GONE: u32 = 255;
/// The reason where the agent is made not ready instead.
const NOT_READY: u32 = 50_002;
impl Agents<'_> {
    /// A desktop is opened, as its user's own program.
    pub fn open_desktop(&mut self, user: &str, address: &str) {
        self.at_desktop.insert(user.to_owned());
        self.presence(user, address).there += 1;
    }

    fn presence(&mut self, user: &str, address: &str) -> &mut Presence {
        let key = match self.settings.presence {
            PresenceBy::Bare => user,
            PresenceBy::Full => address,
        };
        self.presences.entry(key.to_owned()).or_default()
    }

    /// A program of a user has come, or gone: gently, or lost.
    pub fn client(&mut self, user: &str, address: &str, came: bool, lost: bool) {
        let programs = self.programs.entry(user.to_owned()).or_default();
        *programs = match came {
            true => *programs + 1,
            false => programs.saturating_sub(1),
        };
        let presence = self.presence(user, address);
        presence.changes += 1;
        presence.there = match came {
            true => presence.there + 1,
            false => presence.there.saturating_sub(1),
        };
        if presence.there == 0 {
            let absence = presence.changes;
            let span = match lost {
                true => self.settings.sign_out_after_loss,
                false => self.settings.sign_out_after,
            };
            let (user, address) = (user.to_owned(), address.to_owned());
            self.later(
                span,
                Happening::ForceOut {
                    user,
                    address,
                    absence,
                },
            );
        }
    }

    /// Signs out a user whose program has not come back. Who is on a call stays until it is over.
    pub(super) fn force_out(&mut self, id: &str, address: &str, absence: u64) {
        let signed_in = self.users.get(id).is_some_and(|user| user.is_signed_in());
        let presence = self.presence(id, address);
        let absent = presence.there == 0 && presence.changes == absence;
        if !signed_in || !absent {
            return;
        }
        let user = self.users.get(id);
        if user.is_some_and(|user| self.legs(user).next().is_some()) {
            let (user, address) = (id.to_owned(), address.to_owned());
            let again = Happening::ForceOut {
                user,
                address,
                absence,
            };
            let span = self.settings.sign_out_after;
            return self.later(span, again);
        }
        if self.has_desktop(id) {
            let how = "was taken for gone while the desktop was open";
            self.record.harm(format!("agent {id} {how}"));
        }
        match self.settings.when_gone {
            WhenGone::SignedOut => self.sign_out(id, Some(CLIENT_GONE), &Cause::default()),
            WhenGone::NotReady => {
                self.idle(id, UserState::NotReady, Some(NOT_READY), &Cause::default());
            }
        }
    }

    /// A sign-in of somebody who is signed in: whether it throws the first one out.
    pub(super) fn throws_out(&mut self, id: &str) -> bool {
        if self.settings.second_sign_in != SecondSignIn::ThrowsOut {
            return false;
        }
        if self.has_desktop(id) {
            let what = format!("a second sign-in threw agent {id}'s desktop out (32740)");
            self.record.harm(what);
        }
        true
    }

    /// Somebody was signed out because it was asked for.
    pub(super) fn signed_out_beside(&mut self, id: &str) {
        if self.has_desktop(id) {
            self.record.harm(format!(
                "agent {id} was signed out while the desktop was open"
            ));
        }
    }

    /// A user looks at the contacts: what is still settling settles a little with each look but the
    /// first.
    pub fn looks(&mut self, user: &str) {
        let ids: Vec<u64> = match self.users.get(user) {
            Some(user) => self.legs(user).map(|(dialog, _)| dialog.id).collect(),
            None => Vec::new(),
        };
        for id in ids {
            if let Some(dialog) = self.dialogs.get_mut(&id) {
                let behaviour = &mut dialog.behaviour;
                let again = std::mem::replace(&mut behaviour.is_seen, true);
                behaviour.refuses = behaviour.refuses.saturating_sub(u32::from(again));
            }
        }
    }
}
