//! # F151 unknown-calendar (error)
//!
//! ## What it checks
//!
//! A flow asks for the opening hours of a calendar that the settings do not have.
//!
//! ## Why it matters
//!
//! Callers would be called at night, or not at all: without the calendar the flow does not know the
//! opening hours.
//!
//! ## Example settings
//!
//! ```toml
//! [calendar.sales]
//! zone = "Europe/London"
//! hours = { monday = "09:00-17:30", tuesday = "09:00-17:30" }
//! ```
//!
//! ## Example
//!
//! ```flow
//! if open(slaes, now) { log "open" }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! if open(sales, now) { log "open" }
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the calendar with the similar name. It has other
//! hours.
//!
//! ## Related
//!
//! See F137 unknown-zone; `flow docs settings`.

use super::{Rule, Swap, listed};
use crate::catalogue::nearest;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(151, "unknown-calendar")
    .does("a customer could be called, or promised a callback, outside opening hours");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let known = &model.context.house.calendars;
    let known: Vec<&str> = known.keys().map(|name| &**name).collect();
    for at in &model.facts.calendars {
        let name = model.slice(*at);
        if !known.contains(&name) {
            found.add(problem(name, *at, &known));
        }
    }
}

fn problem(name: &str, at: Span, known: &[&str]) -> Diagnostic {
    let near = nearest(name, known.iter().copied());
    let help = match (near, known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("add `[calendar.{name}]` to flow.toml, with `zone` and `hours`"),
        (None, known) => format!(
            "flow.toml has {}; add `[calendar.{name}]` for another one",
            listed(known.iter().copied())
        ),
    };
    RULE.at(at, format!("unknown calendar `{name}`"))
        .label("no calendar of this name in flow.toml")
        .help(help)
        .swap(at, name, near)
}
