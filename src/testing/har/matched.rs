//! The requests of a HAR that are those of a flow's actions, as lines of a test.

use super::confirmed::{self, Became};
use super::read::Entry;
use crate::catalogue::{Action, PhrasePart};
use crate::program::Program;
use crate::report::Redactor;
use crate::testing::sample;
use crate::value::{Kind, Record, Value};
use serde_json::Value as Json;
use std::sync::Arc;

/// What a HAR gives of a flow's tests.
#[derive(Clone, Debug, Default)]
pub struct Mocked {
    /// The lines, in the order in which they were first asked for.
    pub lines: Vec<String>,
    /// How many requests they come from.
    pub used: usize,
    /// The other requests, each once, with how often it was sent.
    pub rest: Vec<(String, usize)>,
    /// The actions that were accepted, and of which no response shows what became of them.
    pub accepted: Vec<String>,
}

/// Finds the requests of a flow's actions. Only actions of the flow count: two of them may share an
/// address.
pub fn mocks(program: &Program, entries: &[Entry]) -> Mocked {
    let actions = actions(program);
    let mut mocked = Mocked::default();
    let mut answers: Vec<(String, Vec<String>)> = Vec::new();
    let bodies = entries.iter();
    let bodies = bodies.map(|entry| serde_json::from_str(&entry.body).unwrap_or_default());
    let bodies: Vec<Json> = bodies.collect();
    for (number, entry) in entries.iter().enumerate() {
        let Some((action, values)) = meant(&actions, entry) else {
            mocked.leave(entry);
            continue;
        };
        mocked.used += 1;
        let line = phrase(action, &values);
        let sent = Sent {
            action,
            values: &values,
            entry,
            later: &bodies[number + 1..],
        };
        let (answer, is_open) = sent.answer();
        if is_open && !mocked.accepted.contains(&line) {
            mocked.accepted.push(line.clone());
        }
        match answers.iter_mut().find(|(known, _)| *known == line) {
            Some((_, all)) => all.push(answer),
            None => answers.push((line, vec![answer])),
        }
    }
    let lines = answers.into_iter();
    mocked.lines = lines
        .map(|(line, mut all)| {
            // one answer stands for every time
            if all.iter().all(|answer| *answer == all[0]) {
                all.truncate(1);
            }
            format!("given {line} answers {}", all.join(", "))
        })
        .collect();
    mocked
}

impl Mocked {
    fn leave(&mut self, entry: &Entry) {
        let line = Redactor::new().clean(&entry.line()).into_owned();
        match self.rest.iter_mut().find(|(known, _)| *known == line) {
            Some((_, times)) => *times += 1,
            None => self.rest.push((line, 1)),
        }
    }
}

fn actions(program: &Program) -> Vec<Arc<Action>> {
    let mut all: Vec<Arc<Action>> = Vec::new();
    for call in program.calls() {
        if !all.iter().any(|known| Arc::ptr_eq(known, &call.action)) {
            all.push(call.action.clone());
        }
    }
    all
}

/// The action whose request this is, and the values in its address. Of several the one with the most
/// words in common counts.
fn meant<'a>(actions: &'a [Arc<Action>], entry: &Entry) -> Option<(&'a Arc<Action>, Record)> {
    let fitting = actions.iter().filter_map(|action| {
        let (words, values) = fits(action, entry)?;
        Some((words, action, values))
    });
    let best = fitting.max_by_key(|(words, ..)| *words);
    best.map(|(_, action, values)| (action, values))
}

fn fits(action: &Action, entry: &Entry) -> Option<(usize, Record)> {
    let request = &action.request;
    if request["method"].as_str()? != entry.method {
        return None;
    }
    let template = request["path"].as_str()?.split('?').next()?;
    let template: Vec<&str> = template
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    // the address of a system goes before it
    let own = entry.path.len().checked_sub(template.len())?;
    let mut values = Record::new();
    let mut words = 0;
    for (part, segment) in template.iter().zip(&entry.path[own..]) {
        match part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            Some(name) => {
                values.insert(name.into(), Value::text(segment.as_str()));
            }
            None if part == segment => words += 1,
            None => return None,
        }
    }
    // Finesse has one address for what can be done with a contact: the body says what
    if let Some(wanted) = request["body"]["requestedAction"].as_str() {
        let body = entry
            .sent
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        body.into_iter().find(|word| *word == wanted)?;
        words += 1;
    }
    Some((words, values))
}

