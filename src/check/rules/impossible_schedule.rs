//! # F153 impossible-schedule (error)
//!
//! ## What it checks
//!
//! An `every` line names a time that never comes: a weekday or a time zone that does not exist, a period
//! that is too short or too long.
//!
//! ## Why it matters
//!
//! `flow serve` would never start the flow, and what callers were promised for that time would not happen.
//!
//! ## Example
//!
//! ```flow
//! every Mondy at 09:00 in "Europe/Rome"
//!
//! log "good morning"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! every Monday at 09:00 in "Europe/Rome"
//!
//! log "good morning"
//! ```
//!
//! ## Fix
//!
//! None: when the flow is to start has to come from you.
//!
//! ## Related
//!
//! See F137 unknown-zone, F139 in-the-past; `flow docs operate`.

use super::Rule;
use crate::check::{Findings, Model, schedule};
use crate::syntax::tree::Item;

pub const RULE: Rule = Rule::error(153, "impossible-schedule")
    .does("the runs that callers and agents rely on would never start");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for item in &model.tree.items {
        if let Item::Every(line) = item
            && let Err(wrong) = schedule::read(model.source, line)
        {
            let problem = RULE.at(wrong.at, wrong.title).help(wrong.help);
            found.add(match wrong.label.is_empty() {
                true => problem,
                false => problem.label(wrong.label),
            });
        }
    }
}
