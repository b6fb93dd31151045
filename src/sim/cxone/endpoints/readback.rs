//! What is there right now: active contacts, the names of their states, one contact.

use super::super::ask::{Answer, Ask, done};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::view;
use super::super::world::World;
use super::super::world::contact::Contact;
use super::super::world::people::Right;
use super::super::world::state::{AgentState, State};
use jiff::Timestamp;
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("GET", "contacts/active", "activeContacts", active),
    ("GET", "contacts/states", "contactStates", states),
    ("GET", "contacts/parked", "parkedContacts", parked),
    (
        "GET",
        "skills/{skillId}/activity",
        "skillActivityById",
        activity,
    ),
    (
        "GET",
        "contacts/{contactId}/email-transcript",
        "emailTranscript",
        emails,
    ),
    (
        "GET",
        "contacts/{contactId}/disposition",
        "contactDisposition",
        disposition,
    ),
    (
        "GET",
        "contacts/{contactId}/custom-data",
        "contactCustomData",
        custom_data,
    ),
    (
        "GET",
        "contacts/{contactId}/chat-transcript",
        "chatTranscript",
        transcript,
    ),
    (
        "GET",
        "contact-state-descriptions",
        "contactStateDescriptions",
        descriptions,
    ),
    (
        "GET",
        "contact-state-descriptions/{stateId}",
        "contactStateDescription",
        description,
    ),
];

/// The most rows of one answer.
const PAGE: u64 = 10_000;

fn active(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let wanted = Wanted::read(ask).ok_or_else(|| exactly(400, "The request is not valid."))?;
    let mut rows: Vec<_> = world
        .contacts
        .values()
        .filter(|contact| wanted.takes(contact))
        .collect();
    if wanted.oldest_first {
        rows.sort_by_key(|contact| contact.started);
    }
    let total = rows.len();
    let page = rows.into_iter().skip(wanted.skip).take(wanted.top);
    let page: Vec<_> = page
        .map(|contact| view::active_contact(world, contact))
        .collect();
    Ok(done(json!({
        "businessUnitId": world.business_unit,
        "lastPollTime": world.now,
        "totalRecords": total,
        "activeContacts": page,
    })))
}

/// The same contacts with less of each, by agent.
fn states(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let wanted = Wanted::read(ask).ok_or_else(|| exactly(400, "The request is not valid."))?;
    let rows = world
        .contacts
        .values()
        .filter(|contact| wanted.takes(contact));
    let rows: Vec<_> = rows
        .map(|contact| view::contact_state(world, contact))
        .collect();
    let total = rows.len();
    let page: Vec<_> = rows
        .into_iter()
        .skip(wanted.skip)
        .take(wanted.top)
        .collect();
    Ok(done(json!({
        "businessUnitId": world.business_unit,
        "lastPollTime": world.now,
        "totalRecords": total,
        "contactStates": page,
    })))
}

/// The contact in the path, over or not.
fn known<'w>(world: &'w World, ask: &Ask<'_>) -> Result<&'w Contact, Refusal> {
    ask.allowed(world, Right::Read)?;
    let id = ask.number("contactId", "InvalidContactId")?;
    let known = world.contacts.get(&id);
    known.ok_or_else(|| refuse(404, "InvalidContactId"))
}

fn disposition(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = known(world, ask)?;
    let written = contact.disposition.as_ref();
    let field = |names: [&str; 2]| {
        let mut names = names.iter();
        names.find_map(|name| written?.get(*name)).cloned()
    };
    Ok(done(json!({
        "dispositionId": field(["dispositionCode", "primary"]),
        "notes": field(["notes", "notes"]),
        "lastUpdated": world.now,
    })))
}

/// The documents do not give the form of it.
fn custom_data(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = known(world, ask)?;
    let rows = contact.custom.iter();
    let rows: Vec<_> = rows
        .map(|(name, data)| json!({ "indicatorName": name, "data": data }))
        .collect();
    Ok(done(json!({ "customData": rows })))
}

fn transcript(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = known(world, ask)?;
    let written = contact.said.iter();
    let lines: Vec<_> = written
        .map(|line| {
            json!({
                "Text": line.text,
                "TimeStamp": line.at,
                "PartyType": if line.by_customer { "Patron" } else { "Agent" },
                "Label": line.label,
                "RoomId": contact.id,
            })
        })
        .collect();
    Ok(done(json!({ "messages": lines })))
}

fn emails(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = known(world, ask)?;
    let sent = contact.emails.iter();
    let rows: Vec<_> = sent
        .map(|email| {
            json!({
                "emailTypeId": 1,
                "sentDate": email.sent,
                "fromAddress": email.from,
                "toAddress": email.to,
                "ccAddress": email.cc,
                "bccAddress": "",
                "subject": email.subject,
                "bodyHtml": email.body,
                "hasAttachments": false,
            })
        })
        .collect();
    Ok(done(json!({ "emails": rows })))
}

