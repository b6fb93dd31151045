//! From what the toolbar answered to an outcome. Pure: no transport, no clock.

mod about;
mod json;

pub(super) use json::agent_state;
use json::{ecid, error, fields_of, shown, split};

use super::ask::Fault;
use super::line::seconds;
use super::news::{News, pairs, scalar, state_of, texts};
use super::reading::{data, yes_or_no};
use super::request::{Form, Request};
use crate::catalogue::{Action, SystemEntry};
use crate::run::Provenance;
use crate::run::effect::Answer;
use crate::value::{Record, Value};
use serde_json::Value as Json;
use std::sync::Arc;

/// What a call that has no answer ends in.
pub(super) fn failed(action: &Action, fault: &Fault) -> Answer {
    let named = |name: &'static str, otherwise: &'static str| match action.outcome(name) {
        Some(_) => name,
        None => otherwise,
    };
    // A read is never in doubt: it can be asked again.
    let doubt = if action.reads {
        "Unavailable"
    } else {
        "Unknown"
    };
    match fault {
        Fault::NotAvailable(why) => Answer::new(named("NotAvailable", "Unavailable"), why),
        Fault::Disconnected(why) => Answer::new(named("ToolbarDisconnected", "Unavailable"), why),
        Fault::Unreached(why) | Fault::Closed(why) | Fault::Busy(why) => {
            Answer::new("Unavailable", why)
        }
        // Only a toggle meets it, and says more about it.
        Fault::Held(_) => Answer::new(
            "Unavailable",
            "nothing was sent: the contact's hold state is different",
        ),
        Fault::Unreadable(_) => Answer::new(doubt, words(fault)),
        Fault::Silent(_) | Fault::Repeated { .. } => Answer::new(doubt, words(fault)),
        Fault::CutOff(why) => Answer::new(
            doubt,
            format!(
                "the request was sent, but no answer can \
                                                          come: {why}"
            ),
        ),
        Fault::Threw(why) => {
            let why = format!("the page's toolbar library failed: {why}");
            Answer::new(doubt, why)
        }
        Fault::Failed(said) => match named_in(action, said) {
            Some(outcome) => Answer::new(outcome, said),
            None => Answer::new("Rejected", said),
        },
    }
}

/// What a fault says, in words.
pub(super) fn words(fault: &Fault) -> String {
    match fault {
        Fault::Silent(time) => format!("the toolbar did not answer within {}", seconds(*time)),
        Fault::Repeated { own } => repeated(*own).into(),
        Fault::Unreadable(why) => {
            format!("the toolbar's answer cannot be read: {why}")
        }
        Fault::Held(_) => "the contact's hold state is different".into(),
        Fault::NotAvailable(why)
        | Fault::Disconnected(why)
        | Fault::Unreached(why)
        | Fault::Closed(why)
        | Fault::Busy(why)
        | Fault::CutOff(why)
        | Fault::Threw(why)
        | Fault::Failed(why) => why.clone(),
    }
}

fn repeated(own: bool) -> &'static str {
    match own {
        true => {
            "two answers came for this request: the toolbar answers twice, or something else in \
             the page sends the same request"
        }
        false => "the toolbar repeated its answer to an earlier request",
    }
}

/// The documented outcome that an error's words name: `Error: InvalidContactId`.
fn named_in(action: &Action, words: &str) -> Option<Arc<str>> {
    let plain = |text: &str| text.to_ascii_lowercase();
    let said: Vec<String> = words
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .map(plain)
        .collect();
    let mut outcomes = action.outcomes.iter().filter(|one| &*one.name != "Success");
    let found = outcomes.find(|one| said.contains(&plain(&one.name)));
    found.map(|one| one.name.clone())
}

/// What an answer says.
pub(super) struct Reading<'a> {
    pub entry: &'a SystemEntry,
    pub action: &'a Action,
    pub request: &'a Request,
    /// What it was asked with.
    pub args: &'a Record,
}

