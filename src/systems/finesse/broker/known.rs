//! What is known of the user and of its contacts, from events and from reading.

use super::super::model::{CallState, Data, Dialog, Source, Update, User, UserState, Verb};
use super::handles::Handles;
use indexmap::IndexMap;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A dialog that went and another that came within this time, in the middle of its call, are one
/// contact: that is how a transfer looks to the agent who gets it.
pub(super) const TOGETHER: Duration = Duration::from_millis(1500);

/// The reason of a sign-out by Finesse itself.
const PROGRAM_GONE: &str = "255";
/// The reason where it makes the agent not ready instead, as CCE does.
const NOT_READY_INSTEAD: &str = "50002";

/// More than any agent has at once: what goes on coming is not kept.
const MOST_DIALOGS: usize = 500;
/// More than are in the teams of a supervisor.
const MOST_USERS: usize = 10_000;

/// What Finesse has done to the user because the connection was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in super::super) enum CutOff {
    /// Nothing.
    #[default]
    No,
    /// It has signed the user out.
    SignedOut,
    /// It has made the user not ready.
    NotReady,
}

#[derive(Debug, Default)]
pub(in super::super) struct Known {
    /// The user that is connected.
    me: String,
    users: HashMap<String, Arc<User>>,
    dialogs: IndexMap<String, Arc<Dialog>>,
    handles: Handles,
    /// Dialogs that went a moment ago.
    went: Vec<(String, Instant)>,
    /// Dialogs that came a moment ago, in the middle of their call.
    came: Vec<(String, Instant)>,
    /// Dialogs that have arrived and that nobody has been given yet.
    arrived: Vec<String>,
    /// What Finesse has done to the user because the connection was lost.
    cut_off: CutOff,
    /// Whether the user was ready before that.
    was_ready: bool,
    /// Whether everything has been read before.
    is_read: bool,
}

/// What an event has changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Dialogs that are as they were not before.
    pub dialogs: Vec<String>,
    /// Dialogs that went.
    pub went: Vec<String>,
    /// Ids that have become others: from, to.
    pub joined: Vec<(String, String)>,
    /// Users whose state may have changed.
    pub users: Vec<String>,
    /// Whether something was left out: it seems older than what is known, or there is too much.
    pub doubtful: bool,
}

impl Known {
    pub(super) fn of(me: &str) -> Self {
        Self {
            me: me.into(),
            ..Self::default()
        }
    }

    /// The user that is connected.
    pub fn me(&self) -> &str {
        &self.me
    }

    /// What Finesse has done to the user because the connection was lost, where nobody else did.
    pub fn cut_off(&self) -> CutOff {
        self.cut_off
    }

    /// Whether the user was ready before that.
    pub fn was_ready(&self) -> bool {
        self.was_ready
    }

    /// The user is as it was, or stays as it is: what Finesse has done is dealt with.
    pub(super) fn mended(&mut self) {
        self.cut_off = CutOff::No;
        self.was_ready = false;
    }

    /// The extension at which that user is signed in.
    pub fn extension(&self) -> Option<&str> {
        let me = self.user(&self.me)?;
        // Finesse may go on showing where somebody was who is out.
        let out = me.state == Some(UserState::LoggedOut);
        me.extension.as_deref().filter(|_| !out)
    }

    /// A user, if anything is known of it.
    pub fn user(&self, id: &str) -> Option<&Arc<User>> {
        self.users.get(id)
    }

    /// The dialog that an id means now.
    pub fn dialog(&self, id: &str) -> Option<&Arc<Dialog>> {
        self.dialogs.get(self.handles.now(id))
    }

    /// What an id has become.
    pub fn now<'a>(&'a self, id: &'a str) -> &'a str {
        self.handles.now(id)
    }

    /// Whether a dialog went a moment ago, so that it may yet turn out to have a new id.
    pub fn is_leaving(&self, id: &str) -> bool {
        let id = self.now(id);
        let mut went = self.went.iter();
        went.any(|(gone, at)| gone == id && at.elapsed() <= TOGETHER)
    }

    /// The user's dialogs, in the order of their coming.
    pub fn dialogs(&self) -> impl Iterator<Item = &Arc<Dialog>> {
        self.dialogs.values()
    }

    /// Takes in what an event says.
    pub(super) fn apply(&mut self, update: &Update, at: Instant) -> Changes {
        let mut changes = Changes::default();
        match &update.data {
            Data::Dialogs(dialogs) => {
                // Tasks of other media are nobody's phone calls.
                for dialog in dialogs.iter().filter(|dialog| !dialog.is_task()) {
                    self.apply_dialog(dialog, update, at, &mut changes);
                }
            }
            Data::Users(users) => {
                for user in users {
                    self.apply_user(user, &mut changes);
                }
            }
            Data::Team(team) => {
                for user in &team.users {
                    self.apply_user(user, &mut changes);
                }
            }
            _ => {}
        }
        changes
    }

