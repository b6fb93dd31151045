//! Voicemail, work items and chats handed on, and voicemail played.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::event::event;
use super::super::world::people::Right;
use super::super::world::state::{Media, State};

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/play-voicemail",
        "playVoicemail",
        play,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/pause-voicemail",
        "pauseVoicemail",
        pause,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-voicemail-to-agent",
        "transferVoicemailToAgent",
        voicemail_to_agent,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-voicemail-to-skill",
        "transferVoicemailToSkill",
        voicemail_to_skill,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-work-item-to-agent",
        "transferWorkItemToAgent",
        work_item_to_agent,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-work-item-to-skill",
        "transferWorkItemToSkill",
        work_item_to_skill,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-chat-to-agent",
        "transferChatToAgent",
        chat_to_agent,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-chat-to-skill",
        "transferChatToSkill",
        chat_to_skill,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/direct-voicemail-transfer",
        "directVoicemailTransfer",
        direct,
    ),
    (
        "POST",
        "interactions/work-items",
        "createWorkItem",
        create_work_item,
    ),
];

/// The contact in the path, which has to be open and of a kind.
pub(super) fn open_of(world: &World, ask: &Ask<'_>, media: Media) -> Result<u64, Refusal> {
    let contact = ask.own_contact(world)?;
    if contact.media != media {
        return Err(refuse(404, "InvalidContactId"));
    }
    match contact.state.is_open() && contact.pending.is_none() {
        true => Ok(contact.id),
        false => Err(refuse(409, "InvalidState")),
    }
}

fn play(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Voicemail)?;
    if ask.params.whole("position").is_err() {
        return Err(exactly(400, "Position is not valid."));
    }
    world.note(ask.cause, format!("contact {id}: voicemail plays"));
    tell_playback(world, ask, id);
    Ok(accepted())
}

fn pause(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Voicemail)?;
    world.note(ask.cause, format!("contact {id}: voicemail is paused"));
    tell_playback(world, ask, id);
    Ok(accepted())
}

fn tell_playback(world: &mut World, ask: &Ask<'_>, id: u64) {
    let agent = world.contacts.get(&id).and_then(|contact| contact.agent);
    if let Some(agent) = agent {
        let news = event("VoiceMailPlayBackEvent", &[("ContactId", id.to_string())]);
        world.send(agent, news, ask.cause.fate);
    }
}

fn voicemail_to_agent(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_agent(world, ask, Media::Voicemail)
}

fn voicemail_to_skill(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_skill(world, ask, Media::Voicemail)
}

fn work_item_to_agent(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_agent(world, ask, Media::WorkItem)
}

fn work_item_to_skill(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_skill(world, ask, Media::WorkItem)
}

fn chat_to_agent(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_agent(world, ask, Media::Chat)
}

fn chat_to_skill(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_skill(world, ask, Media::Chat)
}

pub(super) fn to_agent(world: &mut World, ask: &Ask<'_>, media: Media) -> Answer {
    let id = passable(world, ask, media)?;
    let agent = match media {
        Media::WorkItem => agent_named(world, ask)?,
        _ => ask.target_agent(world, "targetAgentId")?,
    };
    hand_on(world, ask, id, Some(agent));
    Ok(accepted())
}

pub(super) fn to_skill(world: &mut World, ask: &Ask<'_>, media: Media) -> Answer {
    let id = passable(world, ask, media)?;
    let skill = match media {
        Media::WorkItem => skill_named(world, ask)?,
        _ => ask.skill(
            world,
            "targetSkillId",
            exactly(400, "Invalid target Skill Id."),
        )?,
    };
    if world
        .skills
        .get(&skill)
        .is_none_or(|skill| skill.media != media)
    {
        return Err(refuse(400, "InvalidSkillId"));
    }
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.skill = skill;
    }
    hand_on(world, ask, id, None);
    Ok(accepted())
}

/// Work items go to agents and skills by name: recorded requests of the vendor's clients do so.
fn agent_named(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    let name = ask.params.text("targetAgentName").unwrap_or_default();
    let mut agents = world.agents.values();
    let named = agents.find(|agent| agent.active && agent.user_name.eq_ignore_ascii_case(&name));
    named
        .map(|agent| agent.id)
        .ok_or_else(|| exactly(400, "InvalidAgentUsername"))
}

fn skill_named(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    let name = ask.params.text("targetSkillName").unwrap_or_default();
    let mut skills = world.skills.values();
    let named = skills.find(|skill| skill.name.eq_ignore_ascii_case(&name));
    named
        .map(|skill| skill.id)
        .ok_or_else(|| exactly(400, "InvalidSkillName"))
}

/// A contact of a kind that can be handed on: one that is active or held.
fn passable(world: &World, ask: &Ask<'_>, media: Media) -> Result<u64, Refusal> {
    let id = open_of(world, ask, media)?;
    let state = world.contacts.get(&id).map(|contact| contact.state);
    match state {
        Some(State::Active | State::Holding) => Ok(id),
        _ => Err(refuse(409, "InvalidState")),
    }
}

fn hand_on(world: &mut World, ask: &Ask<'_>, id: u64, agent: Option<u64>) {
    world.hand_over(id, agent, ask.cause);
    let to = agent.map_or("the queue".to_owned(), |agent| format!("agent {agent}"));
    world.note(ask.cause, format!("contact {id}: handed to {to}"));
}

/// Sends a caller to an agent's voicemail: the call is over for this agent.
fn direct(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let target = ask.target_agent(world, "targetAgentId")?;
    let wrong = || refuse(404, "InvalidContactId");
    let id = ask
        .params
        .whole("parentContactId")
        .map_err(|()| wrong())?
        .ok_or_else(wrong)?;
    let contact = world
        .contacts
        .get(&id)
        .filter(|contact| contact.agent == Some(agent));
    let contact = contact.ok_or_else(wrong)?;
    if contact.media != Media::Phone || !contact.state.is_open() || contact.pending.is_some() {
        return Err(refuse(409, "InvalidState"));
    }
    world.end(id, "Transferred", ask.cause);
    world.note(
        ask.cause,
        format!("contact {id}: sent to the voicemail of agent {target}"),
    );
    Ok(accepted())
}

/// Puts a work item into the queue of the first skill for work items.
fn create_work_item(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Scripts)?;
    ask.need("pointOfContact")?;
    let item = ask.need("workItemId")?;
    let skill = world
        .skills
        .values()
        .find(|skill| skill.media == Media::WorkItem);
    let skill = skill
        .map(|skill| skill.id)
        .ok_or_else(|| exactly(400, "Point of contact is not valid for this business unit."))?;
    let from = ask.params.text("from").unwrap_or_default();
    world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::InQueue;
        contact.from = from;
        contact.custom.insert("workItemId".to_owned(), item);
    });
    Ok(accepted())
}
