//! Who listens to what, and handing events out.

use crate::sim::finesse::event::item;
use crate::sim::finesse::node::Side;
use crate::sim::finesse::world::notice::Notice;
use crate::sim::finesse::xml::quoted;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::sync::mpsc::UnboundedSender;

/// What goes out on a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::sim::finesse) enum Out {
    /// Text.
    Text(String),
    /// Text, then the stream is closed in good order.
    Close(String),
    /// The connection breaks.
    Break,
}

/// A stream whose user is known.
struct Listener {
    side: Side,
    user: String,
    /// `1001@finesse-a.example/flow`
    jid: String,
    /// Whether it has sent presence: nothing is handed out before.
    present: bool,
    out: UnboundedSender<Out>,
}

/// All streams, and the subscriptions that outlive them.
#[derive(Default)]
pub(in crate::sim::finesse) struct Hub {
    listeners: BTreeMap<u64, Listener>,
    by_user: HashMap<String, BTreeSet<u64>>,
    /// Explicit subscriptions: node of the cluster and address, to full addresses.
    subscriptions: HashMap<(Side, String), BTreeMap<String, u64>>,
    listened: u64,
    published: u64,
}

impl Hub {
    /// A stream's user is known and has an address. Another stream with the same address goes.
    pub fn enter(&mut self, side: Side, user: &str, jid: &str, out: UnboundedSender<Out>) -> u64 {
        let same = self.listeners.iter().find(|(_, one)| one.jid == jid);
        if let Some(id) = same.map(|(id, _)| *id) {
            self.end(id, &stream_error("conflict"));
        }
        self.listened += 1;
        let id = self.listened;
        let listener = Listener {
            side,
            user: user.to_owned(),
            jid: jid.to_owned(),
            present: false,
            out,
        };
        self.listeners.insert(id, listener);
        self.by_user.entry(user.to_owned()).or_default().insert(id);
        id
    }

    /// A stream is gone. Its user's name where it was there.
    pub fn leave(&mut self, id: u64) -> Option<String> {
        let listener = self.listeners.remove(&id)?;
        if let Some(all) = self.by_user.get_mut(&listener.user) {
            all.remove(&id);
        }
        Some(listener.user)
    }

    /// A stream wants events, or none any more.
    pub fn presence(&mut self, id: u64, present: bool) {
        if let Some(listener) = self.listeners.get_mut(&id) {
            listener.present = present;
        }
    }

    /// Whether a user has a stream that wants events.
    pub fn listens(&self, user: &str) -> bool {
        let ids = self.by_user.get(user).into_iter().flatten();
        let mut listeners = ids.filter_map(|id| self.listeners.get(id));
        listeners.any(|one| one.present)
    }

    /// Subscribes an address to a node. The subscription's number; the old one where there is one.
    pub fn subscribe(&mut self, side: Side, node: &str, jid: &str) -> u64 {
        self.listened += 1;
        let number = self.listened;
        let all = self
            .subscriptions
            .entry((side, node.to_owned()))
            .or_default();
        *all.entry(jid.to_owned()).or_insert(number)
    }

    /// Ends a subscription. Whether there was one.
    pub fn unsubscribe(&mut self, side: Side, node: &str, jid: &str) -> bool {
        let all = self.subscriptions.get_mut(&(side, node.to_owned()));
        all.is_some_and(|all| all.remove(jid).is_some())
    }

    /// The explicit subscriptions of a user: node, address and number.
    pub fn subscriptions(&self, side: Side, user: &str) -> Vec<(String, String, u64)> {
        let here = self
            .subscriptions
            .iter()
            .filter(|((there, _), _)| *there == side);
        let own = |jid: &str| jid.split('@').next() == Some(user);
        let mut found: Vec<_> = here
            .flat_map(|((_, node), all)| all.iter().map(move |(jid, number)| (node, jid, *number)))
            .filter(|(_, jid, _)| own(jid))
            .map(|(node, jid, number)| (node.clone(), jid.clone(), number))
            .collect();
        found.sort();
        found
    }

    /// Hands an event out to all who want it.
    pub fn publish(&mut self, notice: &Notice, domains: &[String; 2]) {
        for _ in 0..notice.copies {
            self.published += 1;
            let item = item(notice, self.published);
            for id in self.wanted_by(&notice.node) {
                self.deliver(id, &item, domains);
            }
        }
    }

    fn deliver(&self, id: u64, item: &str, domains: &[String; 2]) {
        let Some(listener) = self.listeners.get(&id) else {
            return;
        };
        let domain = &domains[listener.side.index()];
        let to = quoted(&listener.jid);
        let text = format!(
            "<message xmlns='jabber:client' from='pubsub.{domain}' to='{to}' id='m{}'>{item}</message>",
            self.published
        );
        listener.out.send(Out::Text(text)).ok();
    }

    fn wanted_by(&self, node: &str) -> BTreeSet<u64> {
        let mut wanted = BTreeSet::new();
        if node == "/finesse/api/SystemInfo" {
            wanted.extend(self.listeners.keys());
        }
        if let Some(owner) = owner(node).and_then(|user| self.by_user.get(user)) {
            wanted.extend(owner);
        }
        for side in Side::ALL {
            let subscribed = self.subscriptions.get(&(side, node.to_owned()));
            for jid in subscribed.into_iter().flat_map(|all| all.keys()) {
                wanted.extend(self.at(side, jid));
            }
        }
        wanted.retain(|id| self.listeners.get(id).is_some_and(|one| one.present));
        wanted
    }

    /// The streams of an address; one without a resource stands for all of its user.
    fn at(&self, side: Side, jid: &str) -> impl Iterator<Item = u64> {
        let user = jid.split('@').next().unwrap_or_default();
        let ids = self.by_user.get(user).into_iter().flatten();
        ids.copied().filter(move |id| {
            let listener = self.listeners.get(id);
            listener.is_some_and(|one| one.side == side && (one.jid == jid || !jid.contains('/')))
        })
    }

    /// Sends a text to all streams of a node of the cluster.
    pub fn tell(&self, side: Side, text: &str) {
        for listener in self.listeners.values().filter(|one| one.side == side) {
            listener.out.send(Out::Text(text.to_owned())).ok();
        }
    }

    /// Ends streams in good order.
    pub fn end_all(&self, side: Side, text: &str) {
        for (id, _) in self.listeners.iter().filter(|(_, one)| one.side == side) {
            self.end(*id, text);
        }
    }

    fn end(&self, id: u64, text: &str) {
        if let Some(listener) = self.listeners.get(&id) {
            listener.out.send(Out::Close(text.to_owned())).ok();
        }
    }

    /// Breaks all streams, or those of one user. How many.
    pub fn kill(&mut self, user: Option<&str>) -> usize {
        let meant = |one: &&Listener| user.is_none_or(|user| one.user == user);
        let mut count = 0;
        for listener in self.listeners.values().filter(meant) {
            listener.out.send(Out::Break).ok();
            count += 1;
        }
        // Nothing is handed to a stream that is already broken.
        for listener in self.listeners.values_mut() {
            listener.present &= user.is_some_and(|user| listener.user != user);
        }
        count
    }
}

/// The user whose own node this is.
fn owner(node: &str) -> Option<&str> {
    let rest = node.strip_prefix("/finesse/api/User/")?;
    let user = rest.strip_suffix("/Dialogs").unwrap_or(rest);
    (!user.contains('/')).then_some(user)
}

/// An error of the stream itself.
pub(in crate::sim::finesse) fn stream_error(condition: &str) -> String {
    format!(
        "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>\
         <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
    )
}
