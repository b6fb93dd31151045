//! What shows that an accepted request was carried out: events, and what reading back finds.
//!
//! A 202 says no more than that Finesse is at it. Its `requestId` may come back in an event or not,
//! so the state that the action should reach decides; an event that carries another request's id
//! shows nothing, because it may have been on its way before.

mod callback;
mod dialogs;
mod users;
mod variables;

use super::model::{ApiError, Data, Dialog, Source, Update, User, UserState, Verb};
use super::outcomes::{self, Ended, Now};
use super::place::encoded;
use super::request::{Confirm, Facts, Of, Request};
use crate::catalogue::Action;
use crate::value::Record;
use std::collections::BTreeSet;
use std::time::Duration;

/// What an event, or reading back, shows.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// It was done; the outputs that this gives.
    Done(Record),
    /// It ended otherwise.
    Ended(Ended),
    /// It may have been done: [`LookAt`] says where to see it, and it is worth looking now.
    Look,
    /// Nothing yet.
    NotYet,
}

/// Where to look when no event has shown it: the path of a `GET`, below `/finesse/api/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LookAt {
    /// `User/1001/Dialogs`: for [`Confirmation::by_dialogs`].
    Dialogs(String),
    /// `User/1001`: for [`Confirmation::by_user`].
    User(String),
    /// Nowhere: nothing shows it.
    Nothing,
}

/// A request that was accepted, or is about to be sent.
#[derive(Clone, Debug)]
pub struct Confirmation<'a> {
    /// Its action.
    pub action: &'a Action,
    /// How it is asked for.
    pub request: &'a Request,
    /// The call's values.
    pub args: &'a Record,
    /// What was known when it was sent.
    pub facts: &'a Facts,
    /// The dialogs that the agent had before it was sent, by id.
    pub before: &'a BTreeSet<String>,
    /// The id that it was sent with.
    pub request_id: &'a str,
    /// Whether nobody else acts for the agent, so that what bears no id can only be about this.
    pub alone: bool,
}

