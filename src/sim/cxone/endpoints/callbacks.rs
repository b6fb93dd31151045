//! Scheduled callbacks: made, changed, taken back, listed, and what an agent does with one that
//! is presented.

use super::super::ask::{Answer, Ask, accepted, done, done_empty};
use super::super::refusal::{Refusal, refuse};
use super::super::route::Row;
use super::super::view;
use super::super::world::World;
use super::super::world::contact::{Callback, CallbackStatus};
use super::super::world::diary::Happening;
use super::super::world::event::event;
use super::super::world::people::Right;
use super::super::world::state::{Media, State};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "scheduled-callbacks",
        "createScheduledCallback",
        create,
    ),
    (
        "PUT",
        "scheduled-callbacks/{callbackId}",
        "updateScheduledCallback",
        update,
    ),
    (
        "DELETE",
        "scheduled-callbacks/{callbackId}",
        "deleteScheduledCallback",
        delete,
    ),
    (
        "GET",
        "agents/{agentId}/scheduled-callbacks",
        "agentScheduledCallbacks",
        of_agent,
    ),
    (
        "GET",
        "skills/{skillId}/scheduled-callbacks",
        "skillScheduledCallbacks",
        of_skill,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{callbackId}/dial",
        "dialCallback",
        dial,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{callbackId}/reschedule",
        "rescheduleCallback",
        reschedule,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{callbackId}/cancel",
        "cancelCallback",
        cancel,
    ),
];

fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Callbacks)?;
    let (skill, agent) = (outbound_skill(world, ask)?, target(world, ask)?);
    let (at, phone_number) = (schedule_date(world, ask, "scheduleDate")?, phone(ask)?);
    let booking = Booking {
        skill,
        agent,
        at,
        phone_number,
    };
    let id = book(world, ask, booking, "scheduled");
    Ok(done(json!({ "callbackId": id })))
}

/// Whom to call, when, and who does it.
pub(super) struct Booking {
    pub skill: u64,
    pub agent: Option<u64>,
    pub at: Timestamp,
    pub phone_number: String,
}

/// Writes a callback down, with what the request says of the person; its number.
pub(super) fn book(world: &mut World, ask: &Ask<'_>, booking: Booking, done: &str) -> u64 {
    let id = world.callback_number();
    let at = booking.at;
    let text = |name: &str| ask.params.text(name).unwrap_or_default();
    let callback = Callback {
        id,
        first_name: text("firstName"),
        last_name: text("lastName"),
        phone_number: booking.phone_number,
        skill: booking.skill,
        agent: booking.agent,
        at,
        notes: text("notes"),
        status: CallbackStatus::Scheduled,
    };
    world.callbacks.insert(id, callback);
    world.at(at, Happening::CallBack { callback: id });
    world.note(ask.cause, format!("callback {id}: {done}"));
    id
}

/// The skill, which has to call out by telephone. The documents name the refusals of this
/// operation, not their status; 400 is what dialling answers for the same mistakes.
fn outbound_skill(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    let id = ask.skill(world, "skillId", refuse(400, "InvalidSkillId"))?;
    let calls_out = |id: &u64| {
        let skill = world.skills.get(id);
        skill.is_some_and(|skill| skill.outbound && skill.media == Media::Phone)
    };
    Some(id)
        .filter(calls_out)
        .ok_or_else(|| refuse(400, "InvalidSkillId"))
}

/// The agent, who wins over the skill. It has to be there: an empty text means the skill's queue.
fn target(world: &World, ask: &Ask<'_>) -> Result<Option<u64>, Refusal> {
    match ask.params.get("targetAgentId") {
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        _ => ask.target_agent(world, "targetAgentId").map(Some),
    }
}

/// An ISO 8601 date and time that is yet to come; one without a zone is in UTC.
fn schedule_date(world: &World, ask: &Ask<'_>, name: &str) -> Result<Timestamp, Refusal> {
    let text = ask.params.text(name).unwrap_or_default();
    let zoned = text.parse::<Timestamp>().ok();
    let plain = || {
        text.parse::<DateTime>()
            .ok()?
            .to_zoned_datetime(TimeZone::UTC)
            .ok()
    };
    let has_time = text.contains(['T', 't']);
    let at = zoned
        .or_else(|| plain().map(|at| at.timestamp()))
        .filter(|at| has_time && *at >= world.now);
    at.ok_or_else(|| refuse(400, "InvalidScheduleDate"))
}

/// A number with its country, or a national one.
fn phone(ask: &Ask<'_>) -> Result<String, Refusal> {
    let text = ask.params.text("phoneNumber").unwrap_or_default();
    let digits = text.strip_prefix('+').unwrap_or(&text);
    let counts = if text.starts_with('+') {
        7..=15
    } else {
        10..=11
    };
    let sound = counts.contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !(text.starts_with('+') && digits.starts_with('0'));
    sound
        .then_some(text)
        .ok_or_else(|| refuse(400, "InvalidPhoneNumber"))
}

/// The callback in the path, which must not be over.
fn open_callback(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    let id = ask.number("callbackId", "InvalidCallbackId")?;
    let open = world
        .callbacks
        .get(&id)
        .filter(|callback| callback.status.is_open());
    open.map(|callback| callback.id)
        .ok_or_else(|| refuse(404, "InvalidCallbackId"))
}

