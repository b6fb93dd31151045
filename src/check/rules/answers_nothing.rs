//! # F130 answers-nothing (warning)
//!
//! A handler waits for an outcome that easyCIM's toolbar has no way to tell.
//!
//! ## Why it matters
//!
//! The toolbar's Hold gives no answer, so it never says that a state was wrong: the handler is never
//! reached, and whoever relies on it is wrong. Hold is a toggle besides: done again, it takes the
//! caller off hold.
//!
//! ## Bad
//!
//! ```flow
//! use easycim
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId, AlreadyHeld -> fail
//! resume contact <ContactId>
//!     on InvalidContactId, NotHeld -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use easycim
//! hold contact <ContactId>
//!     on AlreadyHeld -> ignore
//!     on InvalidContactId -> fail
//! resume contact <ContactId>
//!     on InvalidContactId, NotHeld -> fail
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(130, "answers-nothing");

/// A handler that nothing can reach; `retries` where it would do a toggle again.
pub fn problem(action: &str, outcome: &str, at: Span, retries: bool) -> Diagnostic {
    let help = match retries {
        true => {
            "leave the handler out: the toolbar's Hold is a toggle, and a second one would take the \
             contact off hold again"
        }
        false => {
            "leave the handler out; `wait until contact … is …` tells what events say of its state"
        }
    };
    RULE.at(
        at,
        format!("`{action}` never ends in `{outcome}` on easyCIM"),
    )
    .label("never reached: the toolbar gives no answer to it")
    .help(help)
}
