//! One stream: signing in, taking an address, presence, pings and subscriptions.

use super::address::{user_of, written};
use super::hub::Out;
use super::stanza::{self, PUBSUB, SASL};
use crate::sim::finesse::house::House;
use crate::sim::finesse::node::Side;
use crate::sim::finesse::xml::Element;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// How streams are opened and closed: on a connection of their own, or in a WebSocket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Framing {
    Plain,
    WebSocket,
}

/// A stream from its first byte to its last.
pub(super) struct Session {
    house: Arc<House>,
    side: Side,
    framing: Framing,
    out: UnboundedSender<Out>,
    user: Option<String>,
    jid: String,
    /// Its place in the hub, once it has an address.
    place: Option<u64>,
    present: Option<i8>,
    /// How often a sign-in has failed.
    failures: u8,
    streams: u64,
}

impl Session {
    pub fn new(house: Arc<House>, side: Side, framing: Framing, out: UnboundedSender<Out>) -> Self {
        Self {
            house,
            side,
            framing,
            out,
            user: None,
            jid: String::new(),
            place: None,
            present: None,
            failures: 0,
            streams: 0,
        }
    }

    fn domain(&self) -> &str {
        &self.house.node(self.side).domain
    }

    fn send(&self, text: impl Into<String>) {
        self.out.send(Out::Text(text.into())).ok();
    }

    fn close(&self, text: String) {
        self.out.send(Out::Close(text)).ok();
    }

    /// The stream is opened, for the first time or again after signing in.
    pub fn opened(&mut self) {
        self.streams += 1;
        let (domain, number) = (self.domain(), self.streams);
        let head = match self.framing {
            Framing::Plain => format!(
                "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
                 xmlns:stream='http://etherx.jabber.org/streams' id='s{number}' from='{domain}' \
                 version='1.0'>"
            ),
            Framing::WebSocket => format!(
                "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='s{number}' \
                 from='{domain}' version='1.0'/>"
            ),
        };
        self.send(head);
        self.send(stanza::features(self.user.is_some()));
    }

    /// What came is no XML.
    pub fn malformed(&self) {
        self.close(stanza::ends("not-well-formed"));
    }

    /// An element came.
    pub fn take(&mut self, element: &Element) {
        match element.name.as_ref() {
            "auth" if self.user.is_none() => self.sign_in(element),
            "iq" if self.user.is_some() => self.question(element),
            "presence" if self.place.is_some() => self.presence(element),
            "message" if self.place.is_some() => {}
            _ => self.close(stanza::ends("not-authorized")),
        }
    }

    fn sign_in(&mut self, auth: &Element) {
        if auth.attribute("mechanism") != Some("PLAIN") {
            return self.send(stanza::not_signed_in("invalid-mechanism"));
        }
        let Some((user, password)) = plain(&auth.text) else {
            return self.send(stanza::not_signed_in("malformed-request"));
        };
        if self.house.knows(&user, &password) {
            self.user = Some(user);
            return self.send(format!("<success xmlns='{SASL}'/>"));
        }
        self.failures += 1;
        match self.failures {
            0..3 => self.send(stanza::not_signed_in("not-authorized")),
            _ => self.close(stanza::not_signed_in("not-authorized")),
        }
    }

    fn question(&mut self, iq: &Element) {
        let kind = iq.attribute("type").unwrap_or_default();
        if kind == "result" || kind == "error" {
            return;
        }
        let Some(asked) = iq.children.first() else {
            return self.refuse(iq, "modify", "bad-request");
        };
        match (kind, asked.name.as_ref()) {
            ("set", "bind") if self.place.is_none() => self.bind(iq, asked),
            _ if self.place.is_none() => self.refuse(iq, "auth", "not-authorized"),
            ("set", "session") | ("get", "ping") => self.answer(iq, None),
            ("get", "query") => self.query(iq, asked),
            ("set" | "get", "pubsub") => self.pubsub(iq, asked),
            _ => self.refuse(iq, "cancel", "service-unavailable"),
        }
    }

    fn answer(&self, iq: &Element, content: Option<Element>) {
        self.send(stanza::result(iq, self.domain(), &self.jid, content));
    }

    fn refuse(&self, iq: &Element, kind: &str, condition: &str) {
        self.send(stanza::error(iq, self.domain(), &self.jid, kind, condition));
    }

    fn bind(&mut self, iq: &Element, asked: &Element) {
        let Some(user) = self.user.clone() else {
            return;
        };
        let resource = match asked.value("resource") {
            Some(resource) => resource.to_owned(),
            None => format!("r{}", self.house.draw()),
        };
        self.jid = format!("{}@{}/{resource}", written(&user), self.domain());
        self.visit(&format!("opens as {}", program(&resource)));
        let place = self
            .house
            .enter(self.side, &user, &self.jid, self.out.clone());
        self.place = Some(place);
        let bind = Element::new("bind")
            .with("xmlns", "urn:ietf:params:xml:ns:xmpp-bind")
            .field("jid", self.jid.as_str());
        self.answer(iq, Some(bind));
    }

    /// The roster holds the user `finesse`, and nothing else is told of.
    fn query(&self, iq: &Element, asked: &Element) {
        let namespace = asked.attribute("xmlns").unwrap_or_default();
        let query = Element::new("query").with("xmlns", namespace);
        match namespace {
            "jabber:iq:roster" => {
                let jid = format!("finesse@{}", self.domain());
                let item = Element::new("item")
                    .with("jid", jid)
                    .with("subscription", "to");
                self.answer(iq, Some(query.child(item)));
            }
            "http://jabber.org/protocol/disco#info" => self.answer(iq, Some(query)),
            _ => self.refuse(iq, "cancel", "service-unavailable"),
        }
    }

