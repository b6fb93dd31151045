//! What a stanza means.

use super::failure::Failure;
use super::happening::{Happening, Published};
use super::tree::Element;
use super::words::{CLIENT, EVENT, PING, STANZAS, STREAM_ERRORS, STREAMS};
use tokio::time::Instant;

/// What came of a stanza.
#[derive(PartialEq, Debug)]
pub(super) enum Received {
    Happened(Vec<Happening>),
    /// It asks for this answer.
    Asked(Element),
    Nothing,
}

/// Reads stanzas.
pub(super) struct Receiver {
    /// Whose events are believed: anybody can send a message that looks like one.
    pubsub: String,
    /// For whom they have to be: this user.
    me: String,
}

impl Receiver {
    pub fn new(pubsub: &str, jid: &str) -> Self {
        Self {
            pubsub: pubsub.to_lowercase(),
            me: bare(jid),
        }
    }

    /// What a stanza means that was read at this time.
    pub fn receive(&self, stanza: &Element, at: Instant) -> Result<Received, Failure> {
        if stanza.is("error", STREAMS) {
            return Err(stream_error(stanza));
        }
        if &*stanza.namespace != CLIENT {
            return Ok(Received::Nothing);
        }
        Ok(match stanza.name.as_str() {
            "message" => Received::Happened(self.published(stanza, at)),
            "presence" => presence(stanza),
            "iq" => iq(stanza),
            _ => Received::Nothing,
        })
    }

    fn published(&self, message: &Element, at: Instant) -> Vec<Happening> {
        let from = bare(message.attribute("from").unwrap_or_default());
        let mine = message.attribute("to").is_none_or(|to| bare(to) == self.me);
        if from != self.pubsub || !mine || message.attribute("type") == Some("error") {
            return Vec::new();
        }
        let events = message.children.iter().filter(|c| c.is("event", EVENT));
        let items = events.flat_map(|event| &event.children);
        let items = items.filter(|child| child.is("items", EVENT));
        items.flat_map(|items| of_node(items, at)).collect()
    }
}

fn of_node(items: &Element, at: Instant) -> impl Iterator<Item = Happening> + '_ {
    let node = items.attribute("node").unwrap_or_default();
    let notes = items.children.iter().filter(|c| c.is("item", EVENT));
    let notes = notes.flat_map(|item| &item.children);
    notes.map(move |note| {
        Happening::Published(Published {
            node: node.to_owned(),
            payload: payload(note),
            at,
        })
    })
}

/// The notification's text, or the element in it where the server did not escape it, or the
/// payload itself where nothing is wrapped around it.
fn payload(note: &Element) -> String {
    match note.children.first() {
        _ if note.name != "notification" => note.write(),
        Some(inner) if note.text.trim().is_empty() => inner.write(),
        _ => note.text.clone(),
    }
}

fn presence(stanza: &Element) -> Received {
    let from = stanza.attribute("from").unwrap_or_default();
    let (user, resource) = (bare(from), resource(from));
    let available = match stanza.attribute("type") {
        None => true,
        Some("unavailable") => false,
        Some(_) => return Received::Nothing,
    };
    Received::Happened(vec![Happening::Presence {
        user,
        resource,
        available,
    }])
}

fn iq(stanza: &Element) -> Received {
    let id = stanza.attribute("id").unwrap_or_default().to_owned();
    let result = match stanza.attribute("type") {
        Some("result") => Ok(()),
        Some("error") => Err(refusal(stanza)),
        Some("get") if stanza.find("ping", PING).is_some() => {
            return Received::Asked(reply(stanza, "result"));
        }
        Some("get" | "set") => {
            let why = Element::new("service-unavailable", STANZAS);
            let error = Element::new("error", CLIENT).with("type", "cancel");
            return Received::Asked(reply(stanza, "error").child(error.child(why)));
        }
        _ => return Received::Nothing,
    };
    Received::Happened(vec![Happening::Answered { id, result }])
}

fn reply(to: &Element, kind: &str) -> Element {
    let mut reply = Element::new("iq", CLIENT).with("type", kind);
    for (theirs, ours) in [("id", "id"), ("from", "to")] {
        if let Some(value) = to.attribute(theirs) {
            reply = reply.with(ours, value);
        }
    }
    reply
}

fn refusal(stanza: &Element) -> String {
    let error = stanza.find("error", CLIENT);
    let condition = error.and_then(|error| {
        let mut conditions = error.children.iter();
        conditions.find(|child| &*child.namespace == STANZAS && child.name != "text")
    });
    condition
        .map_or("error", |condition| &condition.name)
        .to_owned()
}

