//! What all faults have in common as they are written, whichever simulator they are for.

use crate::sim::duration::Span;
use std::fmt;
use std::time::Duration;

/// Why a fault makes no sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FaultError(pub(in crate::sim) String);

impl fmt::Display for FaultError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

/// Where a fault hits that does not say it.
pub(in crate::sim) fn everywhere() -> String {
    "*".to_owned()
}

pub(in crate::sim) fn wrong<T>(why: impl Into<String>) -> Result<T, FaultError> {
    Err(FaultError(why.into()))
}

/// How likely a fault hits, as it was written.
pub(in crate::sim) fn share(probability: Option<f64>) -> Result<f64, FaultError> {
    let share = probability.unwrap_or(1.0);
    match (0.0..=1.0).contains(&share) {
        true => Ok(share),
        false => wrong("a fault's probability must be from 0 to 1"),
    }
}

/// A field that this kind of fault does not look at would be overlooked in silence: each field, whether
/// it is there, and the kinds that look at it.
pub(in crate::sim) fn refuse_idle(
    kind: &str,
    fields: &[(&str, bool, &[&str])],
) -> Result<(), FaultError> {
    let mut fields = fields.iter();
    let idle = fields.find(|(_, is_there, of)| *is_there && !of.contains(&kind));
    match idle {
        Some((field, ..)) => wrong(format!("the fault {kind} has no {field}")),
        None => Ok(()),
    }
}

pub(in crate::sim) fn millis(by: &Duration) -> Span {
    Span::millis(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
}
