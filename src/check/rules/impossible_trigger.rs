//! # F154 impossible-trigger (error)
//!
//! ## What it checks
//!
//! A `when` line names something that never arrives: the system reports no such thing, a condition is
//! about a value that it does not have, or the same line is written twice.
//!
//! ## Why it matters
//!
//! `flow serve` would never start the flow, or would start it for the wrong contacts.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! when contact arrives with Skil: "4021"
//!
//! log "contact {ContactId}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! when contact arrives with Skill: "4021"
//!
//! log "contact {ContactId}"
//! ```
//!
//! ## Fix
//!
//! None: for which contacts the flow is to start has to come from you.
//!
//! ## Related
//!
//! See F153 impossible-schedule, F060 unknown-thing; `flow docs operate`.

use super::Rule;
use crate::check::{Findings, Model, trigger};
use crate::syntax::tree::Item;

pub const RULE: Rule = Rule::error(154, "impossible-trigger")
    .does("the flow would not start for the contacts that it is for");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let mut known = Vec::new();
    for item in &model.tree.items {
        let Item::When(line) = item else { continue };
        match trigger::read(model, line) {
            Ok(read) if known.contains(&read.text()) => found.add(
                RULE.at(line.head, "the same arrival is named twice")
                    .why("a second start for each contact would never come")
                    .label("each contact starts the flow once")
                    .help("remove one of the two lines"),
            ),
            Ok(read) => known.push(read.text()),
            // A `use` line that is wrong is reported by itself.
            Err(_) if model.systems.broken => {}
            Err(wrong) => {
                let problem = RULE.at(wrong.at, wrong.title).help(wrong.help);
                found.add(match wrong.label.is_empty() {
                    true => problem,
                    false => problem.label(wrong.label),
                });
            }
        }
    }
}
