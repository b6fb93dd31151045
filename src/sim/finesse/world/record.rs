//! What programs have done, what harm it was, and which are there.

/// Where a long life would fill the memory.
const MOST: usize = 10_000;

/// Whether a user's program is there.
#[derive(Debug, Default)]
pub(super) struct Presence {
    /// How many are.
    pub there: usize,
    /// How often that has changed.
    pub changes: u64,
}

/// What programs have done, and what harm it was.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Requests, streams, presences and subscriptions, in order.
    pub visits: Vec<String>,
    /// What a desktop has suffered.
    pub harm: Vec<String>,
}

impl Record {
    pub fn visit(&mut self, what: String) {
        if self.visits.len() < MOST {
            self.visits.push(what);
        }
    }

    pub fn harm(&mut self, what: String) {
        if self.harm.len() < MOST {
            self.harm.push(what);
        }
    }
}
