//! Scripts: started, and told something while they run.

use super::super::ask::{Answer, Ask, accepted, done};
use super::super::refusal::{exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::people::Right;
use super::super::world::state::State;
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("POST", "interactions/{contactId}/signal", "signal", signal),
    ("POST", "scripts/{scriptId}/start", "startScript", start),
];

fn signal(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Scripts)?;
    let id = ask.any_contact(world)?.id;
    let values = (1..=9).map(|at| ask.params.text(&format!("p{at}")).unwrap_or_default());
    let values: Vec<String> = values.collect();
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.signals.push(values);
    }
    world.note(ask.cause, format!("contact {id}: signalled"));
    Ok(accepted())
}

fn start(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Scripts)?;
    let script = ask.number("scriptId", "InvalidScriptId")?;
    if !world.scripts.contains(&script) {
        return Err(refuse(404, "InvalidScriptId"));
    }
    let skill = ask.skill(world, "skillId", refuse(400, "InvalidSkillId"))?;
    let given = match ask.params.get("parameters") {
        None => serde_json::Map::new(),
        Some(serde_json::Value::Object(given)) => given.clone(),
        Some(_) => return Err(exactly(400, "parameters is not valid.")),
    };
    if let Some(at) = ask.params.text("startDate")
        && at.parse::<jiff::Timestamp>().is_err()
    {
        return Err(exactly(400, "startDate is not valid."));
    }
    let id = world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::InQueue;
        let texts = given.iter().map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        });
        contact.given = texts.collect();
    });
    Ok(done(json!({ "contactId": id })))
}
