//! # F131 call-data-said (warning)
//!
//! Call data is logged, emitted or put into the flow's last words.
//!
//! ## Why it matters
//!
//! Whatever an integrator wants goes with a call, credentials too. It is hidden in every output, so
//! the line says nothing to anybody; in an output of your own it would be out.
//!
//! ## Bad
//!
//! ```flow
//! use easycim
//! await contact giving Contact
//!     on any other -> fail
//! log "it came with {Contact.CallData}"
//! ```
//!
//! ## Good
//!
//! ```flow
//! use easycim
//! await contact giving Contact
//!     on any other -> fail
//! log "contact {Contact.ContactId} came in"
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(131, "call-data-said");

/// Call data at `at` in a text that is shown.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "call data does not belong in an output")
        .label("can hold credentials; it is hidden in every output")
        .help("say what it is about instead: the contact's id, or the script's `Ecid`")
}
