//! How the connection to the nodes stands: what actions ask before anything is sent.

use crate::systems::net::refusal::Refusal;
use jiff::SignedDuration;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// It is being made, for the first time or again.
    Coming,
    /// Requests can be sent.
    Up(Node),
    /// No node can be used now, and why; it is being tried.
    Down(String),
    /// The credentials were refused: nothing is tried any more.
    Refused(Refusal),
    /// The connection was closed.
    Closed,
}

/// The node that is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Node {
    /// Which one.
    pub index: usize,
    /// Counts the times that a node came up: what was seen before is not what holds now.
    pub term: u64,
}

/// What tells how it stands, and what asks.
#[derive(Debug)]
pub(super) struct NodeLink {
    state: watch::Sender<State>,
}

impl Default for NodeLink {
    fn default() -> Self {
        let (state, _) = watch::channel(State::Coming);
        Self { state }
    }
}

impl NodeLink {
    /// Says how it stands now. What was closed stays closed.
    pub fn set(&self, state: State) {
        self.state.send_if_modified(|now| {
            let changes = *now != State::Closed && *now != state;
            if changes {
                *now = state;
            }
            changes
        });
    }

    /// The node to send to. Waits this long for one that is being connected to, and not at all
    /// where none can be used.
    pub async fn ready(&self, limit: Duration) -> Result<Node, Refusal> {
        let mut told = self.state.subscribe();
        let settled = told.wait_for(|state| *state != State::Coming);
        let state = match timeout(limit, settled).await {
            Ok(Ok(state)) => state.clone(),
            _ => State::Down("no Finesse node could be reached in time".into()),
        };
        match state {
            State::Up(node) => Ok(node),
            State::Refused(refusal) => Err(refused(&refusal)),
            State::Down(why) => Err(unavailable(&why)),
            State::Coming | State::Closed => Err(unavailable("the connection is closed")),
        }
    }

    /// What is known without asking: a node that serves, or that there will be none any more.
    pub fn there(&self) -> Option<Result<Node, Refusal>> {
        match &*self.state.borrow() {
            State::Up(node) => Some(Ok(*node)),
            State::Closed => Some(Err(unavailable("the connection is closed"))),
            State::Refused(refusal) => Some(Err(refused(refusal))),
            State::Coming | State::Down(_) => None,
        }
    }

    /// A node is not known to serve any more.
    pub fn forget(&self, node: Node) {
        self.state.send_if_modified(|now| {
            let same = *now == State::Up(node);
            if same {
                *now = State::Coming;
            }
            same
        });
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        *self.state.borrow() == State::Closed
    }

    /// Waits until nothing can come any more, and says why.
    pub async fn ended(&self) -> Refusal {
        let mut told = self.state.subscribe();
        let end = told.wait_for(|state| matches!(state, State::Refused(_) | State::Closed));
        let state = match end.await {
            Ok(state) => state.clone(),
            Err(_) => State::Closed,
        };
        match state {
            State::Refused(refusal) => refused(&refusal),
            _ => unavailable("the connection is closed"),
        }
    }

    /// Waits this long until a node is up, whatever happens meanwhile.
    pub async fn up(&self, limit: Duration) -> Option<Node> {
        let mut told = self.state.subscribe();
        let end = told
            .wait_for(|state| matches!(state, State::Up(_) | State::Refused(_) | State::Closed));
        match timeout(limit, end).await {
            Ok(Ok(state)) => match *state {
                State::Up(node) => Some(node),
                _ => None,
            },
            _ => None,
        }
    }
}

/// As long as Finesse's own words say a retry takes to succeed: several seconds.
const SEVERAL: SignedDuration = SignedDuration::from_secs(5);

/// Nothing was sent.
pub(super) fn unavailable(why: &str) -> Refusal {
    let mut refusal = Refusal::new("Unavailable", format!("not sent: {why}"));
    refusal.retry_after = Some(SEVERAL);
    refusal
}

/// Nothing was sent: the credentials are refused.
pub(super) fn refused(refusal: &Refusal) -> Refusal {
    let reason = &refusal.reason;
    match reason.starts_with("not sent") {
        true => refusal.clone(),
        false => Refusal::new(
            refusal.outcome,
            format!("not sent: Finesse rejected these credentials ({reason})"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: State = State::Up(Node { index: 0, term: 1 });
    const LIMIT: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn an_action_waits_for_what_is_coming_and_for_nothing_else() {
        let line = NodeLink::default();
        let late = line.ready(LIMIT).await.unwrap_err();
        assert_eq!(late.outcome, "Unavailable");
        let (ready, ()) = tokio::join!(line.ready(LIMIT), async { line.set(UP) });
        assert!(ready.is_ok());
        line.set(State::Down("out of service".into()));
        let start = tokio::time::Instant::now();
        let down = line.ready(LIMIT).await.unwrap_err();
        assert!(down.reason.contains("out of service") && down.retry_after.is_some());
        assert!(start.elapsed() < Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn closed_is_closed() {
        let line = NodeLink::default();
        line.set(State::Closed);
        line.set(UP);
        assert!(line.is_closed());
        assert!(line.ready(LIMIT).await.is_err() && line.up(LIMIT).await.is_none());
    }
}
