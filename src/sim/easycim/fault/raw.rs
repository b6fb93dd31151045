//! Faults as world files and the control endpoint write them.

use super::{Act, Fault, FaultError, When};
use crate::sim::duration::Span;
use crate::sim::fault::written::{everywhere, millis, refuse_idle, share, wrong};
use serde::{Deserialize, Serialize};

/// A fault as written: `{ on = "saveScript", do = "drop", when = "after", times = 1 }`.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawFault {
    #[serde(default = "everywhere")]
    on: String,
    #[serde(rename = "do")]
    does: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
}

const KINDS: &str = "delay, drop, twice, disconnect, reload, refuse, error, lose-event";

impl TryFrom<RawFault> for Fault {
    type Error = FaultError;

    fn try_from(raw: RawFault) -> Result<Self, FaultError> {
        let act = raw.act()?;
        let probability = share(raw.probability)?;
        raw.refuse_idle_fields()?;
        Ok(Fault {
            on: raw.on,
            act,
            contact: raw.contact,
            times: raw.times,
            after: raw.after.unwrap_or(0),
            probability,
        })
    }
}

impl RawFault {
    fn act(&self) -> Result<Act, FaultError> {
        let when = self.when.unwrap_or(When::Before);
        let by = self.by.map(|by| by.0.unsigned_abs());
        Ok(match self.does.as_str() {
            "delay" => match by {
                Some(by) => Act::Delay(by),
                None => return wrong("the fault delay needs by, like by = \"2s\""),
            },
            "drop" => Act::Drop(when),
            "twice" => Act::Twice(by.unwrap_or_default()),
            "disconnect" => Act::Disconnect(when, by),
            "reload" => Act::Reload(when),
            "refuse" => Act::Refuse,
            "error" => match &self.text {
                Some(text) => Act::Error(text.clone()),
                None => return wrong("the fault error needs text, the message of the answer"),
            },
            "lose-event" => Act::LoseEvent,
            other => return wrong(format!("\"{other}\" is not a fault; there are {KINDS}")),
        })
    }

    /// A field that this kind of fault does not look at would be overlooked in silence.
    fn refuse_idle_fields(&self) -> Result<(), FaultError> {
        let kind = self.does.as_str();
        let fields: [(_, _, &[&str]); 3] = [
            ("by", self.by.is_some(), &["delay", "disconnect", "twice"]),
            ("text", self.text.is_some(), &["error"]),
            (
                "when",
                self.when.is_some(),
                &["drop", "disconnect", "reload"],
            ),
        ];
        refuse_idle(kind, &fields)
    }
}

impl From<Fault> for RawFault {
    fn from(fault: Fault) -> Self {
        let mut raw = written(&fault.act);
        raw.on = fault.on;
        raw.contact = fault.contact;
        raw.times = fault.times;
        raw.after = (fault.after > 0).then_some(fault.after);
        raw.probability = (fault.probability < 1.0).then_some(fault.probability);
        raw
    }
}

fn written(act: &Act) -> RawFault {
    let (does, when, by, text) = match act {
        Act::Delay(by) => ("delay", None, Some(by), None),
        Act::Drop(when) => ("drop", Some(*when), None, None),
        Act::Twice(by) => ("twice", None, (!by.is_zero()).then_some(by), None),
        Act::Disconnect(when, by) => ("disconnect", Some(*when), by.as_ref(), None),
        Act::Reload(when) => ("reload", Some(*when), None, None),
        Act::Refuse => ("refuse", None, None, None),
        Act::Error(text) => ("error", None, None, Some(text.clone())),
        Act::LoseEvent => ("lose-event", None, None, None),
    };
    RawFault {
        does: does.to_owned(),
        by: by.map(millis),
        text,
        when,
        ..RawFault::default()
    }
}
