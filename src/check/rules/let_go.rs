//! # F099 callback-not-confirmed (warning)
//!
//! ## What it checks
//!
//! A contact is ended on a path on which the promised callback may have failed.
//!
//! ## Why it matters
//!
//! The caller hangs up and waits for a callback that was never booked.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on any other -> ignore
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on any other -> fail "no callback was booked"
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Fix
//!
//! None: what the caller hears if no callback is booked is for you to decide.
//!
//! ## Related
//!
//! See F074 unhandled-outcome, F093 left-on-hold.

use super::{Rule, lines};
use crate::check::graph::LetGo;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::warning(99, "callback-not-confirmed")
    .of_ways()
    .of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let let_go = model.asked().let_go.iter();
    found.add_all(let_go.map(|known| problem(model, known)));
}

/// The contact ends although what was promised may not be booked.
fn problem(model: &Model<'_>, known: &LetGo<'_>) -> Diagnostic {
    let title = format!("`{}` runs even if `{}` failed", known.ends, known.by);
    let problem = RULE
        .at(known.end, title)
        .label(format!("the {} may not be booked here", known.promised))
        .also(known.at, "may have failed");
    let problem = match known.way {
        Some(way) => problem.also(way, "the run continues here"),
        None => problem,
    };
    problem
        .why(format!(
            "the caller would wait for a {} that was not booked",
            known.promised
        ))
        .help(help(model, known))
}

/// What to type: the handler that continues should end the run.
fn help(model: &Model<'_>, known: &LetGo<'_>) -> String {
    let end = format!("fail \"no {} was booked\"", known.promised);
    let line = known
        .way
        .and_then(|way| lines::handler(model.source, way, &end));
    match line {
        Some(line) => format!("end the run there, with the caller still connected: `{line}`"),
        None => format!(
            "run `{}` only on the path on which the {} is booked",
            known.ends, known.promised
        ),
    }
}
