//! # F125 dialled-as-written (warning)
//!
//! A number to call holds what no phone can dial, or is the agent's own.
//!
//! ## Why it matters
//!
//! Finesse changes nothing in a number: hyphens, brackets, spaces and letters go to the telephone
//! system as they are, and the call fails or goes elsewhere. An agent who calls the own extension is
//! refused.
//!
//! ## Bad
//!
//! ```flow
//! use finesse
//!
//! dial phone "9 (555) 010-0142"
//!     on any other -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use finesse
//!
//! dial phone "915550142"
//!     on any other -> fail
//! ```

use super::Rule;
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(125, "dialled-as-written");

/// The finding, where the number holds more than a phone can dial.
pub fn problem(number: &str, at: Span) -> Option<Diagnostic> {
    let dials = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | '+');
    let odd = number.chars().find(|c| !dials(*c))?;
    let label = match odd {
        ' ' => "spaces are dialled too".to_owned(),
        odd => format!("`{odd}` is dialled too"),
    };
    let found = RULE
        .at(at, "Finesse dials this exactly as it is written")
        .label(label)
        .help("write the digits alone, with the dial plan's prefix");
    let digits: String = number.chars().filter(|c| dials(*c)).collect();
    let only_signs = number.chars().all(|c| dials(c) || " -()./".contains(c));
    if digits.is_empty() || !only_signs {
        return Some(found);
    }
    let edit = Edit {
        span: at,
        text: format!("\"{digits}\""),
    };
    Some(found.fix(format!("Write \"{digits}\""), Safety::Unsafe, vec![edit]))
}
