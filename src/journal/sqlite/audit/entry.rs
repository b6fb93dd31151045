//! An entry, as a line of JSON whose keys are sorted, so that anybody can make its hash again.

use super::super::keys::KeyFile;
use ring::digest::{SHA256, digest};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// How long the hash of a thing is: enough to tell a million of them apart.
const THING_BYTES: usize = 16;

/// A thing, by a keyed hash of its kind and its id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thing(String);

impl Thing {
    pub(super) fn of(keys: &KeyFile, kind: &str, id: &str) -> Self {
        let mut hash = keys.tag(format!("{kind} {id}").as_bytes());
        hash.truncate(THING_BYTES * 2);
        Self(format!("{kind} {hash}"))
    }

    /// As it stands in an entry.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// One entry.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry(BTreeMap<String, Json>);

impl Entry {
    pub(super) fn new(fields: BTreeMap<String, Json>) -> Self {
        Self(fields)
    }

    /// The entry of a line; nothing where it is none.
    pub fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok().map(Self)
    }

    /// A field, where it is a text.
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).and_then(Json::as_str).unwrap_or_default()
    }

    /// The things that it is about, or that came of it.
    pub fn things(&self) -> impl Iterator<Item = &str> {
        let made = self.0.get("made").and_then(Json::as_array);
        let made = made.into_iter().flatten().filter_map(Json::as_str);
        made.chain([self.text("thing")])
            .filter(|thing| !thing.is_empty())
    }

    /// A field, where it is a number.
    pub fn number(&self, field: &str) -> Option<u64> {
        self.0.get(field).and_then(Json::as_u64)
    }

    /// The whole of it.
    pub fn json(&self) -> Json {
        Json::Object(self.0.clone().into_iter().collect())
    }

    /// Its hash: SHA-256 over everything but the hash itself.
    pub(super) fn hash(&self) -> String {
        let mut without = self.0.clone();
        without.remove("hash");
        hex(digest(&SHA256, canonical(&without).as_bytes()).as_ref())
    }

    /// The same as the next one after another, of this number and hash.
    pub(super) fn following(mut self, last: u64, hash: &str) -> Self {
        self.0.insert("number".into(), (last + 1).into());
        self.0.insert("previous".into(), hash.into());
        self
    }

    /// The line, with its hash.
    pub(super) fn sealed(mut self) -> (String, String) {
        let hash = self.hash();
        self.0.insert("hash".into(), hash.clone().into());
        (canonical(&self.0), hash)
    }
}

/// JSON without blanks, its keys sorted: those of inner objects are made sorted.
fn canonical(fields: &BTreeMap<String, Json>) -> String {
    serde_json::to_string(fields).unwrap_or_default()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
