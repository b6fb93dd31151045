//! The contact centre behind Finesse: users, dialogs, and what comes of what is asked.
//!
//! Requests are checked when they come and taken up a little later, as the CTI server would: what
//! it makes of them comes as events.

pub(crate) mod agent;
mod agents;
mod allowed;
pub(crate) mod call;
mod carry;
mod cause;
mod conference;
mod data;
mod desktop;
mod dial;
mod diary;
pub(crate) mod failure;
pub(crate) mod file;
mod hang_up;
mod media;
mod monitor;
pub(crate) mod notice;
pub(crate) mod order;
mod place;
mod preview;
pub(crate) mod record;
mod service;
mod settle;
mod sign_in;
mod switch;
pub(crate) mod task;
mod tell;
#[cfg(test)]
mod tests;
mod transfer;

pub(crate) use cause::Cause;

use agent::User;
use call::{CallState, Dialog, Participant};
use diary::{Diary, Happening};
use file::{Platform, WorldFile};
use jiff::{SignedDuration, Timestamp};
use notice::Notice;
use order::Order;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::duration::Span;
use super::super::journal::LogEntry;
use crate::sim::log::Log;

/// Everything that there is.
#[derive(Debug)]
pub(crate) struct World {
    pub now: Timestamp,
    /// What does not change: platform, spans, teams, queues, reasons.
    pub settings: WorldFile,
    pub users: BTreeMap<String, User>,
    pub dialogs: BTreeMap<u64, Dialog>,
    /// Dialogs that are over and that nothing can change any more.
    pub past: BTreeMap<u64, Dialog>,
    /// Dialogs that are over and still among the others.
    ended: Vec<u64>,
    /// Dialogs by who is on them, and users by where they are signed in.
    seats: HashMap<String, BTreeSet<u64>>,
    desks: HashMap<String, String>,
    pub log: Log<LogEntry>,
    /// Whether the CTI server is there.
    pub in_service: bool,
    /// What is to be published, in order.
    pub outbox: Vec<Notice>,
    /// Media other than voice.
    pub tray: task::Tray,
    diary: Diary,
    next_dialog: u64,
    /// Which requests have been named to whom they concern, by dialog.
    named: BTreeSet<(usize, u64)>,
    outages: u64,
    /// When the figures of the queues were last told, or will be.
    queues_told: Timestamp,
    /// Whose programs are there, and how often one has come or gone.
    presences: BTreeMap<String, record::Presence>,
    /// How many programs a user has beside a desktop.
    programs: BTreeMap<String, usize>,
    /// Whose desktop is open.
    at_desktop: BTreeSet<String>,
    /// What programs have done, and what harm it was.
    pub record: record::Record,
}

impl World {
    /// The world as a file says it is.
    pub fn new(file: WorldFile, now: Timestamp) -> Self {
        let mut world = Self {
            now,
            users: BTreeMap::new(),
            dialogs: BTreeMap::new(),
            past: BTreeMap::new(),
            ended: Vec::new(),
            seats: HashMap::new(),
            desks: HashMap::new(),
            log: Log::default(),
            in_service: true,
            outbox: Vec::new(),
            tray: task::Tray::default(),
            diary: Diary::default(),
            next_dialog: 16_805_000,
            named: BTreeSet::new(),
            outages: 0,
            queues_told: Timestamp::MIN,
            presences: BTreeMap::new(),
            programs: BTreeMap::new(),
            at_desktop: BTreeSet::new(),
            record: record::Record::default(),
            settings: WorldFile::default(),
        };
        world.furnish(file);
        world
    }

    /// Whether the contact centre is CCX.
    pub fn is_ccx(&self) -> bool {
        self.settings.platform == Platform::Ccx
    }

    /// Lets happen what is due.
    pub fn advance(&mut self, now: Timestamp) {
        while let Some((at, happening)) = self.diary.due(now) {
            self.now = self.now.max(at);
            self.happen(happening);
        }
        self.now = self.now.max(now);
    }

