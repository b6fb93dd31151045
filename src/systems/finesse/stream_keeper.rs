//! Keeps one node connected: opens it, follows its events, and goes to the other one when it
//! fails.

mod doubts;
mod opening;
mod search;
mod taking;

use super::broker::EventBroker;
use super::link::{Node, NodeLink, State};
use super::model::SystemInfo;
use super::node::{Nodes, Open, Trouble};
use super::origin::Origin;
use super::xmpp::{Happening, Published, Session};
use crate::systems::net::reconnect::Reconnect;
use doubts::Doubts;
use opening::{OpenAny, Opened};
use search::{Found, Search};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use taking::{Taken, take};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// Keeps the connection of one user.
pub(super) struct StreamKeeper {
    pub nodes: Arc<Nodes>,
    pub broker: Arc<EventBroker>,
    pub link: Arc<NodeLink>,
    pub info: Arc<Mutex<Option<SystemInfo>>>,
    /// Set when the agent's own desktop is seen.
    pub desktop_seen: Arc<AtomicBool>,
    pub origin: Origin,
    pub orders: mpsc::UnboundedReceiver<Order>,
    /// Nodes whose events somebody wants, with how many want them.
    pub wanted: HashMap<String, usize>,
    pub term: u64,
    pub reconnect: Reconnect,
}

/// How long actions may be kept waiting for a connection that is to be made again.
const SHORT: Duration = Duration::from_secs(5);

/// What others want of the keeper.
#[derive(Debug)]
pub(super) enum Order {
    /// A node has answered that it does not serve.
    Suspect(Node),
    /// Somebody wants what is published to this node.
    Subscribe(String),
    /// Somebody wants it no more.
    Unsubscribe(String),
}

/// Why a node is left.
enum End {
    /// Its stream broke off.
    Broken,
    /// Another one serves, and it does not.
    Other(usize),
    /// Nobody needs the connection any more.
    Closed(Box<Session>),
}

impl StreamKeeper {
    /// Keeps connected until nobody needs it or the credentials are refused.
    pub async fn keep(mut self) {
        let mut preferred = 0;
        loop {
            let opened = match self.open_unless_closed(preferred).await {
                Some(opened) => opened,
                None => return,
            };
            let (node, open) = match opened {
                Ok(found) => found,
                Err(Trouble::Refused(refusal)) => return self.link.set(State::Refused(refusal)),
                Err(Trouble::Down(why)) => {
                    if self.pause(State::Down(why)).await {
                        return;
                    }
                    continue;
                }
            };
            preferred = node;
            self.reconnect.up();
            match self.follow(node, open).await {
                End::Broken => {
                    if self.pause(State::Coming).await {
                        return;
                    }
                }
                End::Other(other) => {
                    preferred = other;
                    self.link.set(State::Coming);
                }
                End::Closed(session) => {
                    let limit = self.nodes.timeouts.close;
                    return session.leave(limit).await;
                }
            }
        }
    }

