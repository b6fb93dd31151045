//! E-mails and text messages: created, sent, answered, put aside.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::contact::Email;
use super::super::world::state::{Media, State};
use super::transfers::{open_of, to_agent, to_skill};

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/email-outbound",
        "emailOutbound",
        create_email,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/sms-outbound",
        "smsOutbound",
        create_text,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/email-send",
        "emailSend",
        send,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/email-reply",
        "emailReply",
        reply,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/email-forward",
        "emailForward",
        forward,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/email-park",
        "emailPark",
        park,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/email-unpark",
        "emailUnpark",
        unpark,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-email-to-agent",
        "transferEmailToAgent",
        transfer_to_agent,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/transfer-email-to-skill",
        "transferEmailToSkill",
        transfer_to_skill,
    ),
];

/// An outbound skill of this medium.
fn skill_of(world: &World, ask: &Ask<'_>, media: Media) -> Result<u64, Refusal> {
    let wrong = || refuse(400, "InvalidSkillId");
    let id = ask.skill(world, "skillId", wrong())?;
    let skill = world.skills.get(&id);
    let fits = skill.is_some_and(|skill| skill.outbound && skill.media == media);
    fits.then_some(id).ok_or_else(wrong)
}

/// Where an e-mail goes to.
fn address(ask: &Ask<'_>) -> Result<String, Refusal> {
    let to = ask.need("toAddress")?;
    let (name, host) = to.split_once('@').unwrap_or_default();
    match name.is_empty() || !host.contains('.') {
        true => Err(exactly(400, "Invalid toAddress.")),
        false => Ok(to),
    }
}

fn create_email(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let to = address(ask)?;
    let skill = skill_of(world, ask, Media::Email)?;
    begin(world, ask, (skill, agent), to);
    Ok(accepted())
}

fn create_text(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let to = ask.params.text("phoneNumber").unwrap_or_default();
    let digits = to.strip_prefix('+').unwrap_or(&to);
    if digits.len() < 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(exactly(400, "Phone Number is not valid."));
    }
    let skill = skill_of(world, ask, Media::Chat)?;
    begin(world, ask, (skill, agent), to);
    Ok(accepted())
}

/// The contact is its agent's from the start.
fn begin(world: &mut World, ask: &Ask<'_>, (skill, agent): (u64, u64), to: String) {
    world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::Active;
        contact.agent = Some(agent);
        contact.inbound = false;
        contact.to = to;
    });
}

fn send(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Email)?;
    let (subject, body) = (ask.need("subject")?, ask.need("bodyHtml")?);
    let to = match ask.params.text("toAddress") {
        Some(to) => to,
        None => world
            .contacts
            .get(&id)
            .map_or(String::new(), |contact| contact.to.clone()),
    };
    keep(world, ask, id, (to, subject, body));
    Ok(accepted())
}

fn reply(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Email)?;
    let body = ask.need("bodyHtml")?;
    let contact = world.contacts.get(&id);
    let last = contact.and_then(|contact| contact.emails.last());
    let subject = ask.params.text("subject").or_else(|| {
        let subject = last.map(|email| email.subject.clone())?;
        Some(format!("RE: {subject}"))
    });
    let from = contact.map_or(String::new(), |contact| contact.from.clone());
    let to = ask.params.text("toAddress").unwrap_or(from);
    keep(world, ask, id, (to, subject.unwrap_or_default(), body));
    Ok(accepted())
}

/// To another address: its subject says so.
fn forward(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Email)?;
    let to = address(ask)?;
    let body = ask.need("bodyHtml")?;
    let contact = world.contacts.get(&id);
    let last = contact.and_then(|contact| contact.emails.last());
    let subject = last.map(|email| format!("FW: {}", email.subject));
    let subject = ask.params.text("subject").or(subject);
    keep(world, ask, id, (to, subject.unwrap_or_default(), body));
    Ok(accepted())
}

fn keep(world: &mut World, ask: &Ask<'_>, id: u64, (to, subject, body): (String, String, String)) {
    let now = world.now;
    let text = |name| ask.params.text(name).unwrap_or_default();
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.emails.push(Email {
            sent: now,
            from: text("fromAddress"),
            to,
            cc: text("ccAddress"),
            subject,
            body,
        });
    }
    world.note(ask.cause, format!("contact {id}: e-mail sent"));
}

fn park(world: &mut World, ask: &Ask<'_>) -> Answer {
    set_parked(world, ask, true)
}

fn unpark(world: &mut World, ask: &Ask<'_>) -> Answer {
    set_parked(world, ask, false)
}

fn set_parked(world: &mut World, ask: &Ask<'_>, parked: bool) -> Answer {
    let id = open_of(world, ask, Media::Email)?;
    let contact = world.contacts.get_mut(&id);
    let contact = contact.filter(|contact| contact.parked != parked);
    let contact = contact.ok_or_else(|| refuse(409, "InvalidState"))?;
    contact.parked = parked;
    let what = if parked { "parked" } else { "unparked" };
    world.note(ask.cause, format!("contact {id}: {what}"));
    Ok(accepted())
}

fn transfer_to_agent(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_agent(world, ask, Media::Email)
}

fn transfer_to_skill(world: &mut World, ask: &Ask<'_>) -> Answer {
    to_skill(world, ask, Media::Email)
}