    /// Takes in a user that was read.
    pub(super) fn put_user(&mut self, user: &User) -> Changes {
        let mut changes = Changes::default();
        if let Some(known) = self.users.get_mut(&user.id) {
            // What was read holds, whatever its times say.
            Arc::make_mut(known).state_change_time = None;
        }
        self.apply_user(user, &mut changes);
        changes
    }

    fn apply_user(&mut self, user: &User, changes: &mut Changes) {
        let id = user.id.clone();
        match self.users.get(&id) {
            Some(known)
                if user.state_change_time < known.state_change_time
                    && user.state_change_time.is_some() =>
            {
                changes.doubtful = true;
                return;
            }
            None if self.users.len() >= MOST_USERS => {
                changes.doubtful = true;
                return;
            }
            _ => {}
        }
        if id == self.me {
            self.note_sign_out(user);
        }
        self.users.insert(id.clone(), Arc::new(user.clone()));
        changes.users.push(id);
    }

    /// Finesse gives a reason of its own where it signs out, or makes not ready, somebody whose
    /// program is gone.
    fn note_sign_out(&mut self, user: &User) {
        let code = user.reason_code.as_ref().or(user.reason_code_id.as_ref());
        let code = code.map(String::as_str);
        let before = self.user(&self.me).and_then(|me| me.state.clone());
        let cut_off = match (&user.state, code) {
            (Some(UserState::LoggedOut), Some(PROGRAM_GONE)) => CutOff::SignedOut,
            // Nobody knows yet why.
            (Some(UserState::LoggedOut), None) => return,
            (Some(UserState::Unavailable), Some(NOT_READY_INSTEAD)) => CutOff::NotReady,
            _ => CutOff::No,
        };
        if cut_off != CutOff::No && self.cut_off == CutOff::No {
            self.was_ready = before == Some(UserState::Available);
        }
        if cut_off == CutOff::No && user.state == Some(UserState::Available) {
            self.was_ready = false;
        }
        self.cut_off = cut_off;
    }

    fn apply_dialog(
        &mut self,
        dialog: &Dialog,
        update: &Update,
        at: Instant,
        changes: &mut Changes,
    ) {
        let of_user = matches!(update.source, Source::Dialogs(_));
        if update.verb == Verb::Went && of_user {
            self.remove(dialog, at, changes);
        } else {
            self.put(dialog, Some(at), changes);
        }
    }

    /// A dialog is there, as it says. `live`: an event tells of it at this time. What is only read
    /// may have come long ago, so it is never taken for what went a moment before.
    fn put(&mut self, dialog: &Dialog, live: Option<Instant>, changes: &mut Changes) {
        let id = dialog.id.clone();
        let known = self.dialogs.get(&id);
        let full = known.is_none() && self.dialogs.len() >= MOST_DIALOGS;
        if full || known.is_some_and(|known| is_older(dialog, known)) {
            changes.doubtful = true;
            return;
        }
        let leg = self.leg(dialog);
        if known.is_none() {
            if leg.is_some_and(CallState::is_over) {
                return;
            }
            let midway = matches!(leg, Some(CallState::Active | CallState::Held));
            self.handles.begin(&id);
            if midway && let Some(at) = live {
                self.came.push((id.clone(), at));
            }
            if arrives(leg) {
                self.arrived.push(id.clone());
            }
        }
        self.dialogs.insert(id.clone(), Arc::new(dialog.clone()));
        changes.dialogs.push(id.clone());
        match (&dialog.secondary_id, live) {
            (Some(other), _) if *other != id => self.join(&other.clone(), &id, changes),
            (_, Some(at)) => self.pair(at, changes),
            (_, None) => {}
        }
    }

    fn remove(&mut self, dialog: &Dialog, at: Instant, changes: &mut Changes) {
        let id = &dialog.id;
        if let Some(other) = dialog.secondary_id.as_ref().filter(|other| *other != id)
            && self.dialogs.contains_key(other)
            && self.dialogs.get(id).is_some()
        {
            self.join(id, &other.clone(), changes);
        }
        self.dialogs.shift_remove(id);
        self.came.retain(|(came, _)| came != id);
        changes.went.push(id.clone());
        self.went.push((id.clone(), at));
        self.pair(at, changes);
    }

    /// A dialog that went and one that came in the middle of its call, and no other of either:
    /// the contact has a new id.
    fn pair(&mut self, at: Instant, changes: &mut Changes) {
        let fresh = |when: &Instant| at.duration_since(*when) <= TOGETHER;
        self.went.retain(|(_, when)| fresh(when));
        self.came.retain(|(_, when)| fresh(when));
        let handles = &self.handles;
        let mut lost = self.went.iter().filter(|(id, _)| handles.now(id) == id);
        let mut found = self.came.iter();
        let (Some((gone, _)), None) = (lost.next(), lost.next()) else {
            return;
        };
        let (Some((stays, _)), None) = (found.next(), found.next()) else {
            return;
        };
        let (gone, stays) = (gone.clone(), stays.clone());
        self.join(&gone, &stays, changes);
        self.came.clear();
    }

