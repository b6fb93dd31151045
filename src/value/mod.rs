//! What a name can hold while a script runs, and the kinds a script can name.

mod function;
mod kind;

pub use function::Function;
pub use kind::Kind;

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
}
