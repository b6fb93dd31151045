//! Events, reports and findings for a host's own programs and logs: the documents of
//! `flow … --output json`, whose form `docs/schema/` says. What nobody may see is not in them.

use super::{Redactor, json, run_json, trace};
use crate::run::Observer;
use crate::run::event::{Event, RunReport};
use crate::script::{Finding, Refused};
use crate::value::Text;
use serde::{Serialize, Serializer};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Writes a line of JSON for each event, as `flow run --output json --trace` does. Values that nobody may
/// see are numbered, the same one always alike.
///
/// What cannot be written is lost: a run does not fail for its log.
pub struct JsonLines<W> {
    redactor: Redactor,
    out: Mutex<W>,
}

impl<W: Write + Send> JsonLines<W> {
    /// Lines into this.
    pub fn to(out: W) -> Arc<Self> {
        Arc::new(Self {
            redactor: Redactor::new(),
            out: Mutex::new(out),
        })
    }
}

impl<W: Write + Send> Observer for JsonLines<W> {
    fn event(&self, run: &Arc<str>, event: &Event) {
        let line = trace::event_json(run, event, &event.source, &self.redactor);
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        texts
            .iter()
            .for_each(|text| self.redactor.register_text(text));
    }
}

/// With a word for each value that nobody may see. A system's own words are as they came:
/// [`JsonLines`] searches them for such values too.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = trace::event_json("", self, &self.source, &Redactor::new());
        if let Some(fields) = line.as_object_mut() {
            fields.remove("run");
        }
        line.serialize(serializer)
    }
}

/// With a word for each value that nobody may see, results among them: a host reads them with
/// [`RunReport::results_as`].
impl Serialize for RunReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        run_json(&self.source, self, None, &Redactor::new()).serialize(serializer)
    }
}

impl Serialize for Refused {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.findings.iter().map(|found| &**found);
        json::findings(&self.source, findings).serialize(serializer)
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = json::finding(self.source(), self);
        json["file"] = (&**self.source().name()).into();
        json.serialize(serializer)
    }
}
