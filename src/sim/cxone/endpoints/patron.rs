//! What a caller may ask for: a promise, a place in the queue.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{Refusal, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::people::Right;
use super::super::world::state::State;
use super::callbacks::{Booking, book};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

pub(super) const ROWS: &[Row] = &[
    ("POST", "promise", "promise", promise),
    ("POST", "queuecallback", "queueCallback", queue),
];

fn number(ask: &Ask<'_>) -> Result<String, Refusal> {
    let text = ask.params.text("phoneNumber").unwrap_or_default();
    let digits = text.strip_prefix('+').unwrap_or(&text);
    let sound =
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    sound
        .then_some(text)
        .ok_or_else(|| refuse(400, "InvalidPhoneNumber"))
}

/// Date, time of day and zone, each a parameter of its own. A zone is a name or a distance from
/// UTC in hours and minutes; none is UTC.
fn promised(ask: &Ask<'_>) -> Result<Timestamp, Refusal> {
    let read = || -> Option<Timestamp> {
        let date: Date = ask.params.text("promiseDate")?.parse().ok()?;
        let time: Time = ask.params.text("promiseTime")?.parse().ok()?;
        let zone = match ask.params.text("timeZone") {
            Some(zone) => zone_named(&zone)?,
            None => TimeZone::UTC,
        };
        let at = DateTime::from_parts(date, time)
            .to_zoned_datetime(zone)
            .ok()?;
        Some(at.timestamp())
    };
    read().ok_or_else(|| refuse(400, "InvalidScheduleDate"))
}

fn zone_named(name: &str) -> Option<TimeZone> {
    let probe = format!("2000-01-01T00:00:00{name}");
    let distance = probe
        .parse::<Timestamp>()
        .ok()
        .filter(|_| name.starts_with(['+', '-']));
    match distance {
        Some(at) => {
            let seconds = 946_684_800 - at.as_second();
            let offset = jiff::tz::Offset::from_seconds(i32::try_from(seconds).ok()?).ok()?;
            Some(TimeZone::fixed(offset))
        }
        None => TimeZone::get(name).ok(),
    }
}

fn promise(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Callbacks)?;
    let phone_number = number(ask)?;
    let skill = ask.skill(world, "skill", refuse(400, "InvalidSkillId"))?;
    let named = ask.params.text("targetAgent").is_some();
    let agent = named
        .then(|| ask.target_agent(world, "targetAgent"))
        .transpose()?;
    let at = promised(ask)?;
    let booking = Booking {
        skill,
        agent,
        at,
        phone_number,
    };
    book(world, ask, booking, "promised");
    Ok(accepted())
}

/// The caller's place in the queue: a contact that waits.
fn queue(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Callbacks)?;
    let phone_number = number(ask)?;
    let skill = ask.skill(world, "skill", refuse(400, "InvalidSkillId"))?;
    world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::InQueue;
        contact.inbound = false;
        contact.to = phone_number;
    });
    Ok(accepted())
}
