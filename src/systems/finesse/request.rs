//! How the connection asks for an action: the `request` of its table in the catalogue.
//!
//! Everything here is data. [`Request::render`] makes a method, a path and a body of it and of the
//! call's values; [`super::confirm`] says what shows that it was done. `check` says what is wrong
//! with a table, and a test asks it about every action.

mod check;
mod facts;
mod from;
mod needs;
mod render;

pub use facts::Facts;
pub use from::{From, LocalFrom, MappedFrom};
pub use needs::Needs;
pub use render::{NotSent, Rendered};

use crate::catalogue::Action;
use indexmap::IndexMap;
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de};
use std::collections::HashMap;

/// A request, and how to read what comes of it.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Where, below `/finesse/api/`: `Dialog/{Contact}`. In braces stand parameters and
    /// [`Facts`]; in the query, what has no value is left out.
    pub path: String,
    /// What stands in the body, as `requestedAction` and `mobileAgent/mode`; the part before a
    /// slash is an element around it. What has no value is left out.
    #[serde(default)]
    pub body: IndexMap<String, From>,
    /// Action parameters by name: `dtmfString`.
    #[serde(default)]
    pub params: IndexMap<String, From>,
    /// The parameter that is a record of call variables.
    pub variables: Option<String>,
    /// Which dialog is meant where the script names none.
    pub contact: Option<Contact>,
    /// It is only sent where Finesse offers it, as far as nothing would tell of a refusal: what shows
    /// that it was done is then not there before.
    #[serde(default)]
    pub only_if_offered: bool,
    /// The parameter that is another agent, whose extension is looked up: `{Target}`.
    pub target: Option<String>,
    /// A reason by its words, whose number is looked up: `{ReasonId}`.
    pub reason: Option<ReasonFrom>,
    /// What shows that an accepted request was carried out.
    pub confirm: Option<Confirm>,
    /// The outcomes for classes of errors, where they are not the usual ones.
    #[serde(default)]
    pub outcomes: HashMap<super::outcomes::Class, String>,
    /// Errors that mean an outcome for this action alone: the first that fits.
    #[serde(default)]
    pub errors: Vec<ErrorRule>,
    /// What is read from the answer.
    pub reads: Option<Reads>,
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
}

/// Which dialog is meant.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The parameter that names it, required or not.
    pub param: String,
    /// Without it: the agent's only dialog in which this action is offered to the agent.
    pub offers: Option<String>,
    /// Without it: the agent's only dialog of this call type.
    pub call_type: Option<String>,
}

/// A reason by its words.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonFrom {
    /// The parameter that holds the words.
    pub param: String,
    /// Of which reason codes: `NOT_READY`, `LOGOUT`.
    pub category: String,
}

/// What shows that an accepted request was carried out.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// What has to be looked at.
    pub of: Of,
    /// The states that show it, by Finesse's names; `{State}` is a parameter's value.
    #[serde(default)]
    pub is: Vec<From>,
    /// States that leave it open, and are enough when the time is over: the call is being made.
    #[serde(default)]
    pub enough: Vec<String>,
    /// States that show that it will not come any more, and the outcome then.
    #[serde(default)]
    pub otherwise: IndexMap<String, String>,
    /// What it means that the dialog, or the agent's part in it, is over.
    pub gone: Option<String>,
    /// Causes of a failed call, and the outcome then: `BUSY`.
    #[serde(default)]
    pub causes: IndexMap<String, String>,
    /// The parameter that says who: a participant's address.
    pub param: Option<String>,
    /// Outputs that it gives.
    #[serde(default)]
    pub gives: IndexMap<String, Gives>,
    /// How long to wait before it is read back, and is `Unknown` where that shows nothing; of what
    /// nothing shows, how long to wait for an error.
    #[serde(deserialize_with = "within")]
    pub within: SignedDuration,
}

/// What has to be looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The state of the acting agent in the dialog.
    Participant,
    /// The state of another participant, who may also be gone.
    Party,
    /// A dialog that was not there before, and the agent's state in it.
    NewContact,
    /// The agent is in a conference with the dialog's participants.
    Conference,
    /// Both of the agent's calls are over.
    Transferred,
    /// The dialog's variables are as they were sent.
    Variables,
    /// The callback that is scheduled in the dialog is as it was sent, or is not there any more.
    Callback,
    /// The state of the user.
    User,
    /// Nothing shows it: no error within the time is all that can be known.
    Nothing,
}

/// An output of what is confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gives {
    /// The dialog's id.
    Contact,
    /// The state that was reached, by our name.
    State,
    /// Whether the state waits for the end of the present call.
    Pending,
    /// The parameter `SecurityUser`, or else the acting agent.
    Agent,
}

/// What is read from an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reads {
    /// That the user exists: `SecurityUser`.
    SecurityUser,
    /// That the user is signed in: `SessionId`.
    Session,
    /// A user's dialogs: `Contacts`.
    Contacts,
    /// One dialog: `Contact`.
    Contact,
    /// One user's state, as a list of one: `States`.
    AgentState,
    /// A team's users: `Agents`.
    Agents,
    /// One user: `Agent`.
    Agent,
    /// One queue: `Queue`.
    Queue,
    /// Reason codes: `Reasons`.
    Reasons,
    /// The system: `System`.
    System,
}

/// An error that means an outcome. All conditions that are given have to hold.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRule {
    /// The error's number.
    pub number: Option<u32>,
    /// The error's type, without regard to case.
    pub kind: Option<String>,
    /// The platform.
    pub platform: Option<String>,
    /// The user's state at that time, by Finesse's name.
    pub user: Option<String>,
    /// The outcome.
    pub outcome: String,
}

fn within<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(from)?;
    crate::value::duration(&text).map_err(de::Error::custom)
}

impl Request {
    /// The request of an action. `Err` says what is wrong with its table.
    pub fn of(action: &Action) -> Result<Self, String> {
        let request = Self::deserialize(&*action.request)
            .map_err(|error| format!("\"{}\": {error}", action.phrase_text()))?;
        match request.problems(action).as_slice() {
            [] => Ok(request),
            problems => Err(format!(
                "\"{}\": {}",
                action.phrase_text(),
                problems.join("; ")
            )),
        }
    }

    /// Whether it is sent to one of the agent's dialogs.
    pub fn is_about_dialog(&self) -> bool {
        self.method == Method::Put && self.path.starts_with("Dialog/")
    }

    /// Finesse's name for the action: `HOLD`; of a user's state, the state.
    pub fn requested_action(&self) -> Option<&str> {
        self.body.get("requestedAction")?.fixed()
    }
}

#[cfg(test)]
mod tests;
