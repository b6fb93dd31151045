//! Makes the path, the query and the body of a request from a call's values.

use super::table::{Form, From, Request};
use crate::systems::cxone::text::text_of;
use crate::value::{Record, Value};
use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;
use std::borrow::Cow;

/// Everything but what RFC 3986 calls unreserved.
pub const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl Request {
    /// The path below the services' base, values encoded. `Err` names the parameter that is
    /// missing or would lead elsewhere: such a request is never sent.
    pub fn path(&self, args: &Record) -> Result<String, String> {
        let mut wrong = None;
        let path = self.path.fill(|name| {
            let text = args.get(name).map(text_of).unwrap_or_default();
            if matches!(&*text, "" | "." | "..") {
                wrong = Some(format!("`{name}` is \"{text}\", which is not an ID"));
                return None;
            }
            Some(utf8_percent_encode(&text, SEGMENT).to_string())
        });
        match (path, wrong) {
            (Some(path), None) => Ok(path),
            (_, wrong) => Err(wrong.unwrap_or_default()),
        }
    }

    /// The query's names and values, not yet encoded.
    pub fn query(&self, args: &Record) -> Vec<(&str, String)> {
        let values = self.query.iter();
        values
            .filter_map(|(name, from)| Some((name.as_str(), plain(from.json(args)?))))
            .collect()
    }

    /// The body; nothing where the action sends none.
    pub fn body(&self, args: &Record) -> Option<Json> {
        (!self.body.is_empty()).then(|| Json::Object(object(&self.body, args)))
    }
}

fn plain(json: Json) -> String {
    match json {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

fn object(fields: &IndexMap<String, From>, args: &Record) -> serde_json::Map<String, Json> {
    let fields = fields.iter();
    fields
        .filter_map(|(name, from)| Some((name.clone(), from.json(args)?)))
        .collect()
}

fn there<'a>(args: &'a Record, name: &str) -> Option<&'a Value> {
    args.get(name).filter(|value| **value != Value::Nothing)
}

impl From {
    /// What is sent; nothing where the call has no value for it.
    pub fn json(&self, args: &Record) -> Option<Json> {
        match self {
            Self::Template(template) => match template.only_param() {
                Some(name) => Some(Form::Natural.json(there(args, name)?)),
                None => {
                    let filled = template.fill(|name| Some(there(args, name)?.to_string()));
                    filled.map(Json::String)
                }
            },
            Self::Param(from) => match there(args, &from.param) {
                Some(value) => Some(from.form.json(value)),
                None => from.absent.clone(),
            },
            Self::Fixed(from) => Some(from.value.clone()),
            Self::Each(from) => {
                let Value::List(items) = there(args, &from.each)? else {
                    return None;
                };
                let items = items.iter().map(|item| {
                    let mut args = args.clone();
                    args.insert("Item".into(), item.clone());
                    Json::Object(object(&from.fields, &args))
                });
                Some(Json::Array(items.collect()))
            }
            Self::Fields(from) => {
                let fields = object(&from.fields, args);
                (!fields.is_empty()).then_some(Json::Object(fields))
            }
        }
    }
}

impl Form {
    /// A value in this form.
    pub fn json(self, value: &Value) -> Json {
        match (self, value) {
            (Self::Text, value) => Json::String(utc(value).to_string()),
            (Self::Integer, value) => {
                let text = value.to_string();
                text.parse::<i64>().map_or(Json::String(text), Json::from)
            }
            (Self::Seconds, Value::Duration(span)) => Json::from(span.as_secs()),
            (Self::Milliseconds, Value::Duration(span)) => {
                Json::from(i64::try_from(span.as_millis()).unwrap_or(i64::MAX))
            }
            (_, value) => utc(value).to_json(),
        }
    }
}

/// A time in UTC: what ignores the offset of a time takes it for UTC.
fn utc(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Time(time) => {
            let utc = time.with_time_zone(jiff::tz::TimeZone::UTC);
            Cow::Owned(Value::Time(Box::new(utc)))
        }
        other => Cow::Borrowed(other),
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Catalogue;
    use crate::systems::cxone::request::Request;
    use crate::value::{Kind, Record, Value};
    use serde_json::json;

    fn request(key: &str) -> Request {
        let cxone = Catalogue::builtin().system("cxone").expect("it is there");
        Request::of(cxone.action(key).expect(key)).expect(key)
    }

    fn args(args: &[(&str, Value)]) -> Record {
        let args = args.iter().cloned();
        args.map(|(name, value)| (name.into(), value)).collect()
    }

    #[test]
    fn paths_are_encoded_and_never_empty() {
        let hold = request("hold contact");
        let good = args(&[
            ("SessionId", Value::text("a/b=")),
            ("ContactId", Value::text("1001")),
        ]);
        let path = "agent-sessions/a%2Fb%3D/interactions/1001/hold";
        assert_eq!(hold.path(&good).as_deref(), Ok(path));
        for odd in ["", ".."] {
            let bad = args(&[
                ("SessionId", Value::text("s")),
                ("ContactId", Value::text(odd)),
            ]);
            assert!(
                hold.path(&bad)
                    .is_err_and(|problem| problem.contains("ContactId"))
            );
        }
        assert_eq!(hold.body(&good), None);
    }

    #[test]
    fn a_callback_says_that_no_agent_is_wanted() {
        let schedule = request("schedule callback to at");
        let time = Kind::Time
            .read("2026-12-01T09:00:00+01:00")
            .expect("a time");
        let args = args(&[
            ("PhoneNumber", Value::text("+442079460000")),
            ("ScheduleDate", time),
            ("SkillId", Value::text("4021")),
            ("FirstName", Value::text("Ada")),
            ("LastName", Value::text("Example")),
        ]);
        let expected = json!({
            "firstName": "Ada",
            "lastName": "Example",
            "phoneNumber": "+442079460000",
            "skillId": 4021,
            "targetAgentId": "",
            "scheduleDate": "2026-12-01T08:00:00Z",
        });
        assert_eq!(schedule.body(&args), Some(expected));
    }
}
