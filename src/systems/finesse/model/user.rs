//! A user: an agent or a supervisor.

use super::super::xml::Element;
use super::dialog::time;
use super::state::UserState;
use jiff::Timestamp;

/// An agent or a supervisor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The login id: what addresses hold.
    pub id: String,
    /// The login name, where it differs.
    pub login_name: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The extension that the user is signed in at.
    pub extension: Option<String>,
    /// The state; `None` where Finesse does not say.
    pub state: Option<UserState>,
    /// The state that follows when the present call is over.
    pub pending_state: Option<UserState>,
    /// Since when the user is in that state.
    pub state_change_time: Option<Timestamp>,
    /// The reason code's number in Finesse; nothing without one.
    pub reason_code_id: Option<String>,
    /// The reason code's number in reports.
    pub reason_code: Option<String>,
    /// What the reason code says.
    pub reason: Option<String>,
    /// The team's number.
    pub team_id: Option<String>,
    /// The team's name.
    pub team_name: Option<String>,
    /// `Agent`, `Supervisor`.
    pub roles: Vec<String>,
    /// The numbers of the teams that a supervisor looks after.
    pub teams: Vec<String>,
}

impl User {
    /// Reads a `<User>` or `<user>`. `None` without an id.
    pub fn read(element: &Element) -> Option<User> {
        let roles = element.children("roles");
        let roles = roles.flat_map(|list| list.children("role"));
        let teams = element.children("teams");
        let teams = teams.flat_map(|list| list.children("Team"));
        let nothing = Element::default();
        let code = element.child("reasonCode").unwrap_or(&nothing);
        Some(User {
            id: id(element)?,
            login_name: element.text_of("loginName"),
            first_name: element.text_of("firstName"),
            last_name: element.text_of("lastName"),
            extension: element.text_of("extension"),
            state: element.says("state").map(UserState::read),
            pending_state: element.says("pendingState").map(UserState::read),
            state_change_time: time(element, "stateChangeTime"),
            reason_code_id: reason_code_id(element, code),
            reason_code: code.text_of("code"),
            reason: code.text_of("label"),
            team_id: element.text_of("teamId"),
            team_name: element.text_of("teamName"),
            roles: roles.map(|role| role.text.clone()).collect(),
            teams: teams.filter_map(|team| team.text_of("id")).collect(),
        })
    }

    /// Whether the user is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.state.as_ref().is_some_and(UserState::is_signed_in)
    }
}

fn id(element: &Element) -> Option<String> {
    let from_uri = || {
        let (_, id) = element.says("uri")?.rsplit_once('/')?;
        (!id.is_empty()).then(|| id.to_owned())
    };
    element.text_of("loginId").or_else(from_uri)
}

/// `-1` says that there is none.
fn reason_code_id(element: &Element, code: &Element) -> Option<String> {
    let said = element.says("reasonCodeId").or_else(|| code.says("id"))?;
    (said != "-1").then(|| said.to_owned())
}
