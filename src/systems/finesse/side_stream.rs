//! An event stream beside the requests: of a supervisor's teams, or of an agent whose own desktop is
//! open. Nothing depends on it, because everything is read back too; so it never goes to another
//! node, and beside a desktop it is never opened again.

use super::aftermath;
use super::broker::EventBroker;
use super::model::{SystemInfo, Update};
use super::node::{Nodes, Trouble};
use super::origin::Origin;
use super::xmpp::{Happening, Session};
use crate::clock;
use crate::run::effect::Exchange;
use crate::systems::net::reconnect::Reconnect;
use jiff::SignedDuration;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

/// Below zero: what Finesse sends to the agent without naming a program goes to the desktop alone.
const PRIORITY: i8 = -1;
/// The program that the agent's desktop is.
const DESKTOP: &str = "desktop";
/// What the stream is for.
#[derive(Debug)]
pub(super) enum What {
    /// The states of the agents of these teams, until the supervisor signs in somewhere.
    Teams(Vec<String>),
    /// The agent's own events, beside the agent's desktop.
    Desktop,
}

/// What a stream is begun with.
pub(super) struct Begin {
    pub nodes: Arc<Nodes>,
    pub broker: Arc<EventBroker>,
    pub notices: Arc<Mutex<Vec<Exchange>>>,
    /// The node that requests go to.
    pub node: usize,
    pub info: SystemInfo,
    pub what: What,
}

/// A stream that has begun.
#[derive(Debug)]
pub(super) struct SideStream {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    unwatched: Arc<AtomicBool>,
}

/// Why a stream is left.
#[derive(PartialEq)]
enum End {
    /// It broke off, or could not be opened.
    Broken,
    /// The connection is closed.
    Closed,
    /// The desktop is not, or no longer, at this node.
    NoDesktop,
    /// The supervisor has come to a desktop.
    Company,
    /// The credentials are refused.
    Refused,
}

impl Begin {
    pub fn begin(self) -> SideStream {
        let (stop, stopped) = watch::channel(false);
        let unwatched = Arc::<AtomicBool>::default();
        let side = Side {
            origin: Origin::of(self.nodes.user()),
            me: format!(
                "{}@",
                super::xmpp::escaped_user(self.nodes.user()).to_lowercase()
            ),
            nodes: self.nodes,
            broker: self.broker,
            notices: self.notices,
            subscribed: Vec::new(),
            stopped,
            unwatched: unwatched.clone(),
        };
        let (node, info, what) = (self.node, self.info, self.what);
        let task = tokio::spawn(async move {
            match what {
                What::Teams(teams) => side.teams(node, &info, &teams).await,
                What::Desktop => side.desktop(node, info).await,
            }
        });
        SideStream {
            stop,
            task,
            unwatched,
        }
    }
}

impl SideStream {
    /// Leaves, as far as that goes in this time. Whether a stream as the agent was open whose end
    /// nobody has watched yet: it is looked at without anybody waiting, while the program lives.
    pub async fn leave(self, limit: Duration) -> bool {
        self.stop.send_replace(true);
        let mut task = self.task;
        let _ = timeout(limit, &mut task).await;
        self.unwatched.load(Ordering::Acquire)
    }
}

struct Side {
    nodes: Arc<Nodes>,
    broker: Arc<EventBroker>,
    notices: Arc<Mutex<Vec<Exchange>>>,
    origin: Origin,
    /// The user's address up to its domain.
    me: String,
    subscribed: Vec<String>,
    stopped: watch::Receiver<bool>,
    /// Set while a stream as the agent is open, and until its end has been watched.
    unwatched: Arc<AtomicBool>,
}

impl Side {
    /// Follows the teams, and comes back after growing pauses.
    async fn teams(mut self, node: usize, info: &SystemInfo, teams: &[String]) {
        let all = teams.iter();
        self.subscribed = all
            .map(|team| format!("/finesse/api/Team/{team}/Users"))
            .collect();
        if self.subscribed.is_empty() {
            return;
        }
        let me = super::place::encoded(self.nodes.user());
        self.subscribed.push(format!("/finesse/api/User/{me}"));
        let mut reconnect = Reconnect::new(self.nodes.timeouts.retry);
        loop {
            let end = match self.open(node, info).await {
                Ok(session) => {
                    reconnect.up();
                    self.follow(session, None).await
                }
                Err(Trouble::Refused(_)) => End::Refused,
                Err(Trouble::Down(_)) => End::Broken,
            };
            let mut stopped = self.stopped.clone();
            let over = async { drop(stopped.wait_for(|stopped| *stopped).await) };
            if end != End::Broken || timeout(reconnect.pause(), over).await.is_ok() {
                return;
            }
        }
    }

