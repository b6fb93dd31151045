//! # F098 unknown-tenant-value (warning)
//!
//! ## What it checks
//!
//! A value is not in the profile's list for the tenant.
//!
//! ## Why it matters
//!
//! The system rejects a disposition or a skill that the tenant does not have or, worse, accepts it,
//! and no report shows it. The lists are in the profile: `lists = { dispositions = ["SOLD",
//! "NO_ANSWER"] }`.
//!
//! ## Example settings
//!
//! ```toml
//! [profile.simulator]
//! system = "cxone"
//! lists = { skills = [4021, 4022] }
//! ```
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! find callbacks for skill 4012 giving Callbacks
//! let Count = count(Callbacks)
//! log "{Count}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! find callbacks for skill 4021 giving Callbacks
//! let Count = count(Callbacks)
//! log "{Count}"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the value with the similar name. A number is never
//! guessed.
//!
//! ## Related
//!
//! See F066 impossible-literal, F092 unknown-choice; `flow docs settings`.

use super::{Rule, Swap, listed, said};
use crate::catalogue::nearest;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Value;

pub const RULE: Rule = Rule::warning(98, "unknown-tenant-value");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        for (param, value) in used
            .args()
            .filter(|(param, _)| param.is_on(used.platform()))
        {
            let Some((list, known)) = model.context.list_of(&used.action.system, param) else {
                continue;
            };
            let text = match model.literal(value) {
                Some(value @ Value::Text(_)) => value.as_text().unwrap_or_default().to_owned(),
                Some(Value::Number(_)) => model.slice(value.span).to_owned(),
                _ => continue,
            };
            if !known.iter().any(|value| **value == *text) {
                let known: Vec<&str> = known.iter().map(|value| &**value).collect();
                // The likeness of two numbers says nothing.
                let named = !text.bytes().all(|byte| byte.is_ascii_digit());
                let near = nearest(&text, known.iter().copied()).filter(|_| named);
                found.add(problem(&text, list, value.span, near, &known));
            }
        }
    }
}

/// The most values that a message lists.
const MOST: usize = 12;

/// A value as a script has it: a number without quotes.
fn as_written(value: &str) -> String {
    match value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => value.to_owned(),
        false => format!("\"{value}\""),
    }
}

/// A value that the tenant does not have.
pub fn problem(text: &str, list: &str, at: Span, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known.len() {
        0 => "the list in the profile is empty".to_owned(),
        1..=MOST => format!("the list has {}", listed(known.iter().copied())),
        many => format!("the list in the profile has {many} others"),
    };
    let quoted = near.map(as_written);
    let written = as_written(text);
    RULE.at(
        at,
        format!(
            "`{}` is not one of the profile's {list}",
            super::shortened(text)
        ),
    )
    .why("the request is rejected, or a report counts it under a value that does not exist")
    .help(said(quoted.as_deref(), &rest))
    .swap(at, &written, quoted.as_deref())
}
