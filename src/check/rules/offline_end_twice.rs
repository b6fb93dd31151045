//! # F132 offline-end-twice (warning)
//!
//! A script ends a contact's offline time that saving the contact's script has ended already.
//!
//! ## Why it matters
//!
//! The contact is gone by then: the second end finds nothing, and ends in `InvalidContactId`.
//!
//! ## Bad
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! end offline time of contact <ContactId>
//!     on any other -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(132, "offline-end-twice");

/// The second end at `at`, after the save at `first`.
pub fn problem(at: Span, first: Span) -> Diagnostic {
    RULE.at(at, "the contact's offline time has ended already")
        .label("there is no contact any more")
        .also(first, "`OfflineEnd: true` ends it here")
        .help("leave this out, or save with `OfflineEnd: false`")
}
