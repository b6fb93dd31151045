//! In what ways one installation differs from another.

use serde::{Deserialize, Serialize};

/// What the contact centre behind Finesse is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Platform {
    /// Unified Contact Center Enterprise.
    #[default]
    Cce,
    /// Unified Contact Center Express.
    Ccx,
}

/// How users prove who they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthMode {
    /// By password.
    #[default]
    NonSso,
    /// By a token of single sign-on.
    Sso,
    /// Both.
    Hybrid,
}

/// Who may drop others from a conference.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropPolicy {
    /// Supervisors alone.
    #[default]
    SupervisorOnly,
    /// Supervisors, and who made the conference.
    ConferenceControllerAndSupervisor,
    /// Everybody on it.
    All,
}

/// By what a program of a user's is told from another: public documents do not say which it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresenceBy {
    /// By the user: who has any program left is there.
    #[default]
    Bare,
    /// By the program: whoever loses any one is taken for gone.
    Full,
}

/// Who gets what Finesse sends to a user without naming a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// All of the user's programs.
    #[default]
    All,
    /// The one of the highest priority; of several, the one that was active last.
    One,
}

/// What a second sign-in of an agent does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondSignIn {
    /// It keeps the state at the same extension, and is refused at another.
    #[default]
    Keeps,
    /// It throws the first one out, as on CCX.
    ThrowsOut,
}

/// What becomes of an agent whose programs are gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenGone {
    /// The agent is signed out, reason code 255.
    #[default]
    SignedOut,
    /// The agent is made not ready, reason code 50002, as CCE does as delivered.
    NotReady,
}
