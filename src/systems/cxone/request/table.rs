//! The table of an action's request, as the catalogue writes it.

use super::look::Look;
use super::template::Template;
use indexmap::IndexMap;
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value as Json;

/// The number that a callback is for: looked up before it is dialled.
pub const CALLBACK_NUMBER: &str = "Callback.PhoneNumber";

/// The agent whose session it is.
pub const SESSION_AGENT: &str = "Session.AgentId";

/// A request, and how to read what comes back.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Where, below the services' base: `agent-sessions/{SessionId}/interactions/{ContactId}/hold`.
    pub path: Template,
    /// The version of the API that the path is of.
    #[serde(default = "version")]
    pub version: String,
    /// The statuses that are documented for success; 200 always is. Any other 2xx is in doubt.
    #[serde(default)]
    pub ok: Vec<u16>,
    /// The query, by the vendor's names; what has no value is left out.
    #[serde(default)]
    pub query: IndexMap<String, From>,
    /// The JSON body, by the vendor's names; what has no value is left out.
    #[serde(default)]
    pub body: IndexMap<String, From>,
    /// Where the outputs are in the answer.
    #[serde(default)]
    pub outputs: IndexMap<String, OutputFrom>,
    /// Answers that mean an outcome and do not name it: the first that fits. Those with a `text`
    /// or an `at` come before the general mapping, those with `at` for a 2xx too; those with a
    /// status alone say what it means where the answer names no outcome.
    #[serde(default)]
    pub outcomes: Vec<OutcomeRule>,
    /// The event that shows that an accepted request was carried out.
    pub confirm: Option<Confirm>,
    /// The look that shows it.
    pub look: Option<Look>,
    /// Nothing shows it: accepted is all that can be known, and counts as `Success`.
    #[serde(default)]
    pub unconfirmed: bool,
    /// Parameters that are for the connection, and are not sent.
    #[serde(default)]
    pub local: Vec<String>,
    /// What it does to the session.
    pub session: Option<SessionChange>,
    /// How a long list is asked for in pieces.
    pub pages: Option<Pages>,
}

/// A list that comes in pieces: `top` and `skip` go into the query until all are there.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// How many a piece has at most.
    pub top: u32,
    /// A JSON pointer to how many there are in all.
    pub total: String,
}

fn version() -> String {
    "23.0".into()
}

/// The HTTP methods that are in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

/// What a request does to the session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionChange {
    /// Its output `SessionId` is a session that was there before.
    Joins,
    /// Its output `SessionId` is a session that it has started.
    Starts,
    /// The session of its parameter `SessionId` is over.
    Closes,
}

/// Where a value of the query or the body comes from.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(untagged)]
pub enum From {
    /// `"{SkillId}"`: the parameter as it is; with other text around it, a text.
    Template(Template),
    /// `{ param = "TargetAgentId", absent = "" }`: the parameter, and what to send without it.
    Param(ParamFrom),
    /// `{ value = true }`: always the same.
    Fixed(FixedFrom),
    /// `{ each = "Tags", fields = { tagId = "{Item}" } }`: an object for each item of a list.
    Each(EachFrom),
    /// `{ fields = { … } }`: an object; left out where none of its fields has a value.
    Fields(FieldsFrom),
}

/// A parameter.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParamFrom {
    /// Its name.
    pub param: String,
    /// What is sent where it was left out.
    pub absent: Option<Json>,
    /// How it is sent.
    #[serde(default, rename = "as")]
    pub form: Form,
}

/// A fixed value.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedFrom {
    /// The value.
    pub value: Json,
}

/// A list of objects.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachFrom {
    /// The parameter with the items.
    pub each: String,
    /// The fields of the object; `{Item}` is the item.
    pub fields: IndexMap<String, From>,
}

/// An object.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldsFrom {
    /// Its fields.
    pub fields: IndexMap<String, From>,
}

/// How a value is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// By its kind: numbers and `true`/`false` as such, a time in UTC, everything else as text.
    #[default]
    Natural,
    /// As text.
    Text,
    /// Digits as a number: the platform's own ids are numbers. What is none stays a text.
    Integer,
    /// A duration in whole seconds.
    Seconds,
    /// A duration in milliseconds.
    Milliseconds,
}

