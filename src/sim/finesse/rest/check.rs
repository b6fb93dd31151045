//! What is refused at once: by platform, by parameters, by who asks.

use super::refusal::Refusal;
use crate::sim::finesse::world::World;
use crate::sim::finesse::world::agent::{User, UserState};
use crate::sim::finesse::world::call::{CallState, CallType, Dialog};
use crate::sim::finesse::world::order::{Action, Body};

/// Variables that belong to the outbound option.
const RESERVED: [&str; 7] = [
    "BACampaign",
    "BAAccountNumber",
    "BAResponse",
    "BAStatus",
    "BADialedListID",
    "BATimeZone",
    "BABuddyName",
];

type Checked = Result<(), Refusal>;

/// Checks what is asked of a dialog that is there.
pub(super) fn on_dialog(
    world: &World,
    user: &User,
    dialog: &Dialog,
    action: Action,
    body: &Body,
) -> Checked {
    here(world, dialog, action)?;
    if action == Action::UpdateCallData {
        party(user, dialog)?;
        return call_data(world, body);
    }
    if body.own.is_empty() {
        return Err(Refusal::missing("targetMediaAddress"));
    }
    if action == Action::ParticipantDrop {
        return may_be_dropped(dialog, body);
    }
    own_device(user, &body.own)?;
    party(user, dialog)?;
    match action {
        Action::ConsultCall | Action::TransferSst if body.to.is_empty() => {
            Err(Refusal::missing("toAddress"))
        }
        Action::ConsultCall if !body.to.is_ascii() => Err(Refusal::invalid("toAddress")),
        Action::TransferSst if body.to == body.own => Err(Refusal::destination(&body.to)),
        Action::SendDtmf => tones(world, dialog, body),
        Action::Reclassify if body.param("outboundClassification").is_none() => {
            Err(Refusal::missing("outboundClassification"))
        }
        Action::UpdateScheduledCallback => callback(body),
        _ => Ok(()),
    }
}

/// Whether the platform has the action at all.
fn here(world: &World, dialog: &Dialog, action: Action) -> Checked {
    let ccx = world.is_ccx();
    let preview = match dialog.kind {
        CallType::OutboundPreview => ccx,
        CallType::OutboundDirectPreview => !ccx,
        _ => false,
    };
    match action {
        _ if action.answers_preview() && preview => Err(Refusal::not_here(action.name())),
        Action::ParticipantDrop if ccx => Err(Refusal::not_here(action.name())),
        _ => Ok(()),
    }
}

fn own_device(user: &User, own: &str) -> Checked {
    match user.extension.as_deref() == Some(own) {
        true => Ok(()),
        false => Err(Refusal::invalid("targetMediaAddress").data(own)),
    }
}

fn party(user: &User, dialog: &Dialog) -> Checked {
    let own = user.extension.as_deref().unwrap_or_default();
    match dialog.participant(own) {
        Some(_) => Ok(()),
        None => Err(Refusal::unknown(&user.id)),
    }
}

fn may_be_dropped(dialog: &Dialog, body: &Body) -> Checked {
    match dialog.participant(&body.own) {
        Some(one) if one.is_agent => Ok(()),
        _ => Err(Refusal::destination(&body.own)),
    }
}

fn tones(world: &World, dialog: &Dialog, body: &Body) -> Checked {
    let Some(digits) = body.param("dtmfString").filter(|digits| !digits.is_empty()) else {
        return Err(Refusal::missing("dtmfString"));
    };
    let known = |digit: char| digit.is_ascii_digit() || "*#ABCD".contains(digit);
    if !world.is_ccx() && !digits.chars().all(known) {
        return Err(Refusal::invalid("dtmfString").data(digits));
    }
    match dialog.state_of(&body.own) {
        Some(CallState::Held) => Err(Refusal::new(
            401,
            "Invalid State",
            "The participant is on hold",
        )),
        _ => Ok(()),
    }
}

/// `YYYY-MM-DDThh:mm`, without a zone.
fn callback(body: &Body) -> Checked {
    let (time, number) = (body.param("callbackTime"), body.param("callbackNumber"));
    if time.is_none() && number.is_none() {
        return Err(Refusal::missing("callbackTime"));
    }
    let sound = |time: &str| time.len() == 16 && time.parse::<jiff::civil::DateTime>().is_ok();
    match time.filter(|time| !sound(time)) {
        Some(time) => Err(Refusal::invalid("callbackTime").data(time)),
        None => Ok(()),
    }
}

fn call_data(world: &World, body: &Body) -> Checked {
    if !body.carries_data() {
        return Err(Refusal::missing("mediaProperties"));
    }
    if !body.wrap_up_items.is_empty() && !world.is_ccx() {
        return Err(Refusal::invalid("wrapUpItems"));
    }
    variables(world, body)
}