fn update(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Callbacks)?;
    let id = open_callback(world, ask)?;
    let given = |name: &str| ask.params.get(name).is_some();
    let skill = given("skillId")
        .then(|| outbound_skill(world, ask))
        .transpose()?;
    let agent = given("targetAgentId")
        .then(|| target(world, ask))
        .transpose()?;
    let at = given("scheduleDate")
        .then(|| schedule_date(world, ask, "scheduleDate"))
        .transpose()?;
    let number = given("phoneNumber").then(|| phone(ask)).transpose()?;
    if let Some(callback) = world.callbacks.get_mut(&id) {
        callback.skill = skill.unwrap_or(callback.skill);
        callback.agent = agent.unwrap_or(callback.agent);
        callback.at = at.unwrap_or(callback.at);
        callback.phone_number = number.unwrap_or_else(|| callback.phone_number.clone());
        rename(callback, ask);
    }
    again(world, id);
    world.note(ask.cause, format!("callback {id}: changed"));
    Ok(done_empty())
}

fn rename(callback: &mut Callback, ask: &Ask<'_>) {
    let Callback {
        first_name,
        last_name,
        notes,
        ..
    } = callback;
    for (field, name) in [
        (first_name, "firstName"),
        (last_name, "lastName"),
        (notes, "notes"),
    ] {
        if ask.params.get(name).is_some() {
            *field = ask.params.text(name).unwrap_or_default();
        }
    }
}

/// Waits for a callback's time anew.
fn again(world: &mut World, id: u64) {
    let Some(callback) = world.callbacks.get_mut(&id) else {
        return;
    };
    callback.status = CallbackStatus::Scheduled;
    let at = callback.at;
    world.at(at, Happening::CallBack { callback: id });
}

fn delete(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Callbacks)?;
    let id = open_callback(world, ask)?;
    close(world, ask, id, CallbackStatus::Cancelled);
    Ok(done_empty())
}

fn close(world: &mut World, ask: &Ask<'_>, id: u64, status: CallbackStatus) {
    if let Some(callback) = world.callbacks.get_mut(&id) {
        callback.status = status;
    }
    world.note(ask.cause, format!("callback {id}: {status:?}"));
}

fn of_agent(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let id = ask.number("agentId", "InvalidAgentId")?;
    if !world.agents.contains_key(&id) {
        return Err(refuse(404, "InvalidAgentId"));
    }
    Ok(listed(world, |callback| callback.agent == Some(id)))
}

fn of_skill(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let id = ask.number("skillId", "InvalidSkillId")?;
    if !world.skills.contains_key(&id) {
        return Err(refuse(404, "InvalidSkillId"));
    }
    Ok(listed(world, |callback| callback.skill == id))
}

fn listed(world: &World, wanted: impl Fn(&Callback) -> bool) -> crate::sim::reply::Reply {
    let open = world
        .callbacks
        .values()
        .filter(|callback| callback.status.is_open());
    let rows: Vec<_> = open
        .filter(|callback| wanted(callback))
        .map(view::callback)
        .collect();
    done(json!({ "callbacks": rows }))
}

/// The callback in the path, presented to the session's agent.
fn presented(world: &World, ask: &Ask<'_>) -> Result<(u64, u64), Refusal> {
    let (_, agent) = ask.session(world)?;
    let id = open_callback(world, ask)?;
    let callback = world.callbacks.get(&id);
    let theirs = callback.is_some_and(|callback| callback.agent.is_none_or(|of| of == agent));
    match theirs && callback.is_some_and(|callback| callback.status == CallbackStatus::Presented) {
        true => Ok((id, agent)),
        false => Err(refuse(409, "InvalidState")),
    }
}

fn dial(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (id, agent) = presented(world, ask)?;
    let Some(callback) = world.callbacks.get(&id).cloned() else {
        return Err(refuse(404, "InvalidCallbackId"));
    };
    close(world, ask, id, CallbackStatus::Dialed);
    let contact = world.add_contact(callback.skill, ask.cause, |contact| {
        contact.state = State::Dialing;
        contact.agent = Some(agent);
        contact.inbound = false;
        contact.to = callback.phone_number;
    });
    super::dial::answered_later(world, ask, contact);
    Ok(accepted())
}

fn reschedule(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (id, agent) = presented(world, ask)?;
    let at = schedule_date(world, ask, "rescheduleDate")?;
    if let Some(callback) = world.callbacks.get_mut(&id) {
        callback.at = at;
    }
    again(world, id);
    world.note(ask.cause, format!("callback {id}: rescheduled"));
    tell_status(world, ask, id, agent, "Rescheduled");
    Ok(accepted())
}

fn cancel(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (id, agent) = presented(world, ask)?;
    close(world, ask, id, CallbackStatus::Cancelled);
    tell_status(world, ask, id, agent, "Cancelled");
    Ok(accepted())
}

fn tell_status(world: &mut World, ask: &Ask<'_>, id: u64, agent: u64, status: &str) {
    let news = [
        ("CallbackId", id.to_string()),
        ("Status", status.to_owned()),
    ];
    world.send(agent, event("PromiseKeeperStatus", &news), ask.cause.fate);
}
