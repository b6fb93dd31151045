//! Wrapping up: disposition, tags, indicators.

use super::super::ask::{Answer, Ask, accepted, done, done_empty};
use super::super::refusal::{exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::event::event;
use super::super::world::people::Right;
use super::super::world::state::State;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/disposition",
        "disposition",
        disposition,
    ),
    (
        "POST",
        "contacts/{contactId}/set-disposition",
        "setDisposition",
        set_disposition,
    ),
    ("POST", "contacts/{contactId}/tags", "tagContact", tags),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/custom-data",
        "customData",
        custom_data,
    ),
];

fn disposition(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, state) = (contact.id, contact.state);
    let primary = ask.params.whole("primaryDispositionId").ok().flatten();
    let primary = primary.ok_or_else(|| exactly(400, "Invalid Disposition Id."))?;
    if !state.is_open() && state != State::Disconnected {
        return Err(refuse(409, "InvalidState"));
    }
    let notes = ask
        .params
        .text("primaryDispositionNotes")
        .unwrap_or_default();
    let secondary = ask.params.whole("secondaryDispositionId").ok().flatten();
    write(
        world,
        ask,
        id,
        json!({ "primary": primary, "secondary": secondary, "notes": notes }),
    );
    Ok(done_empty())
}

fn write(world: &mut World, ask: &Ask<'_>, id: u64, disposition: Value) {
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.disposition = Some(disposition);
    }
    world.note(ask.cause, format!("contact {id}: disposition"));
}

/// Without a session, and for contacts that are over, too.
fn set_disposition(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let id = ask.number("contactId", "InvalidContactId")?;
    if !world.contacts.contains_key(&id) {
        return Err(refuse(404, "InvalidContactId"));
    }
    let info = ask
        .params
        .get("dispositionInfo")
        .cloned()
        .unwrap_or_default();
    let has = |name: &str| info.get(name).is_some_and(|value| !value.is_null());
    if !has("skill") || !has("dispositionCode") {
        return Err(exactly(400, "Invalid Disposition Id."));
    }
    write(world, ask, id, info);
    Ok(accepted())
}

fn tags(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let id = ask.any_contact(world)?.id;
    let Some(Value::Array(given)) = ask.params.get("tags") else {
        return Err(exactly(400, "tags is required."));
    };
    let read: Vec<Option<u64>> = given.iter().map(tag).collect();
    let errors = read.iter().filter(|tag| tag.is_none()).count();
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.tags = read.into_iter().flatten().collect();
    }
    world.note(ask.cause, format!("contact {id}: tags"));
    Ok(done(json!({ "resultSet": { "errorCount": errors } })))
}

fn tag(value: &Value) -> Option<u64> {
    let id = value.get("tagId")?;
    id.as_u64().or_else(|| id.as_str()?.parse().ok())
}

fn custom_data(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, agent) = (contact.id, contact.agent);
    let name = ask.need("indicatorName")?;
    let data = ask.params.text("data").unwrap_or_default();
    let news = [
        ("ContactID", id.to_string()),
        ("IndicatorName", name.clone()),
        ("Data", data.clone()),
    ];
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.custom.insert(name, data);
    }
    world.note(ask.cause, format!("contact {id}: custom data"));
    if let Some(agent) = agent {
        world.send(agent, event("UpdateIndicators", &news), ask.cause.fate);
    }
    Ok(accepted())
}