    fn join(&mut self, gone: &str, stays: &str, changes: &mut Changes) {
        if self.handles.now(gone) == self.handles.now(stays) {
            return;
        }
        self.handles.join(gone, stays);
        changes.joined.push((gone.into(), stays.into()));
    }

    /// Hands out the first dialog that has arrived, is still there and is taken.
    pub(super) fn arrive<T>(
        &mut self,
        mut take: impl FnMut(&Self, &Dialog) -> Option<T>,
    ) -> Option<T> {
        let dialogs = &self.dialogs;
        self.arrived.retain(|id| dialogs.contains_key(id));
        let all = self.arrived.iter().enumerate();
        let (at, taken) = all.into_iter().find_map(|(at, id)| {
            let taken = take(self, self.dialogs.get(id)?)?;
            Some((at, taken))
        })?;
        self.arrived.remove(at);
        Some(taken)
    }

    /// A dialog that was handed out and never looked at is the first that has arrived.
    pub(super) fn give_back(&mut self, id: &str) {
        let id = self.now(id).to_owned();
        self.arrived.insert(0, id);
    }

    pub(super) fn nothing_arrived(&self) -> bool {
        self.arrived.is_empty()
    }

    /// What the agent was already talking to when we came has not arrived since; what rings has.
    fn keep_ringing(&mut self) {
        let mut arrived = std::mem::take(&mut self.arrived);
        arrived.retain(|id| {
            let dialog = self.dialogs.get(id);
            let leg = dialog.and_then(|dialog| self.leg(dialog));
            matches!(leg, Some(CallState::Alerting))
        });
        self.arrived = arrived;
    }

    /// Forgets ids that mean nothing any more.
    pub(super) fn forget(&mut self) {
        let dialogs = &self.dialogs;
        self.handles.keep(|id| dialogs.contains_key(id));
    }

    fn leg<'a>(&self, dialog: &'a Dialog) -> Option<&'a CallState> {
        dialog.participant(self.extension()?)?.state.as_ref()
    }

    /// Takes in what was read: the user's dialogs are these and no others.
    pub(super) fn rebuild(&mut self, user: User, dialogs: &[Dialog]) -> Changes {
        let was_in = self.user(&self.me).is_some_and(|me| me.is_signed_in());
        let nameless = user.reason_code.is_none() && user.reason_code_id.is_none();
        let mut changes = self.put_user(&user);
        // The reason may be lost with the node: who was in before the connection was lost, and is
        // out after it, was signed out because of it.
        let out = user.state == Some(UserState::LoggedOut);
        if out && nameless && was_in {
            self.cut_off = CutOff::SignedOut;
        }
        let gone: Vec<String> = self.dialogs.keys().cloned().collect();
        let gone = gone
            .into_iter()
            .filter(|id| !dialogs.iter().any(|it| it.id == *id));
        for id in gone.collect::<Vec<_>>() {
            self.dialogs.shift_remove(&id);
            changes.went.push(id);
        }
        for dialog in dialogs.iter().filter(|dialog| !dialog.is_task()) {
            self.dialogs
                .get_mut(&dialog.id)
                .map(Arc::make_mut)
                .map(forget_times);
            self.put(dialog, None, &mut changes);
        }
        if !std::mem::replace(&mut self.is_read, true) {
            self.keep_ringing();
        }
        self.came.clear();
        self.went.clear();
        self.forget();
        changes
    }
}

/// Whether a dialog that was not there before comes to the agent: the agent's own calls begin by
/// dialling.
fn arrives(leg: Option<&CallState>) -> bool {
    matches!(
        leg,
        Some(CallState::Alerting | CallState::Accepted | CallState::Active | CallState::Held)
    )
}

/// What was read holds, whatever its times say.
fn forget_times(dialog: &mut Dialog) {
    for participant in &mut dialog.participants {
        participant.state_change_time = None;
    }
}

/// Whether an event tells of a time before what is known: it was on its way for long.
fn is_older(event: &Dialog, known: &Dialog) -> bool {
    let both = event.participants.iter().filter_map(|one| {
        let other = known.participant(&one.address)?;
        Some((one.state_change_time?, other.state_change_time?))
    });
    let mut older = false;
    for (event, known) in both {
        match event.cmp(&known) {
            Ordering::Less => older = true,
            Ordering::Greater => return false,
            Ordering::Equal => {}
        }
    }
    older
}

#[cfg(test)]
mod tests;
