//! How the connection asks for an action: the `request` of its table.

use super::ask::Ask;
use super::settings::Settings;
use super::toggle::Toggle;
use crate::catalogue::{Action, SystemEntry};
use crate::value::{Record, Value};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// What the `request` of an action says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Request {
    /// The group of the page's library: `EASYCIM`, `CONTACT`, `AGENT`.
    pub object: Arc<str>,
    /// The method as the page's library names it.
    pub method: Arc<str>,
    /// The method's name on the wire, where it is another one.
    #[serde(default)]
    wire: Option<Arc<str>>,
    /// The names on the wire of the methods that are chosen from.
    #[serde(default)]
    wires: IndexMap<Arc<str>, Arc<str>>,
    /// Another method for each value of a parameter.
    #[serde(default)]
    choose: Option<Choose>,
    /// Its arguments: `"{Name}"` is a parameter, anything else is as it is.
    #[serde(default)]
    args: Vec<Json>,
    /// What goes in the place of an argument that is not there, where others come behind it.
    #[serde(default)]
    absent: Json,
    /// What its answer is; an action without one gets no answer.
    #[serde(default)]
    pub answer: Option<Form>,
    /// The outcome that an `error` in its answer means.
    #[serde(default)]
    pub error: Option<Arc<str>>,
    /// Whether the contact is looked for before.
    #[serde(default)]
    pub look: bool,
    /// Whether it is the toggle, and which way.
    #[serde(default)]
    pub toggle: Option<Toggle>,
    /// Whether it saves a script: its outcome, its note and its labels are looked at before.
    #[serde(default)]
    pub saves: bool,
    /// What confirms it.
    #[serde(default)]
    pub confirm: Option<Confirm>,
}

/// What an answer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    /// A script that was opened, or why not.
    Script,
    /// Yes or no.
    Yes,
    /// What is known of a customer.
    Info,
    /// A list of contacts.
    Contacts,
    /// An agent's state.
    AgentState,
    /// An agent's id.
    AgentId,
    /// A list of groups.
    Groups,
}

/// Another method for each value of a parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Choose {
    by: Arc<str>,
    /// The method where there is a `Code`, for the pause.
    with_code: Arc<str>,
    #[serde(flatten)]
    methods: IndexMap<String, Arc<str>>,
}

/// What confirms an action that has no answer.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) enum Confirm {
    /// The contact comes to one of these states.
    States {
        /// The states.
        any: Vec<Arc<str>>,
        /// Other states, and the outcome that they mean.
        #[serde(default)]
        otherwise: IndexMap<Arc<str>, Arc<str>>,
    },
    /// The contact's call data are those of this parameter.
    Data(Arc<str>),
    /// A new contact appears, that goes to the number in this parameter.
    New(Arc<str>),
    /// The agent is in the state of this parameter.
    Agent(Arc<str>),
}

/// Every action's request, by its key.
pub(super) type Plans = HashMap<Arc<str>, Arc<Plan>>;

/// An action and how to ask for it.
#[derive(Debug)]
pub(super) struct Plan {
    pub action: Arc<Action>,
    pub request: Request,
}

/// The requests of a catalogue. One that cannot be read belongs to no action of ours, and is left
/// out; that ours can be is a test's business.
pub(super) fn plans(entry: &SystemEntry) -> Plans {
    let plan = |action: &Arc<Action>| {
        let request = Request::deserialize(&*action.request).ok()?;
        let action = action.clone();
        Some((action.key.clone(), Arc::new(Plan { action, request })))
    };
    entry.actions.iter().filter_map(plan).collect()
}

impl Plan {
    /// The call, with its arguments.
    pub fn ask(&self, args: &Record) -> Ask {
        let request = &self.request;
        let chosen = request.choose.as_ref().and_then(|choose| choose.of(args));
        let method = chosen.unwrap_or_else(|| request.method.clone());
        Ask {
            wire: self.wire(&method),
            object: request.object.clone(),
            method,
            args: arguments(request, args),
            answered: request.answer.is_some(),
            toggle: request.toggle,
        }
    }

    fn wire(&self, method: &Arc<str>) -> Arc<str> {
        let request = &self.request;
        let known = request.wires.get(method).or(request.wire.as_ref());
        known.unwrap_or(method).clone()
    }

    /// How a report shows the call: the names of what is handed over, never the values.
    pub fn shown(&self, ask: &Ask) -> String {
        let names = self.request.args.iter().take(ask.args.len());
        let names: Vec<String> = names
            .map(|arg| match parameter(arg) {
                Some(name) => name.to_owned(),
                None => arg.to_string(),
            })
            .collect();
        format!(
            "TOOLBAR.{}.{}({})",
            ask.object,
            ask.method,
            names.join(", ")
        )
    }
}

impl Choose {
    fn of(&self, args: &Record) -> Option<Arc<str>> {
        let value = args.get(&self.by)?.as_text()?;
        let coded = value == "Paused" && given(args, "Code");
        if coded {
            return Some(self.with_code.clone());
        }
        self.methods.get(value).cloned()
    }
}

/// Whether an argument is there.
pub(super) fn given(args: &Record, name: &str) -> bool {
    match args.get(name) {
        None | Some(Value::Nothing) => false,
        Some(Value::Text(text)) => !text.text.is_empty(),
        Some(Value::List(items)) => !items.is_empty(),
        Some(Value::Record(fields)) => !fields.is_empty(),
        Some(_) => true,
    }
}

/// The arguments, less those at the end that are not there.
fn arguments(request: &Request, args: &Record) -> Vec<Json> {
    let value = |template: &Json| match parameter(template) {
        Some("CallData") => call_data(args.get("CallData")),
        Some(name) => args.get(name).map_or(Json::Null, Value::to_json),
        None => template.clone(),
    };
    let mut all: Vec<Json> = request.args.iter().map(value).collect();
    while all.last().is_some_and(Json::is_null) {
        all.pop();
    }
    for absent in all.iter_mut().filter(|value| value.is_null()) {
        absent.clone_from(&request.absent);
    }
    all
}

fn parameter(template: &Json) -> Option<&str> {
    template.as_str()?.strip_prefix('{')?.strip_suffix('}')
}

/// `A=1;B=2`
fn call_data(value: Option<&Value>) -> Json {
    let Some(Value::Record(fields)) = value else {
        return Json::Null;
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    match pairs.is_empty() {
        true => Json::Null,
        false => Json::String(pairs.join(";")),
    }
}

/// A name in call data that cannot go as it is: it, or its value, holds a sign that separates them.
pub(super) fn inseparable(args: &Record) -> Option<String> {
    let Some(Value::Record(fields)) = args.get("CallData") else {
        return None;
    };
    let odd = |text: &str| text.chars().any(|sign| sign == ';' || sign.is_control());
    let bad = fields.iter().find(|(name, value)| {
        let nested = matches!(value, Value::Record(_) | Value::List(_));
        name.is_empty() || name.contains('=') || odd(name) || nested || odd(&value.to_string())
    });
    bad.map(|(name, _)| name.to_string())
}

impl Settings {
    /// Whether an outcome is one of those that easyCIM is set up with; where none are listed, any
    /// is.
    pub(super) fn knows(&self, outcome: &str) -> bool {
        self.outcomes.is_empty() || self.outcomes.iter().any(|known| known == outcome)
    }
}

#[cfg(test)]
mod tests;
