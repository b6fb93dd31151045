//! What is kept in place of values that nobody may see.

use crate::program::Program;
use crate::report::Redactor;
use crate::run::{Start, read_inputs};
use crate::value::{Mark, Record, Text, TextBuilder, Value};
use std::collections::HashMap;

/// The values that were replaced, each by the same stand-in wherever it comes.
#[derive(Default)]
pub struct StandIns {
    known: HashMap<String, String>,
    phones: usize,
    people: usize,
    redactor: Redactor,
}

impl StandIns {
    /// The inputs of a run.
    pub fn inputs(&mut self, program: &Program, start: &Start) -> Record {
        let (now, zone) = (start.at.timestamp(), start.at.time_zone());
        let read = read_inputs(program, &start.inputs, now, zone).unwrap_or_default();
        let named = program.inputs.iter().zip(&read);
        let given = named.filter(|(input, _)| start.inputs.contains_key(&input.name));
        given
            .map(|(input, value)| (input.name.clone(), self.value(value)))
            .collect()
    }

    /// A value with stand-ins in it.
    pub fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Text(text) => Value::Text(self.text(text)),
            Value::List(items) => Value::list(
                items
                    .iter()
                    .map(|item| self.value(item))
                    .collect::<Vec<_>>(),
            ),
            Value::Record(fields) => {
                let fields = fields.iter();
                let fields: Vec<_> = fields
                    .map(|(name, value)| (name.clone(), self.value(value)))
                    .collect();
                Value::record(fields)
            }
            plain => plain.clone(),
        }
    }

    /// A text with stand-ins in it.
    pub fn text(&mut self, text: &Text) -> Text {
        if !text.mark.is_hidden() {
            return text.clone();
        }
        let parts: Vec<(String, Mark)> = text
            .parts()
            .map(|(part, mark)| (part.to_owned(), mark))
            .collect();
        let mut kept = TextBuilder::new();
        for (part, mark) in parts {
            match mark.is_hidden() {
                true => kept.marked(&self.stand_in(&part, mark), mark),
                false => kept.marked(&part, mark),
            };
        }
        kept.build()
    }

    /// What a system wrote in its own words.
    pub fn words(&mut self, words: &str) -> String {
        let mut words = words.to_owned();
        let mut known: Vec<(&String, &String)> = self.known.iter().collect();
        // the longest first: one value may be a part of another
        known.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        for (value, stand_in) in known {
            words = words.replace(value.as_str(), stand_in);
        }
        self.redactor.clean(&words).into_owned()
    }

    fn stand_in(&mut self, value: &str, mark: Mark) -> String {
        if value.trim().is_empty() {
            return value.to_owned();
        }
        if let Some(known) = self.known.get(value) {
            return known.clone();
        }
        let stand_in = match mark {
            Mark::PhoneNumber => {
                self.phones += 1;
                number_of_nobody(self.phones - 1)
            }
            Mark::Secret => "secret".to_owned(),
            _ => {
                self.people += 1;
                format!("person {}", self.people)
            }
        };
        self.redactor.register(value, mark);
        self.known.insert(value.to_owned(), stand_in.clone());
        stand_in
    }
}

/// Whether a recorded text is this one with stand-ins in it. What a flow says itself is replaced in a
/// recording, and not in the flow; `known` is what has stood for what.
pub fn replaces(recorded: &str, text: &Text, known: &mut HashMap<String, String>) -> bool {
    let mut rest = recorded;
    for (part, mark) in text.parts() {
        let stands = match mark.is_hidden() && !part.trim().is_empty() {
            true => stand_in_before(rest),
            false => None,
        };
        let stands = stands.unwrap_or(part);
        let Some(later) = rest.strip_prefix(stands) else {
            return false;
        };
        if mark.is_hidden() {
            let before = known.entry(part.to_owned());
            let before = before.or_insert_with(|| stands.to_owned());
            if before.as_str() != stands {
                return false;
            }
        }
        rest = later;
    }
    rest.is_empty()
}

/// The stand-in that a text begins with.
fn stand_in_before(text: &str) -> Option<&str> {
    let digits = |after: usize| {
        let digits = text[after..].bytes().take_while(u8::is_ascii_digit);
        digits.count()
    };
    let fixed = |start: &str, many: usize| {
        let is_one = text.starts_with(start) && digits(start.len()) >= many;
        is_one.then(|| start.len() + many)
    };
    let person = "person ";
    let person = (text.starts_with(person) && digits(person.len()) > 0)
        .then(|| person.len() + digits(person.len()));
    let end = person
        .or_else(|| fixed("+12025550", 3))
        .or_else(|| fixed("+4420794600", 2))
        .or_else(|| fixed("secret", 0))?;
    text.get(..end)
}

/// Numbers that are reserved for stories: nobody is ever reached by them.
fn number_of_nobody(number: usize) -> String {
    match number {
        0..100 => format!("+12025550{}", 100 + number),
        more => format!("+4420794600{:02}", more % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_text_stands_for_what_a_flow_says_itself() {
        let text = |number: &str| {
            let mut text = TextBuilder::new();
            text.marked("dial phone ", Mark::Plain);
            text.marked(number, Mark::PhoneNumber);
            text.marked(" for ", Mark::Plain);
            text.marked("Ada", Mark::Personal);
            text.build()
        };
        let mut known = HashMap::new();
        let recorded = "dial phone +12025550100 for person 1";
        assert!(replaces(recorded, &text("+442079460000"), &mut known));
        // each always by the same one
        assert!(replaces(recorded, &text("+442079460000"), &mut known));
        let other = "dial phone +12025550101 for person 1";
        assert!(!replaces(other, &text("+442079460000"), &mut known));
        for other in [
            "dial phone +12025550100 for person 1 and more",
            "dial phone +12025550100",
            "call phone +12025550100 for person 1",
            "dial phone somebody for person 1",
        ] {
            let known = &mut HashMap::new();
            assert!(!replaces(other, &text("+442079460000"), known), "{other}");
        }
    }
}
