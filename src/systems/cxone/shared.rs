//! What the parts of a connection share.

use super::identities::Identities;
use super::lists::Lists;
use super::plan::Plans;
use super::readback::ReadBacks;
use super::sessions::AgentSessions;
use super::settings::{ProfileSession, Timeouts};
use crate::catalogue::SystemEntry;
use crate::run::effect::Exchange;
use crate::value::Record;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What the parts of a connection share.
#[derive(Debug)]
pub(super) struct Shared {
    pub entry: Arc<SystemEntry>,
    pub plans: Plans,
    pub lists: Lists,
    pub identities: Identities,
    pub sessions: Arc<AgentSessions>,
    pub readbacks: Arc<ReadBacks>,
    pub timeouts: Timeouts,
    pub opens_for_others: bool,
    /// The session that the profile brings.
    pub session: Option<ProfileSession>,
    /// What the profile has brought, as long as it is good. Held while it is brought.
    pub provided: tokio::sync::Mutex<Option<Record>>,
    /// The session that the profile itself has started.
    pub started: Mutex<Option<Record>>,
    /// Of what a write is in doubt, by its id: the rows that its list showed of it before that write.
    pub in_doubt: Mutex<HashMap<String, Vec<Json>>>,
    /// What was left as it is when the connection was closed, and why.
    pub left: Mutex<Vec<String>>,
}

/// The most writes in doubt that are kept in mind.
const MOST_IN_DOUBT: usize = 10_000;

impl Shared {
    /// A write to this thing is in doubt; before it, the list showed these rows of it.
    pub(super) fn is_in_doubt(&self, subject: String, before: Option<Vec<Json>>) {
        let mut all = self.in_doubt.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = before
            && all.len() < MOST_IN_DOUBT
        {
            // what was there before the first of several counts
            all.entry(subject).or_insert(before);
        }
    }

    /// Whether a write to this thing is in doubt, and the list still shows what it showed before that.
    pub(super) fn shows_nothing_new(&self, subject: &str, now: Option<Vec<Json>>) -> bool {
        let mut all = self.in_doubt.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(subject) {
            Some(before) if now.as_ref() == Some(before) => true,
            Some(_) => {
                all.remove(subject);
                false
            }
            None => false,
        }
    }
}

pub(super) struct CallOnItsWay<'a> {
    pub on: &'a Shared,
    pub plan: &'a Arc<super::plan::Plan>,
    pub args: &'a Record,
    pub wire: Arc<super::wire::Wire>,
    pub session: Option<Arc<super::session::AgentSession>>,
    pub log: Vec<Exchange>,
}
