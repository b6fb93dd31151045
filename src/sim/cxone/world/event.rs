//! Events as `get-next-event` hands them out: every value is text, and how the contact's id is
//! spelled depends on the type.

use super::contact::{Callback, Contact};
use super::state::{AgentState, Media, State};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// An event's properties.
pub(crate) type Event = Map<String, Value>;

/// Whether and when an event is handed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Fate {
    /// At once.
    #[default]
    Sound,
    /// Never.
    Lost,
    /// Later by this much.
    Late(jiff::SignedDuration),
}

/// An event with the properties that all have.
pub(crate) fn event(kind: &str, properties: &[(&str, String)]) -> Event {
    let common = [
        ("IISHost", "SIM-IIS01"),
        ("VCHost", "SIM-VC01"),
        ("Type", kind),
    ];
    let common = common
        .into_iter()
        .map(|(name, text)| (name, text.to_owned()));
    common
        .chain(properties.iter().map(|(name, text)| (*name, text.clone())))
        .map(|(name, text)| (name.to_owned(), Value::String(text)))
        .collect()
}

/// `True` or `False`, as the events spell it.
pub(crate) fn flag(is: bool) -> String {
    if is { "True" } else { "False" }.to_owned()
}

fn number(id: Option<u64>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// How its agent is shown a contact.
struct Shown {
    status: &'static str,
    /// Whether it is the last that the agent hears of it; only said of one that is down.
    is_final: Option<bool>,
}

impl Shown {
    /// One that is back in the queue is over for the agent who had it.
    fn of(contact: &Contact) -> Self {
        let down = match contact.media {
            Media::Voicemail => "Discarded",
            _ => "Disconnected",
        };
        let (status, is_final) = match contact.state {
            State::Disconnected => (down, Some(false)),
            State::Ended | State::InQueue => (down, Some(true)),
            state => (state.name(), None),
        };
        Self { status, is_final }
    }
}

/// The event that tells of a contact's state.
pub(crate) fn contact_event(contact: &Contact, before: State, at: Timestamp) -> Event {
    let (kind, id) = contact.media.event();
    let shown = Shown::of(contact);
    let mut properties = vec![
        (id, contact.id.to_string()),
        ("MasterID", contact.master.to_string()),
        ("ParentContactId", number(contact.parent)),
        ("Status", shown.status.to_owned()),
        ("OriginalState", before.name().to_owned()),
        ("CallType", "Regular".to_owned()),
        ("DNIS", contact.to.clone()),
        ("ANI", contact.from.clone()),
        ("Skill", contact.skill.to_string()),
        ("IsInbound", flag(contact.inbound)),
        ("StartTimeUTC", contact.started.to_string()),
        ("LastStateChangeTimeUTC", at.to_string()),
        ("IsLogging", flag(contact.recording)),
        ("AllowDispositions", flag(true)),
        ("IsLinked", flag(contact.peer.is_some())),
        ("Timeout", "0".to_owned()),
        ("DeliveryType", "1".to_owned()),
        ("InteractionId", format!("sim-{}", contact.master)),
        ("InFocus", flag(contact.in_focus)),
        ("AnsMachineOverride", flag(contact.machine.is_some())),
    ];
    if let Some(is_final) = shown.is_final {
        properties.push(("FinalState", flag(is_final)));
        properties.push((
            "DisconnectCode",
            contact.end_reason.unwrap_or("").to_owned(),
        ));
    }
    event(kind, &properties)
}

/// The event that tells of an agent's state.
pub(crate) fn agent_event(agent: u64, state: AgentState, reason: &str, at: Timestamp) -> Event {
    let properties = [
        ("AgentID", agent.to_string()),
        ("CurrentState", state.name().to_owned()),
        ("CurrentOutReason", reason.to_owned()),
        ("NextState", String::new()),
        ("StartTimeUTC", at.to_string()),
    ];
    event("AgentState", &properties)
}

/// The event that asks an agent to call somebody back.
pub(crate) fn promise_event(callback: &Callback) -> Event {
    let properties = [
        ("CallbackId", callback.id.to_string()),
        ("ContactID", callback.id.to_string()),
        ("FirstName", callback.first_name.clone()),
        ("LastName", callback.last_name.clone()),
        ("PhoneNumber", callback.phone_number.clone()),
        ("SkillNo", callback.skill.to_string()),
        ("TargetAgentId", number(callback.agent)),
        ("CallbackTime", callback.at.to_string()),
        ("Notes", callback.notes.clone()),
        ("Timeout", "30".to_owned()),
    ];
    event("PromiseKeeper", &properties)
}
