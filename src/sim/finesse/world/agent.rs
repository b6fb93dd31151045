//! Users: agents and supervisors.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A user's state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserState {
    /// Signed out.
    #[default]
    Logout,
    /// Takes no calls.
    NotReady,
    /// Takes calls.
    Ready,
    /// A call from a queue rings.
    Reserved,
    /// A campaign's call is on its way.
    ReservedOutbound,
    /// A campaign's offer waits for an answer.
    ReservedOutboundPreview,
    /// On a call.
    Talking,
    /// All calls are on hold.
    Hold,
    /// After a call, not ready then.
    Work,
    /// After a call, ready then.
    WorkReady,
}

impl UserState {
    /// The vendor's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Logout => "LOGOUT",
            Self::NotReady => "NOT_READY",
            Self::Ready => "READY",
            Self::Reserved => "RESERVED",
            Self::ReservedOutbound => "RESERVED_OUTBOUND",
            Self::ReservedOutboundPreview => "RESERVED_OUTBOUND_PREVIEW",
            Self::Talking => "TALKING",
            Self::Hold => "HOLD",
            Self::Work => "WORK",
            Self::WorkReady => "WORK_READY",
        }
    }

    /// After a call.
    pub fn is_wrap_up(self) -> bool {
        matches!(self, Self::Work | Self::WorkReady)
    }

    /// Neither on a call nor after one.
    pub fn is_idle(self) -> bool {
        matches!(self, Self::Logout | Self::NotReady | Self::Ready)
    }
}

/// Whether work after a call is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WrapUpMode {
    /// Always.
    Required,
    /// Always, and a wrap-up reason must be given.
    RequiredWithWrapUpData,
    /// Where the agent asks for it during the call.
    Optional,
    /// Never.
    #[default]
    NotAllowed,
}

impl WrapUpMode {
    /// The vendor's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::RequiredWithWrapUpData => "REQUIRED_WITH_WRAP_UP_DATA",
            Self::Optional => "OPTIONAL",
            Self::NotAllowed => "NOT_ALLOWED",
        }
    }

    /// Whether it comes without being asked for.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredWithWrapUpData)
    }
}

/// A user as it stands.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct User {
    /// The login id.
    pub id: String,
    pub first_name: String,
    pub last_name: String,
    /// The password, or the token where single sign-on is used.
    #[serde(skip)]
    pub password: String,
    /// Whether a supervisor.
    pub is_supervisor: bool,
    /// The team's id.
    pub team: u32,
    /// The extension that they are signed in at.
    pub extension: Option<String>,
    /// Where they are.
    pub state: UserState,
    /// The reason code of NOT_READY or LOGOUT.
    pub reason: Option<u32>,
    /// When the state last changed.
    pub changed: Timestamp,
    /// Where they go when no call holds them any more.
    pub after: UserState,
    pub after_reason: Option<u32>,
    /// Whether that was asked for during a call.
    pub is_pending: bool,
    /// Work after calls.
    pub wrap_up: WrapUpMode,
    /// Whether they asked for it during a call.
    pub wants_wrap_up: bool,
    /// Whether they are at it.
    pub is_wrapping: bool,
    /// Whether they may sign in with a telephone of their own.
    pub is_mobile: bool,
    /// How long somebody who has no client takes to answer; `None`: for ever.
    pub answers_after: Option<SignedDuration>,
    /// The dialogs that they have been told of and that have not been taken away.
    #[serde(skip)]
    pub(crate) shown: BTreeSet<u64>,
}

impl User {
    /// Whether signed in.
    pub fn is_signed_in(&self) -> bool {
        self.state != UserState::Logout
    }
}
