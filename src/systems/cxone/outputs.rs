//! Reads an action's outputs out of what the system sent.

use super::event::{find, find_name};
use super::request::{FieldFrom, ListFrom, OneOrMore, OutputFrom, Request};
use crate::catalogue::{Action, SystemEntry};
use crate::value::{Kind, Record, Value};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

/// What outputs are read from.
pub(super) struct Source<'a> {
    pub entry: &'a SystemEntry,
    pub action: &'a Action,
    pub args: &'a Record,
    /// The answer's body, where it is JSON.
    pub body: Option<&'a Json>,
    pub now: Timestamp,
}

impl Source<'_> {
    /// The outputs that the answer gives. `Err` says which of them it had to give and did not.
    pub(super) fn outputs(&self, request: &Request) -> Result<Record, String> {
        let mut outputs = Record::with_capacity(request.outputs.len());
        let mut missing = None;
        for (name, from) in &request.outputs {
            let Some(output) = self
                .action
                .outputs
                .iter()
                .find(|known| *known.name == **name)
            else {
                continue;
            };
            match self.output(from, &output.kind) {
                Some(value) => {
                    outputs.insert(output.name.clone(), value.with_mark(output.mark));
                }
                None => missing = missing.or(Some(name)),
            }
        }
        match missing {
            Some(name) if !outputs.values().any(|value| *value != Value::Nothing) => {
                Err(match self.body.and_then(total) {
                    Some(total) if total > 0 => {
                        format!("CXone returned only a part of the {total} items of `{name}`")
                    }
                    _ => format!("CXone's answer has no `{name}`"),
                })
            }
            _ => Ok(outputs),
        }
    }

    fn output(&self, from: &OutputFrom, kind: &Kind) -> Option<Value> {
        match from {
            OutputFrom::Fixed(fixed) => Value::from_json(&fixed.value, kind).ok(),
            OutputFrom::Param(param) => self.args.get(param.param.as_str()).cloned(),
            OutputFrom::Pointer(pointer) => {
                let json = point(self.body?, pointer)?;
                let value = Value::from_json(json, kind).ok()?;
                (value != Value::Nothing && value.as_text() != Some("")).then_some(value)
            }
            OutputFrom::List(list) => {
                let items = match self.body {
                    Some(body) => items(body, &list.list)?,
                    None => &[],
                };
                Some(self.list(list, items, kind))
            }
        }
    }

    fn list(&self, from: &ListFrom, items: &[Json], kind: &Kind) -> Value {
        let of = match kind {
            Kind::List(of) => of,
            _ => &Kind::Any,
        };
        let records = items.iter().map(|item| self.record(from, item, of));
        Value::list(
            records
                .filter(|record| self.kept(from, record))
                .map(Value::record),
        )
    }

    fn record(&self, from: &ListFrom, item: &Json, of: &Kind) -> Record {
        let fields = from.fields.iter();
        fields
            .map(|(name, from)| {
                let field = of.field(name);
                let kind = field.map_or(&Kind::Any, |field| &field.kind);
                let value = self.field(from, item, kind).unwrap_or_default();
                let mark = field.map(|field| field.mark).unwrap_or_default();
                (name.as_str().into(), value.with_mark(mark))
            })
            .collect()
    }

    fn field(&self, from: &FieldFrom, item: &Json, kind: &Kind) -> Option<Value> {
        match from {
            FieldFrom::Named(names) => Value::from_json(any_of(item, names)?, kind).ok(),
            FieldFrom::Since(since) => {
                let time = Value::from_json(any_of(item, &since.since)?, &Kind::Time).ok()?;
                let Value::Time(time) = time else { return None };
                // To the second: reports are read by people and compared by spreadsheets.
                let age = self.now.duration_since(time.timestamp());
                let age = SignedDuration::from_secs(age.as_secs());
                Some(Value::Duration(age.max(SignedDuration::ZERO)))
            }
            FieldFrom::State(state) => {
                let said = any_of(item, &state.state)?.as_str()?;
                Some(Value::text(state_of(self.entry, &state.of, said)))
            }
        }
    }

    /// Whether a record is what the parameters ask for.
    fn kept(&self, from: &ListFrom, record: &Record) -> bool {
        from.keep.iter().all(|(field, param)| {
            match (record.get(field.as_str()), self.args.get(param.as_str())) {
                (_, None | Some(Value::Nothing)) => true,
                (Some(field), Some(wanted)) => field.to_string() == wanted.to_string(),
                (None, Some(_)) => false,
            }
        })
    }
}

