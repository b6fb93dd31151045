//! # F095 parallel-agent-action (warning)
//!
//! ## What it checks
//!
//! Items that run in parallel perform an action that one agent can only perform one at a time: the
//! agent has one phone, and the system cannot distinguish two such requests.
//!
//! ## Why it matters
//!
//! Phone calls are dropped, or one caller gets what was meant for another: the second request arrives
//! while the first is in progress.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! for each Number in ["+12025550100", "+12025550101"], 2 at once {
//!     dial phone Number with SkillId: 4021
//!         on any other -> fail
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! for each Number in ["+12025550100", "+12025550101"] {
//!     dial phone Number with SkillId: 4021
//!         on any other -> fail
//! }
//! ```
//!
//! ## Fix
//!
//! None: whether the items may run one after another is for you to decide.
//!
//! ## Related
//!
//! See F072 lost-update, F096 parallel-same-target; `flow docs language`.

use super::{Rule, lines};
use crate::catalogue::Exclusive;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(95, "parallel-agent-action").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in model.loops().shared.iter().filter(|known| known.exclusive) {
        let method = known.action.exclusive == Some(Exclusive::Method);
        let action = known.action.short();
        let problem = problem(action, known.here, known.head, method, known.in_step);
        found.add(
            problem.help(match lines::one_by_one(model.source, known.head) {
                Some(line) => format!("let the items run one after another: `{line}`"),
                None => "remove `at once`: the items then run one after another".to_owned(),
            }),
        );
    }
}

/// An action of which there can be one at a time, in a loop whose items run at once; `method`
/// where that holds for all of them, and not only for one agent's. Where a step does it, `step` is
/// the action and `at` what runs the step.
pub fn problem(
    action: &str,
    at: Span,
    loop_: Span,
    method: bool,
    step: Option<Span>,
) -> Diagnostic {
    let (title, label) = match method {
        true => (
            format!("`{action}` cannot run twice at the same time"),
            "another item may wait for the same answer",
        ),
        false => (
            format!("one agent cannot do `{action}` twice at the same time"),
            "all items use one agent",
        ),
    };
    super::in_step(RULE.at(at, title).label(label), action, step)
        .also(loop_, "the items of this loop run in parallel")
        .why("one item may receive the result of another item")
}