impl Confirmation<'_> {
    /// What an event shows. `now` is what was known of the agent before it.
    pub fn by_update(&self, update: &Update, now: Now<'_>) -> Shown {
        let Some(confirm) = &self.request.confirm else {
            return Shown::NotYet;
        };
        let own = update.request_id.as_deref() == Some(self.request_id);
        if update.request_id.is_some() && !own {
            return Shown::NotYet;
        }
        match &update.data {
            Data::Errors(errors) => self.by_errors(&update.source, own, errors, now),
            _ if confirm.of == Of::Nothing => match own {
                true => Shown::Done(Record::new()),
                false => Shown::NotYet,
            },
            Data::Dialogs(dialogs) if !own && self.is_renamed(dialogs) => Shown::Look,
            Data::Dialogs(dialogs) if !own && self.is_stale(dialogs, now) => Shown::Look,
            Data::Users(users) if !own && self.is_old(users, now) => Shown::Look,
            Data::Dialogs(dialogs) => self.by_changed(confirm, &update.verb, own, dialogs),
            Data::Users(users) => self.by_users(confirm, users),
            _ => Shown::NotYet,
        }
    }

    /// Whether an event is about the contact only by what it says of another dialog. How old that is
    /// cannot be told: no state of that dialog was known before. It is read back.
    fn is_renamed(&self, dialogs: &[Dialog]) -> bool {
        let contact = self.facts.contact.as_deref();
        let mut others = dialogs.iter().filter(|dialog| Some(&*dialog.id) != contact);
        others.any(|dialog| self.is_this(dialog))
    }

    /// Whether an event is about a time before what is known of the agent's part in the contact: one
    /// that was delivered late, or again, shows nothing of this request.
    fn is_stale(&self, dialogs: &[Dialog], now: Now<'_>) -> bool {
        let known = now
            .participant
            .and_then(|one| Some((&one.address, one.state_change_time?)));
        let Some((address, since)) = known else {
            return false;
        };
        let mut this = dialogs.iter().filter(|dialog| self.is_this(dialog));
        this.any(|dialog| {
            let leg = dialog.participant(address);
            leg.and_then(|leg| leg.state_change_time)
                .is_some_and(|at| at < since)
        })
    }

    /// The same of a user.
    fn is_old(&self, users: &[User], now: Now<'_>) -> bool {
        let mut own = users.iter().filter(|user| self.is_about(&user.id));
        own.any(|user| {
            user.state_change_time
                .zip(now.user_since)
                .is_some_and(|(at, since)| at < since)
        })
    }

    /// Errors are this request's where they carry its id. Without an id they are where they are
    /// about its dialog, or about its agent where it has no dialog yet, and nobody else acts for the
    /// agent: the agent's own desktop gets errors too. An error of a sign-in says nothing of a call.
    fn by_errors(&self, source: &Source, own: bool, errors: &[ApiError], now: Now<'_>) -> Shown {
        let fits = match (source, &self.facts.contact) {
            (Source::Dialog(id), Some(contact)) => self.is_of_dialogs() && id == contact,
            (Source::Dialog(id), None) => self.is_of_dialogs() && !self.before.contains(id),
            (Source::Dialogs(user), _) => self.is_of_dialogs() && self.is_about(user),
            (Source::User(user), _) => !self.is_of_dialogs() && self.is_about(user),
            _ => false,
        };
        match own || (fits && self.alone) {
            true => Shown::Ended(outcomes::asynchronous(
                self.action,
                self.request,
                errors,
                now,
            )),
            false if fits => Shown::Look,
            false => Shown::NotYet,
        }
    }

    /// Whether it asks for something with calls, and not with the agent's state.
    fn is_of_dialogs(&self) -> bool {
        self.request.requested_action().is_some()
    }

    /// The user whose state, or in whose name, it changes.
    pub fn user(&self) -> Option<String> {
        let confirm = self.request.confirm.as_ref();
        let param = confirm.and_then(|confirm| match confirm.of {
            Of::User => confirm.param.as_deref(),
            _ => None,
        });
        match param.and_then(|name| self.args.get(name)) {
            Some(value) => value.as_text().map(str::to_owned),
            None => self.facts.agent.clone(),
        }
    }

    fn is_about(&self, user: &str) -> bool {
        self.user().is_some_and(|own| own == user)
    }

    /// What the agent's dialogs show, all of them, when they are read back. `last` says that the
    /// time is over: what is being done counts as done then.
    pub fn by_dialogs(&self, dialogs: &[Dialog], last: bool) -> Shown {
        match &self.request.confirm {
            Some(confirm) => self.by_all(confirm, dialogs, last),
            None => Shown::NotYet,
        }
    }

    /// What the user shows, when it is read back.
    pub fn by_user(&self, user: &User) -> Shown {
        match &self.request.confirm {
            Some(confirm) => self.by_users(confirm, std::slice::from_ref(user)),
            None => Shown::NotYet,
        }
    }

    /// Where to look when no event has shown it.
    pub fn look_at(&self) -> LookAt {
        let of = self.request.confirm.as_ref().map(|confirm| confirm.of);
        let user = self.user().map(|user| encoded(&user));
        match (of, user) {
            (Some(Of::Nothing) | None, _) | (_, None) => LookAt::Nothing,
            (Some(Of::User), Some(user)) => LookAt::User(format!("User/{user}")),
            (Some(_), Some(user)) => LookAt::Dialogs(format!("User/{user}/Dialogs")),
        }
    }

    /// How long to wait for what shows it.
    pub fn within(&self) -> Duration {
        let within = self.request.confirm.as_ref().map(|confirm| confirm.within);
        within.unwrap_or_default().unsigned_abs()
    }

    /// What it is when the time is over and nothing has shown it: where nothing ever does, no
    /// error is all that can be known.
    pub fn over(&self) -> Shown {
        let of = self.request.confirm.as_ref().map(|confirm| confirm.of);
        match of {
            Some(Of::Nothing) | None => Shown::Done(Record::new()),
            Some(_) => Shown::Ended(Ended {
                outcome: outcomes::unknown(self.action).into(),
                reason: "Finesse accepted the request, but nothing confirms the result".to_owned(),
            }),
        }
    }

    fn ended(&self, outcome: &str, reason: String) -> Shown {
        match outcome {
            "Success" => Shown::Done(Record::new()),
            outcome => Shown::Ended(Ended {
                outcome: outcome.into(),
                reason,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