    /// Follows the agent's events at the node where the desktop is seen, and looks at the agent when
    /// it has left.
    async fn desktop(mut self, node: usize, info: SystemInfo) {
        let user = super::place::encoded(self.nodes.user());
        let own = format!("/finesse/api/User/{user}");
        self.subscribed = vec![
            own.clone(),
            format!("{own}/Dialogs"),
            "/finesse/api/SystemInfo".to_owned(),
        ];
        let count = self.nodes.places.len();
        for here in (0..count).map(|step| (node + step) % count.max(1)) {
            let info = match here == node {
                true => Ok(info.clone()),
                false => self.nodes.in_service(here).await,
            };
            let Ok(info) = info else { continue };
            // Every stream's end is one that Finesse can take for the desktop's: none is opened for
            // nobody.
            if *self.stopped.borrow() {
                return;
            }
            let Ok(session) = self.open(here, &info).await else {
                continue;
            };
            self.unwatched.store(true, Ordering::Release);
            let end = self.beside(session, here).await;
            self.watch_its_end(here);
            if end != End::NoDesktop {
                return;
            }
        }
        self.tell(
            "no node shows the agent's desktop: no event stream is open, and actions are \
                   confirmed by reading back",
        );
    }

    fn watch_its_end(&self, node: usize) {
        let (nodes, notices) = (self.nodes.clone(), self.notices.clone());
        let unwatched = self.unwatched.clone();
        tokio::spawn(async move {
            let read = || async {
                let read = nodes.snapshot(node, &mut Vec::new()).await;
                read.ok().map(|(user, _)| user)
            };
            aftermath::watch(&notices, read).await;
            unwatched.store(false, Ordering::Release);
        });
    }

    /// Tells with the next answer where the desktop is, and is not.
    fn tell(&self, what: impl Into<String>) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.push(Exchange {
            at: clock::now(),
            took: SignedDuration::ZERO,
            asked: "looking for the agent's desktop".to_owned(),
            answered: what.into(),
        });
    }

    async fn open(&self, node: usize, info: &SystemInfo) -> Result<Session, Trouble> {
        let door = self.nodes.door(node, info)?;
        self.nodes.session(&door, PRIORITY).await
    }

    /// Waits for the desktop, and then follows for as long as it is there. [`End::NoDesktop`]: it
    /// was never seen here.
    async fn beside(&mut self, mut session: Session, node: usize) -> End {
        let deadline = Instant::now() + self.nodes.timeouts.presence;
        let seen = async {
            loop {
                match session.next().await {
                    Ok(happening) if self.is_desktop(&happening) == Some(true) => return true,
                    Ok(_) => {}
                    Err(_) => return false,
                }
            }
        };
        let mut stopped = self.stopped.clone();
        let seen = tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => None,
            seen = timeout_at(deadline, seen) => Some(seen),
        };
        match seen {
            None => {
                session.leave(self.nodes.timeouts.close).await;
                End::Closed
            }
            Some(Ok(true)) => {
                self.tell(format!("it is at {}", self.nodes.shown(node)));
                match self.follow(session, Some(DESKTOP)).await {
                    // It was here, and nobody goes looking for it elsewhere.
                    End::NoDesktop => End::Closed,
                    end => end,
                }
            }
            // A server may end it there: nobody is at both nodes.
            Some(Ok(false)) => End::NoDesktop,
            Some(Err(_)) => {
                session.leave(self.nodes.timeouts.close).await;
                End::NoDesktop
            }
        }
    }

    /// Whether something says that the desktop is there, or is not.
    fn is_desktop(&self, happening: &Happening) -> Option<bool> {
        match happening {
            Happening::Presence {
                user,
                resource,
                available,
            } if resource == DESKTOP && user.starts_with(&self.me) => Some(*available),
            _ => None,
        }
    }

    async fn follow(&mut self, mut session: Session, beside: Option<&str>) -> End {
        for node in &self.subscribed {
            let _ = session.subscribe(node);
        }
        let mut stopped = self.stopped.clone();
        let end = loop {
            tokio::select! {
                biased;
                _ = stopped.wait_for(|stopped| *stopped) => break End::Closed,
                happening = session.next() => match happening {
                    Err(_) => return End::Broken,
                    Ok(happening) if beside.is_some()
                        && self.is_desktop(&happening) == Some(false) => break End::NoDesktop,
                    Ok(Happening::Published(published)) => {
                        self.take(&published);
                        if beside.is_none() && self.has_signed_in() {
                            break End::Company;
                        }
                    }
                    Ok(_) => {}
                },
            }
        };
        // Subscriptions outlive their sessions: they are taken back.
        for node in &self.subscribed {
            let _ = session.unsubscribe(node);
        }
        session.leave(self.nodes.timeouts.close).await;
        end
    }

    fn has_signed_in(&self) -> bool {
        self.broker.look(|known| {
            let me = known.user(known.me());
            me.is_some_and(|me| me.is_signed_in())
        })
    }

    fn take(&self, published: &super::xmpp::Published) {
        let Ok(updates) = Update::read_all(&published.payload) else {
            return self.broker.hint();
        };
        for update in &updates {
            match self.origin.vouches(published, update, &self.subscribed) {
                true => drop(self.broker.apply(update, published.at)),
                false => self.broker.hint(),
            }
        }
    }
}
