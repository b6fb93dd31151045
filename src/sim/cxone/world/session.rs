//! Agent sessions and the events that wait in them.

use super::event::Event;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Notify;

/// How many events a session keeps for those who have not fetched them.
const KEPT: usize = 50_000;

/// How many events one answer holds at most.
const ANSWER: usize = 100;

/// An agent session.
#[derive(Debug)]
pub(crate) struct Session {
    pub agent: u64,
    pub ended: bool,
    pub muted: bool,
    pub leg: bool,
    pub watching: Option<u64>,
    pub dialer_skill: Option<u64>,
    events: VecDeque<Arc<Event>>,
    first: u64,
    /// How far somebody has read, where all readers share one place.
    pub shared: u64,
    pub news: Arc<Notify>,
}

/// What a session id stands for. Ids change with every answer of `get-next-event`: each names a
/// session and how far its holder has read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionMark {
    pub session: usize,
    pub read: u64,
    pub replaced: Option<Timestamp>,
}

impl Session {
    pub fn new(agent: u64) -> Self {
        Self {
            agent,
            ended: false,
            muted: false,
            leg: false,
            watching: None,
            dialer_skill: None,
            events: VecDeque::new(),
            first: 0,
            shared: 0,
            news: Arc::new(Notify::new()),
        }
    }

    /// Adds an event and wakes whoever waits for one.
    pub fn push(&mut self, event: Event) {
        self.events.push_back(Arc::new(event));
        if self.events.len() > KEPT {
            self.events.pop_front();
            self.first += 1;
        }
        self.news.notify_waiters();
    }

    /// The number that the next event will have.
    pub fn end(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    /// The events from a number on, as many as one answer holds, and the first one's number.
    pub fn since(&self, read: u64) -> (u64, Vec<Arc<Event>>) {
        let from = read.max(self.first);
        let skip = usize::try_from(from - self.first).unwrap_or(usize::MAX);
        let events = self.events.iter().skip(skip).take(ANSWER).cloned();
        (from, events.collect())
    }
}
