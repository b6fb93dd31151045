//! How users, dialogs and the rest are written in XML, for answers and for events.

use super::world::World;
use super::world::agent::{User, UserState};
use super::world::call::{CallData, Dialog, Participant};
use super::world::file::{Queue, Reason};
use super::world::task::{MediumState, Task};
use super::xml::Element;

/// A dialog: `Dialog` in answers and lists, `dialog` where an event tells of a change.
pub(super) fn dialog(world: &World, dialog: &Dialog, name: &'static str) -> Element {
    let people = dialog.participants.iter();
    let people = people.map(|one| participant(world, dialog, one));
    let uri = |id: u64| format!("/finesse/api/Dialog/{id}");
    Element::new(name)
        .field(
            "associatedDialogUri",
            dialog.associated.map(uri).unwrap_or_default(),
        )
        .field("fromAddress", dialog.from.as_str())
        .field("id", dialog.id.to_string())
        .field("secondaryId", number(dialog.secondary))
        .child(media(&dialog.data, dialog))
        .field("mediaType", "Voice")
        .child(Element::new("participants").children(people))
        .field("state", dialog.state.name())
        .field("toAddress", dialog.to.as_str())
        .field("uri", uri(dialog.id))
        .children(callback(&dialog.data))
}

/// Dialogs in a list.
pub(super) fn dialogs(name: &'static str, dialogs: impl IntoIterator<Item = Element>) -> Element {
    Element::new(name).children(dialogs)
}

fn number(id: Option<u64>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn media(data: &CallData, dialog: &Dialog) -> Element {
    let variables = data.variables.iter().map(|(name, value)| {
        Element::new("CallVariable")
            .field("name", name.as_str())
            .field("value", value.as_str())
    });
    let (queue, queue_name) = data.queue.clone().unwrap_or_default();
    let media = Element::new("mediaProperties")
        .field("mediaId", "1")
        .field("DNIS", data.dnis.as_str())
        .field("callType", dialog.kind.name())
        .field("dialedNumber", data.dialled.as_str())
        .field("outboundClassification", data.classification.as_str())
        .child(Element::new("callvariables").children(variables))
        .field("queueNumber", queue)
        .field("queueName", queue_name)
        .field("callKeyCallId", (dialog.id % 1000).to_string())
        .field("callKeySequenceNum", "1")
        .field("callKeyPrefix", "152018")
        .field("wrapUpReason", data.wrap_up.as_str());
    if data.wrap_up_items.is_empty() {
        return media;
    }
    let items = data.wrap_up_items.iter();
    let items = items.map(|item| Element::new("wrapUpItem").holding(item.as_str()));
    media.child(Element::new("wrapUpItems").children(items))
}

/// When a campaign's customer is called back, where that was agreed.
fn callback(data: &CallData) -> Option<Element> {
    let (time, number) = data.callback.as_ref()?;
    let callback = Element::new("scheduledCallbackInfo")
        .field("callbackTime", time.as_str())
        .field("callbackNumber", number.as_str());
    Some(callback)
}

fn participant(world: &World, dialog: &Dialog, one: &Participant) -> Element {
    let actions = world.allowed(dialog, one).into_iter();
    let actions = actions.map(|action| Element::new("action").holding(action));
    Element::new("Participant")
        .child(Element::new("actions").children(actions))
        .field("mediaAddress", one.address.as_str())
        .field(
            "mediaAddressType",
            if one.is_agent { "AGENT_DEVICE" } else { "" },
        )
        .field("startTime", time(one.started))
        .field("state", one.state.name())
        .field("stateCause", one.cause)
        .field("stateChangeTime", time(one.changed))
}

/// A time as the vendor writes it: to the millisecond, in UTC.
pub(super) fn time(at: jiff::Timestamp) -> String {
    format!("{at:.3}")
}

/// A user: `User` in answers, `user` in events.
pub(super) fn user(world: &World, user: &User, name: &'static str) -> Element {
    let id = &user.id;
    let team_name = team_name(world, user.team);
    let mut roles = Element::new("roles").field("role", "Agent");
    if user.is_supervisor {
        roles = roles.field("role", "Supervisor");
    }
    let settings = Element::new("settings")
        .field("wrapUpOnIncoming", user.wrap_up.name())
        .field("wrapUpOnOutgoing", user.wrap_up.name());
    let mut element = Element::new(name)
        .field("dialogs", format!("/finesse/api/User/{id}/Dialogs"))
        .field("extension", user.extension.clone().unwrap_or_default())
        .field("firstName", user.first_name.as_str())
        .field("lastName", user.last_name.as_str())
        .field("loginId", id.as_str())
        .field("loginName", user.first_name.to_lowercase())
        .field("mediaType", "1")
        .field("pendingState", pending(user))
        .field(
            "reasonCodeId",
            user.reason.map_or("-1".to_owned(), |id| id.to_string()),
        );
    if let Some(reason) = reason_of(world, user) {
        let written = if name == "User" {
            "ReasonCode"
        } else {
            "reasonCode"
        };
        element = element.child(reason_code(reason, written));
    }
    element
        .child(roles)
        .child(settings)
        .field("state", user.state.name())
        .field("stateChangeTime", time(user.changed))
        .field("teamId", user.team.to_string())
        .field("teamName", team_name)
        .child(teams(world, user))
        .field("uri", format!("/finesse/api/User/{id}"))
        .field(
            "wrapUpTimer",
            world.settings.wrap_up.0.as_secs().to_string(),
        )
}

fn pending(user: &User) -> &'static str {
    match user.is_pending {
        true => user.after.name(),
        false => "",
    }
}

fn reason_of<'w>(world: &'w World, user: &User) -> Option<&'w Reason> {
    let mut reasons = world.settings.reasons.iter();
    reasons.find(|reason| Some(reason.id) == user.reason)
}

