//! # F098 not-on-list (warning)
//!
//! A value is not among those that the profile lists for its tenant.
//!
//! ## Why it matters
//!
//! An outcome code or a skill that the tenant does not have is refused, or worse: taken, and found
//! in no report. The lists stand in the profile: `lists = { outcomes = ["SOLD", "NO_ANSWER"] }`.
//!
//! ## Settings
//!
//! ```toml
//! [profile.simulator]
//! system = "cxone"
//! lists = { skills = [4021, 4022] }
//! ```
//!
//! ## Bad
//!
//! ```flow
//! use cxone
//!
//! find callbacks for skill 4012 giving Callbacks
//! let Count = count(Callbacks)
//! log "{Count}"
//! ```
//!
//! ## Good
//!
//! ```flow
//! use cxone
//!
//! find callbacks for skill 4021 giving Callbacks
//! let Count = count(Callbacks)
//! log "{Count}"
//! ```

use super::{Rule, Swap, listed, said};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(98, "not-on-list");

/// The most values that a message lists.
const MOST: usize = 12;

/// A value that the tenant does not have.
pub fn problem(text: &str, list: &str, at: Span, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known.len() {
        0 => "the list in the profile is empty".to_owned(),
        1..=MOST => format!("the list has {}", listed(known.iter().copied())),
        many => format!("the list in the profile has {many} others"),
    };
    let quoted = near.map(
        |near| match near.bytes().all(|byte| byte.is_ascii_digit()) {
            true => near.to_owned(),
            false => format!("\"{near}\""),
        },
    );
    RULE.at(
        at,
        format!(
            "`{}` is not among the tenant's {list}",
            super::shortened(text)
        ),
    )
    .label("the profile does not list it")
    .help(said(near, &rest))
    .swap(at, quoted.as_deref())
}
