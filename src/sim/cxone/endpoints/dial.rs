//! Dialling: a number, an agent, a skill; consulting; tones.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::contact::Contact;
use super::super::world::diary::Happening;
use super::super::world::state::{Media, State};

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/dial-phone",
        "dialPhone",
        dial_phone,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/dial-agent",
        "dialAgent",
        dial_agent,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/dial-skill",
        "dialSkill",
        dial_skill,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/consult-agent",
        "consultAgent",
        dial_agent,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/send-dtmf",
        "sendDtmf",
        send_dtmf,
    ),
];

/// The contact from which somebody is dialled, if one is named: the agent's own.
fn parent(world: &World, ask: &Ask<'_>, agent: u64) -> Result<Option<u64>, Refusal> {
    let wrong = || refuse(404, "InvalidContactId");
    let named = ask.params.whole("parentContactId").map_err(|()| wrong())?;
    let Some(id) = named.filter(|id| *id > 0) else {
        return Ok(None);
    };
    let theirs = |contact: &&Contact| contact.agent == Some(agent) && contact.state.is_live();
    let contact = world.contacts.get(&id).filter(theirs);
    contact.map(|contact| Some(contact.id)).ok_or_else(wrong)
}

fn dial_phone(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let number = ask
        .params
        .text("phoneNumber")
        .filter(|number| is_dialable(number));
    let number = number.ok_or_else(|| exactly(400, "Phone Number is not valid."))?;
    let skill = calling_skill(world, ask)?;
    let parent = parent(world, ask, agent)?;
    let id = dialled(world, ask, skill, agent, parent, |contact| {
        contact.to = number
    });
    answered_later(world, ask, id);
    Ok(accepted())
}

fn is_dialable(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn calling_skill(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    let wrong = || exactly(400, "Skill is not valid.");
    let id = ask.skill(world, "skillId", wrong())?;
    let fits = |id: &u64| {
        let skill = world.skills.get(id);
        skill.is_some_and(|skill| skill.outbound && skill.media == Media::Phone)
    };
    Some(id).filter(fits).ok_or_else(wrong)
}

/// A contact that is being dialled.
fn dialled(
    world: &mut World,
    ask: &Ask<'_>,
    skill: u64,
    agent: u64,
    parent: Option<u64>,
    shape: impl FnOnce(&mut Contact),
) -> u64 {
    let root = parent.and_then(|id| world.contacts.get(&id));
    let master = root.map(|contact| contact.master);
    world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::Dialing;
        contact.media = Media::Phone;
        contact.agent = Some(agent);
        contact.inbound = false;
        contact.parent = parent;
        contact.master = master.unwrap_or(contact.id);
        shape(contact);
    })
}

/// Lets whoever is dialled answer after a while.
pub(super) fn answered_later(world: &mut World, ask: &Ask<'_>, id: u64) {
    let version = world.contacts.get(&id).map_or(0, |contact| contact.version);
    let answered = Happening::Settle {
        contact: id,
        version,
        to: State::Active,
        cause: ask.cause,
    };
    world.later(world.spans.answer, answered);
}

/// Rings another agent: a contact for each of the two, of which the other's is offered.
fn dial_agent(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let other = ask.target_agent(world, "targetAgentId")?;
    if other == agent || world.session_of(other).is_none() {
        return Err(refuse(400, "InvalidTargetAgentId"));
    }
    let parent = parent(world, ask, agent)?;
    let skill = parent
        .and_then(|id| world.contacts.get(&id))
        .map_or(0, |contact| contact.skill);
    let mine = dialled(world, ask, skill, agent, parent, |contact| {
        contact.peer = Some(other)
    });
    let master = world
        .contacts
        .get(&mine)
        .map_or(mine, |contact| contact.master);
    let theirs = world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::Incoming;
        contact.media = Media::Phone;
        contact.agent = Some(other);
        contact.parent = Some(mine);
        contact.master = master;
        contact.peer = Some(agent);
        contact.inbound = true;
    });
    answered_later(world, ask, mine);
    answered_later(world, ask, theirs);
    Ok(accepted())
}

fn dial_skill(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let skill = ask.skill(world, "skillId", refuse(400, "InvalidSkillId"))?;
    let parent = parent(world, ask, agent)?;
    let id = dialled(world, ask, skill, agent, parent, |_| {});
    answered_later(world, ask, id);
    Ok(accepted())
}

fn send_dtmf(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let tones = ask.need("dtmfSequence")?;
    let sound = tones
        .bytes()
        .all(|tone| b"0123456789*#ABCDabcd,".contains(&tone));
    if !sound || ask.params.whole("toneDurationMS") == Err(()) {
        return Err(exactly(400, "DTMF Sequence is not valid."));
    }
    let active = world
        .contacts_of(agent)
        .find(|contact| contact.state == State::Active);
    let id = active
        .map(|contact| contact.id)
        .ok_or_else(|| refuse(409, "InvalidState"))?;
    world.note(
        ask.cause,
        format!("contact {id}: {} tones sent", tones.len()),
    );
    Ok(accepted())
}