    fn presence(&mut self, presence: &Element) {
        if presence.attribute("to").is_some() {
            return;
        }
        let present = match presence.attribute("type") {
            None => {
                let priority = presence.value("priority");
                Some(
                    priority
                        .and_then(|text| text.trim().parse().ok())
                        .unwrap_or(0),
                )
            }
            Some("unavailable") => None,
            Some(_) => return,
        };
        let (Some(place), Some(user)) = (self.place, self.user.as_deref()) else {
            return;
        };
        match present {
            Some(priority) => self.visit(&format!("is present, priority {priority}")),
            None => self.visit("says that it is gone"),
        }
        if present.is_some() && !self.house.may_be_present(user, self.side) {
            return self.close(stanza::ends("policy-violation"));
        }
        if present != self.present {
            let known = self.present.is_some();
            self.present = present;
            match known == present.is_some() {
                // Only its priority is another one.
                true => self.house.hub(|hub| hub.presence(place, present)),
                false => self.house.presence(place, user, present, false),
            }
        }
        if present.is_some() {
            let well = self.house.is_well(self.side);
            self.send(stanza::server_presence(self.domain(), &self.jid, well));
        }
    }

    /// Writes down what this stream does.
    fn visit(&self, what: &str) {
        let user = self.user.as_deref().unwrap_or_default();
        self.house
            .visit(self.side, &format!("stream of {user} {what}"));
    }

    fn pubsub(&self, iq: &Element, asked: &Element) {
        let Some(what) = asked.children.first() else {
            return self.refuse(iq, "modify", "bad-request");
        };
        let node = what.attribute("node").unwrap_or_default();
        match what.name.as_ref() {
            "subscriptions" => self.list_subscriptions(iq, node),
            "subscribe" => self.subscribe(iq, what, node),
            "unsubscribe" => {
                self.visit(&format!("takes back {node}"));
                let jid = what.attribute("jid").unwrap_or(&self.jid);
                match self.house.hub(|hub| hub.unsubscribe(self.side, node, jid)) {
                    true => self.answer(iq, None),
                    false => self.refuse(iq, "cancel", "unexpected-request"),
                }
            }
            _ => self.refuse(iq, "cancel", "feature-not-implemented"),
        }
    }

    fn subscribe(&self, iq: &Element, what: &Element, node: &str) {
        let Some(jid) = what.attribute("jid") else {
            return self.refuse(iq, "modify", "bad-request");
        };
        if jid.split('/').next() != self.jid.split('/').next() {
            return self.refuse(iq, "modify", "bad-request");
        }
        if !self
            .house
            .has_node(self.user.as_deref().unwrap_or_default(), node)
        {
            return self.refuse(iq, "cancel", "item-not-found");
        }
        let by = if jid.contains('/') {
            "itself"
        } else {
            "its user"
        };
        self.visit(&format!("subscribes {by} to {node}"));
        let number = self.house.hub(|hub| hub.subscribe(self.side, node, jid));
        let subscription = subscription(node, jid, number);
        let content = Element::new("pubsub")
            .with("xmlns", PUBSUB)
            .child(subscription);
        self.answer(iq, Some(content));
    }

    /// All of a user's, those that come by themselves too.
    fn list_subscriptions(&self, iq: &Element, only: &str) {
        let user = self.user.as_deref().unwrap_or_default();
        let bare = self.jid.split('/').next().unwrap_or_default().to_owned();
        let automatic = [
            format!("/finesse/api/User/{user}"),
            format!("/finesse/api/User/{user}/Dialogs"),
            format!("/finesse/api/User/{user}/Dialogs/Media"),
            format!("/finesse/api/User/{user}/Media"),
            "/finesse/api/SystemInfo".to_owned(),
        ];
        let automatic = automatic.into_iter().map(|node| (node, bare.clone(), 0));
        let explicit = self.house.hub(|hub| hub.subscriptions(self.side, user));
        let all = automatic.chain(explicit);
        let wanted = all.filter(|(node, ..)| only.is_empty() || node == only);
        let list = wanted.map(|(node, jid, number)| subscription(&node, &jid, number));
        let list = Element::new("subscriptions").children(list);
        self.answer(
            iq,
            Some(Element::new("pubsub").with("xmlns", PUBSUB).child(list)),
        );
    }

    /// The stream is over: in good order, or lost.
    pub fn over(&mut self, lost: bool) {
        if let (Some(place), Some(user)) = (self.place.take(), self.user.as_deref()) {
            if self.present.is_some() {
                self.visit(if lost { "is lost" } else { "ends" });
                self.house.presence(place, user, None, lost);
            }
            self.house.hub(|hub| hub.leave(place));
        }
    }

    pub fn ping(&self, number: u64) -> Option<String> {
        self.place?;
        Some(stanza::ping(self.domain(), &self.jid, number))
    }
}

impl Drop for Session {
    /// Whatever ends a connection, nothing of it stays.
    fn drop(&mut self) {
        self.over(true);
    }
}

/// What a program calls itself, without what makes each one another.
fn program(resource: &str) -> &str {
    resource.split('-').next().unwrap_or_default()
}

fn subscription(node: &str, jid: &str, number: u64) -> Element {
    Element::new("subscription")
        .with("node", node)
        .with("jid", jid)
        .with("subid", format!("s{number}"))
        .with("subscription", "subscribed")
}

/// Name and password of SASL PLAIN. A name with a domain stands for the part before it.
fn plain(text: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(text.trim()).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let mut parts = decoded.split('\0');
    let (_, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    Some((user_of(user), password.to_owned()))
}
