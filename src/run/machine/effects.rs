//! What a run has asked for, and who in it waits for the answers.

use crate::run::effect::{Effect, EffectId, Request};
use jiff::SignedDuration;
use std::sync::Arc;

/// The effects of a run: numbered in the order of asking.
#[derive(Debug, Default)]
pub(super) struct Effects {
    next: EffectId,
    /// Sorted by number, since numbers only grow.
    waiting: Vec<Waiting>,
    asked: Vec<Effect>,
    /// What nobody waits for any more: nothing, of most runs that wait.
    cancelled: Option<Box<Cancelled>>,
    /// What has a smaller number is with the host, whether it has taken it or not.
    handed: EffectId,
}

/// Effects that nobody waits for any more.
#[derive(Debug, Default)]
struct Cancelled(Vec<EffectId>);

/// Somebody who waits for an effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub id: EffectId,
    pub branch: u32,
    pub role: Role,
    /// The host has it, and has sent nothing of it yet.
    held_back: bool,
}

/// Who waits in a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The frame on top.
    Top,
    /// A `within` somewhere in it.
    Within,
    /// The time limit of the whole run.
    Deadline,
    /// The end of the grace.
    Grace,
}

impl Effects {
    pub fn ask(&mut self, branch: usize, role: Role, name: Arc<str>, request: Request) -> EffectId {
        let id = self.next;
        self.next += 1;
        let branch = branch as u32;
        // most runs wait for one thing
        if self.waiting.is_empty() {
            self.waiting.reserve_exact(1);
        }
        self.waiting.push(Waiting {
            id,
            branch,
            role,
            held_back: false,
        });
        self.asked.push(Effect { id, name, request });
        id
    }

    pub fn ask_sleep(
        &mut self,
        branch: usize,
        role: Role,
        name: impl Into<Arc<str>>,
        time: SignedDuration,
    ) -> EffectId {
        let time = time.max(SignedDuration::ZERO);
        self.ask(branch, role, name.into(), Request::Sleep(time))
    }

    /// Whether it is not what a branch does, but how long it may do it.
    pub fn is_limit(&self, id: EffectId) -> bool {
        let waiting = self.find(id).map(|index| self.waiting[index].role);
        waiting.is_some_and(|role| role != Role::Top)
    }

    /// The end of the run's time.
    pub fn deadline(&self) -> Option<Waiting> {
        let mut waiting = self.waiting.iter();
        waiting
            .find(|waiting| waiting.role == Role::Deadline)
            .copied()
    }

    /// Each `within` that nobody counts the time of yet, and its time: it was asked for, and not handed
    /// out.
    pub fn uncounted_limits(&self) -> impl Iterator<Item = (EffectId, SignedDuration)> {
        self.asked.iter().filter_map(|effect| match effect.request {
            Request::Sleep(time) if self.is_within(effect.id) => Some((effect.id, time)),
            _ => None,
        })
    }

    pub fn is_within(&self, id: EffectId) -> bool {
        let found = self.find(id).map(|index| self.waiting[index].role);
        found == Some(Role::Within)
    }

    /// A limit that is over, whether or not it was handed out.
    pub fn take_limit(&mut self, id: EffectId) -> Option<Waiting> {
        let waiting = self.waiting[self.find(id)?];
        self.forget(id);
        Some(waiting)
    }

    pub fn is_waited_for(&self, id: EffectId) -> bool {
        self.find(id).is_some()
    }

    /// Its answer is there: nobody waits for it any more. Nothing where nobody did.
    pub fn take_waiting(&mut self, id: EffectId) -> Option<Waiting> {
        self.find(id).map(|index| self.waiting.remove(index))
    }

    /// Nobody waits for this effect any more. One that was not even handed out is taken back.
    pub fn forget(&mut self, id: EffectId) {
        let Some(index) = self.find(id) else {
            return;
        };
        self.waiting.remove(index);
        match self.asked.iter().rposition(|effect| effect.id == id) {
            Some(index) if id >= self.handed => drop(self.asked.remove(index)),
            _ => self.cancelled.get_or_insert_default().0.push(id),
        }
    }

    pub fn forget_all(&mut self) {
        let ids: Vec<_> = self.waiting.iter().map(|waiting| waiting.id).collect();
        ids.into_iter().for_each(|id| self.forget(id));
    }

    /// What was asked for, and not yet handed out, is not sent.
    pub fn take_back(&mut self) {
        self.asked.retain(|effect| effect.id < self.handed);
    }

    /// What was asked for so far is with the host: none of it is taken back any more.
    pub fn hand_out(&mut self) {
        self.handed = self.next;
    }

    /// Whether the host may have sent it.
    pub fn may_be_sent(&self, id: EffectId) -> bool {
        let is_handed = id < self.handed || !self.asked.iter().any(|effect| effect.id == id);
        is_handed && !self.is_held_back(id)
    }

    /// The host sends nothing of it until it says otherwise.
    pub fn hold_back(&mut self, id: EffectId, held_back: bool) {
        if let Some(index) = self.find(id) {
            self.waiting[index].held_back = held_back;
        }
    }

    pub fn hold_back_all(&mut self, is_held_back: impl Fn(EffectId) -> bool) {
        let writes = self.asked.iter().filter(|effect| effect.writes());
        let held: Vec<_> = writes
            .map(|effect| effect.id)
            .filter(|id| is_held_back(*id))
            .collect();
        held.into_iter().for_each(|id| self.hold_back(id, true));
    }

    pub fn is_held_back(&self, id: EffectId) -> bool {
        self.find(id)
            .is_some_and(|index| self.waiting[index].held_back)
    }

    pub fn take_asked(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.asked)
    }

    pub fn take_cancelled(&mut self) -> Vec<EffectId> {
        self.cancelled.take().unwrap_or_default().0
    }

    fn find(&self, id: EffectId) -> Option<usize> {
        self.waiting
            .binary_search_by_key(&id, |waiting| waiting.id)
            .ok()
    }
}
