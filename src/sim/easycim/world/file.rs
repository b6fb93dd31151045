//! Worlds as files: TOML or JSON.

use super::super::fault::Fault;
use super::agent::AgentState;
use super::contact::Kind;
use crate::sim::duration::Span;
use crate::sim::written;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A world as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct WorldFile {
    /// Who sits at this toolbar.
    pub agent: AgentFile,
    /// The other agents: the id and the state that it is asked for with.
    pub colleagues: IndexMap<String, AgentState>,
    /// What a script may be saved with.
    #[serde(rename = "dispositions", alias = "outcomes")]
    pub outcomes: Vec<String>,
    /// How long somebody who is called takes to answer.
    pub answer_after: Span,
    /// The scripts, each known by its ECID.
    pub scripts: Vec<ScriptFile>,
    /// Contacts that are there at the start.
    pub contacts: Vec<ContactFile>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

/// The agent as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct AgentFile {
    /// What `getAgentID` answers.
    pub id: String,
    /// The name that the page shows.
    pub name: String,
    /// The state at the start.
    pub state: AgentState,
    /// The groups that are configured.
    pub groups: Vec<String>,
    /// The groups that the agent is logged in to.
    pub logged_in_groups: Vec<String>,
}

/// A script as written.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct ScriptFile {
    /// What it is known by.
    pub ecid: String,
    /// What it is about; the page shows it.
    pub campaign: String,
    /// Who it is about: names and values.
    pub customer: IndexMap<String, String>,
    /// Its own fields: names and values.
    pub fields: IndexMap<String, String>,
    /// The operator who has it, where that is another one.
    pub locked_by: Option<String>,
    /// Whether it has been brought to its end already.
    pub terminated: bool,
}

/// A contact as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContactFile {
    /// Its id, like `68-60f69967@toolbar.example`.
    pub id: String,
    /// Which way it came.
    #[serde(default, rename = "type")]
    pub kind: Kind,
    /// `manual`, `previewQueue` or `predictive`, where somebody is called.
    #[serde(default)]
    pub job: Option<String>,
    /// The number of the other side.
    #[serde(default)]
    pub number: String,
    /// Whether the two are already talking; else it is only offered.
    #[serde(default)]
    pub connected: bool,
    /// What goes with the call, the `ECID` too.
    #[serde(default)]
    pub call_data: IndexMap<String, Value>,
}

impl Default for WorldFile {
    fn default() -> Self {
        Self {
            agent: AgentFile::default(),
            colleagues: IndexMap::new(),
            outcomes: Vec::new(),
            answer_after: Span::secs(1),
            scripts: Vec::new(),
            contacts: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl Default for AgentFile {
    fn default() -> Self {
        Self {
            id: "agent07".to_owned(),
            name: "Ada Example".to_owned(),
            state: AgentState::LoggedIn,
            groups: Vec::new(),
            logged_in_groups: Vec::new(),
        }
    }
}

impl WorldFile {
    /// The small world that is used where none is named.
    pub fn small() -> Self {
        Self::read(include_str!("small.toml")).unwrap_or_default()
    }

    /// Reads TOML or JSON; `Err` says where it is wrong and why.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: Self = written::read(text)?;
        file.sound().map(|()| file)
    }

    fn sound(&self) -> Result<(), String> {
        no_double("contact", self.contacts.iter().map(|contact| &contact.id))?;
        no_double("ECID", self.scripts.iter().map(|script| &script.ecid))
    }
}

fn no_double<'a>(what: &str, ids: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        if id.is_empty() {
            return Err(format!("a {what} is empty"));
        }
        if !seen.insert(id) {
            return Err(format!("the {what} {id} is listed twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_world_reads() {
        let read = WorldFile::read(include_str!("small.toml")).unwrap();
        assert_eq!(read, WorldFile::small());
        assert!(read.contacts.len() >= 6);
    }

    #[test]
    fn a_world_that_contradicts_itself_is_refused() {
        let twice = "scripts = [{ ecid = \"E-1\" }, { ecid = \"E-1\" }]";
        assert_eq!(
            WorldFile::read(twice),
            Err("the ECID E-1 is listed twice".into())
        );
        assert!(WorldFile::read("scripts = [{ ecid = \"\" }]").is_err());
        assert!(WorldFile::read("moods = []").is_err());
    }
}
