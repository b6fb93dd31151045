//! # F126 dial-while-ready (warning)
//!
//! On CCX, an agent calls somebody while being ready for contacts.
//!
//! ## Why it matters
//!
//! CCX refuses a call from an agent who is ready: a contact could be on its way to the same phone.
//! CCE from 12.5 on makes the agent not ready first.
//!
//! ## Settings
//!
//! ```toml
//! [profile.simulator]
//! system = "finesse"
//! platform = "CCX"
//! ```
//!
//! ## Bad
//!
//! ```flow
//! use finesse
//!
//! set agent state to Available
//!     on any other -> fail
//! dial phone "2002"
//!     on any other -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use finesse
//!
//! set agent state to Unavailable
//!     on any other -> fail
//! dial phone "2002"
//!     on any other -> fail
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(126, "dial-while-ready");

/// A call at `at` by an agent who was made ready at `ready`; `other` says that there are ways here
/// on which the agent was not.
pub fn problem(ready: Span, at: Span, other: bool) -> Diagnostic {
    let label = match other {
        true => "on one path to here the agent is ready for contacts",
        false => "the agent is ready for contacts here",
    };
    RULE.at(at, "CCX refuses a call from an agent who is Available")
        .label(label)
        .also(ready, "made ready here")
        .help("write `set agent state to Unavailable` before it")
}
