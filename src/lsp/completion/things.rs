//! What can be waited for and awaited, and the states that it can be in.

use super::values::Spot;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::Thing;
use std::sync::Arc;

pub(super) fn all_states(place: &Place<'_>) -> Vec<Item> {
    all_things(place)
        .flat_map(|thing| states_of(thing))
        .collect()
}

/// The things of the systems in scope; of the one before the wait, where one is named there.
pub(super) fn all_things<'p>(place: &'p Place<'_>) -> impl Iterator<Item = &'p Arc<Thing>> {
    let prefix = match place.line.tokens.as_slice() {
        [name, colon, word, ..] if colon.text == ":" && matches!(word.text, "wait" | "await") => {
            Some(name.text)
        }
        _ => None,
    };
    let systems = place.index.systems.iter();
    let systems = systems.filter(move |(alias, _)| prefix.is_none_or(|prefix| **alias == *prefix));
    systems.flat_map(|(_, entry)| &entry.things)
}

pub(super) fn states_of(thing: &Thing) -> Vec<Item> {
    let states = thing.states.iter().map(|state| {
        Item::plain(
            &state.name,
            ItemSort::Choice,
            format!("state of a {}", thing.name),
            0,
        )
        .about(&*state.about)
    });
    states.collect()
}

impl Place<'_> {
    pub(super) fn things(&self, awaited: bool) -> Vec<Item> {
        let things = all_things(self).filter(|thing| thing.awaitable || !awaited);
        let items = things.map(|thing| {
            let insert = match awaited {
                true => Insert::plain(&thing.name),
                false => Insert::plain(&thing.name).text(" ").end(),
            };
            Item::plain(&thing.name, ItemSort::Choice, "", 0).insert(insert)
        });
        items.collect()
    }

    /// What can start a flow.
    pub(super) fn arrivals(&self) -> Vec<Item> {
        let things = all_things(self).filter(|thing| thing.arrives);
        let items = things.map(|thing| {
            let insert = Insert::plain(&thing.name).text(" arrives");
            Item::plain(&thing.name, ItemSort::Choice, "", 0).insert(insert)
        });
        items.collect()
    }

    /// Which one is waited for.
    pub(super) fn subject(&self, thing: &str) -> Vec<Item> {
        let Some(thing) = all_things(self).find(|known| *known.name == *thing) else {
            return Vec::new();
        };
        let mut items = self.values(&thing.id, Spot::Phrase);
        let name = match &*thing.name {
            "contact" => "ContactId",
            "agent" => "AgentId",
            "dialog" => "DialogId",
            _ => return items,
        };
        let known = items
            .iter()
            .any(|item| item.label.trim_matches(['<', '>']) == name);
        if !known {
            items.push(Item::plain(
                &format!("<{name}>"),
                ItemSort::Input,
                "input",
                2,
            ));
        }
        items
    }

    pub(super) fn states(&self, thing: &str) -> Vec<Item> {
        let things = all_things(self).filter(|known| *known.name == *thing);
        things.flat_map(|thing| states_of(thing)).collect()
    }
}
