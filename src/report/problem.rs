//! A problem of the environment, as people and programs are told of it.

use super::People;
use crate::diagnostic::Severity;
use crate::settings::Problem;

impl Problem {
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
            let place = super::concise::place(source, *span);
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
            fields.insert("place".into(), super::json::place(source, *span));
        }
        json
    }
}
