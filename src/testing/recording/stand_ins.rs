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

/// Numbers that are reserved for stories: nobody is ever reached by them.
fn number_of_nobody(number: usize) -> String {
    match number {
        0..100 => format!("+12025550{}", 100 + number),
        more => format!("+4420794600{:02}", more % 100),
    }
}
