//! What a name can hold while a flow runs, and the types a flow can name.

mod arithmetic;
mod calendar;
mod compare;
mod convert;
mod function;
mod functions;
mod json;
mod kind;
pub(crate) mod letter;
mod mark;
mod native;
mod operator;
mod order;
mod phone;
mod read;
mod say;
mod text;
mod zone;

pub use calendar::{Calendar, Hours, merged};
pub use function::Function;
/// Its former name.
#[doc(hidden)]
pub use kind::Type as Kind;
pub use kind::{Field, Type};
pub use mark::Mark;
pub use native::{NotOfValue, to_value};
pub use operator::Operator;
pub use order::sort_by_key;
pub use phone::phone_number;
pub(crate) use phone::phone_parts;
pub use read::{clock, date, duration, number, time};
pub use say::{duration_text, duration_words};
pub use text::{Text, TextBuilder};
pub use zone::{day_at, time_zone, weekday_of, weekdays, zone_names};

use indexmap::IndexMap;
use jiff::{SignedDuration, ZonedDateTime, civil};
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
    Time(Box<ZonedDateTime>),
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
            Self::Text(text) => Self::Text(text.with_mark(mark)),
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

    /// Data of which no more is known than whose it is: the same with every text in it marked at
    /// least so, and every long number too, which is a name for somebody (a number to dial, a
    /// customer's number) and no quantity.
    pub fn as_data(self, mark: Mark) -> Self {
        match self {
            Self::Number(number) if mark.is_hidden() => telling_number(number, mark),
            Self::List(items) => {
                let items = items.iter().cloned();
                Self::list(items.map(|item| item.as_data(mark)))
            }
            Self::Record(fields) => {
                let fields = fields.iter();
                Self::record(
                    fields.map(|(name, value)| (name.clone(), value.clone().as_data(mark))),
                )
            }
            other => other.with_mark(mark),
        }
    }

    /// The strictest mark of any text in it.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Text(text) => text.mark,
            Self::List(items) => items.iter().map(Self::mark).max().unwrap_or_default(),
            Self::Record(fields) => fields.values().map(Self::mark).max().unwrap_or_default(),
            _ => Mark::Plain,
        }
    }

    /// The same, free text in it marked as words of a system: ids, states and what the catalogue
    /// marks itself stay as they are.
    pub fn from_system(self, kind: &Kind) -> Self {
        let free = matches!(kind, Kind::Text | Kind::Any | Kind::Record(None));
        match (self, kind) {
            (Self::Text(text), _) if free => Self::Text(text.with_mark(Mark::Foreign)),
            (Self::List(items), Kind::List(of)) => {
                let items = items.iter().cloned();
                Self::list(items.map(|item| item.from_system(of)))
            }
            (Self::List(items), _) if free => {
                let items = items.iter().cloned();
                Self::list(items.map(|item| item.from_system(kind)))
            }
            (Self::Record(fields), _) => Self::record(fields.iter().map(|(name, value)| {
                let kind = kind.field(name).map_or(&Kind::Any, |field| &field.kind);
                (name.clone(), value.clone().from_system(kind))
            })),
            (other, _) => other,
        }
    }

    /// Hands every text in it that nobody may see to `see`.
    pub fn each_marked(&self, see: &mut impl FnMut(&Text)) {
        match self {
            Self::Text(text) if text.mark.is_hidden() => text
                .parts()
                .filter(|(_, mark)| mark.is_hidden())
                .for_each(|(part, mark)| see(&Text::marked(part, mark))),
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
                Mark::Plain | Mark::Foreign | Mark::Personal => Kind::Text,
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

fn telling_number(number: Decimal, mark: Mark) -> Value {
    const SHORTEST: usize = 7;
    let text = number.normalize().to_string();
    match text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() >= SHORTEST {
        true => Value::Text(Text::marked(text, mark)),
        false => Value::Number(number),
    }
}
