//! Worlds as files: TOML or JSON.

mod ways;

pub use ways::{AuthMode, Delivery, DropPolicy, Platform, PresenceBy, SecondSignIn, WhenGone};

use super::agent::{UserState, WrapUpMode};
use super::call::{Behaviour, CallState, CallType};
use super::task::Medium;
use crate::sim::duration::Span;
use crate::sim::fault::Fault;
use crate::sim::finesse::node::Side;
use crate::sim::written;
use serde::{Deserialize, Serialize};

/// A world as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct WorldFile {
    /// What the contact centre is.
    pub platform: Platform,
    /// How users prove who they are.
    pub auth: AuthMode,
    /// How long after its 202 a request is taken up.
    pub confirm_after: Span,
    /// How long a call takes from one step to the next: off the hook, dialled, delivered.
    pub step: Span,
    /// How long somebody outside takes to answer.
    pub answer_after: Span,
    /// How long work after a call takes at most.
    pub wrap_up: Span,
    /// How long after a user's client has said good-bye the user is signed out.
    pub sign_out_after: Span,
    /// How long that takes where the client was lost.
    pub sign_out_after_loss: Span,
    /// Whether every agent who is signed in at the start has a desktop open, which must not be harmed.
    pub desktop: bool,
    /// At which node the desktops are: `a` or `b`.
    pub desktop_node: Side,
    /// By what a user's programs are told apart.
    pub presence: PresenceBy,
    /// Who gets what is sent to a user.
    pub delivery: Delivery,
    /// What a second sign-in does.
    pub second_sign_in: SecondSignIn,
    /// What becomes of an agent whose programs are gone.
    pub when_gone: WhenGone,
    /// How many may be in a conference.
    pub conference_limit: usize,
    /// Who may drop others from a conference.
    pub drop_participant: DropPolicy,
    /// Variables beside callVariable1 to 10.
    pub ecc_variables: Vec<EccVariable>,
    pub extensions: Vec<String>,
    /// Who may sign in.
    pub users: Vec<UserFile>,
    pub teams: Vec<Team>,
    pub queues: Vec<Queue>,
    /// Reasons for NOT_READY and LOGOUT.
    pub reasons: Vec<Reason>,
    pub wrap_up_reasons: Vec<WrapUpReason>,
    /// Media other than voice; CCX has none.
    pub media: Vec<Medium>,
    /// Numbers that do not simply answer.
    pub numbers: Vec<Number>,
    /// Dialogs that are there at the start.
    pub dialogs: Vec<DialogFile>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

impl Default for WorldFile {
    fn default() -> Self {
        Self {
            platform: Platform::default(),
            auth: AuthMode::default(),
            confirm_after: Span::millis(10),
            step: Span::millis(20),
            answer_after: Span::secs(1),
            wrap_up: Span::secs(7200),
            sign_out_after: Span::secs(60),
            sign_out_after_loss: Span::secs(120),
            desktop: false,
            desktop_node: Side::A,
            presence: PresenceBy::default(),
            delivery: Delivery::default(),
            second_sign_in: SecondSignIn::default(),
            when_gone: WhenGone::default(),
            conference_limit: 8,
            drop_participant: DropPolicy::default(),
            ecc_variables: Vec::new(),
            extensions: Vec::new(),
            users: Vec::new(),
            teams: Vec::new(),
            queues: Vec::new(),
            reasons: Vec::new(),
            wrap_up_reasons: Vec::new(),
            media: Vec::new(),
            numbers: Vec::new(),
            dialogs: Vec::new(),
            faults: Vec::new(),
        }
    }
}

/// A variable that calls may carry: a scalar, or an array of a size.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EccVariable {
    /// `user.` and its name.
    pub name: String,
    /// How many values it holds; `None`: it is no array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<usize>,
}

/// A user as written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UserFile {
    /// The login id.
    pub id: String,
    /// The password, or the token where single sign-on is used.
    pub password: String,
    #[serde(default)]
    pub first_name: String,
    #[serde(default)]
    pub last_name: String,
    /// The team's id.
    pub team: u32,
    /// Where they are signed in, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// READY, NOT_READY or LOGOUT; calls of theirs change it.
    #[serde(default)]
    pub state: UserState,
    /// Whether a supervisor.
    #[serde(default)]
    pub supervisor: bool,
    /// Whether they may sign in with a telephone of their own.
    #[serde(default)]
    pub mobile: bool,
    /// Work after calls.
    #[serde(default)]
    pub wrap_up: WrapUpMode,
    /// How long they take to answer where no client of theirs is there; `None`: they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_after: Option<Span>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    pub id: u32,
    pub name: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    pub id: u32,
    pub name: String,
}

