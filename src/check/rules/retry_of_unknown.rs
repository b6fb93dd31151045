//! # F075 retry-of-unknown (error)
//!
//! ## What it checks
//!
//! `Unknown` is retried for an action that is not safe to repeat.
//!
//! ## Why it matters
//!
//! The customer could get two phone calls: `Unknown` means that the request was sent and its result is
//! unknown. A second attempt could dial or book again.
//!
//! ## Example
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//!     on any other -> retry
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//!     on Unknown -> fail "look whether it was booked"
//!     on Throttled, Unavailable -> retry
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` adds `on Unknown -> fail`. The run then ends where it
//! would have been tried again.
//!
//! ## Related
//!
//! See F074 unhandled-outcome, F076 hopeless-retry, F090 nothing-to-retry; `flow docs unknown-result`.

use super::Rule;
use super::retries::{self, Verdict};
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

pub const RULE: Rule = Rule::error(75, "retry-of-unknown");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    retries::each(model, |known, verdict| {
        if let Verdict::Unknown(action) = verdict {
            let before = (!known.named).then_some(known.handler.span.start);
            let at = known.handler.reaction.span;
            found.add(problem(action, at, known.raise.origin, before));
        }
    });
}

/// The `retry` at `at` of the action at `origin`; `before` is where a handler of its own could stand
/// where this one does not name `Unknown`.
pub fn problem(key: &str, at: Span, origin: Span, before: Option<u32>) -> Diagnostic {
    let named = before.is_none();
    let label = if named {
        "`Unknown` may mean that the action took effect"
    } else {
        "`any other` includes `Unknown`"
    };
    let help = if named {
        "read the state with another action, then decide"
    } else {
        "write a handler for `Unknown` before `any other`: `on Unknown -> fail`"
    };
    let problem = RULE
        .at(
            at,
            format!("`{key}` must not be repeated if its result is unknown"),
        )
        .label(label)
        .also(origin, "the action could take effect twice")
        .why("if the first attempt took effect, a retry does it to the same person twice")
        .help(help);
    let Some(before) = before else {
        return problem;
    };
    let edit = Edit {
        span: Span::at(before),
        text: "on Unknown -> fail\n    ".to_owned(),
    };
    problem.fix(
        "Stop if the result is `Unknown`",
        Safety::Unsafe,
        vec![edit],
    )
}
