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
use std::sync::{Arc, Mutex};

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
    /// What was left as it is when the connection was closed, and why.
    pub left: Mutex<Vec<String>>,
}

pub(super) struct CallOnItsWay<'a> {
    pub on: &'a Shared,
    pub plan: &'a Arc<super::plan::Plan>,
    pub args: &'a Record,
    pub wire: Arc<super::wire::Wire>,
    pub session: Option<Arc<super::session::AgentSession>>,
    pub log: Vec<Exchange>,
}
