//! A problem of the environment, as people and programs are told of it.

#[cfg(feature = "people")]
use super::People;
use crate::diagnostic::Severity;
use crate::settings::Problem;

impl Problem {
    /// For people: with the line it is about.
    #[cfg(feature = "people")]
    pub fn people(&self, people: &People<'_>) -> String {
        self.people_as(Severity::Error, people)
    }

    /// For people, where it does not matter as much.
    #[cfg(feature = "people")]
    pub fn people_as(&self, severity: Severity, people: &People<'_>) -> String {
        match &self.place {
            None => people.message(severity, &self.message, self.help.as_deref()),
            Some((source, span, label)) => people.place(
                severity,
                source,
                (*span, label.clone()),
                &self.message,
                self.help.as_deref(),
            ),
        }
    }

    /// On one line: `flow.toml:3:1: error: there is no …`.
    pub fn concise(&self) -> String {
        self.concise_as(Severity::Error)
    }

    /// On one line, where it does not matter as much.
    pub fn concise_as(&self, severity: Severity) -> String {
        let place = self.place.as_ref().map(|(source, span, _)| {
            let place = super::concise::place(source, *span);
            format!("{place}: ")
        });
        let help = self.help.as_ref().map(|help| format!(" (help: {help})"));
        format!(
            "{}{}: {}{}",
            place.unwrap_or_default(),
            severity.word(),
            self.message,
            help.unwrap_or_default()
        )
    }

    /// For programs: `{"message": …, "help": …, "file": …, "line": …}`.
    pub fn json(&self) -> serde_json::Value {
        self.json_as(Severity::Error)
    }

    /// For programs, where it does not matter as much.
    pub fn json_as(&self, severity: Severity) -> serde_json::Value {
        let mut json = serde_json::json!({
            "message": self.message,
            "help": self.help,
            "severity": severity.word(),
        });
        if let (Some((source, span, _)), Some(fields)) = (&self.place, json.as_object_mut()) {
            fields.insert("file".into(), (&**source.name()).into());
            fields.insert("location".into(), super::json::place(source, *span));
        }
        json
    }
}
