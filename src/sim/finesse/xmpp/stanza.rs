//! What XMPP's elements are answered with.

use super::hub::stream_error;
use crate::sim::finesse::xml::{Element, quoted};

pub(super) const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
pub(super) const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

/// What a stream offers: to sign in, or once that is done to take an address.
pub(super) fn features(signed_in: bool) -> String {
    let offers = match signed_in {
        false => format!("<mechanisms xmlns='{SASL}'><mechanism>PLAIN</mechanism></mechanisms>"),
        true => "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>\
                 <session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>"
            .to_owned(),
    };
    format!(
        "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>{offers}</stream:features>"
    )
}

/// A refusal to sign in.
pub(super) fn not_signed_in(condition: &str) -> String {
    format!("<failure xmlns='{SASL}'><{condition}/></failure>")
}

/// The text of an error that ends the stream.
pub(super) fn ends(condition: &str) -> String {
    stream_error(condition)
}

/// A question's answer.
pub(super) fn result(to: &Element, from: &str, jid: &str, content: Option<Element>) -> String {
    let mut iq = head(to, "result", from, jid);
    iq.children.extend(content);
    iq.write()
}

/// A question's refusal.
pub(super) fn error(to: &Element, from: &str, jid: &str, kind: &str, condition: &str) -> String {
    let condition = Element::new(condition.to_owned()).with("xmlns", STANZAS);
    let error = Element::new("error").with("type", kind).child(condition);
    head(to, "error", from, jid).child(error).write()
}

fn head(to: &Element, kind: &str, from: &str, jid: &str) -> Element {
    Element::new("iq")
        .with("xmlns", "jabber:client")
        .with("type", kind)
        .with("id", to.attribute("id").unwrap_or_default())
        .with("from", to.attribute("to").unwrap_or(from))
        .with("to", jid)
}

/// The presence of the user `finesse`: whether the server behind the stream is well.
pub(in crate::sim::finesse) fn server_presence(domain: &str, to: &str, available: bool) -> String {
    let kind = if available { "" } else { " type='unavailable'" };
    let to = quoted(to);
    let to = if to.is_empty() {
        String::new()
    } else {
        format!(" to='{to}'")
    };
    format!("<presence xmlns='jabber:client' from='finesse@{domain}/finesse'{to}{kind}/>")
}

/// A question whether the client is still there.
pub(super) fn ping(domain: &str, jid: &str, number: u64) -> String {
    Element::new("iq")
        .with("xmlns", "jabber:client")
        .with("type", "get")
        .with("id", format!("ping-{number}"))
        .with("from", domain)
        .with("to", jid)
        .child(Element::new("ping").with("xmlns", "urn:xmpp:ping"))
        .write()
}