    /// Waits before another try; whether nobody needs it any more.
    async fn pause(&mut self, meanwhile: State) -> bool {
        let pause = self.reconnect.pause();
        self.link.set(match meanwhile {
            State::Coming if pause > SHORT => State::Down(format!(
                "the event stream keeps ending; the next attempt is in {} s",
                pause.as_secs()
            )),
            meanwhile => meanwhile,
        });
        let pause = sleep(pause);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => return false,
                order = self.orders.recv() => match order {
                    None => return true,
                    Some(order) => self.note(&order),
                },
            }
        }
    }

    /// Opens a node; `None` where nobody needs it any more, however long that takes.
    async fn open_unless_closed(&mut self, preferred: usize) -> Option<Opened> {
        let mut orders = Vec::new();
        let opened = {
            let (this, from) = (OpenAny::of(self), &mut self.orders);
            let opening = this.open_any(preferred);
            tokio::pin!(opening);
            loop {
                tokio::select! {
                    opened = &mut opening => break Some(opened),
                    order = from.recv() => match order {
                        Some(order) => orders.push(order),
                        None => break None,
                    },
                }
            }
        };
        for order in &orders {
            self.note(order);
        }
        opened
    }

    fn note(&mut self, order: &Order) {
        match order {
            Order::Subscribe(node) => *self.wanted.entry(node.clone()).or_default() += 1,
            Order::Unsubscribe(node) => {
                if let Some(count) = self.wanted.get_mut(node) {
                    *count -= 1;
                    if *count == 0 {
                        self.wanted.remove(node);
                    }
                }
            }
            Order::Suspect(_) => {}
        }
    }

    /// Follows a node's events until it fails or nobody needs it any more.
    async fn follow(&mut self, node: usize, open: Open) -> End {
        let Open {
            mut session,
            info,
            service,
            ..
        } = open;
        for wanted in self.wanted.keys() {
            let _ = session.subscribe(wanted);
        }
        self.up(node, info);
        let nodes = self.nodes.clone();
        let mut search = Search::new(&nodes, node);
        let mut doubts = Doubts::default();
        loop {
            tokio::select! {
                biased;
                // First: a flood of events must not hold up the end.
                order = self.orders.recv() => match order {
                    Some(order) => self.obey(&order, &mut session, &mut search),
                    None => {
                        self.unsubscribe(&mut session);
                        return End::Closed(Box::new(session));
                    }
                },
                () = doubts.due() => self.read_anew(node).await,
                happening = session.next() => match happening {
                    Ok(happening) => {
                        if self.heed(happening, &service, &mut search) {
                            doubts.note();
                        }
                    }
                    Err(_) => return End::Broken,
                },
                found = search.found() => match found {
                    Found::Here(info) => self.again(node, *info, &mut search).await,
                    Found::There(other) => {
                        self.unsubscribe(&mut session);
                        session.leave(self.nodes.timeouts.close).await;
                        return End::Other(other);
                    }
                    Found::Nowhere => {
                        self.out(&mut search, "rejects requests");
                        search.begin();
                    }
                },
            }
        }
    }

    /// What happens on the stream: events, and whether the node still serves. Whether something
    /// came that is worth reading anew.
    fn heed(&self, happening: Happening, service: &str, search: &mut Search<'_>) -> bool {
        match happening {
            Happening::Published(published) => {
                let taken = self.take(&published);
                match taken.serves {
                    Some(false) => self.out(search, "is out of service"),
                    Some(true) => search.hurry(),
                    None => {}
                }
                return taken.doubtful;
            }
            Happening::Presence {
                user, available, ..
            } if user == service => match available {
                false => self.out(search, "has no notification service now"),
                true => search.hurry(),
            },
            Happening::Presence {
                user,
                resource,
                available: true,
            } if resource == "desktop" && self.is_own(&user) => {
                self.desktop_seen.store(true, Ordering::Release);
            }
            Happening::Presence { .. } | Happening::Answered { .. } => {}
        }
        false
    }

    fn is_own(&self, user: &str) -> bool {
        let own = super::xmpp::escaped_user(self.nodes.user()).to_lowercase();
        user.strip_prefix(&own)
            .is_some_and(|rest| rest.starts_with('@'))
    }

    /// Something was told that cannot be taken in as it is: what there is is read.
    async fn read_anew(&self, node: usize) {
        if let Ok((user, dialogs)) = self.nodes.snapshot(node, &mut Vec::new()).await {
            self.broker.rebuild(user, &dialogs);
        }
    }

    fn obey(&mut self, order: &Order, session: &mut Session, search: &mut Search<'_>) {
        if let Order::Suspect(suspect) = order {
            if suspect.index == search.here && suspect.term == self.term && !search.is_on() {
                // A proxy may have said it: actions wait until the node itself was asked.
                self.link.set(State::Coming);
                search.begin();
            }
            return;
        }
        let before = self.wanted.clone();
        self.note(order);
        change(session, order, &before, &self.wanted);
    }

    /// The node serves again: what happened meanwhile is read.
    async fn again(&mut self, node: usize, info: SystemInfo, search: &mut Search<'_>) {
        match self.nodes.snapshot(node, &mut Vec::new()).await {
            Ok((user, dialogs)) => {
                self.broker.rebuild(user, &dialogs);
                self.up(node, info);
            }
            Err(_) => search.begin(),
        }
    }

    /// Subscriptions outlive their sessions: they are taken back.
    fn unsubscribe(&self, session: &mut Session) {
        for wanted in self.wanted.keys() {
            let _ = session.unsubscribe(wanted);
        }
    }

    fn up(&mut self, node: usize, info: SystemInfo) {
        self.term += 1;
        *self.info.lock().unwrap_or_else(PoisonError::into_inner) = Some(info);
        self.link.set(State::Up(Node {
            index: node,
            term: self.term,
        }));
    }

    /// The node does not serve: nothing is sent, and one that serves is looked for.
    fn out(&self, search: &mut Search<'_>, why: &str) {
        if search.is_sure {
            return;
        }
        search.is_sure = true;
        let shown = self.nodes.shown(search.here);
        self.link.set(State::Down(format!("{shown} {why}")));
        search.begin();
    }

    /// Takes in what was published, as far as it comes from where it says it does.
    fn take(&self, published: &Published) -> Taken {
        take(&self.broker, &self.origin, published, self.wanted.keys())
    }
}

/// The first who wants a node's events subscribes, the last who wants them unsubscribes.
fn change(
    session: &mut Session,
    order: &Order,
    before: &HashMap<String, usize>,
    after: &HashMap<String, usize>,
) {
    match order {
        Order::Subscribe(node) if !before.contains_key(node) => {
            let _ = session.subscribe(node);
        }
        Order::Unsubscribe(node) if !after.contains_key(node) => {
            let _ = session.unsubscribe(node);
        }
        _ => {}
    }
}
