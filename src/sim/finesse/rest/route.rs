//! Where a request leads.

use super::read;
use crate::sim::finesse::world::order::Action;
use crate::sim::request::Request;
use hyper::Method;

/// Where a request leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Route {
    SystemInfo,
    User(String),
    Dialogs(String),
    Reasons(String),
    WrapUps(String),
    /// An agent's media.
    Media(String),
    /// One of them.
    Medium(String, String),
    /// The tasks in it.
    Tasks(String, String),
    Dialog(String),
    Team(String),
    Queue(String),
    Nowhere,
}

impl Route {
    /// By address.
    pub fn of(request: &Request) -> Self {
        let parts: Vec<_> = request.segments.iter().map(String::as_str).collect();
        let parts = match parts.strip_suffix(&[""]) {
            Some(parts) => parts,
            None => parts.as_slice(),
        };
        let Some(below) = parts.strip_prefix(&["finesse", "api"]) else {
            return Self::Nowhere;
        };
        match *below {
            ["SystemInfo"] => Self::SystemInfo,
            ["User", id] => Self::User(id.to_owned()),
            ["User", id, "Dialogs"] => Self::Dialogs(id.to_owned()),
            ["User", id, "ReasonCodes"] => Self::Reasons(id.to_owned()),
            ["User", id, "WrapUpReasons"] => Self::WrapUps(id.to_owned()),
            ["User", id, "Media"] => Self::Media(id.to_owned()),
            ["User", id, "Media", medium] => Self::Medium(id.to_owned(), medium.to_owned()),
            ["User", id, "Media", medium, "Dialogs"] => {
                Self::Tasks(id.to_owned(), medium.to_owned())
            }
            ["Dialog", id] => Self::Dialog(id.to_owned()),
            ["Team", id] => Self::Team(id.to_owned()),
            ["Queue", id] => Self::Queue(id.to_owned()),
            _ => Self::Nowhere,
        }
    }

    /// The dialog that it is about.
    pub fn dialog(&self) -> Option<u64> {
        match self {
            Self::Dialog(id) => id.parse().ok(),
            _ => None,
        }
    }
}

/// States that may be asked for.
const STATES: [&str; 6] = [
    "LOGIN",
    "LOGOUT",
    "READY",
    "NOT_READY",
    "WORK",
    "WORK_READY",
];

/// What is read, and what is written that is neither an action nor a state.
const READS: [&str; 13] = [
    "SystemInfo",
    "GetUser",
    "GetDialogs",
    "GetDialog",
    "GetMediaList",
    "GetMedia",
    "GetMediaDialogs",
    "GetTeam",
    "GetQueue",
    "GetReasonCodes",
    "GetWrapUpReasons",
    "PutUser",
    "PutDialog",
];

/// Every word that a request can be known by.
pub(in crate::sim::finesse) fn operations() -> impl Iterator<Item = &'static str> {
    Action::names().chain(STATES).chain(READS)
}

/// What a request asks for, in the vendor's word: an action, a state, or what is read.
pub(super) fn operation(route: &Route, request: &Request) -> &'static str {
    let word = |root: &str, name: &str| {
        let root = read::root(&request.body, root).ok()?;
        root.value(name).map(str::to_owned)
    };
    match (route, request.method == Method::GET) {
        (Route::SystemInfo, _) => "SystemInfo",
        (Route::User(_), true) => "GetUser",
        (Route::Dialogs(_), true) => "GetDialogs",
        (Route::Dialog(_), true) => "GetDialog",
        (Route::Media(_), _) => "GetMediaList",
        (Route::Medium(..), _) => "GetMedia",
        (Route::Tasks(..), _) => "GetMediaDialogs",
        (Route::Team(_), _) => "GetTeam",
        (Route::Queue(_), _) => "GetQueue",
        (Route::Reasons(_), _) => "GetReasonCodes",
        (Route::WrapUps(_), _) => "GetWrapUpReasons",
        (Route::User(_), false) => {
            let state = word("User", "state");
            let known = STATES
                .iter()
                .find(|known| Some(**known) == state.as_deref());
            known.copied().unwrap_or("PutUser")
        }
        (Route::Dialogs(_) | Route::Dialog(_), false) => {
            let action = word("Dialog", "requestedAction");
            let action = action.and_then(|name| Action::parse(&name));
            action.map_or("PutDialog", Action::name)
        }
        (Route::Nowhere, _) => "",
    }
}
