//! # F052 unknown-outcome (error)
//!
//! A handler names an outcome that its action does not have.
//!
//! ## Why it matters
//!
//! A handler that can never be reached is a plan that does not exist: the outcome it was meant for
//! stops the flow instead.
//!
//! ## Bad
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidSate -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(52, "unknown-outcome");

/// An outcome that `what` (an action's words; empty for anything in the file) cannot end in.
pub fn problem(name: &str, at: Span, what: &str, all: &[&str]) -> Diagnostic {
    let title = match what {
        "" => format!("there is no outcome `{name}`"),
        what if what.contains(' ') && !what.starts_with("a ") => {
            format!("`{what}` has no outcome `{name}`")
        }
        what => format!("{what} has no outcome `{name}`"),
    };
    let known = all.iter().copied().filter(|known| *known != "Success");
    if name == "Default" {
        return RULE
            .at(at, title)
            .label("`Default` belongs to Studio")
            .help(
                "write `on any other -> …`: it takes every outcome that has no handler of its own; \
                 Studio's Default also takes success that is not wired, which goes on by itself here",
            );
    }
    let bare = name
        .strip_prefix("On")
        .filter(|rest| rest.starts_with(char::is_uppercase));
    let near = same_letters(bare.unwrap_or(name), all)
        .or_else(|| nearest(bare.unwrap_or(name), all.iter().copied()));
    let problem = RULE.at(at, title);
    let problem = match (bare, near) {
        (Some(_), Some(_)) => problem.label("outcomes are written without `On`"),
        _ => problem.label("nothing here ends in this"),
    };
    problem
        .help(said(near, &format!("it can end in {}", listed(known))))
        .swap(at, near)
}

fn same_letters<'a>(name: &str, all: &[&'a str]) -> Option<&'a str> {
    all.iter()
        .copied()
        .find(|known| known.eq_ignore_ascii_case(name))
}
