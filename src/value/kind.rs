//! The closed list of kinds.

use std::fmt;
use std::sync::Arc;

/// What sort of value a name, parameter or output holds.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// Not known; fits everywhere. Never written in a script.
    Any,
    /// `text`
    Text,
    /// `number`
    Number,
    /// `yes/no`
    YesNo,
    /// `time`: an instant with its zone
    Time,
    /// `date`
    Date,
    /// `clock`: a time of day
    Clock,
    /// `duration`
    Duration,
    /// `phone number`: E.164, like `+448675309`; personal
    PhoneNumber,
    /// `contact id`
    ContactId,
    /// `agent id`
    AgentId,
    /// `session id`
    SessionId,
    /// `skill id`
    SkillId,
    /// `dialog id`
    DialogId,
    /// `ecid`
    Ecid,
    /// `security user`
    SecurityUser,
    /// `state`: of a contact, dialog, participant or agent
    State,
    /// `secret`: from outside only, never shown
    Secret,
    /// `record`, with its fields where they are known
    Record(Option<Arc<Vec<(Arc<str>, Kind)>>>),
    /// `list of K`
    List(Arc<Kind>),
    /// `one of "A", "B"`
    OneOf(Arc<[Arc<str>]>),
}

impl Kind {
    /// The kinds with a plain name, as written in a script.
    pub const NAMED: &'static [(&'static str, Kind)] = &[
        ("text", Kind::Text),
        ("number", Kind::Number),
        ("yes/no", Kind::YesNo),
        ("time", Kind::Time),
        ("date", Kind::Date),
        ("clock", Kind::Clock),
        ("duration", Kind::Duration),
        ("phone number", Kind::PhoneNumber),
        ("contact id", Kind::ContactId),
        ("agent id", Kind::AgentId),
        ("session id", Kind::SessionId),
        ("skill id", Kind::SkillId),
        ("dialog id", Kind::DialogId),
        ("ecid", Kind::Ecid),
        ("security user", Kind::SecurityUser),
        ("state", Kind::State),
        ("secret", Kind::Secret),
        ("record", Kind::Record(None)),
    ];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Any => f.write_str("any value"),
            Kind::Record(_) => f.write_str("record"),
            Kind::List(of) => write!(f, "list of {of}"),
            Kind::OneOf(names) => {
                f.write_str("one of ")?;
                for (index, name) in names.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}\"{name}\"")?;
                }
                Ok(())
            }
            plain => {
                let named = Kind::NAMED.iter().find(|(_, kind)| kind == plain);
                f.write_str(named.map_or("any value", |(name, _)| name))
            }
        }
    }
}
