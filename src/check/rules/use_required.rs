//! # F107 use-required (error)
//!
//! ## What it checks
//!
//! A policy of the team requires a flow to name a system, or to have a step and to run it.
//!
//! ## Why it matters
//!
//! A flow without the `use` line could reach contacts of another system if the profile changes. A step
//! that every flow of a folder must run, such as one that informs the desk, is easily forgotten in the
//! next flow.
//!
//! ## Example settings
//!
//! ```toml
//! [[check.policy]]
//! use = ["cxone"]
//! steps = ["TellTheDesk"]
//! ```
//!
//! ## Example
//!
//! ```flow
//! log "hello"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! run TellTheDesk("the flow begins")
//!
//! step TellTheDesk(What) {
//!     log "for the desk: {What}"
//! }
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` adds the `use` line at the top. A step is yours to write.
//!
//! ## Related
//!
//! See F050 unknown-system, F080 unused-step, F104 forbidden-action; `flow docs settings`.

use super::Rule;
use super::breach::{by, reason};
use crate::check::policy::Policy;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::nearest::nearest;
use crate::source::Span;

pub const RULE: Rule = Rule::error(107, "use-required");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.context.house.policies.is_empty() {
        return;
    }
    let top = model.source.line_span(1);
    let uses: Vec<&str> = model.uses().map(|line| model.slice(line.system)).collect();
    for policy in &model.context.house.policies {
        let wanted = policy.uses.iter();
        for name in wanted.filter(|name| !uses.contains(&name.as_str())) {
            if uses.iter().any(|line| is_slip_for(model, line, name)) {
                continue;
            }
            let known = model.catalogue.system(name).is_some();
            found.add(system(policy, name, top, known));
        }
        for name in &policy.steps {
            let known = model.step_named(name).map(|number| &model.steps[number]);
            match known {
                None => found.add(step(policy, name, top, false)),
                Some(known) if !known.used => {
                    found.add(step(policy, name, known.step.name, true));
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether a `use` line means this system, and only misspells it: that is told already, and what
/// mends it would meet a second line.
fn is_slip_for(model: &Model<'_>, line: &str, system: &str) -> bool {
    model.catalogue.system(line).is_none() && nearest(line, [system]).is_some()
}

/// A system that the script does not name. One that nobody knows is added to no script: it would
/// be a mistake there.
pub fn system(policy: &Policy, name: &str, top: Span, known: bool) -> Diagnostic {
    let edit = Edit {
        span: Span::at(0),
        text: format!("use {name}\n\n"),
    };
    let title = format!("policy requires `use {name}`");
    let found = by(policy, RULE, top, title)
        .label(reason(policy))
        .why("with another profile the flow could run on another system");
    match known {
        true => found.help(format!("write `use {name}` at the top")).fix(
            format!("Add `use {name}`"),
            Safety::Unsafe,
            vec![edit],
        ),
        false => found.help(format!(
            "system `{name}` does not exist: correct the policy in flow.toml"
        )),
    }
}

/// A step that is not there, or that nothing runs.
pub fn step(policy: &Policy, name: &str, at: Span, there: bool) -> Diagnostic {
    let title = match there {
        true => format!("policy requires this flow to run step `{name}`"),
        false => format!("policy requires a step `{name}` that the flow runs"),
    };
    by(policy, RULE, at, title)
        .label(reason(policy))
        .why("what the team requires in every run does not happen")
        .help(format!("write `run {name}(…)` in the flow"))
}
