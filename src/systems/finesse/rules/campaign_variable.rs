//! # F122 campaign-variable (error)
//!
//! ## What it checks
//!
//! A flow sets a call variable that belongs to the dialer.
//!
//! ## Why it matters
//!
//! The next agent sees none of the variables: Finesse rejects the whole request. Only the dialer writes
//! BACampaign, BAAccountNumber, BAResponse, BAStatus, BADialedListID, BATimeZone, BABuddyName and
//! BACustomerNumber; a flow can read them.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "BAResponse": "Callback" }
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "user.response": "Callback" }
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know which variable the next agent reads.
//!
//! ## Related
//!
//! See F121 call-variable-size, F123 call-variable-name; `flow docs finesse`.

use super::call_variables;
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(122, "campaign-variable");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    call_variables::each(model, |fields, _| {
        found.add_all(
            fields
                .iter()
                .filter_map(|field| problem(&field.name, field.key)),
        );
    });
}

const DIALERS: [&str; 8] = [
    "BACampaign",
    "BAAccountNumber",
    "BAResponse",
    "BAStatus",
    "BADialedListID",
    "BATimeZone",
    "BABuddyName",
    "BACustomerNumber",
];

/// Whether a name is one of the dialer's.
pub(super) fn is_dialers(name: &str) -> bool {
    dialers(name).is_some()
}

fn dialers(name: &str) -> Option<&'static str> {
    let mut own = DIALERS.into_iter();
    own.find(|own| own.eq_ignore_ascii_case(name))
}

/// The finding, where the name is one of the dialer's.
pub fn problem(name: &str, at: Span) -> Option<Diagnostic> {
    let known = dialers(name)?;
    let found = RULE
        .at(at, format!("`{known}` cannot be set"))
        .label("only the dialer writes it")
        .why("Finesse rejects the request, and the other variables are not set either")
        .help("use an ECC variable: its name starts with `user.`");
    Some(found)
}
