//! The line for people about what has happened in a run.

use crate::journal::Ending;
use crate::report::Redactor;
use crate::report::text::{duration, name};
use crate::run::event::{End, Event, EventKind};
use jiff::SignedDuration;

/// A line for people about a run, its flow and by what it was started, and how long it has taken where that is known;
/// most events have none.
pub fn line(
    (run, flow, by): (&str, &str, &str),
    event: &Event,
    (took, redactor): (Option<SignedDuration>, &Redactor),
) -> Option<String> {
    let flow = name(flow);
    match &event.kind {
        EventKind::Started => Some(format!("run {run} of {flow} began ({by})")),
        EventKind::Log(text) => Some(format!("run {run} of {flow}: {}", redactor.show(text))),
        EventKind::Ended(end) => {
            let took = duration(took?);
            let how = Ending::from(end).word();
            let why = match end {
                End::Failed(failure) => {
                    let what = redactor.show(&failure.what);
                    match what.is_empty() {
                        true => format!(": {}", failure.outcome),
                        false => format!(": {what} -> {}", failure.outcome),
                    }
                }
                End::Faulted(fault) => format!(": {}", redactor.show(&fault.message)),
                _ => String::new(),
            };
            Some(format!("run {run} of {flow} {how} in {took}{why}"))
        }
        _ => None,
    }
}
