//! Faults as world files and the control endpoint write them.

use super::super::duration::Span;
use super::written::{everywhere, millis, refuse_idle, share};
use super::{Act, Fault, FaultError, Oddity, When, std_span};
use serde::{Deserialize, Serialize};

/// A fault as written: `{ on = "hold", do = "drop", when = "after", times = 1 }`.
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
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#as: Option<Oddity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
}

const KINDS: &str = "delay, unauthorized, throttle, error, drop, refuse, lose-event, delay-event, \
                     expire-token, html, truncate, cut-off, endless, delay-answer, unname-event, \
                     repeat-event, odd-event, fail, kill-stream, outage";

/// The faults that take a span of time.
const SPANS: &[&str] = &["delay", "delay-event", "delay-answer", "outage"];

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
        Ok(match self.does.as_str() {
            "delay" => Act::Delay(self.span()?),
            "unauthorized" => Act::Unauthorized,
            "throttle" => Act::Throttle(self.retry_after),
            "error" => Act::Error(self.status(503, 500..=599)?, when),
            "drop" => Act::Drop(when),
            "refuse" => Act::Refuse(self.status(400, 400..=599)?, self.text()?),
            "lose-event" => Act::LoseEvent,
            "delay-event" => Act::DelayEvent(self.span()?),
            "expire-token" => Act::ExpireToken,
            "html" => Act::Html(
                self.status(200, 200..=599)?,
                self.when.unwrap_or(When::After),
            ),
            "truncate" => Act::Truncate,
            "cut-off" => Act::CutOff,
            "endless" => Act::Endless,
            "delay-answer" => Act::DelayAnswer(self.span()?),
            "unname-event" => Act::UnnameEvent,
            "repeat-event" => Act::RepeatEvent,
            "odd-event" => Act::OddEvent(self.oddity()?),
            "fail" => Act::Fail(self.code.unwrap_or(22)),
            "kill-stream" => Act::KillStream,
            "outage" => Act::Outage(self.span()?),
            other => {
                let why = format!("\"{other}\" is not a fault; there are {KINDS}");
                return Err(FaultError(why));
            }
        })
    }

    fn span(&self) -> Result<std::time::Duration, FaultError> {
        let missing = || {
            FaultError(format!(
                "the fault {} needs by, like by = \"2s\"",
                self.does
            ))
        };
        self.by.map(std_span).ok_or_else(missing)
    }

    fn status(
        &self,
        usual: u16,
        allowed: std::ops::RangeInclusive<u16>,
    ) -> Result<u16, FaultError> {
        let status = self.status.unwrap_or(usual);
        if allowed.contains(&status) {
            return Ok(status);
        }
        let (from, to) = (allowed.start(), allowed.end());
        Err(FaultError(format!(
            "the fault {} needs a status from {from} to {to}, not {status}",
            self.does
        )))
    }

    fn text(&self) -> Result<String, FaultError> {
        let missing =
            || FaultError("the fault refuse needs text, the message of the refusal".into());
        self.text.clone().ok_or_else(missing)
    }

    fn oddity(&self) -> Result<Oddity, FaultError> {
        let missing =
            || FaultError("the fault odd-event needs as, like as = \"small-word\"".into());
        self.r#as.ok_or_else(missing)
    }

    /// A field that this kind of fault does not look at would be overlooked in silence.
    fn refuse_idle_fields(&self) -> Result<(), FaultError> {
        let kind = self.does.as_str();
        let fields: [(_, _, &[&str]); 7] = [
            ("by", self.by.is_some(), SPANS),
            ("retry-after", self.retry_after.is_some(), &["throttle"]),
            (
                "status",
                self.status.is_some(),
                &["error", "refuse", "html"],
            ),
            ("text", self.text.is_some(), &["refuse"]),
            ("when", self.when.is_some(), &["error", "drop", "html"]),
            ("code", self.code.is_some(), &["fail"]),
            ("as", self.r#as.is_some(), &["odd-event"]),
        ];
        refuse_idle(kind, &fields)
    }
}

impl From<Fault> for RawFault {
    fn from(fault: Fault) -> Self {
        let mut raw = raw_of(&fault.act);
        raw.on = fault.on;
        raw.contact = fault.contact;
        raw.times = fault.times;
        raw.after = (fault.after > 0).then_some(fault.after);
        raw.probability = (fault.probability < 1.0).then_some(fault.probability);
        raw
    }
}

fn raw_of(act: &Act) -> RawFault {
    let mut raw = RawFault::default();
    let millis = |by: &std::time::Duration| Some(millis(by));
    raw.does = match act {
        Act::Delay(by) => {
            raw.by = millis(by);
            "delay"
        }
        Act::Unauthorized => "unauthorized",
        Act::Throttle(seconds) => {
            raw.retry_after = *seconds;
            "throttle"
        }
        Act::Error(status, when) => {
            (raw.status, raw.when) = (Some(*status), Some(*when));
            "error"
        }
        Act::Drop(when) => {
            raw.when = Some(*when);
            "drop"
        }
        Act::Refuse(status, text) => {
            (raw.status, raw.text) = (Some(*status), Some(text.clone()));
            "refuse"
        }
        Act::LoseEvent => "lose-event",
        Act::DelayEvent(by) => {
            raw.by = millis(by);
            "delay-event"
        }
        Act::ExpireToken => "expire-token",
        Act::Html(status, when) => {
            (raw.status, raw.when) = (Some(*status), Some(*when));
            "html"
        }
        Act::Truncate => "truncate",
        Act::CutOff => "cut-off",
        Act::Endless => "endless",
        Act::DelayAnswer(by) => {
            raw.by = millis(by);
            "delay-answer"
        }
        Act::UnnameEvent => "unname-event",
        Act::RepeatEvent => "repeat-event",
        Act::OddEvent(oddity) => {
            raw.r#as = Some(*oddity);
            "odd-event"
        }
        Act::Fail(code) => {
            raw.code = Some(*code);
            "fail"
        }
        Act::KillStream => "kill-stream",
        Act::Outage(by) => {
            raw.by = millis(by);
            "outage"
        }
    }
    .to_owned();
    raw
}

/// A fault in words: `error 503 after acting`.
pub(super) fn describe(act: &Act) -> String {
    let raw = raw_of(act);
    let mut words = raw.does;
    if let Some(status) = raw.status {
        words.push_str(&format!(" {status}"));
    }
    match raw.when {
        Some(When::Before) => words.push_str(" before acting"),
        Some(When::After) => words.push_str(" after acting"),
        None => {}
    }
    words
}