impl Reading<'_> {
    /// How the action ended, with its outputs.
    pub fn read(&self, said: Json) -> Answer {
        let Some(form) = self.request.answer else {
            return Answer::success().confirmed(Provenance::Accepted);
        };
        let said = match data(said) {
            Ok(said) => said,
            Err(why) => return failed(self.action, &Fault::Unreadable(why)),
        };
        if let Some(what) = about::another(self.args, &said) {
            return self.doubtful(format!(
                "the toolbar's answer is about another {what}, so it belongs to another request"
            ));
        }
        if let Some(words) = error(&said) {
            return self.error(&words);
        }
        let answer = match form {
            Form::Script => self.script(said),
            Form::Yes => self.yes(&said),
            Form::Info => self.info(&said),
            Form::Contacts => self.contacts(said),
            Form::AgentState => self.agent_state(&said),
            Form::AgentId => self.agent_id(&said),
            Form::Groups => self.groups(&said),
        };
        match answer.is_success() {
            true => answer.confirmed(Provenance::Reply),
            false => answer,
        }
    }

    fn error(&self, words: &str) -> Answer {
        let outcome = match &self.request.error {
            Some(outcome) => outcome.clone(),
            None => named_in(self.action, words).unwrap_or_else(|| "Rejected".into()),
        };
        Answer::new(outcome, format!("the toolbar's message: {words}"))
    }

    /// Only `result: true` without `terminated` and without `readOnly` is a script to work on.
    fn script(&self, said: Json) -> Answer {
        if !said.is_object() {
            return match yes_or_no(&said) {
                Some(false) => Answer::new("Refused", "the toolbar answered no"),
                _ => self.unreadable("script", &said),
            };
        }
        match self.verdict(&said) {
            Some(true) => self.success([
                ("Fields", Value::Record(Arc::new(fields_of(&said)))),
                ("Ecid", ecid(&said)),
            ]),
            Some(false) => self.denied(&said),
            None => self.unreadable("script", &said),
        }
    }

    /// A plain yes, or an object that says so: nothing else is documented as done, and nothing but a
    /// plain no as not done.
    fn yes(&self, said: &Json) -> Answer {
        let verdict = match said.is_object() {
            true => self.verdict(said),
            false => yes_or_no(said),
        };
        match verdict {
            Some(true) => Answer::success(),
            Some(false) => self.denied(said),
            None => self.doubtful(format!(
                "the toolbar answered {}, which is neither yes nor no",
                shown(said)
            )),
        }
    }

    /// What an answer's fields say: yes, no, or neither for certain.
    fn verdict(&self, said: &Json) -> Option<bool> {
        let stands_against = |name: &str| match said.get(name) {
            None | Some(Json::Null) => Some(false),
            Some(value) => yes_or_no(value),
        };
        let result = said.get("result").and_then(yes_or_no);
        let against = [stands_against("terminated"), stands_against("readOnly")];
        if against.contains(&Some(true)) || result == Some(false) {
            return Some(false);
        }
        result.filter(|_| !against.contains(&None))
    }

    /// An answer that says no: why.
    fn denied(&self, said: &Json) -> Answer {
        let set = |name: &str| said.get(name).and_then(yes_or_no) == Some(true);
        if set("terminated") {
            return Answer::new("AlreadyClosed", "the easyCIM script is already closed");
        }
        if set("readOnly") {
            let why = "another agent has the easyCIM script open; here it is read-only";
            return Answer::new("LockedByOther", why);
        }
        Answer::new("Refused", "the toolbar answered no")
    }

    fn info(&self, said: &Json) -> Answer {
        let known = said.get("ContactInfo").unwrap_or(said);
        let none = match known {
            Json::Array(items) => items.is_empty(),
            Json::Object(fields) => fields.is_empty(),
            _ => false,
        };
        if none {
            let outcome = self.request.error.as_deref().unwrap_or("Unavailable");
            return Answer::new(outcome, "the toolbar has no data for it");
        }
        if !known.is_array() && !known.is_object() {
            return self.unreadable("contact info", known);
        }
        let mut info = pairs(known);
        let nameless = known.is_array() && info.is_empty();
        if nameless {
            info.insert("ContactInfo".into(), texts(known));
        }
        self.success([("Info", Value::Record(Arc::new(info)))])
    }

    fn contacts(&self, said: Json) -> Answer {
        let Some(list) = News::list(said.clone(), self.entry) else {
            return self.unreadable("list of contacts", &said);
        };
        let fields: Vec<_> = match self.action.outputs.first().map(|output| &output.kind) {
            Some(crate::value::Kind::List(of)) => match &**of {
                crate::value::Kind::Record(Some(fields)) => fields.to_vec(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let contact = |news: &News| {
            Value::record(fields.iter().map(|field| {
                let value = news.output(&field.name).with_mark(field.mark);
                (field.name.clone(), value)
            }))
        };
        let contacts = list.iter().filter(|news| !news.agent).map(contact);
        self.success([("Contacts", Value::list(contacts))])
    }

    fn agent_state(&self, said: &Json) -> Answer {
        match agent_state(said) {
            Some((state, code)) => {
                let ours = state_of(self.entry, "agent", &state);
                let code = code.map(Value::text).unwrap_or_default();
                let state = ours.map_or_else(|| Value::text(state), Value::text);
                let first = said.get("FirstLoginTime").and_then(scalar);
                let first = first.map(Value::text).unwrap_or_default();
                self.success([("State", state), ("Code", code), ("FirstLoginTime", first)])
            }
            // The library has nothing on an agent that it does not know.
            None if said.is_null() && self.request.error.is_some() => {
                let outcome = self.request.error.clone().unwrap_or_default();
                Answer::new(outcome, "the toolbar does not know this agent")
            }
            None => self.unreadable("agent's state", said),
        }
    }

    fn agent_id(&self, said: &Json) -> Answer {
        let id = scalar(said).or_else(|| scalar(said.get("ID")?));
        match id.filter(|id| !id.is_empty()) {
            Some(id) => self.success([("AgentId", Value::text(id))]),
            None => self.unreadable("agent's id", said),
        }
    }

    fn groups(&self, said: &Json) -> Answer {
        let name = |item: &Json| {
            let names = ["name", "Name", "ID", "id"];
            scalar(item).or_else(|| names.iter().find_map(|name| scalar(item.get(name)?)))
        };
        let groups: Option<Vec<Value>> = match said {
            Json::Array(items) => items
                .iter()
                .map(|item| name(item).map(Value::text))
                .collect(),
            Json::String(text) => Some(split(text)),
            _ => None,
        };
        match groups {
            Some(groups) => self.success([("Groups", Value::list(groups))]),
            None => self.unreadable("list of groups", said),
        }
    }

    /// Success with those of the values that are outputs of the action, marked as they are.
    fn success<const N: usize>(&self, values: [(&str, Value); N]) -> Answer {
        let mut outputs = Record::new();
        for output in &self.action.outputs {
            let value = values.iter().find(|(name, _)| *name == &*output.name);
            if let Some((_, value)) = value {
                outputs.insert(output.name.clone(), value.clone().with_mark(output.mark));
            }
        }
        Answer {
            outputs,
            ..Answer::success()
        }
    }

    /// The answer is none of the known forms.
    fn unreadable(&self, what: &str, said: &Json) -> Answer {
        let said = shown(said);
        self.doubtful(format!(
            "the toolbar answered {said}, which is not a {what}"
        ))
    }

    /// There was an answer, and it says nothing about this call.
    fn doubtful(&self, why: String) -> Answer {
        let outcome = if self.action.reads {
            "Unavailable"
        } else {
            "Unknown"
        };
        Answer::new(outcome, why)
    }
}

#[cfg(test)]
mod tests;
