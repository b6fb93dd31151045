//! Refusals, in the several spellings that the documents and recorded answers show: the same
//! reason is not spelled the same in every operation, nor always in the same place.

use crate::sim::reply::Reply;
use serde_json::json;

/// Why a request is refused.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Refusal {
    pub status: u16,
    text: Text,
}

#[derive(Clone, PartialEq, Debug)]
enum Text {
    /// A name whose spelling varies.
    Name(&'static str),
    /// A text that is the same everywhere.
    Exact(String),
}

/// A refusal by name, whose spelling varies.
pub(super) fn refuse(status: u16, name: &'static str) -> Refusal {
    Refusal {
        status,
        text: Text::Name(name),
    }
}

/// A refusal in exactly these words.
pub(super) fn exactly(status: u16, text: impl Into<String>) -> Refusal {
    Refusal {
        status,
        text: Text::Exact(text.into()),
    }
}

impl Refusal {
    /// The reason, in its plain form.
    pub fn reason(&self) -> &str {
        match &self.text {
            Text::Name(name) => name,
            Text::Exact(text) => text,
        }
    }

    /// As an operation answers it.
    pub fn reply(&self, operation: &str, seed: u64) -> Reply {
        let draw = mix(seed, operation, self.reason());
        let text = match &self.text {
            Text::Name(name) => spelling(name, draw),
            Text::Exact(text) => text.clone(),
        };
        let body = json!({ "error": "invalid_request", "error_description": text });
        match (draw >> 16) % 3 {
            0 => Reply::json(self.status, body).header("icStatusDescription", text),
            1 => Reply::json(self.status, json!({})).header("icStatusDescription", text),
            _ => Reply::json(self.status, body),
        }
    }
}

/// A name as an operation spells it. The first spelling is the documented branch's.
fn spelling(name: &str, draw: u64) -> String {
    let known: &[&str] = match name {
        "InvalidAgentSession" => &["Invalid agent session.", "Invalid agent session Id."],
        "InvalidContactId" => &["Invalid Contact Id.", "Invalid Contact ID."],
        "InvalidSkillId" => &["Invalid Skill Id.", "Invalid skill."],
        "InvalidTargetAgentId" => &["Invalid target Agent Id."],
        "InvalidState" => &["Invalid State."],
        "InvalidAgentId" => &["Invalid Agent Id."],
        _ => &[],
    };
    let count = known.len() as u64 + 1;
    match known.get((draw % count) as usize) {
        Some(spelled) => (*spelled).to_owned(),
        None => name.to_owned(),
    }
}

/// A number that depends on the seed, the operation and the reason, and on nothing else.
fn mix(seed: u64, operation: &str, reason: &str) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in operation.bytes().chain([0]).chain(reason.bytes()) {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    sum ^ (sum >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn one_operation_keeps_its_spelling() {
        let spell = |seed| format!("{:?}", refuse(404, "InvalidContactId").reply("hold", seed));
        assert_eq!(spell(3), spell(3));
    }

    #[test]
    fn every_spelling_and_place_is_used() {
        let replies = (0..200).map(|seed| refuse(404, "InvalidAgentSession").reply("hold", seed));
        let (mut texts, mut places) = (BTreeSet::new(), BTreeSet::new());
        for reply in replies {
            let header = reply.headers.first().map(|(_, text)| text.clone());
            let body = format!("{:?}", reply.body);
            places.insert((header.is_some(), body.contains("error_description")));
            texts.extend(header);
        }
        assert_eq!(texts.len(), 3);
        assert_eq!(places.len(), 3);
    }
}
