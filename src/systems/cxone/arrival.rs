//! `await contact`.

use super::broker::Told;
use super::event::{Event, find, scalar};
use super::evidence::row_text;
use super::listing;
use super::outputs::state_of;
use super::readback::{Pace, RowJudge, Search, Seen};
use super::refusal::Refusal;
use super::request::{Look, OneOrMore, View};
use super::session::AgentSession;
use super::shared::Shared;
use super::sight;
use super::text::text_of;
use crate::catalogue::{SystemEntry, Thing};
use crate::run::effect::{Answer, Await};
use crate::value::{Kind, Record, Value};
use serde_json::Value as Json;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

/// Waits for the next contact that arrives in a session.
pub(super) async fn next(on: &Shared, what: &Await) -> Answer {
    let thing = on.entry.thing(&what.thing).filter(|thing| thing.awaitable);
    let Some(thing) = thing.cloned() else {
        let reason = format!("{} cannot wait for a {}", on.entry.title, what.thing);
        return Answer::new("Rejected", reason);
    };
    let session = what.needs.get("SessionId").map(text_of);
    let Some(id) = session.filter(|id| !id.is_empty()) else {
        return Answer::new(
            "Rejected",
            "`await contact` needs an agent session: start or join one first",
        );
    };
    let session = on.sessions.follow(&id);
    let kinds = kinds_of(&thing.name);
    if !kinds.is_empty() && !session.conduct.reads_events {
        let reason = "the events of this session are not read, since its agent's desktop reads them; \
                      `events = \"shared\"` in the profile reads them too";
        return Answer::new("Rejected", reason);
    }
    match session.conduct.reads_events {
        true => by_event(on, (&thing, kinds), what, &id, session).await,
        false => by_look(on, &thing, what, &session).await,
    }
}

/// The events by which a thing comes; none for a contact, which has a state that tells.
fn kinds_of(thing: &str) -> &'static [&'static str] {
    match thing {
        "indicator" => &["Indicator", "UpdateIndicators"],
        "custom-event" => &["CustomEvent"],
        _ => &[],
    }
}

async fn by_event(
    on: &Shared,
    (thing, kinds): (&Arc<Thing>, &'static [&'static str]),
    what: &Await,
    id: &str,
    mut session: Arc<AgentSession>,
) -> Answer {
    loop {
        let (entry, wanted, with) = (on.entry.clone(), thing.clone(), what.with.clone());
        let judge = move |event: &Event| {
            let of_kind = kinds.is_empty() || kinds.iter().any(|kind| event.is(kind));
            of_kind && fits(&of_event(&entry, &wanted, event), &with)
        };
        let judge = Box::new(judge);
        let mut ticket = match kinds.is_empty() {
            true => session.broker.take(judge),
            false => session.broker.take_message(judge),
        };
        match ticket.told().await {
            Some(Told::Over(_)) if session.is_outlived_by(id) => {
                session = on.sessions.follow(id);
            }
            Some(Told::Over(over)) => {
                let known = thing
                    .outcomes
                    .iter()
                    .any(|known| &*known.name == "InvalidAgentSession");
                let outcome = match over.ended && known {
                    true => "InvalidAgentSession",
                    false => "Unavailable",
                };
                return on.identities.scrub(Answer::new(outcome, over.reason));
            }
            Some(Told::Event(event)) => {
                return Answer {
                    outputs: of_event(&on.entry, thing, &event),
                    ..Answer::success()
                };
            }
            None => return Answer::new("Unavailable", "the connection was closed"),
        }
    }
}

fn fits(outputs: &Record, with: &Record) -> bool {
    with.iter().all(|(name, value)| {
        let there = outputs.get(name).map(Value::to_string);
        there.is_some_and(|there| there == value.to_string())
    })
}

/// What an event tells of a thing, by the names of its outputs.
fn of_event(entry: &SystemEntry, thing: &Thing, event: &Event) -> Record {
    let outputs = thing.outputs.iter().map(|output| {
        let value = match &*output.name {
            "State" => event
                .status()
                .map(|said| Value::text(state_of(entry, &thing.name, &said))),
            // its spelling differs between types of events
            "ContactId" => event.contact().and_then(|id| output.kind.read(&id).ok()),
            name => event
                .json(name)
                .and_then(|json| Value::from_json(json, &output.kind).ok()),
        };
        let value = value.unwrap_or_default().with_mark(output.mark);
        (output.name.clone(), value)
    });
    outputs.collect()
}

