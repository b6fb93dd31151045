//! # F074 unhandled-outcomes (warning)
//!
//! An action that changes something can end in a documented outcome that nothing handles.
//!
//! ## Why it matters
//!
//! The flow stops there, which is safe. Whether it is also what should happen to the caller is
//! worth deciding.
//!
//! ## Bad
//!
//! ```flow
//! hold contact <ContactId>
//! ```
//!
//! ## Good
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidContactId -> finish "the contact is already gone"
//!     on InvalidState -> retry
//! ```

use super::Rule;
use super::listed;
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(74, "unhandled-outcomes");

/// Outcomes of the action at `at` without a handler, and whether trying again may help; new
/// handlers go to `end`.
pub fn problem(key: &str, outcomes: &[(&str, bool)], at: Span, end: u32) -> Diagnostic {
    let names = listed(outcomes.iter().map(|(name, _)| *name));
    let mut lines = String::new();
    for (name, transient) in outcomes {
        let reaction = if *transient { "retry" } else { "fail" };
        lines.push_str(&format!("\n    on {name} -> {reaction}"));
    }
    let edit = Edit {
        span: Span::at(end),
        text: lines.clone(),
    };
    let title = format!("`{key}` can end in {names}, and nothing says what happens then");
    RULE.at(at, title)
        .label("without a handler the flow stops here")
        .help(format!("say what happens then, for example:{lines}"))
        .fix("Add the missing handlers", Safety::Unsafe, vec![edit])
}