/// A reason for NOT_READY or LOGOUT.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub id: u32,
    pub code: String,
    /// Its name.
    pub label: String,
    /// `NOT_READY` or `LOGOUT`
    pub category: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrapUpReason {
    pub id: u32,
    /// Its name.
    pub label: String,
}

/// A number that does not simply answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The number.
    pub address: String,
    pub does: NumberDoes,
}

/// What a number does that does not simply answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberDoes {
    Busy,
    /// There is none such.
    BadDestination,
    /// It rings for ever.
    Rings,
    /// No device is free for it.
    NoResource,
    /// It fails for another reason.
    Other,
}

/// A dialog as written: of an agent with somebody outside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DialogFile {
    pub id: u64,
    /// The caller's number; for a campaign's call the number it dials.
    pub from: String,
    pub agent: String,
    #[serde(default, rename = "type", alias = "kind")]
    pub kind: CallType,
    /// Where the agent is.
    #[serde(default = "active")]
    pub state: CallState,
    /// The queue that it came through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<u32>,
    /// What is out of the ordinary about it.
    #[serde(default)]
    pub behaviour: Behaviour,
}

fn active() -> CallState {
    CallState::Active
}

impl WorldFile {
    /// The small world: it is still until somebody acts on it.
    pub fn small() -> Self {
        // It comes with the program; a test reads it.
        written::read(include_str!("small.toml")).unwrap_or_default()
    }

    /// The small world's people, one of whom is offered a campaign's preview and has no call.
    pub fn preview() -> Self {
        let offered: Self = written::read(include_str!("preview.toml")).unwrap_or_default();
        Self {
            dialogs: offered.dialogs,
            ..Self::small()
        }
    }

    /// A world in which every agent who is signed in has a desktop open.
    pub fn with_desktops(mut self) -> Self {
        self.desktop = true;
        self
    }

    /// The small world on another platform.
    pub fn platform(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// Reads a world; a text whose first character is `{` is JSON, any other TOML. `Err` says
    /// what is wrong and where.
    pub fn read(text: &str) -> Result<Self, String> {
        let world: Self = written::read(text)?;
        world.check()?;
        Ok(world)
    }

    /// What in it points at nothing.
    pub(crate) fn check(&self) -> Result<(), String> {
        for user in &self.users {
            self.check_user(user)?;
        }
        for dialog in &self.dialogs {
            self.check_dialog(dialog)?;
        }
        Ok(())
    }

    fn check_user(&self, user: &UserFile) -> Result<(), String> {
        let id = &user.id;
        if !self.teams.iter().any(|team| team.id == user.team) {
            return Err(format!("user {id}: unknown team {}", user.team));
        }
        if !user.state.is_idle() {
            return Err(format!(
                "user {id}: the state must be READY, NOT_READY or LOGOUT"
            ));
        }
        match &user.extension {
            Some(at) if !self.extensions.contains(at) => {
                Err(format!("user {id}: unknown extension {at}"))
            }
            None if user.state != UserState::Logout => {
                Err(format!("user {id} is signed in and needs an extension"))
            }
            _ => Ok(()),
        }
    }

    fn check_dialog(&self, dialog: &DialogFile) -> Result<(), String> {
        let id = dialog.id;
        let Some(user) = self.users.iter().find(|user| user.id == dialog.agent) else {
            return Err(format!("dialog {id}: unknown user {}", dialog.agent));
        };
        if user.state == UserState::Logout {
            return Err(format!("dialog {id}: user {} is not signed in", user.id));
        }
        match dialog.queue {
            Some(missing) if !self.queues.iter().any(|queue| queue.id == missing) => {
                Err(format!("dialog {id}: unknown queue {missing}"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_world_is_sound() {
        written::read::<WorldFile>(include_str!("small.toml")).unwrap();
        assert_eq!(WorldFile::small().check(), Ok(()));
    }

    #[test]
    fn a_world_is_read_from_json_too() {
        let json = serde_json::to_string(&WorldFile::small()).unwrap();
        assert_eq!(WorldFile::read(&json), Ok(WorldFile::small()));
    }

    #[test]
    fn what_points_at_nothing_is_named() {
        let mut world = WorldFile::small();
        world.dialogs[0].agent = "1999".into();
        let why = world.check().unwrap_err();
        assert_eq!(why, "dialog 16804377: unknown user 1999");
    }
}