/// Where an output comes from.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(untagged)]
pub enum OutputFrom {
    /// `"/callbackId"`: a JSON pointer into the answer's body.
    Pointer(String),
    /// `{ value = "TerminateScript" }`: always the same.
    Fixed(FixedFrom),
    /// `{ param = "AgentId" }`: the parameter's own value.
    Param(OutputParam),
    /// `{ list = "/callbacks", fields = { CallbackId = "callbackId" } }`: a list of records.
    List(ListFrom),
}

/// An output that is a parameter's own value.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputParam {
    /// The parameter.
    pub param: String,
}

/// A list of records.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFrom {
    /// JSON pointers to the list: the first that leads to one. Where none does, the body itself
    /// may be the list; without any list, it is empty.
    pub list: OneOrMore,
    /// The records' fields, by our names.
    pub fields: IndexMap<String, FieldFrom>,
    /// Fields that have to be equal to a parameter, where that is given: field, parameter.
    #[serde(default)]
    pub keep: IndexMap<String, String>,
}

/// Where a field of a list's record comes from. Vendor names are matched without regard to case;
/// of several the first that is there counts.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(untagged)]
pub enum FieldFrom {
    /// `"callbackId"`
    Named(OneOrMore),
    /// `{ since = "contactStartDate" }`: how long ago that time was, as a duration.
    Since(SinceFrom),
    /// `{ state = "stateName", of = "contact" }`: a state, by our name.
    State(StateFrom),
}

/// How long ago something was.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinceFrom {
    /// The vendor's field that holds the time.
    pub since: OneOrMore,
}

/// A thing's state.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateFrom {
    /// The vendor's field that holds the state's vendor name.
    pub state: OneOrMore,
    /// What kind of thing: `contact`.
    pub of: String,
}

/// An answer that means an outcome. All conditions that are given have to hold.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// The HTTP status.
    pub status: Option<u16>,
    /// The error's text, compared as the general mapping does: letters only, without case.
    pub text: Option<String>,
    /// A JSON pointer into the body …
    pub at: Option<String>,
    /// … the value that stands there; a text is equal to a number or yes/no that looks so.
    pub equals: Option<Json>,
    /// … or the only value that may stand there, if one does.
    pub differs: Option<Json>,
    /// The outcome.
    pub outcome: String,
}

/// The session's event that shows that an accepted request was carried out.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The event's type, or several.
    pub event: OneOrMore,
    /// The parameter that the event's contact id has to be equal to; without it, any.
    pub id: Option<String>,
    /// The field of the event that holds its status.
    #[serde(default = "status_field")]
    pub field: OneOrMore,
    /// The statuses that show it; `{State}` is a parameter's value.
    #[serde(default)]
    pub status: Vec<Template>,
    /// Statuses that show that it will not come any more, and the outcome then.
    #[serde(default)]
    pub otherwise: IndexMap<String, String>,
    /// Fields that have to hold a parameter's value; of several, split by `|`, any.
    #[serde(default)]
    pub has: IndexMap<String, Template>,
    /// Fields that must not hold another value, where they hold one.
    #[serde(default)]
    pub agrees: IndexMap<String, Template>,
    /// Outputs that the event gives: the event's fields. It is one of a contact that is new.
    #[serde(default)]
    pub gives: IndexMap<String, OneOrMore>,
    /// How long to wait before the outcome is `Unknown`.
    #[serde(deserialize_with = "within")]
    pub within: SignedDuration,
}

fn status_field() -> OneOrMore {
    OneOrMore(vec!["Status".into()])
}

pub(super) fn within<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(from)?;
    crate::value::duration(&text).map_err(de::Error::custom)
}

/// One text, or several of which the first that fits counts.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(from = "Texts")]
pub struct OneOrMore(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    More(Vec<String>),
}

impl std::convert::From<Texts> for OneOrMore {
    fn from(texts: Texts) -> Self {
        match texts {
            Texts::One(text) => Self(vec![text]),
            Texts::More(texts) => Self(texts),
        }
    }
}