/// The stream's own error: a stream does not go on after it.
pub(super) fn stream_error(error: &Element) -> Failure {
    let condition = error
        .children
        .iter()
        .find(|child| &*child.namespace == STREAM_ERRORS && child.name != "text");
    let condition = condition.map_or("error", |condition| &condition.name);
    Failure::Broken(format!("the server ended the stream ({condition})"))
}

/// An address without its resource, in lower case.
fn bare(jid: &str) -> String {
    jid.split('/').next().unwrap_or_default().to_lowercase()
}

/// The program's part of an address: it is told from others in its own case.
fn resource(jid: &str) -> String {
    let part = jid.split_once('/').map(|(_, resource)| resource);
    part.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receive(text: &str) -> Received {
        let receiver = Receiver::new("PubSub.a.example", "1001@a.example/flow");
        let stanza = Element::read(text).unwrap();
        receiver.receive(&stanza, Instant::now()).unwrap()
    }

    fn payloads(from: &str, note: &str) -> Vec<(String, String)> {
        sent(&format!("from='{from}' to='1001@A.example/flow'"), note)
    }

    fn sent(head: &str, note: &str) -> Vec<(String, String)> {
        let text = format!(
            "<message {head}><event xmlns='http://jabber.org/protocol/pubsub#event'>\
             <items node='/n'><item id='1'>{note}</item></items></event></message>"
        );
        let Received::Happened(all) = receive(&text) else {
            panic!("nothing happened");
        };
        let each = all.into_iter().map(|one| match one {
            Happening::Published(published) => (published.node, published.payload),
            other => panic!("{other:?}"),
        });
        each.collect()
    }

    #[test]
    fn a_notification_is_read_escaped_or_not_and_without_a_body() {
        for note in [
            "<notification xmlns='http://jabber.org/protocol/pubsub'>&lt;Update/&gt;</notification>",
            "<notification xmlns='urn:xmpp:push:0'><![CDATA[<Update/>]]></notification>",
        ] {
            let read = payloads("pubsub.a.example", note);
            assert_eq!(read, [("/n".to_owned(), "<Update/>".to_owned())]);
        }
        for note in [
            "<notification xmlns='x'> <Update xmlns='y'><a>&amp;</a></Update></notification>",
            "<Update xmlns='y'><a>&amp;</a></Update>",
        ] {
            let read = &payloads("pubsub.a.example/x", note)[0].1;
            assert!(read.contains("<a>&amp;</a>"), "{read}");
        }
    }

    #[test]
    fn nobody_else_can_publish() {
        let note = "<notification xmlns='x'>&lt;Update/&gt;</notification>";
        assert!(payloads("1002@a.example/mallory", note).is_empty());
        assert!(payloads("", note).is_empty());
        let astray = "from='pubsub.a.example' to='1002@a.example/flow'";
        assert!(sent(astray, note).is_empty(), "it is for somebody else");
    }

    #[test]
    fn questions_are_answered() {
        let Received::Asked(answer) =
            receive("<iq type='get' id='7' from='a.example'><ping xmlns='urn:xmpp:ping'/></iq>")
        else {
            panic!("no answer");
        };
        assert_eq!(
            answer.write(),
            "<iq xmlns='jabber:client' type='result' id='7' to='a.example'/>"
        );
        let Received::Asked(answer) =
            receive("<iq type='set' id='8'><query xmlns='jabber:iq:roster'/></iq>")
        else {
            panic!("no answer");
        };
        assert_eq!(answer.attribute("type"), Some("error"));
    }

    #[test]
    fn who_comes_and_goes_is_told_by_the_bare_address() {
        for (text, user, resource, available) in [
            (
                "<presence from='Finesse@a.example/x'/>",
                "finesse@a.example",
                "x",
                true,
            ),
            (
                "<presence type='unavailable' from='finesse@a.example'/>",
                "finesse@a.example",
                "",
                false,
            ),
            (
                "<presence from='1001@a.example/desktop'/>",
                "1001@a.example",
                "desktop",
                true,
            ),
        ] {
            let told = Happening::Presence {
                user: user.into(),
                resource: resource.into(),
                available,
            };
            assert_eq!(receive(text), Received::Happened(vec![told]));
        }
        assert_eq!(
            receive("<presence type='subscribe' from='a@b'/>"),
            Received::Nothing
        );
    }

    #[test]
    fn an_error_of_the_stream_is_its_end() {
        let stanza = Element::read(
            "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
        );
        let end = Receiver::new("p", "1001@a/b").receive(&stanza.unwrap(), Instant::now());
        assert!(end.unwrap_err().to_string().contains("conflict"));
    }
}
