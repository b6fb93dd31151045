//! What a stream needs whatever it travels in.

use super::hub::Out;
use super::session::{Framing, Session};
use crate::sim::finesse::house::House;
use crate::sim::finesse::node::Side;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How often the server asks whether a client is still there, in the wall's time.
const PING_EVERY: Duration = Duration::from_secs(30);

/// After how many questions without any sign of life a client counts as gone.
const PINGS_LOST: u32 = 2;

/// How many texts go out in one write.
const BATCH: usize = 256;

/// A session, shared by what reads and what asks.
pub(super) struct Line {
    session: Mutex<Session>,
    /// How many questions have had no sign of life since.
    silence: AtomicU32,
    out: UnboundedSender<Out>,
}

impl Line {
    /// One on a side, and what goes out on it.
    pub fn new(house: Arc<House>, side: Side, framing: Framing) -> (Self, UnboundedReceiver<Out>) {
        let (out, outgoing) = unbounded_channel();
        let session = Session::new(house, side, framing, out.clone());
        let line = Self {
            session: Mutex::new(session),
            silence: AtomicU32::new(0),
            out,
        };
        (line, outgoing)
    }

    /// Something came in.
    pub fn with(&self, work: impl FnOnce(&mut Session)) {
        self.silence.store(0, Ordering::Relaxed);
        work(&mut self.session.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The client has closed the stream.
    pub fn closed(&self) {
        self.with(|session| session.over(false));
        self.out.send(Out::Close(String::new())).ok();
    }

    /// Asks from time to time whether the client is still there; ends when it is not.
    pub async fn pings(&self) {
        for number in 1.. {
            tokio::time::sleep(PING_EVERY).await;
            if self.silence.fetch_add(1, Ordering::Relaxed) >= PINGS_LOST {
                return;
            }
            let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(ping) = session.ping(number) {
                self.out.send(Out::Text(ping)).ok();
            }
        }
    }
}

/// Waits for what goes out: as many texts as there are, and what ends the stream after them.
/// `None`: nothing will come any more.
pub(super) async fn batch(
    outgoing: &mut UnboundedReceiver<Out>,
    texts: &mut Vec<String>,
) -> Option<Option<Out>> {
    let mut next = outgoing.recv().await?;
    loop {
        match next {
            Out::Text(text) => texts.push(text),
            ends => return Some(Some(ends)),
        }
        if texts.len() >= BATCH {
            return Some(None);
        }
        match outgoing.try_recv() {
            Ok(out) => next = out,
            Err(_) => return Some(None),
        }
    }
}