/// Our name for a state of a thing; the system's own where we have none.
pub(super) fn state_of(entry: &SystemEntry, thing: &str, said: &str) -> std::sync::Arc<str> {
    let known = entry
        .thing(thing)
        .and_then(|thing| thing.vendor_state(said));
    known.map_or_else(|| said.into(), |state| state.name.clone())
}

/// The outputs that an event or a row gives, by its fields.
pub(super) fn given(
    action: &Action,
    gives: &indexmap::IndexMap<String, OneOrMore>,
    field: impl Fn(&str) -> Option<Json>,
) -> Record {
    let outputs = gives.iter().filter_map(|(name, from)| {
        let output = action.outputs.iter().find(|known| *known.name == **name)?;
        let json = from.0.iter().find_map(|name| field(name))?;
        let value = Value::from_json(&json, &output.kind).ok()?;
        Some((output.name.clone(), value.with_mark(output.mark)))
    });
    outputs.collect()
}

/// The list that one of the pointers leads to; else the body, where it is one. An answer that says that
/// there are none may leave the list out; any other without one is not understood: `null` and an object
/// are no empty list, and what is not in them may be there all the same.
///
/// One that has fewer than it says that there are is a part of the list: nothing is missing from it for
/// sure, and a write that it does not show may have taken effect.
pub(super) fn items<'a>(body: &'a Json, pointers: &OneOrMore) -> Option<&'a [Json]> {
    let found = items_of_piece(body, pointers)?;
    let lacks = total(body).is_some_and(|total| total > found.len() as u64);
    (!lacks).then_some(found)
}

/// The same of a later piece of a list, which may be behind its end.
pub(super) fn items_of_piece<'a>(body: &'a Json, pointers: &OneOrMore) -> Option<&'a [Json]> {
    match place(body, pointers)? {
        Place::At(pointer) => point(body, pointer)?.as_array().map(Vec::as_slice),
        Place::Body => body.as_array().map(Vec::as_slice),
        Place::Nowhere => Some(&[]),
    }
}

/// The same, taken out of the body: a list may have thousands of items, and to copy them costs as much as to
/// read them did.
pub(super) fn take_items_of_piece(body: &mut Json, pointers: &OneOrMore) -> Option<Vec<Json>> {
    let list = match place(body, pointers)? {
        Place::At(pointer) => point_mut(body, pointer)?,
        Place::Body => body,
        Place::Nowhere => return Some(Vec::new()),
    };
    list.as_array_mut().map(std::mem::take)
}

/// Where in a body the items are.
enum Place<'p> {
    At(&'p str),
    Body,
    /// The body says that there are none.
    Nowhere,
}

fn place<'p>(body: &Json, pointers: &'p OneOrMore) -> Option<Place<'p>> {
    let pointed = pointers.0.iter().filter_map(|pointer| {
        let found = point(body, pointer)?;
        (!found.is_null()).then_some((pointer, found))
    });
    let mut pointed = pointed.peekable();
    let is_bare = pointed.peek().is_none();
    match pointed.find(|(_, found)| found.is_array()) {
        Some((pointer, _)) => Some(Place::At(pointer)),
        None if is_bare && body.is_array() => Some(Place::Body),
        None if is_bare && says_none(body) => Some(Place::Nowhere),
        None => None,
    }
}

/// How many items there are in all, where an answer says so.
pub(super) fn total(body: &Json) -> Option<u64> {
    totals(body).max()
}

fn says_none(body: &Json) -> bool {
    totals(body).any(|total| total == 0)
}

fn totals(body: &Json) -> impl Iterator<Item = u64> {
    let totals = ["/totalRecords", "/resultSet/totalRecords"];
    let totals = totals
        .into_iter()
        .filter_map(|pointer| point(body, pointer));
    totals.filter_map(|total| super::event::scalar(total)?.parse().ok())
}

