//! # F122 campaign-variable (error)
//!
//! A call variable is set that belongs to the dialer.
//!
//! ## Why it matters
//!
//! Finesse refuses the whole request, so the other variables are not set either. The dialer writes
//! BACampaign, BAAccountNumber, BAResponse, BAStatus, BADialedListID, BATimeZone, BABuddyName and
//! BACustomerNumber by itself; a script can read them.
//!
//! ## Bad
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "BAResponse": "Callback" }
//!     on any other -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "user.response": "Callback" }
//!     on any other -> fail
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(122, "campaign-variable");

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

/// The finding, where the name is one of the dialer's.
pub fn problem(name: &str, at: Span) -> Option<Diagnostic> {
    let known = DIALERS.iter().find(|own| own.eq_ignore_ascii_case(name))?;
    let found = RULE
        .at(at, format!("`{known}` cannot be set"))
        .label("the dialer writes it")
        .help("use an ECC variable of your own: its name begins with `user.`");
    Some(found)
}
