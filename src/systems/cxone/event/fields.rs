//! The properties of events, as a list: there are few, each is looked at once or twice, and a map
//! would cost more than it saves.

use super::{Batch, Event, scalar};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::fmt;

/// An object's properties, in order.
#[derive(Debug)]
pub(super) struct Fields(Vec<(Box<str>, Json)>);

impl Fields {
    /// A property, first as it is spelled, then in any case.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        let exact = self.0.iter().find(|(key, _)| **key == *name);
        let found = exact.or_else(|| {
            let mut fields = self.0.iter();
            fields.find(|(key, _)| key.eq_ignore_ascii_case(name))
        });
        found.map(|(_, value)| value)
    }
}

/// An answer to an event request.
pub(super) struct Answer(pub Batch);

/// What stands in the list of events: an object, or something that is none.
struct Entry(Option<Event>);

struct Events(Vec<Event>);

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
        let mut batch = Batch::default();
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            if name.eq_ignore_ascii_case("events") {
                batch.events = map.next_value::<Events>()?.0;
            } else if name.eq_ignore_ascii_case("sessionId") {
                let id: Json = map.next_value()?;
                let id = scalar(&id).filter(|id| !id.is_empty());
                batch.session = id.map(Cow::into_owned);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Answer(batch))
    }
}

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EventsVisitor)
    }
}

struct EventsVisitor;

impl<'de> Visitor<'de> for EventsVisitor {
    type Value = Events;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_unit<E>(self) -> Result<Events, E> {
        Ok(Events(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Events, A::Error> {
        let mut events = Vec::new();
        while let Some(Entry(entry)) = list.next_element()? {
            events.extend(entry);
        }
        Ok(Events(events))
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut fields = Vec::with_capacity(24);
        while let Some((name, value)) = map.next_entry::<Box<str>, Json>()? {
            fields.push((name, value));
        }
        Ok(Entry(Event::of(Fields(fields))))
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
