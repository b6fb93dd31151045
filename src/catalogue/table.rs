//! The shape of an `actions.toml`.

use indexmap::IndexMap;
use serde::Deserialize;

/// A system's own file. A family's file has `family` and `actions` alone.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct SystemTable {
    pub name: String,
    pub title: String,
    pub about: String,
    #[serde(default)]
    pub platforms: Vec<String>,
    #[serde(default)]
    pub shared: SharedTable,
    #[serde(default)]
    pub things: Vec<ThingTable>,
    #[serde(default)]
    pub foreign: Vec<ForeignTable>,
    #[serde(default)]
    pub actions: Vec<ActionTable>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyTable {
    pub family: String,
    /// What its actions are looked at with, where they do not say it themselves.
    pub check: Option<Vec<String>>,
    #[serde(rename = "check-in")]
    pub check_in: Option<String>,
    pub actions: Vec<ActionTable>,
}

/// Parameters and outcomes that many actions have: `takes` and `ends` name them.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedTable {
    #[serde(default)]
    pub params: IndexMap<String, ParamTable>,
    #[serde(default)]
    pub outcomes: IndexMap<String, OutcomeTable>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ActionTable {
    pub phrase: String,
    pub family: Option<String>,
    pub about: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub vendor: Vec<String>,
    #[serde(default)]
    pub takes: Vec<String>,
    #[serde(default)]
    pub params: IndexMap<String, ParamTable>,
    #[serde(default)]
    pub outputs: IndexMap<String, OutputTable>,
    pub success: Option<String>,
    #[serde(default)]
    pub confirmed: String,
    #[serde(default)]
    pub ends: Vec<String>,
    #[serde(default)]
    pub outcomes: IndexMap<String, OutcomeTable>,
    #[serde(default)]
    pub reads: bool,
    #[serde(default)]
    pub repeatable: bool,
    #[serde(default)]
    pub irreversible: bool,
    pub state: Option<StateTable>,
    pub opens: Option<OpensTable>,
    #[serde(rename = "also-opens")]
    pub also_opens: Option<OpensTable>,
    #[serde(default)]
    pub closes: Vec<String>,
    pub promises: Option<String>,
    pub exclusive: Option<ExclusiveTable>,
    pub result: Option<ResultTable>,
    #[serde(rename = "read-back")]
    pub read_back: Option<ReadBackTable>,
    pub check: Option<Vec<String>>,
    #[serde(rename = "check-in")]
    pub check_in: Option<String>,
    pub undo: Option<UndoTable>,
    #[serde(default)]
    pub never: Vec<String>,
    pub agent: Option<AgentTable>,
    #[serde(default)]
    pub platforms: Vec<String>,
    pub example: String,
    pub request: Option<serde_json::Value>,
    /// The same as JSON, as the build writes it: it is read when a connection asks for it.
    #[serde(rename = "request as JSON")]
    pub unread_request: Option<String>,
}

#[derive(Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct ParamTable {
    #[serde(rename = "type", alias = "kind")]
    pub kind: Option<String>,
    #[serde(default)]
    pub values: Vec<String>,
    pub about: String,
    #[serde(default)]
    pub required: bool,
    pub default: Option<serde_json::Value>,
    pub provided: Option<String>,
    pub mark: Option<MarkTable>,
    pub list: Option<String>,
    #[serde(default)]
    pub platforms: Vec<String>,
    #[serde(default)]
    pub future: bool,
    #[serde(default)]
    pub digits: bool,
}

#[derive(Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputTable {
    #[serde(rename = "type", alias = "kind")]
    pub kind: Option<String>,
    #[serde(default)]
    pub values: Vec<String>,
    pub about: String,
    #[serde(default)]
    pub provides: bool,
    pub mark: Option<MarkTable>,
    #[serde(default)]
    pub fields: IndexMap<String, OutputTable>,
}

