//! An event: what happened to which object.

use super::super::xml::{Element, Unreadable};
use std::fmt;

use super::{ApiError, Body, Dialog, Medium, Queue, SystemInfo, Team, User};

/// What `<Update>` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Update {
    /// Whether the object came, changed or went.
    pub verb: Verb,
    /// Which object's events it is one of.
    pub source: Source,
    /// The id of the request that caused it. It may be missing although there was one.
    pub request_id: Option<String>,
    /// The object, or what went wrong with it.
    pub data: Data,
}

/// What happened to an object.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Verb {
    /// `POST`: it came.
    Came,
    /// `PUT`: it changed.
    Changed,
    /// `DELETE`: it went.
    Went,
    /// Something else, as Finesse says it.
    Other(String),
}

/// Which object's events they are, from the address in `<source>`.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Source {
    /// `/finesse/api/User/1001`
    User(String),
    /// `/finesse/api/User/1001/Dialogs`
    Dialogs(String),
    /// `/finesse/api/User/1001/Media/5001`: the user, and the medium
    Medium(String, String),
    /// `/finesse/api/User/1001/Media/5001/Dialogs`
    Tasks(String, String),
    /// `/finesse/api/Dialog/16804377`
    Dialog(String),
    /// `/finesse/api/Team/1/Users` and the like
    Team(String),
    /// `/finesse/api/Queue/10`
    Queue(String),
    /// `/finesse/api/SystemInfo`
    SystemInfo,
    /// Another address, or none: its text.
    Other(String),
}

/// What an event brings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Data {
    /// Dialogs: `<dialogs>` with several, or a single `<dialog>`.
    Dialogs(Vec<Dialog>),
    /// Where a user stands in media.
    Media(Vec<Medium>),
    /// Users: a single one, or a team's.
    Users(Vec<User>),
    /// A team.
    Team(Box<Team>),
    /// A queue.
    Queue(Box<Queue>),
    /// The system.
    SystemInfo(Box<SystemInfo>),
    /// What went wrong with a request.
    Errors(Vec<ApiError>),
    /// Something else, or nothing.
    Other,
}

impl Update {
    /// The updates of a payload: of an `<Update>`, of a text in which it is escaped, of the
    /// `<notification>` around it or of the whole message. What is not understood is left out.
    ///
    /// # Errors
    ///
    /// What is not well formed.
    pub fn read_all(payload: &str) -> Result<Vec<Update>, Unreadable> {
        let document = Element::read(payload)?;
        let updates = document.find("Update");
        Ok(updates.iter().map(Self::of).collect())
    }

    /// Reads an `<Update>`.
    pub fn of(update: &Element) -> Update {
        Update {
            verb: Verb::read(update.says("event").unwrap_or_default()),
            source: Source::read(update.says("source").unwrap_or_default()),
            request_id: update.text_of("requestId"),
            data: data(update),
        }
    }
}

/// What stands in `<data>`, which may itself be escaped.
fn data(update: &Element) -> Data {
    let Some(data) = update.child("data") else {
        return Data::Other;
    };
    if let Some(element) = data.children.first() {
        return Data::of(element);
    }
    let inner = Element::read(&data.text).unwrap_or_default();
    inner.children.first().map_or(Data::Other, Data::of)
}

impl Data {
    fn of(element: &Element) -> Data {
        match Body::of(element) {
            Body::Dialog(dialog) => Self::Dialogs(vec![*dialog]),
            Body::Dialogs(dialogs) => Self::Dialogs(dialogs),
            Body::Media(media) => Self::Media(media),
            Body::User(user) => Self::Users(vec![*user]),
            Body::Users(users) => Self::Users(users),
            Body::Team(team) => Self::Team(team.into()),
            Body::Queue(queue) => Self::Queue(queue.into()),
            Body::SystemInfo(info) => Self::SystemInfo(info),
            Body::Errors(errors) => Self::Errors(errors),
            Body::Empty | Body::Reasons(_) | Body::Other(_) => Self::Other,
        }
    }
}

impl Verb {
    fn read(vendor: &str) -> Self {
        match vendor.to_ascii_uppercase().as_str() {
            "POST" => Self::Came,
            "PUT" => Self::Changed,
            "DELETE" => Self::Went,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "User/{id}"),
            Self::Dialogs(id) => write!(f, "User/{id}/Dialogs"),
            Self::Medium(user, id) => write!(f, "User/{user}/Media/{id}"),
            Self::Tasks(user, id) => write!(f, "User/{user}/Media/{id}/Dialogs"),
            Self::Dialog(id) => write!(f, "Dialog/{id}"),
            Self::Team(id) => write!(f, "Team/{id}"),
            Self::Queue(id) => write!(f, "Queue/{id}"),
            Self::SystemInfo => f.write_str("SystemInfo"),
            Self::Other(address) => f.write_str(address),
        }
    }
}

impl Source {
    /// Reads the address of an object, with or without a host before it.
    pub fn read(address: &str) -> Self {
        let path = address.split_once("/api/").map(|(_, path)| path);
        let mut parts = path.unwrap_or_default().split('/');
        let object = parts.next().unwrap_or_default().to_ascii_lowercase();
        let id = parts.next().unwrap_or_default().to_owned();
        let below = parts.next().unwrap_or_default();
        match (object.as_str(), id.is_empty()) {
            ("systeminfo", _) => Self::SystemInfo,
            ("user", false) if below.is_empty() => Self::User(id),
            ("user", false) if below.eq_ignore_ascii_case("Dialogs") => Self::Dialogs(id),
            ("user", false) if below.trim().eq_ignore_ascii_case("Media") => {
                let medium = parts.next().unwrap_or_default().to_owned();
                match (medium.is_empty(), parts.next()) {
                    (false, None | Some("")) => Self::Medium(id, medium),
                    (false, Some(part)) if part.eq_ignore_ascii_case("Dialogs") => {
                        Self::Tasks(id, medium)
                    }
                    _ => Self::Other(address.to_owned()),
                }
            }
            ("dialog", false) => Self::Dialog(id),
            ("team", false) => Self::Team(id),
            ("queue", false) => Self::Queue(id),
            _ => Self::Other(address.to_owned()),
        }
    }
}
