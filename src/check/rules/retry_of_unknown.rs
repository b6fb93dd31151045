//! # F075 retry-of-unknown (error)
//!
//! `Unknown` of an action that must not be repeated is retried.
//!
//! ## Why it matters
//!
//! `Unknown` means: sent, and nobody knows whether it was done. Dialling or booking again on top
//! of it calls somebody twice.
//!
//! ## Bad
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//!     on any other -> retry
//! ```
//!
//! ## Good
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//!     on Unknown -> fail "look whether it was booked"
//!     on Throttled, Unavailable -> retry
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(75, "retry-of-unknown");

/// The `retry` at `at` of the action at `origin`; `named` where the handler names `Unknown`.
pub fn problem(key: &str, at: Span, origin: Span, named: bool) -> Diagnostic {
    let label = if named {
        "it may have been done already"
    } else {
        "`any other` takes `Unknown` too: it may have been done already"
    };
    let help = if named {
        "look first whether it was done, with an action that reads; then decide"
    } else {
        "name `Unknown` in a handler of its own, like `on Unknown -> fail`, before `any other`"
    };
    RULE.at(
        at,
        format!("`{key}` must not be repeated when its fate is unknown"),
    )
    .label(label)
    .also(origin, "the action that would be sent twice")
    .help(help)
}