/// Names that cannot be, that belong to others, or that come twice.
fn variables(world: &World, body: &Body) -> Checked {
    for (at, (name, _)) in body.variables.iter().enumerate() {
        let twice = body
            .variables
            .iter()
            .skip(at + 1)
            .any(|(other, _)| other == name);
        let reserved =
            RESERVED.contains(&name.as_str()) || world.is_ccx() && name == "BACustomerNumber";
        if twice || reserved || !is_variable(name) {
            return Err(Refusal::invalid("CallVariable").data(name.as_str()));
        }
    }
    Ok(())
}

fn is_variable(name: &str) -> bool {
    match name.strip_prefix("callVariable") {
        Some(number) => matches!(number.parse(), Ok(1..=10)) && !number.starts_with(['0', '+']),
        None => name
            .strip_prefix("user.")
            .is_some_and(|rest| !rest.is_empty()),
    }
}

/// Checks a call to be made.
pub(super) fn make_call(world: &World, user: &User, body: &Body) -> Checked {
    addresses(user, body)?;
    if body.to == body.own {
        return Err(Refusal::destination(&body.to));
    }
    if body.has_wrap_up() || body.carries_data() && world.is_ccx() {
        return Err(Refusal::invalid("mediaProperties"));
    }
    variables(world, body)
}

fn addresses(user: &User, body: &Body) -> Checked {
    if body.own.is_empty() {
        return Err(Refusal::missing("fromAddress"));
    }
    if body.to.is_empty() {
        return Err(Refusal::missing("toAddress"));
    }
    match user.extension.as_deref() == Some(body.own.as_str()) && body.to.is_ascii() {
        true => Ok(()),
        false => Err(Refusal::invalid("fromAddress").data(body.own.as_str())),
    }
}

/// Checks a wish to listen to an agent.
pub(super) fn monitor(world: &World, user: &User, body: &Body) -> Checked {
    supervisor(world, user, body)?;
    match user.state {
        UserState::Talking | UserState::Hold => Err(Refusal::new(
            400,
            "Invalid State",
            "The supervisor is on a call",
        )),
        _ => Ok(()),
    }
}

fn supervisor(world: &World, user: &User, body: &Body) -> Checked {
    addresses(user, body)?;
    if !user.is_supervisor {
        return Err(Refusal::unknown(&user.id));
    }
    let Some(agent) = world.user_at(&body.to).filter(|_| body.to != body.own) else {
        return Err(Refusal::destination(&body.to));
    };
    match agent.team == user.team {
        true => Ok(()),
        false => {
            let why = "The agent is not on a team of the supervisor";
            Err(Refusal::new(401, "Invalid Supervisor", why).data(user.id.as_str()))
        }
    }
}

/// Checks a wish to break in; answers with the silent monitor's dialog.
pub(super) fn barge(
    world: &World,
    user: &User,
    body: &Body,
    associated: Option<&str>,
) -> Result<u64, Refusal> {
    supervisor(world, user, body)?;
    let uri = associated.ok_or_else(|| Refusal::missing("associatedDialogUri"))?;
    let id = uri.rsplit('/').next().and_then(|id| id.parse().ok());
    let monitor = id.and_then(|id| world.dialogs.get(&id));
    let own = |dialog: &&Dialog| {
        let hears = dialog.kind == CallType::SupervisorMonitor && !dialog.is_over;
        hears && dialog.from == body.own && dialog.to == body.to
    };
    let monitor = monitor.filter(own);
    let monitor = monitor.ok_or_else(|| Refusal::invalid("associatedDialogUri").data(uri))?;
    let call = world
        .call_heard(monitor.id)
        .and_then(|id| world.dialogs.get(&id));
    let call = call.ok_or_else(|| Refusal::destination(&body.to))?;
    if call.state_of(&body.to) == Some(CallState::Held) {
        return Err(Refusal::destination(&body.to));
    }
    bridge(world, call, &body.to)?;
    Ok(monitor.id)
}

/// Whether a conference can take somebody more.
fn bridge(world: &World, call: &Dialog, agent: &str) -> Checked {
    let controls = |controller: &String| controller == agent;
    let consults = world.dialogs.values().any(|dialog| {
        let open = dialog.live().next().is_some();
        dialog.kind == CallType::Consult && dialog.associated == Some(call.id) && open
    });
    if consults || !call.controller.as_ref().is_none_or(controls) {
        return Err(Refusal::new(
            400,
            "20999",
            "Not through the conference controller",
        ));
    }
    match call.live().count() < world.settings.conference_limit {
        true => Ok(()),
        false => Err(Refusal::new(400, "20700", "No conference resource is left")),
    }
}
