//! What dialogs show.

use super::super::model::{CallState, Participant};
use super::super::request::Gives;
use super::*;
use crate::value::Value;
use std::sync::Arc;

impl Confirmation<'_> {
    /// What an event about dialogs shows. Those that it does not name are as they were.
    pub(super) fn by_changed(
        &self,
        confirm: &Confirm,
        verb: &Verb,
        own: bool,
        dialogs: &[Dialog],
    ) -> Shown {
        let shown = dialogs.iter().map(|dialog| match verb {
            _ if confirm.of == Of::Transferred => self.may_be_transferred(verb, dialog),
            Verb::Went => self.by_gone(confirm, dialog),
            _ => self.by_dialog(confirm, dialog, own, false),
        });
        first(shown)
    }

    /// What all of the agent's dialogs show: one that is not among them is over.
    pub(super) fn by_all(&self, confirm: &Confirm, dialogs: &[Dialog], last: bool) -> Shown {
        if confirm.of == Of::Transferred {
            return self.by_transfer(dialogs, last);
        }
        if let Some(ambiguous) = self.ambiguous(confirm, dialogs) {
            return ambiguous;
        }
        let shown = dialogs
            .iter()
            .map(|dialog| self.by_dialog(confirm, dialog, false, last));
        match first(shown) {
            Shown::NotYet => {}
            shown => return shown,
        }
        let there = dialogs.iter().any(|dialog| self.is_this(dialog));
        if !there && self.is_preview_taken(confirm, dialogs) {
            return Shown::Done(Record::new());
        }
        match (&self.facts.contact, &confirm.gone) {
            (Some(_), Some(outcome)) if !there && confirm.of != Of::NewContact => {
                self.ended(outcome, "the contact has ended".to_owned())
            }
            _ => Shown::NotYet,
        }
    }

    /// Whether the customer's call is there in place of the preview: one that was accepted goes, and is
    /// seen in that state by who hears events alone. One that was withdrawn brings no call.
    fn is_preview_taken(&self, confirm: &Confirm, dialogs: &[Dialog]) -> bool {
        let extension = self.facts.extension.as_deref().unwrap_or_default();
        let is_the_call = |dialog: &Dialog| {
            dialog.call_type.as_deref() == Some("OUTBOUND")
                && !self.before.contains(&dialog.id)
                && dialog.participant(extension).is_some()
        };
        confirm.of == Of::Participant
            && self.is_wanted(confirm, CallState::Accepted.vendor())
            && dialogs.iter().any(is_the_call)
    }

    /// Two new contacts that both may be the one that was asked for: the agent may have made the other
    /// one, and nobody can tell which is whose.
    fn ambiguous(&self, confirm: &Confirm, dialogs: &[Dialog]) -> Option<Shown> {
        if confirm.of != Of::NewContact {
            return None;
        }
        let fitting = dialogs.iter().filter(|dialog| self.is_new(dialog, false));
        let ids: Vec<&str> = fitting.map(|dialog| dialog.id.as_str()).collect();
        let named = ids.join(" and ");
        (ids.len() > 1).then(|| {
            self.ended(
                "Unknown",
                format!(
                    "contacts {named} both match the new contact: check the agent's desktop \
                         to see which one this run started"
                ),
            )
        })
    }

    /// A transfer ends both of the agent's calls, and a caller who hangs up one: one event alone
    /// does not tell them apart.
    fn may_be_transferred(&self, verb: &Verb, dialog: &Dialog) -> Shown {
        let over = *verb == Verb::Went || self.is_out_of(dialog);
        match over && self.before.contains(&dialog.id) {
            true => Shown::Look,
            false => Shown::NotYet,
        }
    }

    fn by_transfer(&self, dialogs: &[Dialog], last: bool) -> Shown {
        let still = |id: &str| {
            let mut all = dialogs.iter();
            all.any(|dialog| dialog.id == id && !self.is_out_of(dialog))
        };
        let contact = self.facts.contact.as_deref().unwrap_or_default();
        let left = self.before.iter().filter(|id| !still(id)).count();
        match (still(contact), left) {
            (false, 2..) => Shown::Done(Record::new()),
            (false, _) if last => self.ended(
                "InvalidContactId",
                "the phone call on hold has ended but the agent's other phone call has not: \
                 nothing was transferred"
                    .to_owned(),
            ),
            _ => Shown::NotYet,
        }
    }

    /// Whether the agent has left it.
    fn is_out_of(&self, dialog: &Dialog) -> bool {
        let state = self.leg(dialog).and_then(|leg| leg.state.as_ref());
        state.is_some_and(CallState::is_over)
    }

    fn by_gone(&self, confirm: &Confirm, dialog: &Dialog) -> Shown {
        let concerned = match confirm.of {
            Of::NewContact => self.is_new(dialog, false),
            _ => self.is_this(dialog),
        };
        if confirm.of == Of::Callback && concerned && self.shows_callback(dialog) {
            return Shown::Done(Record::new());
        }
        // A preview that was accepted goes in that state, and the customer's call comes after it.
        if concerned && self.went_as_wanted(confirm, dialog) {
            return Shown::Done(Record::new());
        }
        match &confirm.gone {
            Some(outcome) if concerned => self.ended(outcome, self.how_it_went(dialog)),
            _ => Shown::NotYet,
        }
    }

    fn went_as_wanted(&self, confirm: &Confirm, dialog: &Dialog) -> bool {
        let leg = self.leg(dialog).and_then(|leg| leg.state.as_ref());
        let mut states = [leg, dialog.state.as_ref()].into_iter().flatten();
        confirm.of == Of::Participant
            && states.any(|state| {
                *state == CallState::Accepted && self.is_wanted(confirm, state.vendor())
            })
    }

    fn how_it_went(&self, dialog: &Dialog) -> String {
        let legs = dialog.participants.iter();
        let cause = legs.filter_map(|leg| leg.state_cause.as_deref()).next();
        match cause {
            Some(cause) => format!("the contact has ended: {cause}"),
            None => "the contact has ended".to_owned(),
        }
    }

    fn by_dialog(&self, confirm: &Confirm, dialog: &Dialog, own: bool, last: bool) -> Shown {
        match confirm.of {
            Of::Participant if self.is_this(dialog) => self.by_leg(confirm, dialog, last),
            Of::Party if self.is_this(dialog) => self.by_party(confirm, dialog),
            Of::Callback if self.is_this(dialog) => self.by_callback(dialog, last),
            Of::Variables if self.is_this(dialog) => self.by_variables(confirm, dialog, last),
            Of::Conference => self.by_conference(confirm, dialog),
            Of::NewContact if self.is_new(dialog, own) => self.by_leg(confirm, dialog, last),
            _ => Shown::NotYet,
        }
    }

    /// Whether it is the dialog that the request was about, under its present id or the one that
    /// has become part of another.
    pub(super) fn is_this(&self, dialog: &Dialog) -> bool {
        let contact = self.facts.contact.as_deref();
        contact.is_some_and(|contact| {
            dialog.id == contact || dialog.secondary_id.as_deref() == Some(contact)
        })
    }

    /// Whether it is the dialog that the request has made: not there before, from the agent's phone,
    /// and to whom was called; the number may not be there yet, or be written otherwise.
    fn is_new(&self, dialog: &Dialog, own: bool) -> bool {
        let Some(extension) = self.facts.extension.as_deref() else {
            return false;
        };
        let from_here = dialog.from.as_deref() == Some(extension);
        !self.before.contains(&dialog.id)
            && (dialog.participant(extension).is_some() || from_here)
            && (own || (from_here && self.may_be_called(dialog)))
    }

    fn may_be_called(&self, dialog: &Dialog) -> bool {
        let wanted = self.request.body.get("toAddress");
        let wanted = wanted.and_then(|from| from.fill(self.args, self.facts).ok().flatten());
        match (dialog.to.as_deref(), wanted) {
            (Some(to), Some(wanted)) => alike(to, &wanted),
            _ => true,
        }
    }

    fn leg<'d>(&self, dialog: &'d Dialog) -> Option<&'d Participant> {
        dialog.participant(self.facts.extension.as_deref()?)
    }

    /// The agent's own part: its state, or else the dialog's where the agent is not shown yet.
    fn by_leg(&self, confirm: &Confirm, dialog: &Dialog, last: bool) -> Shown {
        let leg = self.leg(dialog);
        let state = match leg {
            Some(leg) => leg.state.as_ref(),
            None => dialog
                .state
                .as_ref()
                .filter(|_| confirm.of == Of::NewContact),
        };
        let Some(state) = state else {
            return Shown::NotYet;
        };
        let reached = self.reached(confirm, dialog, state);
        let underway = last && confirm.enough.iter().any(|name| name == state.vendor());
        if reached || underway {
            return Shown::Done(self.given_by(confirm, dialog, state));
        }
        let cause = leg.and_then(|leg| leg.state_cause.as_deref());
        self.by_end(confirm, state, cause)
    }

    /// A call that is being made is confirmed by the dialog, which rings while the caller's own part
    /// still dials; everything else by the agent's part alone.
    fn reached(&self, confirm: &Confirm, dialog: &Dialog, state: &CallState) -> bool {
        let of_dialog = dialog
            .state
            .as_ref()
            .filter(|_| confirm.of == Of::NewContact);
        let mut states = [Some(state), of_dialog].into_iter().flatten();
        let over = state.is_over() || *state == CallState::Failed;
        states.any(|state| self.is_wanted(confirm, state.vendor()))
            && (!over || self.is_wanted(confirm, state.vendor()))
    }

    fn by_end(&self, confirm: &Confirm, state: &CallState, cause: Option<&str>) -> Shown {
        let Some(usual) = confirm.otherwise.get(state.vendor()) else {
            return Shown::NotYet;
        };
        let by_cause = cause.and_then(|cause| confirm.causes.get(cause));
        let reason = match cause {
            Some(cause) => format!("the agent is {} in the contact: {cause}", state.name()),
            None => format!("the agent is {} in the contact", state.name()),
        };
        self.ended(by_cause.unwrap_or(usual), reason)
    }

    /// Somebody else is out of it, or not shown any more.
    fn by_party(&self, confirm: &Confirm, dialog: &Dialog) -> Shown {
        let param = confirm.param.as_deref().unwrap_or_default();
        let value = self.args.get(param);
        let address = value.map(|value| value.as_text().map_or(value.to_string(), str::to_owned));
        let party = address.and_then(|address| dialog.participant(&address));
        match party.map(|party| party.state.as_ref()) {
            None => Shown::Done(Record::new()),
            Some(Some(state)) if state.is_over() => Shown::Done(Record::new()),
            Some(_) => Shown::NotYet,
        }
    }

    /// The agent is in a conference with what was asked about. It may have the id of either call, or
    /// a new one.
    fn by_conference(&self, confirm: &Confirm, dialog: &Dialog) -> Shown {
        let Some(state) = self.leg(dialog).and_then(|leg| leg.state.as_ref()) else {
            return Shown::NotYet;
        };
        let joined = *state == CallState::Active && dialog.is_conference();
        if joined && !dialog.is_monitoring() {
            return Shown::Done(self.given_by(confirm, dialog, state));
        }
        match self.is_this(dialog) {
            true => self.by_end(confirm, state, None),
            false => Shown::NotYet,
        }
    }

    fn given_by(&self, confirm: &Confirm, dialog: &Dialog, state: &CallState) -> Record {
        let value = |gives: &Gives| match gives {
            Gives::Contact => Value::text(dialog.id.as_str()),
            Gives::State => Value::text(state.name()),
            Gives::Agent => self
                .facts
                .agent
                .as_deref()
                .map_or(Value::Nothing, Value::text),
            Gives::Pending => Value::YesNo(false),
        };
        let all = confirm.gives.iter();
        all.map(|(name, gives)| (Arc::from(name.as_str()), value(gives)))
            .collect()
    }
}

/// The first that shows anything.
fn first(mut shown: impl Iterator<Item = Shown>) -> Shown {
    shown
        .find(|shown| *shown != Shown::NotYet)
        .unwrap_or(Shown::NotYet)
}

/// Whether two numbers may be the same: the dial plan adds and takes away prefixes.
fn alike(one: &str, other: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (one_digits, other_digits) = (digits(one), digits(other));
    match one_digits.is_empty() || other_digits.is_empty() {
        true => one.eq_ignore_ascii_case(other),
        false => one_digits.ends_with(&other_digits) || other_digits.ends_with(&one_digits),
    }
}
