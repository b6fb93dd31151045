//! Worlds as files, in TOML or JSON: read, or refused with the place where they are wrong.
//!
//! `toml` can fill in types by itself, and its compiler writes that reader anew for each of them, at three times the
//! size of this one: 0.3 MB for worlds alone.

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml::map::Iter;

/// Reads a text; one whose first character is `{` is JSON, any other TOML. `Err` says what is wrong and where.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_slice(text.as_bytes()).map_err(|error| error.to_string());
    }
    let table = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        Wrong::new(error.message()).at(start).told(text)
    })?;
    let fields = MapAccessDeserializer::new(Fields::of(table.get_ref()));
    T::deserialize(fields).map_err(|wrong| wrong.at(table.span().start).told(text))
}

/// What is wrong, and at which byte.
#[derive(Debug)]
struct Wrong {
    why: String,
    at: Option<usize>,
}

impl Wrong {
    fn new(why: impl fmt::Display) -> Self {
        Self {
            why: why.to_string(),
            at: None,
        }
    }

    /// The innermost place is the one that is told.
    fn at(mut self, start: usize) -> Self {
        self.at.get_or_insert(start);
        self
    }

    fn told(&self, text: &str) -> String {
        let before = text.get(..self.at.unwrap_or(0)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default();
        let column = column.chars().count() + 1;
        let why = self.why.replace('\n', ", ");
        format!("line {line}, column {column}: {why}")
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.why)
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self::new(why)
    }
}

/// A value of the file.
struct Node<'a, 'i>(&'a Spanned<DeValue<'i>>);

impl Node<'_, '_> {
    fn take<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0.get_ref() {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => visitor.visit_i64(number),
                    Err(_) => Err(Wrong::new("the number is too large")),
                }
            }
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => Err(Wrong::new("the number cannot be read")),
            },
            DeValue::Boolean(yes) => visitor.visit_bool(*yes),
            // quoted or not, a time is the text that JSON would have
            DeValue::Datetime(time) => visitor.visit_string(time.to_string()),
            DeValue::Array(items) => visitor.visit_seq(Items(items.iter())),
            DeValue::Table(table) => visitor.visit_map(Fields::of(table)),
        }
    }
}

impl<'de> Deserializer<'de> for Node<'_, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.take(visitor)
            .map_err(|wrong| wrong.at(self.0.span().start))
    }

    /// What is not there is not written in TOML: what is written is there.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    /// A word out of a list; worlds have no others.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let read = match self.0.get_ref() {
            DeValue::String(text) => visitor.visit_enum(word(text)),
            _ => Err(Wrong::new("expected a text")),
        };
        read.map_err(|wrong| wrong.at(self.0.span().start))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

fn word<'a>(text: &'a str) -> StrDeserializer<'a, Wrong> {
    text.into_deserializer()
}

struct Items<'a, 'i>(std::slice::Iter<'a, Spanned<DeValue<'i>>>);

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Wrong;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Wrong> {
        self.0
            .next()
            .map(|item| seed.deserialize(Node(item)))
            .transpose()
    }
}

/// A table's fields that are not read yet, and the value of the one whose name was read last.
struct Fields<'a, 'i> {
    left: Iter<'a, Spanned<DeString<'i>>, Spanned<DeValue<'i>>>,
    value: Option<&'a Spanned<DeValue<'i>>>,
}

impl<'a, 'i> Fields<'a, 'i> {
    fn of(table: &'a DeTable<'i>) -> Self {
        Self {
            left: table.iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Wrong;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Wrong> {
        let Some((name, value)) = self.left.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let read = seed.deserialize(word(name.get_ref()));
        read.map(Some).map_err(|wrong| wrong.at(name.span().start))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Wrong> {
        match self.value.take() {
            Some(value) => seed.deserialize(Node(value)),
            None => Err(Wrong::new("a value was read before its name")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use indexmap::IndexMap;
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct World {
        name: String,
        size: u16,
        #[serde(default)]
        share: f64,
        more: Option<Vec<Word>>,
        #[serde(default)]
        any: IndexMap<String, Value>,
    }

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(rename_all = "kebab-case")]
    enum Word {
        One,
        TwoOfThem,
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let text = "name = 'a'\nsize = 0x1F\nshare = 1_0.5\nmore = ['one', \"two-of-them\"]\n\n\
                    [any]\nz = 1979-05-27T07:32:00Z\na = [true, { b = -1 }]\n";
        let read: World = read(text).unwrap();
        let any = [
            ("z".to_owned(), json!("1979-05-27T07:32:00Z")),
            ("a".to_owned(), json!([true, { "b": -1 }])),
        ];
        let expected = World {
            name: "a".to_owned(),
            size: 31,
            share: 10.5,
            more: Some(vec![Word::One, Word::TwoOfThem]),
            any: any.into(),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = |text| read::<World>(text).unwrap_err();
        insta::assert_snapshot!(
            [
                told("name = 'a'\nsize = 70000"),
                told("name = 'ä'\nsize = 99999999999999999999"),
                told("name = 'a'\nsize = 1\nmore = ['ä', 'three']"),
                told("name = 'a'\nsize = 1\nmore = [['one']]"),
                told("name = 'a'\n\n sise = 1"),
                told("name = 'a'"),
                told("name = 1"),
                told("name = 'a'\nsize = "),
                told("{ \"name\": 1 }"),
            ]
            .join("\n"),
            @"
        line 2, column 8: invalid value: integer `70000`, expected u16
        line 2, column 8: the number is too large
        line 3, column 9: unknown variant `ä`, expected `one` or `two-of-them`
        line 3, column 9: expected a text
        line 3, column 2: unknown field `sise`, expected one of `name`, `size`, `share`, `more`, `any`
        line 1, column 1: missing field `size`
        line 1, column 8: invalid type: integer `1`, expected a string
        line 2, column 8: string values must be quoted, expected literal string
        invalid type: integer `1`, expected a string at line 1 column 11
        "
        );
    }
}
