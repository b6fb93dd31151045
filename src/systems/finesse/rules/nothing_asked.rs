//! # F124 missing-choice (error)
//!
//! ## What it checks
//!
//! An action lacks the values that it needs.
//!
//! ## Why it matters
//!
//! The contact keeps its old data: Finesse rejects a request without any of the values, which are call
//! variables or a wrap-up reason, and for a callback a time or a number. A callback's time is sent as
//! local time, so the flow must name the zone.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! change scheduled callback of contact <ContactId> with CallbackTime: now + 2h
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! change scheduled callback of contact <ContactId> with CallbackTime: now + 2h, Zone: "Europe/Rome"
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know the values.
//!
//! ## Related
//!
//! See F061 missing-parameter.

use crate::check::rules::{Rule, listed};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(124, "missing-choice");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions_of("finesse") {
        let asked: &[&str] = match &*used.action.key {
            "set call data of contact" => &["CallVariables", "WrapUpReason"],
            "change scheduled callback of contact" => &["CallbackTime", "CallbackNumber"],
            _ => continue,
        };
        if asked.iter().all(|name| used.value(name).is_none()) {
            found.add(nothing(used.action.short(), asked, used.phrase()));
        }
        if let (Some(time), None) = (used.value("CallbackTime"), used.value("Zone")) {
            found.add(no_zone(time.span));
        }
    }
}

/// None of the parameters is given of which one has to be.
pub fn nothing(action: &str, params: &[&str], at: Span) -> Diagnostic {
    RULE.at(at, format!("`{action}` changes nothing"))
        .why("Finesse rejects a request that sets none of them")
        .help(format!(
            "write at least one of {} after `with`",
            listed(params.iter().copied())
        ))
}

/// A time without the zone whose clocks show it.
pub fn no_zone(at: Span) -> Diagnostic {
    RULE.at(at, "`CallbackTime` has no `Zone`")
        .label("Finesse accepts a clock time without a zone")
        .why("the customer could be called hours too early or too late")
        .help("add the zone of the campaign: `Zone: \"<region>/<city>\"`")
}