#[derive(Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeTable {
    pub when: String,
    #[serde(default)]
    pub transient: bool,
    /// Whether it comes from the way to the system, and every action can end so.
    #[serde(default)]
    pub transport: bool,
    /// Whether it says that what the action would close is not open any more.
    #[serde(default)]
    pub gone: bool,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct StateTable {
    pub of: String,
    pub thing: String,
    #[serde(default)]
    pub before: BeforeTable,
    pub after: Option<String>,
}

/// States for every platform, or for each its own.
#[derive(Deserialize, Debug)]
#[serde(
    untagged,
    expecting = "expected states, as `[\"Held\"]`, or states of each platform, as `{ PLATFORM = [\"Held\"] }`"
)]
pub(super) enum BeforeTable {
    All(Vec<String>),
    Each(IndexMap<String, Vec<String>>),
}

impl Default for BeforeTable {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

/// By what it is found out afterwards whether an action happened.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadBackTable {
    pub action: String,
    #[serde(default)]
    pub with: IndexMap<String, String>,
    #[serde(default)]
    pub output: String,
    pub find: IndexMap<String, String>,
    #[serde(default)]
    pub tells: IndexMap<String, String>,
    #[serde(default)]
    pub shows: IndexMap<String, String>,
    #[serde(default)]
    pub gone: bool,
    #[serde(default)]
    pub unless: Vec<String>,
    pub until: Option<String>,
    #[serde(default)]
    pub outputs: IndexMap<String, String>,
}

/// What takes an action back: `"none"`, or another action.
#[derive(Deserialize, Debug)]
#[serde(
    untagged,
    expecting = "expected `\"none\"`, or the action that reverses it, as `{ action = \"resume contact\", with = { ContactId = \"ContactId\" } }`"
)]
pub(super) enum UndoTable {
    Word(String),
    By(Box<InverseTable>),
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct InverseTable {
    pub action: String,
    #[serde(default)]
    pub with: IndexMap<String, String>,
    #[serde(default)]
    pub before: IndexMap<String, String>,
    pub look: Option<LookTable>,
    #[serde(default)]
    pub unless: Vec<String>,
    pub made: Option<String>,
    #[serde(default)]
    pub left: IndexMap<String, String>,
    pub counted: Option<String>,
}

/// How a thing is looked at.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct LookTable {
    pub action: String,
    #[serde(default)]
    pub with: IndexMap<String, String>,
    pub output: Option<String>,
    pub id: Option<String>,
    pub state: String,
    pub since: Option<String>,
    #[serde(default)]
    pub shows: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct OpensTable {
    pub what: String,
    pub of: Option<String>,
    pub close: String,
    pub line: Option<String>,
    pub left: Option<String>,
    #[serde(default)]
    pub stays: bool,
    #[serde(default)]
    pub must: bool,
    pub by: Option<String>,
    #[serde(default)]
    pub perhaps: bool,
}

/// What an action has to do with the acting agent's own state.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AgentTable {
    pub state: Option<String>,
    #[serde(default)]
    pub ready: Vec<String>,
    #[serde(default)]
    pub changes: bool,
    #[serde(default)]
    pub not_ready_on: Vec<String>,
}

#[derive(Deserialize, Debug, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ExclusiveTable {
    Device,
    Method,
}

#[derive(Deserialize, Debug, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ResultTable {
    None,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ThingTable {
    pub name: String,
    pub id: String,
    pub states: IndexMap<String, ThingStateTable>,
    #[serde(default)]
    pub awaitable: bool,
    #[serde(default)]
    pub arrives: bool,
    #[serde(default)]
    pub outputs: IndexMap<String, OutputTable>,
    #[serde(default)]
    pub outcomes: IndexMap<String, OutcomeTable>,
    #[serde(default)]
    pub needs: Vec<String>,
    pub look: Option<LookTable>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ThingStateTable {
    pub about: String,
    #[serde(default)]
    pub vendor: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ForeignTable {
    pub names: Vec<String>,
    pub help: String,
}

#[derive(Deserialize, Debug, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum MarkTable {
    Plain,
    Personal,
    Secret,
}
