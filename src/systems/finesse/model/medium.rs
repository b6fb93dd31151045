//! Where an agent stands in a medium other than voice.

use super::super::xml::Element;
use super::state::MediumState;

/// A `<Media>`: one agent in one medium.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Medium {
    /// The medium's number.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The agent's state in it; `None` where Finesse does not say.
    pub state: Option<MediumState>,
    /// The reason code's label, where the agent gave one.
    pub reason: Option<String>,
}

impl Medium {
    /// Reads a `<Media>`. `None` without a number: nobody could say which it is.
    pub fn read(element: &Element) -> Option<Self> {
        // Newer releases call the user `id` here and the medium `mrdId`: its address is the same in all.
        let id = element
            .says("uri")
            .and_then(of_address)
            .or_else(|| element.text_of("mrdId"))
            .or_else(|| element.text_of("id"))?;
        let reason = element.child("ReasonCode");
        Some(Self {
            id,
            name: element.text_of("name"),
            state: element.says("state").map(MediumState::read),
            reason: reason.and_then(|reason| reason.text_of("label")),
        })
    }
}

fn of_address(address: &str) -> Option<String> {
    let (_, id) = address.trim_end_matches('/').rsplit_once("/Media/")?;
    (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
}
