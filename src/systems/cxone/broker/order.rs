//! Which events are news: a queue that is read by several, throttled or read from an old place
//! hands out what it has handed out before.

use crate::systems::cxone::event::Event;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many events of one contact are remembered.
const REMEMBERED: usize = 16;

/// What has been told of one contact, or of the agent, so far.
#[derive(Debug, Default)]
pub(super) struct Order {
    latest: Option<Timestamp>,
    seen: VecDeque<u64>,
}

/// What an event is, beside those before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// News.
    New,
    /// The same that came before.
    Again,
    /// Older than what is known already. A clock that was set back looks the same, so that it is
    /// a reason to look, and neither believed nor forgotten.
    Late,
}

impl Order {
    /// Takes in an event. Without a time of its own it can only be news.
    pub fn take(&mut self, event: &Event) -> Turn {
        let Some(at) = event.changed_at() else {
            return Turn::New;
        };
        let print = print(event, at);
        if self.seen.contains(&print) {
            return Turn::Again;
        }
        self.seen.push_back(print);
        if self.seen.len() > REMEMBERED {
            self.seen.pop_front();
        }
        match self.latest {
            Some(latest) if at < latest => Turn::Late,
            _ => {
                self.latest = Some(at);
                Turn::New
            }
        }
    }
}

/// Everything that an event tells, so that another change within the same second is another event.
fn print(event: &Event, at: Timestamp) -> u64 {
    let mut hasher = DefaultHasher::new();
    at.hash(&mut hasher);
    event.hash_known(&mut hasher);
    hasher.finish()
}
