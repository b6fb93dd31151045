//! Contacts: a call, or a task to call somebody.

use super::file::ContactFile;
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A contact at this toolbar.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Contact {
    /// Its id, like `68-60f69967@toolbar.example`.
    pub id: String,
    /// Which way it came.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// `manual`, `previewQueue` or `predictive`, where somebody is called.
    pub job: Option<String>,
    /// How far it has come.
    pub phase: Phase,
    /// Whether the other side hears music.
    pub held: bool,
    /// Whether it is recorded.
    pub recording: bool,
    /// The tones that were sent.
    pub tones: String,
    /// Whether it ends without after-call work, as soon as the line is cleared.
    pub ends_when_cleared: bool,
    /// The number of the other side.
    pub number: String,
    /// What goes with the call, the `ECID` too. Personal.
    pub call_data: IndexMap<String, Value>,
    /// When it came.
    pub started: Timestamp,
    /// When the line was cleared.
    pub ended: Option<Timestamp>,
    /// The event that told of it last.
    pub last_event: String,
}

/// Which way a contact came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Somebody called.
    #[default]
    Inbound,
    /// Somebody is called.
    Outbound,
    /// A task, at first without a call.
    CallTask,
}

/// How far a contact has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// It waits for the agent to take it.
    Offered,
    /// It rings on the other side.
    Dialing,
    /// The two are talking.
    Connected,
    /// The line is cleared; the agent has work with it still.
    Offline,
    /// Nothing is left to do.
    Gone,
}

impl Contact {
    pub(super) fn from_file(file: ContactFile, now: Timestamp) -> Self {
        let (phase, event) = match file.connected {
            true => (Phase::Connected, "ESTABLISHED"),
            false => (Phase::Offered, "POPUP"),
        };
        Self {
            id: file.id,
            kind: file.kind,
            job: file.job,
            phase,
            held: false,
            recording: false,
            tones: String::new(),
            ends_when_cleared: false,
            number: file.number,
            call_data: file.call_data,
            started: now,
            ended: None,
            last_event: event.to_owned(),
        }
    }

    /// The ECID that goes with the call.
    pub fn ecid(&self) -> Option<&str> {
        self.call_data.get("ECID").and_then(Value::as_str)
    }

    /// As events and `getContactList` tell of it.
    pub(crate) fn shown(&self, now: Timestamp) -> Value {
        let until = self.ended.unwrap_or(now);
        let data = self.call_data.iter();
        json!({
            "event": self.last_event,
            "id": self.id,
            "type": self.kind,
            "media_type": "telephony",
            "job_type": self.job,
            "CallData": data
                .map(|(name, value)| json!({ "name": name, "value": value }))
                .collect::<Vec<_>>(),
            "dnis": self.number,
            "startTime": self.started.to_string(),
            "endTime": self.ended.map(|ended| ended.to_string()),
            "time_duration_sec": until.duration_since(self.started).as_secs().max(0),
            "waitingTime": 0,
        })
    }
}

/// Reads `A=1;B=2`.
pub(super) fn read_call_data(text: &str) -> impl Iterator<Item = (String, Value)> + '_ {
    let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_data_is_read_in_pairs() {
        let read: Vec<_> = read_call_data("A=1;B=x=y;nothing;;C=").collect();
        let pairs = [("A", "1"), ("B", "x=y"), ("C", "")];
        assert_eq!(
            read,
            pairs.map(|(name, value)| (name.to_owned(), value.into()))
        );
    }
}
