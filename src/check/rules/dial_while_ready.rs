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

/// A call at `at` by an agent who was made ready at `ready`.
pub fn problem(ready: Span, at: Span) -> Diagnostic {
    RULE.at(at, "CCX refuses a call from an agent who is Available")
        .label("the agent is ready for contacts here")
        .also(ready, "made ready here")
        .help("write `set agent state to Unavailable` before it")
}
