//! Keeps one node connected: opens it, follows its events, and goes to the other one when it
//! fails.

use super::hub::Hub;
use super::line::{Line, Node, State};
use super::model::{Data, SystemInfo, Update};
use super::node::{Nodes, Open, Trouble};
use super::xmpp::{Happening, Published, Session};
use crate::systems::net::reconnect::Reconnect;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// Keeps the connection of one user.
pub(super) struct Keeper {
    pub nodes: Arc<Nodes>,
    pub hub: Arc<Hub>,
    pub line: Arc<Line>,
    pub info: Arc<Mutex<Option<SystemInfo>>>,
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

impl Keeper {
    /// Keeps connected until nobody needs it or the credentials are refused.
    pub async fn keep(mut self) {
        let mut preferred = 0;
        loop {
            let (node, open) = match self.open_any(preferred).await {
                Ok(found) => found,
                Err(Trouble::Refused(refusal)) => return self.line.set(State::Refused(refusal)),
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
                    self.line.set(State::Coming);
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
        self.line.set(match meanwhile {
            State::Coming if pause > SHORT => State::Down(format!(
                "the event stream ends again and again; it is opened again in {} s",
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

    /// Opens the first node that can be used, and reads there how things stand.
    async fn open_any(&self, preferred: usize) -> Result<(usize, Open), Trouble> {
        let count = self.nodes.places.len();
        let mut troubles = Vec::new();
        for node in (0..count).map(|step| (preferred + step) % count.max(1)) {
            match self.open(node).await {
                Ok(open) => return Ok((node, open)),
                Err(Trouble::Down(why)) => troubles.push(why),
                Err(refused) => return Err(refused),
            }
        }
        Err(Trouble::Down(troubles.join("; ")))
    }

    async fn open(&self, node: usize) -> Result<Open, Trouble> {
        let mut open = self.nodes.open(node).await?;
        let (user, dialogs) = self.nodes.snapshot(node).await?;
        self.hub.rebuild(user, &dialogs);
        for published in std::mem::take(&mut open.early) {
            self.take(&published);
        }
        Ok(open)
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
        loop {
            tokio::select! {
                biased;
                happening = session.next() => match happening {
                    Ok(happening) => self.heed(happening, &service, &mut search),
                    Err(_) => return End::Broken,
                },
                order = self.orders.recv() => match order {
                    Some(order) => self.obey(&order, &mut session, &mut search),
                    None => {
                        self.unsubscribe(&mut session);
                        return End::Closed(Box::new(session));
                    }
                },
                found = search.found() => match found {
                    Found::Here(info) => self.again(node, *info, &mut search).await,
                    Found::There(other) => {
                        self.unsubscribe(&mut session);
                        session.leave(self.nodes.timeouts.close).await;
                        return End::Other(other);
                    }
                    Found::Nowhere => search.begin(),
                },
            }
        }
    }

    /// What happens on the stream: events, and whether the node still serves.
    fn heed(&self, happening: Happening, service: &str, search: &mut Search<'_>) {
        match happening {
            Happening::Published(published) => match self.take(&published) {
                Some(false) => self.out(search, "is out of service"),
                Some(true) => search.hurry(),
                None => {}
            },
            Happening::Presence { user, available } if user == service => match available {
                false => self.out(search, "has no notification service now"),
                true => search.hurry(),
            },
            Happening::Presence { .. } | Happening::Answered { .. } => {}
        }
    }

    fn obey(&mut self, order: &Order, session: &mut Session, search: &mut Search<'_>) {
        if let Order::Suspect(suspect) = order {
            if suspect.index == search.here && suspect.term == self.term {
                self.out(search, "refuses requests");
            }
            return;
        }
        let before = self.wanted.clone();
        self.note(order);
        change(session, order, &before, &self.wanted);
    }

    /// The node serves again: what happened meanwhile is read.
    async fn again(&mut self, node: usize, info: SystemInfo, search: &mut Search<'_>) {
        match self.nodes.snapshot(node).await {
            Ok((user, dialogs)) => {
                self.hub.rebuild(user, &dialogs);
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
        self.line.set(State::Up(Node {
            index: node,
            term: self.term,
        }));
    }

    /// The node does not serve: nothing is sent, and one that serves is looked for.
    fn out(&self, search: &mut Search<'_>, why: &str) {
        if search.is_on() {
            return;
        }
        let shown = self.nodes.shown(search.here);
        self.line.set(State::Down(format!("{shown} {why}")));
        search.begin();
    }

    /// Takes in what was published; whether the system says that it serves, where it says so.
    fn take(&self, published: &Published) -> Option<bool> {
        // What cannot be read tells nothing: who waits for it reads back.
        let updates = Update::read_all(&published.payload).ok()?;
        let mut serves = None;
        for update in &updates {
            if let Data::SystemInfo(info) = &update.data {
                serves = Some(info.status.serves());
            }
            self.hub.apply(update, published.at);
        }
        serves
    }
}

/// The search for a node that serves, while the one that is connected does not.
struct Search<'a> {
    nodes: &'a Nodes,
    here: usize,
    looking: Option<Pin<Box<dyn Future<Output = Found> + Send + 'a>>>,
}

/// What a search has found.
enum Found {
    Here(Box<SystemInfo>),
    There(usize),
    Nowhere,
}

impl<'a> Search<'a> {
    fn new(nodes: &'a Nodes, here: usize) -> Self {
        Self {
            nodes,
            here,
            looking: None,
        }
    }

    fn is_on(&self) -> bool {
        self.looking.is_some()
    }

    /// Looks after a little while.
    fn begin(&mut self) {
        let (nodes, here) = (self.nodes, self.here);
        self.looking = Some(Box::pin(async move {
            sleep(nodes.timeouts.retry).await;
            look(nodes, here).await
        }));
    }

    /// Looks at once, where it was about to look.
    fn hurry(&mut self) {
        if self.is_on() {
            self.looking = Some(Box::pin(look(self.nodes, self.here)));
        }
    }

    /// What it has found; never, while nobody looks.
    async fn found(&mut self) -> Found {
        let Some(looking) = &mut self.looking else {
            return std::future::pending().await;
        };
        let found = looking.await;
        self.looking = None;
        found
    }
}

/// Asks this node and then the others whether they serve.
async fn look(nodes: &Nodes, here: usize) -> Found {
    if let Ok(info) = nodes.in_service(here).await {
        return Found::Here(Box::new(info));
    }
    for other in (0..nodes.places.len()).filter(|other| *other != here) {
        if nodes.in_service(other).await.is_ok() {
            return Found::There(other);
        }
    }
    Found::Nowhere
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
