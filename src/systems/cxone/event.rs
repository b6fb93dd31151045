//! What `get-next-event` tells, read without relying on how names are cased and values typed.

mod fields;

use super::text::without_mark;
use bytes::Bytes;
use fields::{Answer, KNOWN, Known};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// An answer to an event request.
#[derive(Debug)]
pub(super) struct Batch {
    /// The session's id from now on.
    pub session: Option<String>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// Something that happened in a session.
#[derive(Debug)]
pub(super) struct Event {
    known: Known,
    rest: Arc<Rest>,
    place: usize,
}

/// The whole answer that an event came with, for who asks for more than is known at once.
#[derive(Debug)]
struct Rest {
    body: Bytes,
    events: OnceLock<Vec<Json>>,
}

impl Rest {
    fn events(&self) -> &[Json] {
        self.events.get_or_init(|| {
            let body: Option<Map<String, Json>> =
                serde_json::from_slice(without_mark(&self.body)).ok();
            let events = body.and_then(|body| find(&body, "events").cloned());
            match events {
                Some(Json::Array(events)) => events,
                _ => Vec::new(),
            }
        })
    }
}

/// Reads an answer; what in it is no event is passed over.
pub(super) fn read(body: &Bytes) -> Result<Batch, serde_json::Error> {
    let answer: Answer = serde_json::from_slice(without_mark(body))?;
    let rest = Arc::new(Rest {
        body: body.clone(),
        events: OnceLock::new(),
    });
    let events = answer.events.into_iter().enumerate();
    let events = events.filter_map(|(place, known)| {
        let known = known.filter(|known| known.get(TYPE).is_some())?;
        let rest = rest.clone();
        Some(Event { known, rest, place })
    });
    Ok(Batch {
        session: answer.session,
        events: events.collect(),
    })
}

/// The place of `Type` among what is known.
const TYPE: usize = 0;

impl Event {
    /// Its type, as the system spells it.
    pub(super) fn kind(&self) -> &str {
        self.known.get(TYPE).unwrap_or_default()
    }

    /// Whether it is of this type. Contacts of every medium have events of their own, which
    /// differ in name alone.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
            || (self.is_of_contact() && ends_with(kind, "ContactEvent"))
    }

    pub(super) fn is_of_contact(&self) -> bool {
        ends_with(self.kind(), "ContactEvent")
    }

    /// A property, whatever the case of its name; numbers and truths as texts.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut names = KNOWN.iter();
        match names.position(|known| known.eq_ignore_ascii_case(name)) {
            Some(place) => self.known.get(place).map(Cow::Borrowed),
            None => self
                .json(name)
                .and_then(scalar)
                .filter(|text| !text.is_empty()),
        }
    }

    /// A property as it came.
    pub(super) fn json(&self, name: &str) -> Option<&Json> {
        let event = self.rest.events().get(self.place)?;
        find(event.as_object()?, name)
    }

    pub(super) fn contact(&self) -> Option<Cow<'_, str>> {
        self.text("ContactID")
    }

    /// The state that it tells of, under the name that its type has for it.
    pub(super) fn status(&self) -> Option<Cow<'_, str>> {
        let names = ["Status", "CurrentState", "State", "AgentState"];
        names.iter().find_map(|name| self.text(name))
    }

    /// Since when what it tells is so, where it says when: two events of the same state are told
    /// apart by it, and an old one from a new one.
    pub(super) fn changed_at(&self) -> Option<Timestamp> {
        let names: &[&str] = match self.is_of_contact() {
            true => &["LastStateChangeTimeUTC", "LastStateChangeTime"],
            false => &["StartTimeUTC"],
        };
        names.iter().find_map(|name| time_of(&self.text(name)?))
    }

    /// Adds what it tells, as far as that is read at once, to a hash.
    pub(super) fn hash_known(&self, hasher: &mut impl Hasher) {
        self.known.hash(hasher);
    }

    /// Whether the contact called us.
    pub(super) fn is_inbound(&self) -> bool {
        self.text("IsInbound").is_some_and(|yes| is_true(&yes))
    }

    /// Whether a contact is over: its line is down and no work after it is left.
    pub(super) fn is_final(&self) -> bool {
        self.text("FinalState").is_some_and(|yes| is_true(&yes))
    }
}

/// A time as events write it; one without a zone is in UTC.
fn time_of(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let plain: jiff::civil::DateTime = text.parse().ok()?;
        Some(
            plain
                .to_zoned_datetime(jiff::tz::TimeZone::UTC)
                .ok()?
                .timestamp(),
        )
    })
}

/// `True`, `true`, `1`
fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text == "1"
}

