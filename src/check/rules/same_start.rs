//! # F155 same-start (warning)
//!
//! ## What it checks
//!
//! Two `every` lines start the flow at the same time within the next year.
//!
//! ## Why it matters
//!
//! The flow starts once at such a time: what callers or a report were to get from the second run does
//! not happen, and the options of the first line count.
//!
//! ## Example
//!
//! ```flow
//! every day at 09:00 in "Europe/Rome"
//! every Monday at 09:00 in "Europe/Rome"
//!
//! log "good morning"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! every day at 09:00 in "Europe/Rome"
//! every Monday at 18:00 in "Europe/Rome"
//!
//! log "good morning"
//! ```
//!
//! ## Fix
//!
//! None: which of the two starts is meant has to come from you.
//!
//! ## Related
//!
//! See F153 impossible-schedule; `flow docs operate`.

use super::Rule;
use crate::check::{Findings, Model, schedule};
use crate::clock;
use crate::diagnostic::Diagnostic;
use crate::program::{Schedule, When};
use crate::syntax::tree::Item;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

pub const RULE: Rule = Rule::warning(155, "same-start")
    .does("the run that callers or a report need a second time is started once");

/// So many lines are compared with each other.
const MOST: usize = 24;
/// So many starts of a line are looked at: a year of days, or all that two periods can have.
const STARTS: usize = 90_000;

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let lines = model.tree.items.iter().filter_map(|item| match item {
        Item::Every(line) => schedule::read(model.source, line).ok(),
        _ => None,
    });
    let lines: Vec<Schedule> = lines.take(MOST).collect();
    for (number, second) in lines.iter().enumerate() {
        if let Some(first) = lines[..number].iter().find(|first| coincide(first, second)) {
            found.add(problem(first, second));
        }
    }
}

fn problem(first: &Schedule, second: &Schedule) -> Diagnostic {
    RULE.at(
        second.span,
        "two `every` lines start the flow at the same time",
    )
    .label("starts nothing at such a time")
    .also(first.span, "starts the flow")
    .help("remove one of the two lines, or change its time")
}

/// Whether two lines have a start in common within a year.
fn coincide(one: &Schedule, other: &Schedule) -> bool {
    if !is_known(one, other) {
        return false;
    }
    let (rare, often) = match period(one) > period(other) {
        true => (one, other),
        false => (other, one),
    };
    // Lines without a zone have that of the profile, both of them.
    let zone = TimeZone::UTC;
    let now = clock::now();
    let year = now + SignedDuration::from_hours(366 * 24);
    let mut starts = std::iter::successors(rare.next(now, &zone), |due| rare.next(due.at, &zone));
    starts
        .by_ref()
        .take(STARTS)
        .take_while(|due| due.at <= year)
        .any(|due| often.is_due_at(due.at, &zone))
}

/// Whether their times can be compared: of a time of day in the profile's zone and one in another
/// zone it is not known here.
fn is_known(one: &Schedule, other: &Schedule) -> bool {
    let own = |line: &Schedule| match &line.when {
        When::Days { zone, .. } => Some(zone.is_some()),
        When::Period(_) => None,
    };
    match (own(one), own(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn period(line: &Schedule) -> SignedDuration {
    match line.when {
        When::Days { .. } => SignedDuration::from_hours(24),
        When::Period(period) => period,
    }
}
