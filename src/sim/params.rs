//! The parameters of a request, wherever they were put: query, JSON body, form.

use indexmap::IndexMap;
use serde_json::Value;

/// Parameters by name, whose case does not matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Params(IndexMap<String, Value>);

impl Params {
    /// Adds what a query or a form holds.
    pub fn add_form(&mut self, text: &str) -> Result<(), &'static str> {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name, true)?;
            self.add(&name, Value::String(decode(value, true)?));
        }
        Ok(())
    }

    /// Adds the members of a JSON object; `null` counts as not being there.
    pub fn add_json(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    self.add(&name, value);
                }
                Ok(())
            }
            Ok(Value::Null) => Ok(()),
            Ok(_) => Err("The request body is not a JSON object."),
            Err(_) => Err("The request body is not valid JSON."),
        }
    }

    fn add(&mut self, name: &str, value: Value) {
        if !value.is_null() {
            self.0.insert(name.to_ascii_lowercase(), value);
        }
    }

    /// A parameter as it came.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(&name.to_ascii_lowercase())
    }

    /// A parameter as text; numbers and booleans too. `None` when it is not there or empty.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = match self.get(name)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// A parameter as a whole number: `Err` when something else stands there.
    pub fn whole(&self, name: &str) -> Result<Option<u64>, ()> {
        match self.get(name) {
            Some(Value::Array(_) | Value::Object(_)) => Err(()),
            _ => self
                .text(name)
                .map(|text| text.parse().map_err(|_| ()))
                .transpose(),
        }
    }

    /// Whether a flag is set: `true`, `True`, `1`.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "1")
    }
}

/// Percent-decoding that refuses what is no encoding of text.
pub(super) fn decode(text: &str, plus_is_space: bool) -> Result<String, &'static str> {
    const BAD: &str = "The address is not encoded correctly.";
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let sound = |(at, byte): (usize, &u8)| *byte != b'%' || (hex(at + 1) && hex(at + 2));
    if !bytes.iter().enumerate().all(sound) {
        return Err(BAD);
    }
    let spaced = if plus_is_space {
        text.replace('+', " ")
    } else {
        text.to_owned()
    };
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    decoded.map(|text| text.into_owned()).map_err(|_| BAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_sign_survives_where_it_is_encoded() {
        let mut params = Params::default();
        params
            .add_form("phoneNumber=%2B12025550100&a+b=c+d&flag")
            .unwrap();
        assert_eq!(params.text("PHONENUMBER").as_deref(), Some("+12025550100"));
        assert_eq!(params.text("a b").as_deref(), Some("c d"));
        assert_eq!(params.text("flag"), None);
    }

    #[test]
    fn bad_encodings_are_refused() {
        for text in ["%", "%4", "%zz", "a%2", "%ff%fe"] {
            assert!(decode(text, false).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_come_as_text_too() {
        let mut params = Params::default();
        params
            .add_json(br#"{"skillId":"4021","agent":7,"none":null,"list":[1]}"#)
            .unwrap();
        assert_eq!(params.whole("skillid"), Ok(Some(4021)));
        assert_eq!(params.whole("agent"), Ok(Some(7)));
        assert_eq!(params.whole("none"), Ok(None));
        assert_eq!(params.whole("list"), Err(()));
        assert!(params.add_json(b"[]").is_err());
    }
}
