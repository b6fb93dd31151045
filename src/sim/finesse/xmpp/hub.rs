//! Who listens to what, and handing events out.

use super::address::user_of;
use crate::sim::finesse::event::item;
use crate::sim::finesse::node::Side;
use crate::sim::finesse::world::notice::Notice;
use crate::sim::finesse::xml::quoted;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::sync::mpsc::UnboundedSender;

/// What goes out on a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::sim::finesse) enum Out {
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
    /// The priority of its presence: nothing is handed out before it has sent one.
    present: Option<i8>,
    /// When it was active last, counted.
    active: u64,
    out: UnboundedSender<Out>,
}

impl Listener {
    fn is_desktop(&self) -> bool {
        self.jid.ends_with("/desktop")
    }
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
    /// Whether what is sent to a user reaches one program alone.
    pub one: bool,
    /// What the user's own desktop did not get.
    pub missed: Vec<String>,
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
            present: None,
            active: self.listened,
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

    /// A stream wants events, or none any more. The other programs of its user are told, and it of
    /// them.
    pub fn presence(&mut self, id: u64, present: Option<i8>) {
        self.listened += 1;
        let now = self.listened;
        let Some(listener) = self.listeners.get_mut(&id) else {
            return;
        };
        listener.present = present;
        listener.active = now;
        self.tell_others(id);
    }

    /// The desktop of a user is opened: nothing is ever heard of it, and it hears everything.
    pub fn open_desktop(&mut self, side: Side, user: &str, jid: &str) {
        let (out, _) = tokio::sync::mpsc::unbounded_channel();
        let id = self.enter(side, user, jid, out);
        self.presence(id, Some(0));
    }

    /// The desktop of a user is closed, or is back.
    pub fn set_desktop(&mut self, user: &str, there: bool) {
        let ids: Vec<u64> = self.of_user(user).collect();
        for id in ids {
            if self.listeners.get(&id).is_some_and(Listener::is_desktop) {
                self.presence(id, there.then_some(0));
            }
        }
    }

    fn of_user(&self, user: &str) -> impl Iterator<Item = u64> + use<> {
        let ids = self.by_user.get(user).cloned();
        ids.unwrap_or_default().into_iter()
    }

    /// Presence goes to the user's other programs at the same node, and theirs to a new one.
    fn tell_others(&self, id: u64) {
        let Some(own) = self.listeners.get(&id) else {
            return;
        };
        let others = self
            .of_user(&own.user)
            .filter_map(|id| self.listeners.get(&id));
        for other in others.filter(|other| other.side == own.side && other.jid != own.jid) {
            if other.present.is_some() {
                let told = presence(&own.jid, &other.jid, own.present.is_some());
                other.out.send(Out::Text(told)).ok();
            }
            if own.present.is_some() && other.present.is_some() {
                let told = presence(&other.jid, &own.jid, true);
                own.out.send(Out::Text(told)).ok();
            }
        }
    }

    /// Whether a user has a program that is there at the other node.
    pub fn is_elsewhere(&self, user: &str, side: Side) -> bool {
        let all = self.of_user(user).filter_map(|id| self.listeners.get(&id));
        let mut elsewhere = all.filter(|one| one.side != side && one.present.is_some());
        elsewhere.next().is_some()
    }

    /// The full address of a stream.
    pub fn address(&self, id: u64) -> Option<String> {
        self.listeners.get(&id).map(|one| one.jid.clone())
    }

    /// Whether a user has a stream that wants events.
    pub fn listens(&self, user: &str) -> bool {
        let ids = self.by_user.get(user).into_iter().flatten();
        let mut listeners = ids.filter_map(|id| self.listeners.get(id));
        listeners.any(|one| one.present.is_some() && !one.is_desktop())
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
        let own = |jid: &str| user_of(jid) == user;
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

    fn wanted_by(&mut self, node: &str) -> BTreeSet<u64> {
        let mut wanted = BTreeSet::new();
        if node == "/finesse/api/SystemInfo" {
            let there = self
                .listeners
                .iter()
                .filter(|(_, one)| one.present.is_some());
            wanted.extend(there.map(|(id, _)| *id));
        }
        let owner = owner(node).map(str::to_owned);
        if let Some(owner) = &owner {
            wanted.extend(self.of_address(owner));
        }
        for side in Side::ALL {
            let subscribed = self.subscriptions.get(&(side, node.to_owned()));
            for jid in subscribed.into_iter().flat_map(|all| all.keys()) {
                wanted.extend(self.at(side, jid));
            }
        }
        wanted.retain(|id| {
            self.listeners
                .get(id)
                .is_some_and(|one| one.present.is_some())
        });
        if let Some(owner) = &owner {
            self.note_missed(owner, node, &wanted);
        }
        wanted
    }

    /// Who gets what is sent to a user without naming a program: those that are there and do not say
    /// that they want none of it.
    fn of_address(&self, user: &str) -> Vec<u64> {
        let there = self
            .of_user(user)
            .filter_map(|id| Some((id, self.listeners.get(&id)?)));
        let there = there.filter(|(_, one)| one.present.is_some_and(|priority| priority >= 0));
        match self.one {
            false => there.map(|(id, _)| id).collect(),
            true => {
                let one = there.max_by_key(|(_, one)| (one.present, one.active));
                one.map(|(id, _)| id).into_iter().collect()
            }
        }
    }

    fn note_missed(&mut self, user: &str, node: &str, wanted: &BTreeSet<u64>) {
        let desktop = self.of_user(user).find(|id| {
            let one = self.listeners.get(id);
            one.is_some_and(|one| one.is_desktop() && one.present.is_some())
        });
        if desktop.is_some_and(|id| !wanted.contains(&id)) {
            self.missed
                .push(format!("agent {user}'s desktop missed an event of {node}"));
        }
    }

    /// The streams of an address; one without a resource stands for all of its user.
    fn at(&self, side: Side, jid: &str) -> impl Iterator<Item = u64> {
        let user = user_of(jid);
        let ids = self.by_user.get(&user).into_iter().flatten();
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

    pub fn end(&self, id: u64, text: &str) {
        if let Some(listener) = self.listeners.get(&id) {
            listener.out.send(Out::Close(text.to_owned())).ok();
        }
    }

    /// Breaks all streams, or those of one user. How many.
    pub fn kill(&mut self, user: Option<&str>) -> usize {
        let meant = |one: &&Listener| user.is_none_or(|user| one.user == user);
        let mut count = 0;
        let streams = self.listeners.values_mut();
        for listener in streams.filter(|one| !one.is_desktop() && meant(&&**one)) {
            listener.out.send(Out::Break).ok();
            // Nothing is handed to a stream that is already broken.
            listener.present = None;
            count += 1;
        }
        count
    }
}

/// The user whose own node this is.
fn owner(node: &str) -> Option<&str> {
    let rest = node.strip_prefix("/finesse/api/User/")?;
    let (user, below) = rest.split_once('/').unwrap_or((rest, ""));
    matches!(below, "" | "Dialogs" | "Media" | "Dialogs/Media").then_some(user)
}

/// That a program has come, or gone.
fn presence(of: &str, to: &str, available: bool) -> String {
    let kind = if available { "" } else { " type='unavailable'" };
    let (of, to) = (quoted(of), quoted(to));
    format!("<presence xmlns='jabber:client' from='{of}' to='{to}'{kind}/>")
}

/// An error of the stream itself.
pub(in crate::sim::finesse) fn stream_error(condition: &str) -> String {
    format!(
        "<stream:error xmlns:stream='http://etherx.jabber.org/streams'>\
         <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
    )
}