/// The first of the fields that is there.
pub(super) fn any_of<'a>(item: &'a Json, names: &OneOrMore) -> Option<&'a Json> {
    let fields = item.as_object()?;
    let mut found = names.0.iter().filter_map(|name| find(fields, name));
    found.find(|json| !json.is_null())
}

/// Follows a JSON pointer, whatever the case of the names.
fn point<'a>(body: &'a Json, pointer: &str) -> Option<&'a Json> {
    if let Some(found) = body.pointer(pointer) {
        return Some(found);
    }
    pointer
        .split('/')
        .skip(1)
        .try_fold(body, |at, name| match at {
            Json::Object(fields) => find(fields, name),
            Json::Array(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        })
}

fn point_mut<'a>(body: &'a mut Json, pointer: &str) -> Option<&'a mut Json> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(body, |at, name| match at {
            Json::Object(fields) => {
                let name = find_name(fields, name)?.to_owned();
                fields.get_mut(&name)
            }
            Json::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
            _ => None,
        })
}

/// Whether any output comes from the answer's body.
pub(super) fn reads_body(request: &Request) -> bool {
    let mut outputs = request.outputs.values();
    outputs.any(|from| matches!(from, OutputFrom::Pointer(_) | OutputFrom::List(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn items_are_taken_from_where_they_are_found() {
        let list = OneOrMore(vec!["/resultSet/callbacks".into(), "/callbacks".into()]);
        for body in [
            json!({ "callbacks": [1, 2], "totalRecords": 3 }),
            json!({ "ResultSet": { "Callbacks": [1] }, "callbacks": [2, 3] }),
            json!({ "resultSet": { "callbacks": null }, "callbacks": "none" }),
            json!({ "resultSet": { "callbacks": {} }, "Callbacks": [1] }),
            json!([1, 2, 3]),
            json!({ "totalRecords": 0 }),
            json!({ "totalRecords": "2" }),
            json!(null),
        ] {
            let seen = items_of_piece(&body, &list).map(<[_]>::to_vec);
            assert_eq!(
                take_items_of_piece(&mut body.clone(), &list),
                seen,
                "{body}"
            );
        }
    }

    #[test]
    fn a_list_that_says_it_has_more_than_none_is_a_part_of_it() {
        let list = OneOrMore(vec!["/callbacks".into()]);
        let count = |body: Json| items(&body, &list).map(<[_]>::len);
        assert_eq!(count(json!({ "totalRecords": 900, "callbacks": [] })), None);
        assert_eq!(
            count(json!({ "totalRecords": "3", "callbacks": null })),
            None
        );
        assert_eq!(
            count(json!({ "totalRecords": 0, "callbacks": [] })),
            Some(0)
        );
        assert_eq!(count(json!({ "totalRecords": 0 })), Some(0));
        assert_eq!(count(json!({ "totalRecords": 2, "callbacks": [1] })), None);
        assert_eq!(count(json!({ "callbacks": [] })), Some(0));
        assert_eq!(count(json!([])), Some(0));
        let behind = json!({ "totalRecords": 900, "callbacks": [] });
        assert_eq!(items_of_piece(&behind, &list).map(<[_]>::len), Some(0));
    }
    /// What is missing from an answer without a list may be there all the same.
    #[test]
    fn what_is_no_list_is_not_an_empty_one() {
        let list = OneOrMore(vec!["/callbacks".into(), "/resultSet/callbacks".into()]);
        let count = |body: Json| items(&body, &list).map(<[_]>::len);
        for body in [
            json!({ "callbacks": null }),
            json!({ "resultSet": { "callbacks": null } }),
            json!({ "callbacks": {} }),
            json!({ "callbacks": "none" }),
            json!({ "callbacks": false, "totalRecords": 0 }),
            json!({ "other": [] }),
            json!({}),
            json!(null),
            json!("[]"),
        ] {
            assert_eq!(count(body.clone()), None, "{body}");
        }
        for body in [
            json!({ "callbacks": null, "totalRecords": 0 }),
            json!({ "callbacks": null, "resultSet": { "callbacks": [] } }),
            json!({ "Callbacks": [] }),
        ] {
            assert_eq!(count(body.clone()), Some(0), "{body}");
        }
    }
}
