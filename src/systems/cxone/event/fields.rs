//! Reads the few properties that every event is asked for, and nothing else: events come by the
//! thousand, and most of what they hold nobody wants.

use super::scalar;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::fmt;

/// The properties that are read at once.
pub(super) const KNOWN: [&str; 11] = [
    "Type",
    "ContactID",
    "Status",
    "CurrentState",
    "State",
    "AgentState",
    "FinalState",
    "IsInbound",
    "LastStateChangeTimeUTC",
    "LastStateChangeTime",
    "StartTimeUTC",
];

/// The known properties that an event has, by their place in [`KNOWN`].
#[derive(Debug, Default, Hash)]
pub(super) struct Known(Vec<(usize, Box<str>)>);

impl Known {
    /// The property at this place in [`KNOWN`].
    pub(super) fn get(&self, place: usize) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == place);
        found.map(|(_, text)| &**text)
    }
}

/// An answer to an event request, as far as it is read at once.
#[derive(Default)]
pub(super) struct Answer {
    pub session: Option<String>,
    /// What the list of events holds, in order; nothing where it holds something else.
    pub events: Vec<Option<Known>>,
}

/// A property's place in a list of names.
struct Place<const N: usize>(Option<usize>, [&'static str; N]);

/// Which of these names the next key is.
fn key<'de, A: MapAccess<'de>, const N: usize>(
    map: &mut A,
    names: [&'static str; N],
) -> Result<Option<Option<usize>>, A::Error> {
    let place = map.next_key_seed(Place(None, names))?;
    Ok(place.map(|place| place.0))
}

impl<'de, const N: usize> serde::de::DeserializeSeed<'de> for Place<N> {
    type Value = Self;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self, D::Error> {
        from.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Place<N> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self, E> {
        let place = self
            .1
            .iter()
            .position(|known| known.eq_ignore_ascii_case(name));
        Ok(Self(place, self.1))
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(AnswerVisitor)
    }
}

struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with events")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
        let mut answer = Answer::default();
        while let Some(place) = key(&mut map, ["events", "sessionId"])? {
            match place {
                Some(0) => {
                    answer.events = map.next_value::<Option<Events>>()?.unwrap_or_default().0
                }
                Some(_) => {
                    let id: Json = map.next_value()?;
                    let id = scalar(&id).filter(|id| !id.is_empty());
                    answer.session = id.map(Cow::into_owned);
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(answer)
    }
}

#[derive(Default)]
struct Events(Vec<Option<Known>>);

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(EventsVisitor)
    }
}

struct EventsVisitor;

impl<'de> Visitor<'de> for EventsVisitor {
    type Value = Events;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Events, A::Error> {
        let mut events = Vec::new();
        while let Some(Entry(entry)) = list.next_element()? {
            events.push(entry);
        }
        Ok(Events(events))
    }
}

/// What stands in the list of events.
struct Entry(Option<Known>);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EntryVisitor)
    }
}

/// Takes an object for an event, and everything else for nothing.
struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut known = Known(Vec::with_capacity(8));
        while let Some(place) = key(&mut map, KNOWN)? {
            let Some(place) = place else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value: Json = map.next_value()?;
            if let Some(text) = scalar(&value).filter(|text| !text.is_empty()) {
                known.0.push((place, text.into()));
            }
        }
        Ok(Entry(Some(known)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entry(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Entry, E> {
        Ok(Entry(None))
    }

    fn visit_unit<E>(self) -> Result<Entry, E> {
        Ok(Entry(None))
    }
}
