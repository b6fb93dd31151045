//! Whether anything new may begin. What is under way is kept in any case: it needs room, and room is
//! kept for it by beginning nothing when there is little.

use super::log::State;
use crate::journal::{JournalError, Record};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is said where the disk has no room.
const FULL: &str =
    "the journal's disk is full: no new run starts, and no new write is sent, until there is room";

/// What is said while another program keeps the file to itself.
const LOCKED: &str =
    "another program has locked journal.sqlite: no write is sent until it lets go of it";

/// Shared by the thread that writes and those who ask it to.
#[derive(Default)]
pub struct Door {
    /// Asked for every record: it costs nothing where all is well.
    shut: AtomicBool,
    /// Nobody is left who writes.
    left: AtomicBool,
    why: Mutex<Why>,
}

#[derive(Default)]
struct Why {
    full: bool,
    /// The journal does not know all that was sent.
    behind: Option<JournalError>,
    /// A key of its runs is in no file.
    lost: Option<JournalError>,
    log: Option<Arc<str>>,
    warning: Option<Arc<str>>,
    warned: bool,
}

impl Door {
    /// Whether a record may come in. Nothing is begun while the door is shut.
    pub fn admit(&self, record: &Record) -> Result<(), JournalError> {
        let begins = matches!(
            record,
            Record::Started(_) | Record::Job(_) | Record::Asked { .. }
        );
        match begins {
            true => self.is_open(),
            false => Ok(()),
        }
    }

    /// Whether anything new may begin.
    pub fn is_open(&self) -> Result<(), JournalError> {
        if !self.is_shut() {
            return Ok(());
        }
        let why = self.why();
        if let Some(why) = why.lost.as_ref().or(why.behind.as_ref()) {
            return Err(why.clone());
        }
        match (&why.log, why.full) {
            (_, true) => Err(JournalError(FULL.into())),
            (Some(log), false) => Err(JournalError(format!(
                "{log}, and no new write is sent until that program ends its transaction or is closed"
            ))),
            (None, false) => Ok(()),
        }
    }

    /// The disk has room for outcomes, or not.
    pub fn set_full(&self, full: bool) {
        let mut why = self.why();
        why.full = full;
        self.set(&why);
    }

    /// Whether the journal knows less than the audit record beside it, and why that is so.
    pub fn set_behind(&self, behind: Option<JournalError>) {
        let mut why = self.why();
        why.behind = behind;
        self.set(&why);
    }

    /// Why what is kept cannot be relied on.
    pub fn behind(&self) -> Option<JournalError> {
        self.why().behind.clone()
    }

    /// Whether a key of the runs is lost, and what to do.
    pub fn set_lost(&self, lost: Option<JournalError>) {
        let mut why = self.why();
        why.lost = lost;
        self.set(&why);
    }

    /// Which key is lost.
    pub fn lost(&self) -> Option<JournalError> {
        self.why().lost.clone()
    }

    pub fn is_full(&self) -> bool {
        self.why().full
    }

    /// The last who writes has gone.
    pub fn leave(&self) {
        self.left.store(true, Ordering::Relaxed);
    }

    pub fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Another program keeps the file locked for long: somebody should know why nothing moves.
    pub fn set_locked(&self) {
        self.why().warning = Some(LOCKED.into());
    }

    /// How the log stands. Who keeps it long is told once, until it has been short again.
    pub fn set_log(&self, state: State) {
        let mut why = self.why();
        if matches!(state, State::Short) {
            why.warned = false;
        } else if let State::Long(who) | State::TooLong(who) = &state
            && !std::mem::replace(&mut why.warned, true)
        {
            why.warning = Some(who.clone());
        }
        why.log = match state {
            State::TooLong(who) => Some(who),
            State::Short | State::Long(_) => None,
        };
        self.set(&why);
    }

    /// What somebody should be told.
    pub fn warning(&self) -> Option<Arc<str>> {
        self.why().warning.take()
    }

    pub fn is_shut(&self) -> bool {
        self.shut.load(Ordering::Relaxed)
    }

    fn set(&self, why: &Why) {
        let shut = why.full || why.log.is_some() || why.behind.is_some() || why.lost.is_some();
        self.shut.store(shut, Ordering::Relaxed);
    }

    fn why(&self) -> MutexGuard<'_, Why> {
        self.why.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
