//! Something about the environment that keeps a script from running: told like a finding, with
//! the place in the file where there is one.

use crate::diagnostic::Severity;
use crate::report::People;
use crate::source::{Source, Span};
use std::sync::Arc;

/// What is wrong with the environment, and what to do about it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, and what is to be said of that place.
    pub place: Option<(Arc<Source>, Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// What an operating system says, without the number that it has for it.
fn without_numbers(message: String) -> String {
    match message.split_once(" (os error ") {
        Some((said, rest)) => {
            let rest = rest.split_once(')').map_or("", |(_, rest)| rest);
            format!("{said}{rest}")
        }
        None => message,
    }
}

impl Problem {
    /// A problem that is nowhere in a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: without_numbers(message.into()),
            place: None,
            help: None,
        }
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where.
    pub fn at(mut self, source: &Arc<Source>, span: Span, label: impl Into<String>) -> Self {
        self.place = Some((source.clone(), span, label.into()));
        self
    }

    /// For people: with the line it is about.
    pub fn people(&self, people: &People<'_>) -> String {
        match &self.place {
            None => people.message(Severity::Error, &self.message, self.help.as_deref()),
            Some((source, span, label)) => people.place(
                source,
                (*span, label.clone()),
                &self.message,
                self.help.as_deref(),
            ),
        }
    }

    /// On one line: `flow.toml:3:1: error: there is no …`.
    pub fn concise(&self) -> String {
        let place = self.place.as_ref().map(|(source, span, _)| {
            let place = crate::report::concise::place(source, *span);
            format!("{place}: ")
        });
        let help = self.help.as_ref().map(|help| format!(" (help: {help})"));
        format!(
            "{}error: {}{}",
            place.unwrap_or_default(),
            self.message,
            help.unwrap_or_default()
        )
    }

    /// For programs: `{"message": …, "help": …, "file": …, "line": …}`.
    pub fn json(&self) -> serde_json::Value {
        let mut json = serde_json::json!({ "message": self.message, "help": self.help });
        if let (Some((source, span, _)), Some(fields)) = (&self.place, json.as_object_mut()) {
            fields.insert("file".into(), (&**source.name()).into());
            fields.insert("place".into(), crate::report::json::place(source, *span));
        }
        json
    }
}
