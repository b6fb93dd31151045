//! Reading request bodies.

use super::refusal::Refusal;
use crate::sim::finesse::world::order::Body;
use crate::sim::finesse::xml::Element;

/// Reads a body whose root has this name.
pub(super) fn root(body: &[u8], name: &str) -> Result<Element, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::malformed())?;
    let root = Element::read(text).ok_or_else(Refusal::malformed)?;
    match root.name == name {
        true => Ok(root),
        false => Err(Refusal::malformed()),
    }
}

/// What a `<Dialog>` asks for, beside its action.
pub(super) fn body(root: &Element) -> Body {
    let media = root.get("mediaProperties");
    let variables = media.and_then(|media| media.get("callvariables"));
    let text = |name| root.value(name).unwrap_or_default().to_owned();
    let own = match root.value("targetMediaAddress") {
        Some(own) => own.to_owned(),
        None => text("fromAddress"),
    };
    Body {
        to: text("toAddress"),
        own,
        params: pairs(root.get("actionParams"), "ActionParam"),
        variables: pairs(variables, "CallVariable"),
        wrap_up: media
            .and_then(|media| media.value("wrapUpReason"))
            .map(str::to_owned),
        wrap_up_items: items(media),
    }
}

/// Several wrap-up reasons at once.
fn items(media: Option<&Element>) -> Vec<String> {
    let list = media.and_then(|media| media.get("wrapUpItems"));
    let items = list.into_iter().flat_map(|list| &list.children);
    let items = items.map(|item| item.text.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

fn pairs(list: Option<&Element>, name: &str) -> Vec<(String, String)> {
    let Some(list) = list else {
        return Vec::new();
    };
    let members = list.children.iter().filter(|child| child.name == name);
    let text = |child: &Element, name| child.value(name).unwrap_or_default().to_owned();
    members
        .map(|child| (text(child, "name"), text(child, "value")))
        .collect()
}