    /// When the next thing happens.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.diary.next()
    }

    fn later(&mut self, span: Span, happening: Happening) {
        self.after(span.0, happening);
    }

    fn after(&mut self, span: SignedDuration, happening: Happening) {
        let at = self.now.saturating_add(span).unwrap_or(Timestamp::MAX);
        self.diary.add(at, happening);
    }

    /// A request has been accepted: the CTI server takes it up soon.
    pub fn accept(&mut self, order: Order) {
        self.later(self.settings.confirm_after, Happening::Carry(order));
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Carry(order) => self.switch().carry(order),
            Happening::Dial { dialog, cause } => self.switch().dial_on(dialog, &cause),
            Happening::Answer { dialog, address } => self.switch().pick_up(dialog, &address),
            Happening::Remove {
                dialog,
                user,
                cause,
            } => self.take_away(dialog, &user, &cause),
            Happening::EndWrapUp { user, since } => self.wrap_up_is_over(&user, since),
            Happening::ForceOut {
                user,
                address,
                absence,
            } => self.agents().force_out(&user, &address, absence),
            Happening::TellQueues => self.tell_queues(),
            Happening::Emit(notice) => self.outbox.push(notice),
            Happening::Recover { outage } => self.recover(outage),
        }
    }

    /// Writes what a request changed into its line of the log.
    fn note(&mut self, cause: &Cause, text: String) {
        let entry = cause.entry.and_then(|at| self.log.get_mut(at));
        if let Some(entry) = entry {
            entry.changed.push(text);
        }
    }

    /// Puts somebody on a dialog into a state. The dialog itself follows in its own time.
    fn put(&mut self, id: u64, address: &str, state: CallState, cause: &Cause) {
        let now = self.now;
        let Some(one) = self.participant_mut(id, address) else {
            return;
        };
        if one.state == state {
            return;
        }
        let before = std::mem::replace(&mut one.state, state);
        one.changed = now;
        let (from, to) = (before.name(), state.name());
        self.note(cause, format!("dialog {id}: {address} {from} -> {to}"));
    }

    fn participant_mut(&mut self, id: u64, address: &str) -> Option<&mut Participant> {
        let dialog = self.dialogs.get_mut(&id)?;
        let mut all = dialog.participants.iter_mut();
        all.find(|one| one.address == address)
    }

    /// A participant's state.
    fn state_of(&self, id: u64, address: &str) -> Option<CallState> {
        self.dialogs.get(&id)?.state_of(address)
    }

    /// The user who is signed in at an extension.
    pub fn user_at(&self, address: &str) -> Option<&User> {
        self.users.get(self.desks.get(address)?)
    }

    /// A user's dialogs that are not over, with their part in each.
    pub fn legs<'w>(
        &'w self,
        user: &'w User,
    ) -> impl Iterator<Item = (&'w Dialog, &'w Participant)> {
        let address = user.extension.as_deref().unwrap_or("");
        let dialogs = self.dialogs_with(address);
        dialogs.filter_map(move |dialog| Some((dialog, dialog.participant(address)?)))
    }

    /// The dialogs that are not over and that somebody is or was on.
    fn dialogs_with(&self, address: &str) -> impl DoubleEndedIterator<Item = &Dialog> {
        let ids = self.seats.get(address).into_iter().flatten();
        let all = ids.filter_map(|id| self.dialogs.get(id));
        all.filter(|dialog| !dialog.is_over)
    }

    /// Puts a dialog among the others.
    fn open(&mut self, dialog: Dialog) {
        for one in &dialog.participants {
            let all = self.seats.entry(one.address.clone()).or_default();
            all.insert(dialog.id);
        }
        self.dialogs.insert(dialog.id, dialog);
    }

    /// Somebody comes to a dialog. Who had left and comes back is there again; who is there stays
    /// as he is.
    fn seat(&mut self, id: u64, one: Participant) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        let all = self.seats.entry(one.address.clone()).or_default();
        all.insert(id);
        let mut known = dialog.participants.iter_mut();
        match known.find(|known| known.address == one.address) {
            Some(known) if !known.state.is_live() => *known = one,
            Some(_) => {}
            None => dialog.participants.push(one),
        }
    }

    /// A dialog is over.
    fn end(&mut self, id: u64) {
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            dialog.is_over = true;
            self.ended.push(id);
        }
    }

    /// Puts away what is over.
    pub fn sweep(&mut self) {
        for id in std::mem::take(&mut self.ended) {
            let Some(dialog) = self.dialogs.remove(&id) else {
                continue;
            };
            for one in &dialog.participants {
                if let Some(all) = self.seats.get_mut(&one.address) {
                    all.remove(&id);
                }
            }
            self.past.insert(id, dialog);
        }
    }

    /// The users who have been told of a dialog that has not been taken away.
    fn seen_by(&self, id: u64) -> Vec<String> {
        let people = self
            .dialogs
            .get(&id)
            .map(|dialog| dialog.participants.iter());
        let users = people.into_iter().flatten();
        let users = users.filter_map(|one| self.user_at(&one.address));
        let users = users.filter(|user| user.shown.contains(&id));
        users.map(|user| user.id.clone()).collect()
    }

    fn new_id(&mut self) -> u64 {
        self.next_dialog += 1;
        self.next_dialog
    }
}