fn team_name(world: &World, id: u32) -> String {
    let mut teams = world.settings.teams.iter();
    let found = teams.find(|team| team.id == id);
    found.map(|team| team.name.clone()).unwrap_or_default()
}

/// The teams that a supervisor looks after.
fn teams(world: &World, user: &User) -> Element {
    let own = world.settings.teams.iter();
    let own = own.filter(|team| user.is_supervisor && team.id == user.team);
    Element::new("teams").children(own.map(|team| {
        Element::new("Team")
            .field("id", team.id.to_string())
            .field("name", team.name.as_str())
            .field("uri", format!("/finesse/api/Team/{}", team.id))
    }))
}

/// A reason: `ReasonCode` in lists, `reasonCode` in a user.
pub(super) fn reason_code(reason: &Reason, name: &'static str) -> Element {
    Element::new(name)
        .field("category", reason.category.as_str())
        .field("code", reason.code.as_str())
        .field("forAll", "true")
        .field("id", reason.id.to_string())
        .field("label", reason.label.as_str())
        .field("uri", format!("/finesse/api/ReasonCode/{}", reason.id))
}

/// A team with its users, each with where they stand.
pub(super) fn team(world: &World, id: u32) -> Element {
    let users = world.users.values().filter(|user| user.team == id);
    let users = users.map(|user| {
        Element::new("User")
            .field("dialogs", format!("/finesse/api/User/{}/Dialogs", user.id))
            .field("extension", user.extension.clone().unwrap_or_default())
            .field("firstName", user.first_name.as_str())
            .field("lastName", user.last_name.as_str())
            .field("loginId", user.id.as_str())
            .field("pendingState", pending(user))
            .field("state", user.state.name())
            .field("stateChangeTime", time(user.changed))
            .field("uri", format!("/finesse/api/User/{}", user.id))
    });
    Element::new("Team")
        .field("id", id.to_string())
        .field("name", team_name(world, id))
        .field("uri", format!("/finesse/api/Team/{id}"))
        .child(Element::new("users").children(users))
}

/// Whether the system is in service, as an event tells it.
pub(super) fn service(world: &World) -> Element {
    Element::new("systemInfo")
        .field("status", status(world.in_service))
        .field("uri", "/finesse/api/SystemInfo")
}

/// The vendor's word for being in service or not.
pub(super) fn status(in_service: bool) -> &'static str {
    if in_service {
        "IN_SERVICE"
    } else {
        "OUT_OF_SERVICE"
    }
}

/// A queue with its figures: `Queue` in answers, `queue` in events.
pub(super) fn queue(world: &World, queue: &Queue, name: &'static str) -> Element {
    let count = |states: &[UserState]| {
        let here = world.users.values();
        let here = here.filter(|user| states.contains(&user.state));
        here.count().to_string()
    };
    let signed_in = world.users.values().filter(|user| user.is_signed_in());
    let statistics = Element::new("statistics")
        .field("callsInQueue", "0")
        .field("startTimeOfLongestCallInQueue", "")
        .field("agentsReady", count(&[UserState::Ready]))
        .field("agentsNotReady", count(&[UserState::NotReady]))
        .field(
            "agentsBusyOther",
            count(&[UserState::Hold, UserState::Reserved]),
        )
        .field("agentsLoggedOn", signed_in.count().to_string())
        .field("agentsTalkingInbound", count(&[UserState::Talking]))
        .field("agentsTalkingOutbound", "0")
        .field("agentsTalkingInternal", "0")
        .field("agentsWrapUpNotReady", count(&[UserState::Work]))
        .field("agentsWrapUpReady", count(&[UserState::WorkReady]));
    Element::new(name)
        .field("uri", format!("/finesse/api/Queue/{}", queue.id))
        .field("name", queue.name.as_str())
        .child(statistics)
}

/// How an agent stands in a medium.
pub(super) fn medium(world: &World, user: &str, id: &str) -> Element {
    let standing = world.tray.standing(user, id);
    let state = standing.map_or_else(MediumState::default, |one| one.state);
    let changed = standing.map_or(world.now, |one| one.changed);
    let name = world.medium(id).map(|medium| medium.name.clone());
    let name = name.unwrap_or_default();
    Element::new("Media")
        .field("uri", format!("/finesse/api/User/{user}/Media/{id}"))
        .field("description", name.as_str())
        .field("dialogLogoutAction", "CLOSE")
        .field("id", id)
        .field("interruptible", "true")
        .field("maxDialogLimit", "5")
        .field("name", name.as_str())
        .field("routable", "true")
        .field("state", state.name())
        .field("stateChangeTime", time(changed))
}

/// A task, which is a dialog of another medium: much of what a call has stays empty.
pub(super) fn task(world: &World, task: &Task, name: &'static str) -> Element {
    let medium = world.medium(&task.media).map(|medium| medium.name.clone());
    let media = Element::new("mediaProperties")
        .field("mediaId", task.media.as_str())
        .field("dialedNumber", "")
        .field("queueName", task.queue.as_str())
        .child(Element::new("callvariables"));
    let participant = Element::new("Participant")
        .child(Element::new("actions"))
        .field("mediaAddress", task.agent.as_str())
        .field("mediaAddressType", "AGENT_DEVICE")
        .field("state", task.state.name())
        .field("stateChangeTime", time(task.changed));
    Element::new(name)
        .field("associatedDialogUri", "")
        .field("id", task.id.as_str())
        .field("mediaType", medium.unwrap_or_default())
        .child(media)
        .child(Element::new("participants").child(participant))
        .field("state", task.state.name())
        .field("uri", format!("/finesse/api/Dialog/{}", task.id))
}
