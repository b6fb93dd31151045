//! Worlds as files: TOML or JSON.

use super::code::CodeFile;
use super::contact::Behaviour;
use super::desktop::EventQueue;
use super::people::{AccessKey, Agent, Client, Skill};
use super::state::{Media, State};
use crate::sim::duration::Span;
use crate::sim::fault::Fault;
use crate::sim::written;
use serde::{Deserialize, Serialize};

/// A world as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct WorldFile {
    /// The tenant's id.
    pub tenant: String,
    /// The tenant's number.
    pub business_unit: u64,
    /// How long after its 202 a change comes.
    pub confirm_after: Span,
    /// How long somebody who is called takes to answer.
    pub answer_after: Span,
    /// How long wrap-up takes, from a contact's end to its final event.
    pub wrap_up: Span,
    /// How long an access token is good.
    pub token_life: Span,
    /// How long a session id is still good after another has replaced it.
    pub session_grace: Span,
    /// Codes that may stand as the reason of being unavailable, beside none.
    pub unavailable_codes: Vec<CodeFile>,
    /// Those of them that only count after a contact.
    pub acw_codes: Vec<CodeFile>,
    /// Whether each agent who has a session at the start has a desktop open.
    pub desktop: bool,
    /// How events are handed out to several readers of one session.
    pub event_queue: EventQueue,
    /// Who may sign in.
    pub access_keys: Vec<AccessKey>,
    /// Registered applications.
    pub clients: Vec<Client>,
    pub agents: Vec<Agent>,
    pub skills: Vec<Skill>,
    /// Contacts that are there at the start.
    pub contacts: Vec<ContactFile>,
    /// Scripts that may be started.
    pub scripts: Vec<u64>,
    /// What happens by itself.
    pub life: Option<Life>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

impl Default for WorldFile {
    fn default() -> Self {
        Self {
            tenant: "11e8f1a0-0000-4000-8000-000000000001".to_owned(),
            business_unit: 4_599_001,
            confirm_after: Span::millis(10),
            answer_after: Span::secs(1),
            wrap_up: Span::secs(2),
            token_life: Span::secs(3600),
            session_grace: Span::secs(60),
            unavailable_codes: Vec::new(),
            acw_codes: Vec::new(),
            desktop: false,
            event_queue: EventQueue::default(),
            access_keys: Vec::new(),
            clients: Vec::new(),
            agents: Vec::new(),
            skills: Vec::new(),
            contacts: Vec::new(),
            scripts: Vec::new(),
            life: None,
            faults: Vec::new(),
        }
    }
}

/// A contact as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContactFile {
    /// The system's number for it.
    pub id: u64,
    /// Where it is.
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<u64>,
    /// Through which skill it came.
    pub skill: u64,
    /// Its medium; without it, that of its skill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// The caller's number.
    #[serde(default)]
    pub from: String,
    /// The called number.
    #[serde(default)]
    pub to: String,
    /// How old it is at the start.
    #[serde(default)]
    pub age: Span,
    /// What is out of the ordinary about it.
    #[serde(default)]
    pub behaviour: Behaviour,
}

/// What happens by itself; each span is an average, drawn from the seed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Life {
    /// Between two callers.
    pub arrival: Span,
    /// Until a caller in the queue hangs up.
    pub patience: Span,
    /// Until an agent takes what is offered.
    pub ring: Span,
    /// Until the caller of a conversation hangs up.
    pub talk: Span,
}

impl WorldFile {
    /// The small world: it is still until somebody acts on it.
    pub fn small() -> Self {
        built_in(include_str!("small.toml"))
    }

    /// The small world's people, with callers who come, wait, talk and hang up.
    pub fn busy() -> Self {
        let mut world = Self::small();
        let extra: Self = built_in(include_str!("busy.toml"));
        world.agents.extend(extra.agents);
        world.life = extra.life;
        world
    }

    /// Reads a world; a text whose first character is `{` is JSON, any other TOML. `Err` says
    /// what is wrong and where.
    pub fn read(text: &str) -> Result<Self, String> {
        let world: Self = written::read(text)?;
        world.check()?;
        Ok(world)
    }

    fn check(&self) -> Result<(), String> {
        let skill = |id| self.skills.iter().any(|skill| skill.id == id);
        let agent = |id| self.agents.iter().any(|agent| agent.id == id);
        for contact in &self.contacts {
            let id = contact.id;
            if !skill(contact.skill) {
                return Err(format!("contact {id}: unknown skill {}", contact.skill));
            }
            if let Some(missing) = contact.agent.filter(|id| !agent(*id)) {
                return Err(format!("contact {id}: unknown agent {missing}"));
            }
            if contact.agent.is_none()
                && (contact.state.is_open() || contact.state == State::Incoming)
            {
                return Err(format!(
                    "contact {id} is {} and needs an agent",
                    contact.state.name()
                ));
            }
        }
        match self.access_keys.iter().find(|key| !agent(key.agent)) {
            Some(key) => Err(format!(
                "access key {}: unknown agent {}",
                key.id, key.agent
            )),
            None => Ok(()),
        }
    }
}

/// A world that comes with the program; a test reads each.
fn built_in(text: &str) -> WorldFile {
    written::read(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worlds_that_come_along_are_sound() {
        for text in [include_str!("small.toml"), include_str!("busy.toml")] {
            written::read::<WorldFile>(text).unwrap();
        }
        assert_eq!(WorldFile::small().check(), Ok(()));
        assert_eq!(WorldFile::busy().check(), Ok(()));
        assert!(WorldFile::busy().life.is_some());
        assert!(WorldFile::small().life.is_none());
    }

    #[test]
    fn a_world_is_read_from_json_too() {
        let json = serde_json::to_string(&WorldFile::busy()).unwrap();
        assert_eq!(WorldFile::read(&json), Ok(WorldFile::busy()));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let error = WorldFile::read("[[contacts]]\nid = 1\nstate = \"InQueue\"\nskill = 5");
        assert_eq!(error.unwrap_err(), "contact 1: unknown skill 5");
        let skill = "[[skills]]\nid = 5\nname = \"a\"\n";
        let error = WorldFile::read(&format!(
            "{skill}[[contacts]]\nid = 1\nstate = \"Active\"\nskill = 5"
        ));
        assert_eq!(error.unwrap_err(), "contact 1 is Active and needs an agent");
        assert!(
            WorldFile::read("wrap-pu = \"2s\"")
                .unwrap_err()
                .contains("wrap-pu")
        );
    }
}
