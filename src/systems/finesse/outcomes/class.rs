//! What sort of error it is, before an action makes an outcome of it.

use super::super::model::ApiError;
use super::codes::{by_constant, by_number};
use serde::Deserialize;

/// A class of errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The state does not allow it.
    State,
    /// The dialog, or another object, does not exist or is over.
    Missing,
    /// There is no such user.
    User,
    /// A number, a device or an extension cannot be used.
    Destination,
    /// A value is not accepted, or missing.
    Input,
    /// The credentials are refused.
    Credentials,
    /// It is about another user than the one who asks, who may not do that.
    OtherUser,
    /// The user who asks is known, and may not ask for that: a supervisor may, say.
    Denied,
    /// What the agent's phone, or the agent, is not allowed.
    Permission,
    /// The agent is not of the supervisor's team.
    Supervisor,
    /// It could not be taken just now; nothing was done.
    Unavailable,
    /// A limit is reached; a later try may succeed.
    Limit,
    /// A conference has as many participants as it may have.
    Full,
    /// The platform does not offer it.
    Unsupported,
    /// Whether it was done cannot be told.
    Unknown,
    /// It says no more than that it failed.
    Generic,
}

impl Class {
    /// The outcomes that usually stand for it, the first that an action has.
    pub(super) fn usual(self) -> &'static [&'static str] {
        match self {
            Self::State => &["InvalidState"],
            Self::Missing => &["InvalidContactId", "InvalidAgentId"],
            Self::User => &[
                "InvalidAgentId",
                "InvalidTargetAgentId",
                "InvalidSecurityUser",
            ],
            Self::Destination => &[
                "InvalidPhoneNumber",
                "InvalidTargetAgentId",
                "InvalidPhoneNumberOrStation",
            ],
            Self::Credentials | Self::Permission => &["Unauthorized"],
            Self::OtherUser | Self::Denied => &["InvalidSecurityUser", "Unauthorized"],
            Self::Supervisor => &["InvalidTargetAgentId", "InvalidAgentId"],
            Self::Unavailable => &["Unavailable"],
            Self::Limit => &["Throttled"],
            Self::Full => &["ConferenceFull"],
            Self::Input | Self::Unsupported | Self::Unknown | Self::Generic => &[],
        }
    }

    /// Of an answer: by its status where that says it all, else by type, else by constant and
    /// number. An answer's `ErrorData` may be a user's id, so it is no number of the CTI server
    /// unless the type is one or says nothing.
    pub(super) fn of_status(status: u16, error: Option<&ApiError>) -> Self {
        let told = error.and_then(Self::of_answer);
        match status {
            401 if error.is_some() => told.unwrap_or(Self::Denied),
            401 | 417 => told.unwrap_or(Self::Credentials),
            403 => Self::Permission,
            404 => told.unwrap_or(Self::Missing),
            408 | 425 | 503 => Self::Unavailable,
            429 => Self::Limit,
            501 => Self::Unsupported,
            500..=599 => Self::Unknown,
            400..=499 => told.unwrap_or(Self::Generic),
            _ => Self::Generic,
        }
    }

    fn of_answer(error: &ApiError) -> Option<Self> {
        let by_type = by_type(&error.kind).filter(|class| *class != Self::Generic);
        let in_type = || error.kind.trim().parse().ok().and_then(by_number);
        let numbered = || error.number().and_then(by_number);
        by_type
            .or_else(in_type)
            .or_else(|| by_constant(&error.message))
            .or_else(|| by_type_is_generic(&error.kind).then(numbered).flatten())
    }

    /// Of an event: by number or constant, then by type. Errors of media other than voice have
    /// small numbers of their own, and constants that begin with `E_`.
    pub(super) fn of_event(error: &ApiError) -> Self {
        let voice = !error.message.trim().starts_with("E_");
        let number = error.number().filter(|_| voice).and_then(by_number);
        let exact = number.or_else(|| by_constant(&error.message));
        exact
            .filter(|class| *class != Self::Generic)
            .or_else(|| by_type(&error.kind))
            .unwrap_or(Self::Generic)
    }
}

fn by_type_is_generic(kind: &str) -> bool {
    kind.trim().is_empty() || by_type(kind) == Some(Class::Generic)
}

/// By the error's type, without regard to case and spaces.
fn by_type(kind: &str) -> Option<Class> {
    let letters: String = kind
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let class = match letters.as_str() {
        "invalidstate" => Class::State,
        "notfound" | "dialognotfound" | "teamidnotfound" | "queuenotfound" | "finesseapierror" => {
            Class::Missing
        }
        "usernotfound" => Class::User,
        "invaliddestination" | "invaliddevice" | "devicebusy" => Class::Destination,
        "invalidinput"
        | "parametermissing"
        | "badrequest"
        | "callvariableisprotected"
        | "modenotallowed" => Class::Input,
        "authorizationfailure" | "unauthorized" => Class::Denied,
        "invalidauthorizationuserspecified" | "invalidauthorization" => Class::OtherUser,
        "invalidsupervisor" => Class::Supervisor,
        "forbidden" => Class::Permission,
        "serviceunavailable" => Class::Unavailable,
        "internalservererror" => Class::Unknown,
        "notimplemented" => Class::Unsupported,
        "genericerror" | "calloperationfailure" => Class::Generic,
        _ => return None,
    };
    Some(class)
}
