//! The closed list of types.

use super::mark::Mark;
use std::fmt;
use std::sync::Arc;

/// What sort of value a name, parameter or output holds.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Type {
    /// Not known; fits everywhere. Never written in a flow.
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
    /// `phone number`: E.164, like `+442079460000`; personal
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
    Record(Option<Arc<[Field]>>),
    /// `list of K`
    List(Arc<Type>),
    /// `one of "A", "B"`
    OneOf(Arc<[Arc<str>]>),
}

/// A field of a record whose shape is known.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Field {
    /// As written after the dot.
    pub name: Arc<str>,
    /// What it holds.
    pub kind: Type,
    /// What it means.
    pub about: Arc<str>,
    /// Who may see it.
    pub mark: Mark,
}

impl Type {
    /// The types with a plain name, as written in a flow.
    pub const NAMED: &'static [(&'static str, Type)] = &[
        ("text", Type::Text),
        ("number", Type::Number),
        ("yes/no", Type::YesNo),
        ("time", Type::Time),
        ("date", Type::Date),
        ("clock", Type::Clock),
        ("duration", Type::Duration),
        ("phone number", Type::PhoneNumber),
        ("contact id", Type::ContactId),
        ("agent id", Type::AgentId),
        ("session id", Type::SessionId),
        ("skill id", Type::SkillId),
        ("dialog id", Type::DialogId),
        ("ecid", Type::Ecid),
        ("security user", Type::SecurityUser),
        ("state", Type::State),
        ("secret", Type::Secret),
        ("record", Type::Record(None)),
    ];
}

impl Type {
    /// The type of these words: `phone number`, `list of text`, `one of "A", "B"`. `Err` says what
    /// can be written.
    pub fn parse(words: &str) -> Result<Self, String> {
        let words = words.trim();
        if let Some(of) = words.strip_prefix("list of ") {
            return Ok(Self::List(Arc::new(Self::parse(of)?)));
        }
        if let Some(names) = words.strip_prefix("one of ") {
            return one_of(names);
        }
        let mut named = Self::NAMED.iter();
        let same = |name: &str| name.split(' ').eq(words.split_whitespace());
        // nearly all are written with single blanks, which is quicker to see
        let as_written = named.clone().find(|(name, _)| *name == words);
        match as_written.or_else(|| named.find(|(name, _)| same(name))) {
            Some((_, kind)) => Ok(kind.clone()),
            None => Err(format!(
                "unknown type `{words}`; the types are {}, list of …, one of \"A\", \"B\"",
                Self::NAMED
                    .iter()
                    .map(|(name, _)| *name)
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
        }
    }

    /// Who may see a value of this type, as far as its type says.
    pub fn mark(&self) -> Mark {
        match self {
            Self::PhoneNumber => Mark::PhoneNumber,
            Self::Secret => Mark::Secret,
            _ => Mark::Plain,
        }
    }

    /// The field of that name, where the record's fields are known.
    pub fn field(&self, name: &str) -> Option<&Field> {
        match self {
            Self::Record(Some(fields)) => fields.iter().find(|field| &*field.name == name),
            _ => None,
        }
    }

    /// Whether its values are ids: texts that name something in a system.
    pub fn is_id(&self) -> bool {
        matches!(
            self,
            Self::ContactId
                | Self::AgentId
                | Self::SessionId
                | Self::SkillId
                | Self::DialogId
                | Self::Ecid
                | Self::SecurityUser
        )
    }

    /// The type that other languages and tools call by this name.
    pub fn meant(words: &str) -> Option<&'static str> {
        Some(match words.to_ascii_lowercase().as_str() {
            "string" | "str" | "varchar" | "char" => "text",
            "int" | "integer" | "float" | "double" | "decimal" | "long" => "number",
            "bool" | "boolean" | "flag" => "yes/no",
            "datetime" | "date time" | "timestamp" => "time",
            "timespan" | "interval" => "duration",
            "phone" | "telephone" | "telephone number" | "tel" => "phone number",
            "password" | "token" => "secret",
            "object" | "dict" | "map" | "json" => "record",
            _ => return None,
        })
    }

    /// What a value of this type looks like, for messages.
    pub fn wanted(&self) -> String {
        match self {
            Self::Any => "a value".into(),
            Self::Text => "a text".into(),
            Self::Number => "a number, like 42".into(),
            Self::YesNo => "`true` or `false`".into(),
            Self::Time => "a time with its zone, like 2026-12-01T09:00:00+01:00".into(),
            Self::Date => "a date, like 2026-12-01".into(),
            Self::Clock => "a time of day, like 09:00".into(),
            Self::Duration => "a duration, like 30s or 4h".into(),
            Self::PhoneNumber => {
                "a phone number that begins with `+` and its country code, like `+44`".into()
            }
            Self::List(of) => format!("a list of {of}"),
            Self::OneOf(_) | Self::AgentId | Self::Ecid => format!("{} {self}", self.article()),
            _ => format!("a {self}"),
        }
    }

    fn article(&self) -> &'static str {
        match self {
            Self::OneOf(_) => "exactly",
            _ => "an",
        }
    }
}

fn one_of(names: &str) -> Result<Type, String> {
    let bare = |name: &str| {
        let name = name.trim().strip_prefix('"')?.strip_suffix('"')?;
        (!name.is_empty() && !name.contains('"')).then(|| Arc::from(name))
    };
    let names: Option<Arc<[Arc<str>]>> = names.split(',').map(bare).collect();
    match names {
        Some(names) => Ok(Type::OneOf(names)),
        None => Err("write the names in quotes, separated by commas: one of \"A\", \"B\"".into()),
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any value"),
            Type::Record(_) => f.write_str("record"),
            Type::List(of) => write!(f, "list of {of}"),
            Type::OneOf(names) => {
                f.write_str("one of ")?;
                for (index, name) in names.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}\"{name}\"")?;
                }
                Ok(())
            }
            plain => {
                let named = Type::NAMED.iter().find(|(_, kind)| kind == plain);
                f.write_str(named.map_or("any value", |(name, _)| name))
            }
        }
    }
}