fn ends_with(text: &str, end: &str) -> bool {
    let from = text.len().checked_sub(end.len());
    from.and_then(|from| text.get(from..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// A field, first as it is spelled, then in any case.
pub(super) fn find<'a>(fields: &'a Map<String, Json>, name: &str) -> Option<&'a Json> {
    fields.get(name).or_else(|| {
        let mut fields = fields.iter();
        fields
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// The name of that field, as it is written.
pub(super) fn find_name<'a>(fields: &'a Map<String, Json>, name: &str) -> Option<&'a str> {
    match fields.get_key_value(name) {
        Some((key, _)) => Some(key),
        None => fields
            .keys()
            .find(|key| key.eq_ignore_ascii_case(name))
            .map(String::as_str),
    }
}

/// A plain value as text.
pub(super) fn scalar(json: &Json) -> Option<Cow<'_, str>> {
    match json {
        Json::String(text) => Some(Cow::Borrowed(text.trim())),
        Json::Number(number) => Some(Cow::Owned(number.to_string())),
        Json::Bool(yes) => Some(Cow::Borrowed(if *yes { "true" } else { "false" })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_case_and_values_of_any_type_are_read() {
        let body = br#"{"SessionID":" S2 ","events":[
            {"Type":"CallContactEvent","ContactID":"1001","Status":"Holding","FinalState":"False"},
            {"Type":"VoiceMailContactEvent","ContactId":1002,"Status":"Active","FinalState":true,"Skill":4022},
            {"type":"AgentState","CurrentState":"Available"}, 5, {"NoType":1}]}"#;
        let batch = read(&Bytes::from_static(body)).unwrap();
        assert_eq!(batch.session.as_deref(), Some("S2"));
        assert_eq!(batch.events[1].text("skill").as_deref(), Some("4022"));
        assert_eq!(batch.events[1].json("Skill"), Some(&Json::from(4022)));
        let seen: Vec<_> = batch
            .events
            .iter()
            .map(|e| {
                (
                    e.contact().unwrap_or_default(),
                    e.status().unwrap_or_default(),
                    e.is_final(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("1001".into(), "Holding".into(), false),
                ("1002".into(), "Active".into(), true),
                ("".into(), "Available".into(), false)
            ]
        );
    }

    #[test]
    fn a_byte_order_mark_before_the_answer_is_passed_over() {
        let body = b"\xef\xbb\xbf{\"events\":[{\"Type\":\"Mute\",\"Deep\":{\"A\":1}}]}";
        let batch = read(&Bytes::from_static(body)).unwrap();
        assert_eq!(batch.events[0].kind(), "Mute");
        assert!(batch.events[0].json("Deep").is_some());
    }

    #[test]
    fn the_time_of_a_change_is_read_in_either_form() {
        let at = |kind: &str, name: &str, text: &str| {
            let body = serde_json::json!({ "events": [{ "Type": kind, name: text }] });
            let batch = read(&body.to_string().into()).unwrap();
            batch.events[0].changed_at().map(|at| at.to_string())
        };
        let ten = Some("2026-11-01T10:00:00Z".to_owned());
        let call = "CallContactEvent";
        assert_eq!(
            at(call, "LastStateChangeTimeUTC", "2026-11-01T10:00:00Z"),
            ten
        );
        assert_eq!(at(call, "LastStateChangeTime", "2026-11-01T10:00:00"), ten);
        assert_eq!(
            at("AgentState", "StartTimeUTC", "2026-11-01T11:00:00+01:00"),
            ten
        );
        // When a contact began says nothing of its state.
        assert_eq!(at(call, "StartTimeUTC", "2026-11-01T10:00:00Z"), None);
        assert_eq!(at(call, "LastStateChangeTimeUTC", "soon"), None);
    }

    #[test]
    fn contacts_of_every_medium_confirm_alike_and_nothing_else_does() {
        let event = |kind: &str| {
            let body = serde_json::json!({ "events": [{ "Type": kind }] }).to_string();
            read(&body.into()).unwrap().events.remove(0)
        };
        assert!(event("WorkItemContactEvent").is("CallContactEvent"));
        assert!(!event("AgentState").is("CallContactEvent"));
        assert!(!event("CallContactEvent").is("AgentState"));
        assert!(event("Mute").is("mute"));
    }

    #[test]
    fn what_is_no_answer_is_an_error_and_what_is_empty_is_empty() {
        let read = |body: &'static str| read(&Bytes::from_static(body.as_bytes()));
        for body in ["<html>", "[]", r#"{"events":[{"#, r#"{"events":5}"#] {
            assert!(read(body).is_err(), "{body}");
        }
        assert!(read(r#"{"events":null}"#).unwrap().events.is_empty());
        let empty = read("{}").unwrap();
        assert!(empty.session.is_none() && empty.events.is_empty());
    }
}