/// What agents have put aside, in the envelope that the documents give for it.
fn parked(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let wanted = Wanted::read(ask).ok_or_else(|| exactly(400, "The request is not valid."))?;
    let rows = world.contacts.values();
    let rows = rows.filter(|contact| contact.parked && wanted.takes(contact));
    let rows: Vec<_> = rows
        .map(|contact| view::active_contact(world, contact))
        .collect();
    Ok(done(json!({ "resultSet": {
        "businessUnitId": world.business_unit,
        "lastPollTime": world.now,
        "parkedContacts": rows,
    } })))
}

fn activity(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let id = ask.number("skillId", "InvalidSkillId")?;
    let skill = world.skills.get(&id);
    let skill = skill.ok_or_else(|| refuse(404, "InvalidSkillId"))?;
    let of_skill = || {
        let all = world.contacts.values();
        all.filter(|contact| contact.skill == id && contact.state.is_live())
    };
    let waiting = || of_skill().filter(|contact| contact.state == State::InQueue);
    let agents = |wanted: AgentState| {
        let states = world.agents.keys();
        let states = states.filter(|agent| world.agent_state(**agent) == wanted);
        states.count()
    };
    let signed_in = world.agents.len() - agents(AgentState::LoggedOut);
    let (available, unavailable) = (
        agents(AgentState::Available),
        agents(AgentState::Unavailable),
    );
    let (media, media_name) = skill.media.number_and_name();
    Ok(done(json!({
        "lastPollTime": world.now,
        "skillActivity": [{
            "serverTime": world.now,
            "businessUnitId": world.business_unit,
            "skillId": id,
            "skillName": skill.name,
            "isActive": true,
            "isOutbound": skill.outbound,
            "mediaTypeId": media,
            "mediaTypeName": media_name,
            "queueCount": waiting().count(),
            "earliestQueueTime": waiting().map(|contact| contact.started).min(),
            "contactsActive": of_skill().filter(|contact| contact.agent.is_some()).count(),
            "parkedCount": of_skill().filter(|contact| contact.parked).count(),
            "agentsLoggedIn": signed_in,
            "agentsAvailable": available,
            "agentsUnavailable": unavailable,
            "agentsWorking": signed_in - available - unavailable,
            "serviceLevel": 100,
        }],
    })))
}

/// What `contacts/active` is asked for.
struct Wanted {
    contact: Option<u64>,
    agent: Option<u64>,
    skill: Option<u64>,
    media: Option<u64>,
    state: Option<u64>,
    since: Option<Timestamp>,
    oldest_first: bool,
    skip: usize,
    top: usize,
}

impl Wanted {
    fn read(ask: &Ask<'_>) -> Option<Self> {
        let whole = |name: &str| ask.params.whole(name).ok();
        let since = ask
            .params
            .text("updatedSince")
            .map(|text| text.parse().ok());
        let order = ask.params.text("orderBy").unwrap_or_default();
        Some(Self {
            contact: whole("contactId")?,
            agent: whole("agentId")?,
            skill: whole("skillId")?,
            media: whole("mediaTypeId")?,
            state: whole("stateId")?,
            since: match since {
                Some(read) => Some(read?),
                None => None,
            },
            oldest_first: order.to_ascii_lowercase().starts_with("contactstart"),
            skip: usize::try_from(whole("skip")?.unwrap_or(0)).ok()?,
            top: usize::try_from(whole("top")?.unwrap_or(PAGE).min(PAGE)).ok()?,
        })
    }

    fn takes(&self, contact: &Contact) -> bool {
        let same = |wanted: Option<u64>, is: Option<u64>| wanted.is_none() || wanted == is;
        contact.state != State::Ended
            && same(self.contact, Some(contact.id))
            && same(self.agent, contact.agent)
            && same(self.skill, Some(contact.skill))
            && same(
                self.media,
                Some(u64::from(contact.media.number_and_name().0)),
            )
            && same(self.state, Some(contact.state.number() as u64))
            && self.since.is_none_or(|since| contact.changed >= since)
    }
}

fn describe(state: State) -> serde_json::Value {
    json!({ "contactStateId": state.number(), "contactStateName": state.name() })
}

fn descriptions(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let rows: Vec<_> = State::ALL.into_iter().map(describe).collect();
    Ok(done(json!({ "contactStateDescriptions": rows })))
}

fn description(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let id = ask.number("stateId", "InvalidContactState")?;
    let state = State::ALL
        .into_iter()
        .find(|state| state.number() as u64 == id);
    let state = state.ok_or_else(|| exactly(404, "InvalidContactState"))?;
    Ok(done(
        json!({ "contactStateDescriptions": [describe(state)] }),
    ))
}
