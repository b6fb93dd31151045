//! What is asked for: checked, and accepted where nothing speaks against it.

use super::refusal::Refusal;
use super::rest_request::RestRequest;
use super::{check, read};
use crate::sim::fault::Act;
use crate::sim::finesse::world::agent::{User, UserState};
use crate::sim::finesse::world::notice::Fate;
use crate::sim::finesse::world::order::{Action, Order, What};
use crate::sim::finesse::world::{Cause, World};
use crate::sim::finesse::xml::Element;
use crate::sim::reply::Reply;

type Answer = Result<Reply, Refusal>;

/// Why what follows happens, and what becomes of its events.
pub(super) fn cause(asked: &RestRequest<'_>, act: Option<&Act>) -> Cause {
    let mut fate = Fate::default();
    let mut fails = None;
    match act {
        Some(Act::LoseEvent) => fate.lost = true,
        Some(Act::DelayEvent(by)) => fate.late = i64::try_from(by.as_millis()).unwrap_or(i64::MAX),
        Some(Act::UnnameEvent) => fate.unnamed = true,
        Some(Act::RepeatEvent) => fate.twice = true,
        Some(Act::OddEvent(oddity)) => fate.oddity = Some(*oddity),
        Some(Act::Fail(code)) => fails = Some(*code),
        _ => {}
    }
    Cause {
        request_id: asked.request_id.clone(),
        fate,
        fails,
        ..Cause::default()
    }
}

fn accepted(world: &mut World, user: &str, what: What, cause: Cause) -> Answer {
    world.accept(Order {
        user: user.to_owned(),
        what,
        cause,
    });
    Ok(Reply::empty(202))
}

fn known<'w>(world: &'w World, id: &str) -> Result<&'w User, Refusal> {
    world.users.get(id).ok_or_else(Refusal::no_user)
}

/// Whether one user may act for another: a supervisor may for his team.
fn may_act_for(world: &World, user: &str, id: &str) -> Result<(), Refusal> {
    let (actor, meant) = (known(world, user)?, known(world, id)?);
    match (user == id, actor.is_supervisor, actor.team == meant.team) {
        (true, ..) | (_, true, true) => Ok(()),
        (_, true, false) => {
            let why = "The agent is not on a team of the supervisor";
            Err(Refusal::new(401, "Invalid Supervisor", why).data(user))
        }
        (_, false, _) => Err(Refusal::other_user(id)),
    }
}

/// `PUT /User/{id}`
pub(super) fn state(
    world: &mut World,
    asked: &RestRequest<'_>,
    user: &str,
    id: &str,
    cause: Cause,
) -> Answer {
    may_act_for(world, user, id)?;
    let root = read::root(&asked.request.body, "User")?;
    let state = root
        .value("state")
        .ok_or_else(|| Refusal::missing("state"))?;
    let what = match state {
        "LOGIN" if user != id => return Err(Refusal::other_user(id)),
        "LOGIN" => sign_in(&root)?,
        "LOGOUT" => wished(world, &root, UserState::Logout)?,
        "READY" => wished(world, &root, UserState::Ready)?,
        "NOT_READY" => wished(world, &root, UserState::NotReady)?,
        "WORK" => wished(world, &root, UserState::Work)?,
        "WORK_READY" => wished(world, &root, UserState::WorkReady)?,
        _ => {
            let why = "Invalid State specified for user";
            return Err(Refusal::new(400, "Invalid Input", why));
        }
    };
    accepted(world, id, what, cause)
}

fn sign_in(root: &Element) -> Result<What, Refusal> {
    let extension = root.value("extension");
    let extension = extension.ok_or_else(|| Refusal::missing("extension"))?;
    let mobile = root.get("mobileAgent");
    if let Some(mobile) = mobile {
        let mode = mobile
            .value("mode")
            .ok_or_else(|| Refusal::missing("mode"))?;
        if !["CALL_BY_CALL", "NAILED_CONNECTION"].contains(&mode) {
            return Err(Refusal::invalid("mode").data(mode));
        }
        mobile
            .value("dialNumber")
            .ok_or_else(|| Refusal::missing("dialNumber"))?;
    }
    Ok(What::SignIn {
        extension: extension.to_owned(),
        mobile: mobile.is_some(),
    })
}

fn wished(world: &World, root: &Element, state: UserState) -> Result<What, Refusal> {
    let Some(text) = root.value("reasonCodeId") else {
        return Ok(What::State {
            state,
            reason: None,
        });
    };
    let mut reasons = world.settings.reasons.iter();
    let reason =
        reasons.find(|reason| reason.id.to_string() == text && reason.category == state.name());
    match reason {
        Some(reason) => Ok(What::State {
            state,
            reason: Some(reason.id),
        }),
        None => Err(Refusal::invalid("reasonCodeId").data(text)),
    }
}

/// `PUT /Dialog/{id}`
pub(super) fn dialog(
    world: &mut World,
    asked: &RestRequest<'_>,
    user: &str,
    id: &str,
    cause: Cause,
) -> Answer {
    let root = read::root(&asked.request.body, "Dialog")?;
    let action = action(&root)?;
    if action.makes_dialog() {
        return Err(Refusal::invalid("requestedAction").data(action.name()));
    }
    let id: u64 = id.parse().map_err(|_| Refusal::no_dialog())?;
    let open = world.dialogs.get(&id).filter(|dialog| !dialog.is_over);
    let Some(dialog) = open else {
        return Err(gone(action));
    };
    let body = read::body(&root);
    check::on_dialog(world, known(world, user)?, dialog, action, &body)?;
    let what = What::Dialog {
        action,
        dialog: Some(id),
        body,
    };
    accepted(world, user, what, cause)
}

/// A dialog that is over: the vendor's pages spell it in two ways.
fn gone(action: Action) -> Refusal {
    match action {
        Action::Accept | Action::Close | Action::Reject | Action::Reclassify => Refusal {
            kind: "Dialog Not Found".to_owned(),
            ..Refusal::no_dialog()
        },
        _ => Refusal::no_dialog(),
    }
}

fn action(root: &Element) -> Result<Action, Refusal> {
    let name = root.value("requestedAction");
    let name = name.ok_or_else(|| Refusal::missing("requestedAction"))?;
    Action::parse(name).ok_or_else(|| Refusal::invalid("requestedAction").data(name))
}

/// `POST /User/{id}/Dialogs`
pub(super) fn dialogs(
    world: &mut World,
    asked: &RestRequest<'_>,
    user: &str,
    id: &str,
    cause: Cause,
) -> Answer {
    known(world, id)?;
    if user != id {
        return Err(Refusal::other_user(id));
    }
    let root = read::root(&asked.request.body, "Dialog")?;
    let action = action(&root)?;
    let body = read::body(&root);
    let caller = known(world, id)?;
    let mut monitor = None;
    match action {
        Action::MakeCall => check::make_call(world, caller, &body)?,
        Action::SilentMonitor => check::monitor(world, caller, &body)?,
        Action::BargeCall => {
            let uri = root.value("associatedDialogUri");
            monitor = Some(check::barge(world, caller, &body, uri)?);
        }
        other => return Err(Refusal::invalid("requestedAction").data(other.name())),
    }
    let what = What::Dialog {
        action,
        dialog: monitor,
        body,
    };
    accepted(world, id, what, cause)
}
