//! What there is to look at, and what in it shows that a write was carried out.

use super::table::{OneOrMore, within};
use super::template::Template;
use indexmap::IndexMap;
use jiff::SignedDuration;
use serde::Deserialize;

/// A look at what there is.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Where.
    pub view: View,
    /// The parameter that names what is looked at, where it is not the view's usual one.
    pub of: Option<String>,
    /// The parameter with the id of what is listed, where the view is of something else.
    pub of_id: Option<String>,
    /// What narrows the view down, by the vendor's names.
    #[serde(default)]
    pub query: IndexMap<String, Template>,
    /// How many of what is listed have to show it.
    #[serde(default = "one")]
    pub least: usize,
    /// The states that show it, by our names: any of them.
    #[serde(default)]
    pub states: Vec<String>,
    /// The field that counts how often it has happened: one more than before shows it, too.
    pub grows: Option<String>,
    /// Vendor fields that have to hold a parameter's value; of several, split by `|`, any.
    #[serde(default)]
    pub has: IndexMap<String, Template>,
    /// Vendor fields that must not hold another value, where they are there.
    #[serde(default)]
    pub agrees: IndexMap<String, Template>,
    /// Vendor fields that must not hold this value.
    #[serde(default)]
    pub lacks: IndexMap<String, Template>,
    /// Values that have to be found together in one place, whatever the fields are called.
    #[serde(default)]
    pub mentions: Vec<Template>,
    /// Whether it is something that was not there before.
    #[serde(default)]
    pub new: bool,
    /// Whether what was there being there no more shows it, too.
    #[serde(default)]
    pub gone: bool,
    /// The parameter with the agent who has to have the same call at the other end.
    pub peer: Option<String>,
    /// Outputs that it gives, by the vendor's fields.
    #[serde(default)]
    pub gives: IndexMap<String, OneOrMore>,
    /// How long to look before the outcome is `Unknown`.
    #[serde(deserialize_with = "within")]
    pub within: SignedDuration,
}

fn one() -> usize {
    1
}

/// Where there is something to look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// One active contact.
    Contact,
    /// All active contacts.
    Contacts,
    /// The contacts of one agent: the session's, where no other is named.
    AgentContacts,
    /// The state of one agent: the session's, where no other is named.
    Agent,
    /// The callbacks of a skill.
    SkillCallbacks,
    /// The callbacks of the session's agent.
    AgentCallbacks,
    /// A contact's disposition.
    Disposition,
    /// A contact's custom data.
    CustomData,
    /// A contact's chat.
    ChatTranscript,
}

/// What a view is made of.
pub struct Shape {
    /// The path below the version; `{}` is what is looked at.
    pub path: &'static str,
    /// What narrows it down to that, in a query.
    pub narrow: Option<&'static str>,
    /// Whether the narrow list is the only one that is read: the whole one is of no use.
    pub always_narrow: bool,
    /// JSON pointers to the list; without any, the body itself is all there is.
    pub list: &'static [&'static str],
    /// The fields with the id of what is listed.
    pub id: &'static [&'static str],
    /// The fields with its state.
    pub state: &'static [&'static str],
    /// The parameter that says what is looked at.
    pub of: Option<&'static str>,
}

const CONTACTS: Shape = Shape {
    path: "contacts/active",
    narrow: Some("contactId"),
    always_narrow: false,
    list: &["/activeContacts", "/resultSet/activeContacts"],
    id: &["contactId"],
    state: &["stateName", "contactStateName"],
    of: Some("ContactId"),
};

const CALLBACKS: Shape = Shape {
    path: "skills/{}/scheduled-callbacks",
    narrow: None,
    always_narrow: false,
    list: &["/callbacks", "/resultSet/callbacks"],
    id: &["callbackId"],
    state: &[],
    of: Some("SkillId"),
};

const OF_A_CONTACT: Shape = Shape {
    path: "contacts/{}/disposition",
    narrow: None,
    always_narrow: false,
    list: &[],
    id: &[],
    state: &[],
    of: Some("ContactId"),
};

impl Look {
    /// All that a view shows.
    pub fn all(view: View) -> Self {
        Self {
            view,
            of: None,
            of_id: None,
            query: IndexMap::new(),
            least: 1,
            states: Vec::new(),
            grows: None,
            has: IndexMap::new(),
            agrees: IndexMap::new(),
            lacks: IndexMap::new(),
            mentions: Vec::new(),
            new: false,
            gone: false,
            peer: None,
            gives: IndexMap::new(),
            within: SignedDuration::ZERO,
        }
    }
}

impl View {
    /// What it is made of.
    pub fn shape(self) -> Shape {
        match self {
            Self::Contact => CONTACTS,
            Self::Contacts => Shape {
                narrow: None,
                of: None,
                ..CONTACTS
            },
            Self::AgentContacts => Shape {
                path: "contacts/states",
                narrow: Some("agentId"),
                always_narrow: true,
                list: &["/contactStates", "/resultSet/contactStates"],
                state: &["contactStateName", "stateName"],
                of: None,
                ..CONTACTS
            },
            Self::Agent => Shape {
                path: "agents/{}/states",
                narrow: None,
                always_narrow: false,
                list: &["/agentStates", "/resultSet/agentStates"],
                id: &["agentId"],
                state: &["agentStateName"],
                of: None,
            },
            Self::SkillCallbacks => CALLBACKS,
            Self::AgentCallbacks => Shape {
                path: "agents/{}/scheduled-callbacks",
                of: None,
                ..CALLBACKS
            },
            Self::Disposition => OF_A_CONTACT,
            Self::CustomData => Shape {
                path: "contacts/{}/custom-data",
                ..OF_A_CONTACT
            },
            Self::ChatTranscript => Shape {
                path: "contacts/{}/chat-transcript",
                ..OF_A_CONTACT
            },
        }
    }
}
