//! Runs that begin a little later, because the journal has not kept yet what many others began with:
//! a hundred thousand that start in one moment would fill the memory with records on their way.

use super::command::{Asked, Command};
use super::driver::Driver;
use crate::run::event::End;
use std::collections::VecDeque;

/// How many records may be on their way into the journal before runs wait for their start.
const ON_THEIR_WAY: usize = 2_048;

/// The runs that wait for their start.
#[derive(Default)]
pub(super) struct Later {
    runs: VecDeque<(u64, Box<Asked>)>,
    /// Somebody waits for the journal.
    is_waited_for: bool,
}

impl Later {
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    fn take(&mut self, key: u64) -> Option<Box<Asked>> {
        let at = self.runs.iter().position(|(other, _)| *other == key)?;
        self.runs.remove(at).map(|(_, asked)| asked)
    }
}

impl Driver {
    /// Starts a run now, or when the journal has room for it; in the order in which they came.
    pub fn start_in_turn(&mut self, key: u64, asked: Box<Asked>) {
        if self.later.is_empty() && self.has_room() {
            return self.start(key, asked);
        }
        self.later.runs.push_back((key, asked));
        self.wait_for_room();
    }

    /// The journal has kept what was on its way.
    pub fn room(&mut self) {
        self.later.is_waited_for = false;
        while self.has_room()
            && let Some((key, asked)) = self.later.runs.pop_front()
        {
            self.start(key, asked);
        }
        if !self.later.is_empty() {
            self.wait_for_room();
        }
    }

    /// A run that is cancelled before it has begun never does; says whether it was one.
    pub fn cancel_later(&mut self, key: u64) -> bool {
        let Some(asked) = self.later.take(key) else {
            return false;
        };
        self.refuse(*asked, End::Cancelled);
        true
    }

    /// Somebody speaks to a run: it begins before its turn.
    pub fn start_before_its_turn(&mut self, key: u64) {
        if let Some(asked) = self.later.take(key) {
            self.start(key, asked);
        }
    }

    fn has_room(&self) -> bool {
        let journal = self.shared.journal.as_ref();
        journal.is_none_or(|journal| journal.on_their_way() < ON_THEIR_WAY)
    }

    fn wait_for_room(&mut self) {
        let Some(journal) = self.shared.journal.clone() else {
            return;
        };
        if std::mem::replace(&mut self.later.is_waited_for, true) {
            return;
        }
        let commands = self.commands.clone();
        let name = self.later.runs.front().map(|(_, asked)| asked.name.clone());
        tokio::spawn(async move {
            // Where the journal has failed, the runs that begin are told so.
            let _ = journal.settled(&name.unwrap_or_default()).await;
            if let Some(commands) = commands.upgrade() {
                let _ = commands.send(Command::Room);
            }
        });
    }
}
