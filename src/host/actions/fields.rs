//! The fields that a type asks for when it is deserialised: read off what it asks a deserialiser
//! for, before there is anything to deserialise.

use serde::Deserializer;
use serde::de::{DeserializeOwned, Visitor, value};
use std::cell::Cell;

/// The names of the fields of a struct; none for other types.
pub(super) fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let fields = Cell::new(&[][..]);
    // it only has to begin: there is nothing to read
    let _ = T::deserialize(Probe { fields: &fields });
    fields.get()
}

struct Probe<'p> {
    fields: &'p Cell<&'static [&'static str]>,
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, value::Error> {
        Err(serde::de::Error::custom("the record has no fields to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        self.fields.set(fields);
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