/// The action with its values where the address has all of them, else without.
fn phrase(action: &Action, values: &Record) -> String {
    let parts = action.phrase.iter().map(|part| match part {
        PhrasePart::Word(word) => Some(word.to_string()),
        PhrasePart::Value(number) => {
            let param = action.params.get(*number)?;
            let hidden = param.kind == Kind::PhoneNumber || param.mark.is_hidden();
            let value = values.get(&param.name).filter(|_| !hidden)?;
            let digits = value.as_text().filter(|text| is_plain_number(text));
            Some(digits.map_or_else(|| sample::literal(value), str::to_owned))
        }
    });
    let parts: Option<Vec<String>> = parts.collect();
    parts.map_or_else(|| action.key.to_string(), |parts| parts.join(" "))
}

fn is_plain_number(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A request of an action, and what came after it.
struct Sent<'a> {
    action: &'a Action,
    values: &'a Record,
    entry: &'a Entry,
    /// The bodies of the later responses.
    later: &'a [Json],
}

impl Sent<'_> {
    /// How it was answered, and whether it was accepted and no more is known of it.
    fn answer(&self) -> (String, bool) {
        let Some(outcome) = self.outcome() else {
            let reason = "Unknown with Reason: \"accepted, not confirmed\"";
            return (reason.to_owned(), true);
        };
        let with = match &*outcome {
            "Success" => sample::with(&outputs(self.action, &self.entry.body)),
            "Throttled" => self
                .entry
                .retry_after
                .map_or_else(String::new, |wait| format!("RetryAfter: {wait}s")),
            _ => String::new(),
        };
        match with.is_empty() {
            true => (outcome, false),
            false => (format!("{outcome} with {with}"), false),
        }
    }

    /// What the status means, by the action's own table, else as for every request; nothing where that
    /// was accepted, and no more is known of it.
    fn outcome(&self) -> Option<String> {
        let (action, status) = (self.action, self.entry.status);
        let request = &action.request;
        let ok = request["ok"].as_array();
        let good = match ok {
            Some(known) => known
                .iter()
                .any(|known| known.as_u64() == Some(status.into())),
            None => (200..300).contains(&status),
        };
        if (good || status == 200) && action.reads {
            return Some("Success".to_owned());
        }
        if good || status == 200 {
            return match confirmed::judge(action, self.values, status, self.later) {
                Became::Done => Some("Success".to_owned()),
                Became::Ended(outcome) => Some(outcome),
                Became::Accepted => None,
            };
        }
        let named = request["outcomes"].as_array().into_iter().flatten();
        let mut named = named.filter(|line| line["status"].as_u64() == Some(status.into()));
        if let Some(outcome) = named.next().and_then(|line| line["outcome"].as_str()) {
            return Some(outcome.to_owned());
        }
        let outcome = match status {
            401 | 403 => "Unauthorized",
            429 => "Throttled",
            503 => "Unavailable",
            0 if action.reads => "Unavailable",
            0 | 200..300 | 500..600 => "Unknown",
            _ => "Rejected",
        };
        Some(outcome.to_owned())
    }
}

/// The outputs that the response names plainly. What nobody may see has a sample value.
fn outputs(action: &Action, body: &str) -> Record {
    let body: Json = serde_json::from_str(body).unwrap_or_default();
    let outputs = action.outputs.iter().filter(|output| !output.provides);
    let known = outputs.filter_map(|output| {
        let said = named(&body, &output.name, 4)?;
        let hidden = output.mark.is_hidden() || output.kind == Kind::PhoneNumber;
        let value = match hidden {
            true => sample::value_of(&output.kind),
            false => Value::from_json(said, &output.kind).ok()?,
        };
        Some((output.name.clone(), value))
    });
    known.collect()
}

/// The first plain value of this name, however it is spelt.
fn named<'a>(json: &'a Json, name: &str, depth: usize) -> Option<&'a Json> {
    let fields = json.as_object()?;
    let plain = |value: &Json| !value.is_object() && !value.is_array() && !value.is_null();
    let own = fields
        .iter()
        .find(|(key, value)| key.eq_ignore_ascii_case(name) && plain(value));
    own.map(|(_, value)| value).or_else(|| {
        let depth = depth.checked_sub(1)?;
        fields.values().find_map(|value| named(value, name, depth))
    })
}
