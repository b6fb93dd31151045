//! Events as they travel: the update, the notification around it, and the ways in which real
//! servers write them.

use super::world::notice::Notice;
use super::xml::{Element, escaped, quoted};
use crate::sim::fault::Oddity;

/// The namespace of publishing.
const EVENT: &str = "http://jabber.org/protocol/pubsub#event";

/// An event as it is published: all but who it goes to.
pub(super) fn item(notice: &Notice, number: u64) -> String {
    let update = update(notice);
    let namespace = match notice.oddity {
        Some(Oddity::PushNamespace) => "urn:xmpp:push:0",
        _ => "http://jabber.org/protocol/pubsub",
    };
    let content = match notice.oddity {
        Some(Oddity::AsXml) => update,
        Some(Oddity::Spaced) => format!("\n{}\n", escaped(&update.replace("><", ">\n  <"))),
        _ => escaped(&update).into_owned(),
    };
    let node = quoted(&notice.node);
    format!(
        "<event xmlns='{EVENT}'><items node='{node}'><item id='{number:08x}'>\
         <notification xmlns='{namespace}'>{content}</notification></item></items></event>"
    )
}

/// The update itself, as text.
pub(super) fn update(notice: &Notice) -> String {
    let word = match notice.oddity {
        Some(Oddity::SmallWord) => notice.change.name().to_lowercase(),
        _ => notice.change.name().to_owned(),
    };
    let mut data = notice.data.clone();
    match notice.oddity {
        Some(Oddity::LargeName) => enlarge(&mut data),
        Some(Oddity::Sparse) => thin(&mut data),
        _ => {}
    }
    let mut update = Element::new("Update")
        .child(Element::new("data").child(data))
        .field("event", word)
        .field("requestId", notice.request_id.as_str())
        .field("source", notice.source.as_str());
    if notice.oddity == Some(Oddity::OtherOrder) {
        turn(&mut update);
    }
    update.write()
}

/// `dialog` and `user` with a capital, `reasonCode` too.
fn enlarge(element: &mut Element) {
    if ["dialog", "user", "reasonCode"].contains(&element.name.as_ref()) {
        let (first, rest) = element.name.split_at(1);
        element.name = format!("{}{rest}", first.to_uppercase()).into();
    }
    element.children.iter_mut().for_each(enlarge);
}

/// Without elements that hold nothing.
fn thin(element: &mut Element) {
    element.children.iter_mut().for_each(thin);
    element
        .children
        .retain(|child| !child.children.is_empty() || !child.text.is_empty());
}

/// Children in the other order. Lists keep theirs: it means something.
fn turn(element: &mut Element) {
    let same =
        |two: &[Element]| two.first().map(|one| &one.name) == two.last().map(|one| &one.name);
    if !same(&element.children) {
        element.children.reverse();
    }
    element.children.iter_mut().for_each(turn);
}