/// From the list of the agent's contacts: those that are there when somebody first waits are no
/// arrivals, unless they are still offered; each is handed to one alone.
async fn by_look(
    on: &Shared,
    thing: &Arc<Thing>,
    what: &Await,
    session: &Arc<AgentSession>,
) -> Answer {
    let look = Look::all(View::AgentContacts);
    let agent = session.agent.as_deref();
    let Some(sight) = sight::of(&look, &Record::new(), agent, &on.lists, "23.0") else {
        return Answer::new(
            "Rejected",
            "CXone does not report which agent this session belongs to; `join agent session` returns \
             the agent",
        );
    };
    loop {
        let search = Search {
            list: sight.list.clone(),
            narrow: sight.narrow.clone(),
            judge: judge(on, thing, what, session),
            pace: Pace::Waiting,
        };
        let row = match on.readbacks.look(&session.wire, search).await {
            Ok(Seen::Rows(rows)) => rows.into_iter().next(),
            Ok(_) => None,
            Err(refusal) => return on.identities.scrub(refusal.answer()),
        };
        let Some(row) = row else { continue };
        // The list does not say who called whom.
        let row = match whole(on, &row, session).await {
            Ok(whole) => whole.unwrap_or(row),
            Err(_) => row,
        };
        let is_outbound = row_text(&row, "isOutbound").is_some_and(|yes| yes == "true");
        if !is_outbound {
            return Answer {
                outputs: of_row(&on.entry, thing, &row),
                ..Answer::success()
            };
        }
    }
}

fn judge(on: &Shared, thing: &Arc<Thing>, what: &Await, session: &Arc<AgentSession>) -> RowJudge {
    let (entry, thing, with) = (on.entry.clone(), thing.clone(), what.with.clone());
    let session = session.clone();
    Box::new(move |rows| {
        let mut arrived = session
            .arrived
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let state = |row: &Json| {
            let said = row_text(row, "contactStateName|stateName").unwrap_or_default();
            state_of(&entry, "contact", &said)
        };
        let id = |row: &Json| row_text(row, "contactId");
        let first = arrived.is_none();
        let known = arrived.get_or_insert_with(HashSet::new);
        for row in rows.iter().filter(|row| {
            let state = state(row);
            &*state != "Incoming" && (first || &*state != "Active")
        }) {
            known.extend(id(row));
        }
        let new = rows.iter().find(|row| {
            let id = id(row);
            let known = id.is_none_or(|id| known.contains(&id));
            let comes = matches!(&*state(row), "Incoming" | "Active");
            !known && comes && fits(&of_row(&entry, &thing, row), &with)
        });
        let new = new.cloned()?;
        known.extend(id(&new));
        Some(Seen::Rows(vec![new]))
    })
}

/// What the list of active contacts tells of one.
async fn whole(
    on: &Shared,
    row: &Json,
    session: &Arc<AgentSession>,
) -> Result<Option<Json>, Refusal> {
    let id = row_text(row, "contactId").unwrap_or_default();
    let args: Record = [("ContactId".into(), Value::text(id.as_str()))].into();
    let look = Look::all(View::Contact);
    let Some(sight) = sight::of(&look, &args, None, &on.lists, "23.0") else {
        return Ok(None);
    };
    let rows = listing::read(&session.wire, &sight.narrow, &mut Vec::new()).await?;
    let is_it = |row: &Json| row_text(row, "contactId").is_some_and(|one| one == id);
    Ok(rows.into_iter().find(is_it))
}

/// What a row tells of a contact, by the names of the thing's outputs.
fn of_row(entry: &SystemEntry, thing: &Thing, row: &Json) -> Record {
    let field = |names: &[&str], kind: &Kind| -> Option<Value> {
        let fields = row.as_object()?;
        let names = OneOrMore(names.iter().map(|name| (*name).to_owned()).collect());
        let found = names.0.iter().find_map(|name| find(fields, name));
        Value::from_json(found.filter(|json| scalar(json).is_some())?, kind).ok()
    };
    let outputs = thing.outputs.iter().map(|output| {
        let kind = &output.kind;
        let value = match &*output.name {
            "ContactId" => field(&["contactId"], kind),
            "MasterId" => field(&["masterContactId"], kind),
            "Skill" => field(&["skillId"], kind),
            "ANI" => field(&["fromAddress", "fromAddr"], kind),
            "DNIS" => field(&["toAddress", "toAddr"], kind),
            "IsInbound" => match field(&["isOutbound"], kind) {
                Some(Value::YesNo(outbound)) => Some(Value::YesNo(!outbound)),
                _ => None,
            },
            "State" => row_text(row, "contactStateName|stateName")
                .map(|said| Value::text(state_of(entry, &thing.name, &said))),
            _ => None,
        };
        (
            output.name.clone(),
            value.unwrap_or_default().with_mark(output.mark),
        )
    });
    outputs.collect()
}
