//! What a name can hold while a script runs, and the kinds a script can name.

mod arithmetic;
mod compare;
mod convert;
mod function;
mod functions;
mod json;
mod kind;
mod operator;
mod phone;
mod read;
mod say;
mod zone;

pub use function::Function;
pub use kind::{Field, Kind};
pub use operator::Operator;
pub use phone::phone_number;
pub use read::{clock, date, duration, number, time};
pub use say::duration_text;
pub use zone::{day_at, time_zone, weekday_of};

use indexmap::IndexMap;
use jiff::{SignedDuration, Zoned, civil};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The fields of a record, in the order the system gave them.
pub type Record = IndexMap<Arc<str>, Value>;

/// A value of the language. Copies are cheap: everything large is shared.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// No value: an output that the system left out.
    #[default]
    Nothing,
    /// `true` or `false`.
    YesNo(bool),
    /// An exact decimal number.
    Number(Decimal),
    /// Text, and every kind of id, number to dial, state and closed-list name.
    Text(Text),
    /// An instant with its zone.
    Time(Box<Zoned>),
    /// A calendar day.
    Date(civil::Date),
    /// A time of day.
    Clock(civil::Time),
    /// A span of time, to the millisecond.
    Duration(SignedDuration),
    /// Several values.
    List(Arc<Vec<Value>>),
    /// Named values.
    Record(Arc<Record>),
}

/// Who may see a text.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Anyone.
    #[default]
    Plain,
    /// A person's: goes to the system, never into a log, trace, report or recording.
    Personal,
    /// A number to dial: personal too, and said so where it is hidden.
    PhoneNumber,
    /// A secret: never shown anywhere.
    Secret,
}

/// A text and who may see it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Text {
    /// The characters.
    pub text: Arc<str>,
    /// Who may see them.
    #[serde(default, skip_serializing_if = "Mark::is_plain")]
    pub mark: Mark,
}

impl Mark {
    /// Whether anyone may see it.
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Text {
    /// A text that anyone may see.
    pub fn plain(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: text.into(),
            mark: Mark::Plain,
        }
    }

    /// A text that is marked.
    pub fn marked(text: impl Into<Arc<str>>, mark: Mark) -> Self {
        Self {
            text: text.into(),
            mark,
        }
    }
}

impl Value {
    /// A text that anyone may see.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(Text::plain(text))
    }

    /// A whole number.
    pub fn number(number: i64) -> Self {
        Self::Number(Decimal::from(number))
    }

    /// The characters of a text value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.text),
            _ => None,
        }
    }

    /// The same with every text in it marked at least so.
    pub fn with_mark(self, mark: Mark) -> Self {
        if mark.is_plain() {
            return self;
        }
        match self {
            Self::Text(text) => Self::Text(Text {
                mark: text.mark.max(mark),
                ..text
            }),
            Self::List(items) => {
                let items = items.iter().cloned();
                Self::list(items.map(|item| item.with_mark(mark)))
            }
            Self::Record(fields) => {
                let fields = fields.iter();
                Self::record(
                    fields.map(|(name, value)| (name.clone(), value.clone().with_mark(mark))),
                )
            }
            other => other,
        }
    }

    /// The strongest mark of any text in it.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Text(text) => text.mark,
            Self::List(items) => items.iter().map(Self::mark).max().unwrap_or_default(),
            Self::Record(fields) => fields.values().map(Self::mark).max().unwrap_or_default(),
            _ => Mark::Plain,
        }
    }

    /// Hands every marked text in it to `see`.
    pub fn each_marked(&self, see: &mut impl FnMut(&Text)) {
        match self {
            Self::Text(text) if !text.mark.is_plain() => see(text),
            Self::List(items) => items.iter().for_each(|item| item.each_marked(see)),
            Self::Record(fields) => fields.values().for_each(|field| field.each_marked(see)),
            _ => {}
        }
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Self::List(Arc::new(items.into_iter().collect()))
    }

    /// A record.
    pub fn record(fields: impl IntoIterator<Item = (Arc<str>, Value)>) -> Self {
        Self::Record(Arc::new(fields.into_iter().collect()))
    }

    /// The kind that can be told from the value itself: every text is a `text`.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Nothing => Kind::Any,
            Self::YesNo(_) => Kind::YesNo,
            Self::Number(_) => Kind::Number,
            Self::Text(text) => match text.mark {
                Mark::PhoneNumber => Kind::PhoneNumber,
                Mark::Secret => Kind::Secret,
                Mark::Plain | Mark::Personal => Kind::Text,
            },
            Self::Time(_) => Kind::Time,
            Self::Date(_) => Kind::Date,
            Self::Clock(_) => Kind::Clock,
            Self::Duration(_) => Kind::Duration,
            Self::List(_) => Kind::List(Arc::new(Kind::Any)),
            Self::Record(_) => Kind::Record(None),
        }
    }
}
