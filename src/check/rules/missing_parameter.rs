//! # F061 missing-parameter (error)
//!
//! ## What it checks
//!
//! A required parameter of an action is missing.
//!
//! ## Why it matters
//!
//! The system would reject the request while a caller waits.
//!
//! ## Example
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` adds every missing parameter as an input. Each of them
//! then needs a value in every run.
//!
//! ## Related
//!
//! See F053 unknown-parameter, F062 duplicate-parameter, F124 missing-choice.

use super::Rule;
use super::{a, listed};
use crate::catalogue::Action;
use crate::catalogue::ParamDefault;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::syntax::tree::Arg;

pub const RULE: Rule = Rule::error(61, "missing-parameter");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        let params = used.action.params.iter().enumerate();
        let missing = params.filter(|(index, param)| {
            let must = param.required && param.default == ParamDefault::None;
            must && used.value_of(*index).is_none()
        });
        let missing: Vec<&str> = missing.map(|(_, param)| &*param.name).collect();
        let misspelt = |arg: &Arg| used.action.param(model.slice(arg.name)).is_none();
        if !missing.is_empty() && !used.with().iter().any(misspelt) {
            let last = used.with().last().map(|arg| arg.value.span.end);
            found.add(problem(&missing, used.action, used.phrase(), last));
        }
    }
}

/// Parameters that are missing; `last` is the end of the last one that is there.
pub fn problem(missing: &[&str], action: &Action, at: Span, last: Option<u32>) -> Diagnostic {
    let key = action.short();
    let list: Vec<String> = missing
        .iter()
        .map(|name| format!("{name}: <{name}>"))
        .collect();
    let list = list.join(", ");
    let help = match last {
        Some(_) => format!("add to `with`: `{list}`"),
        None => format!("add after it: `with {list}`"),
    };
    let (place, text) = match last {
        Some(end) => (end, format!(", {list}")),
        None => (at.end, format!("\n    with {list}")),
    };
    let edit = Edit {
        span: Span::at(place),
        text,
    };
    RULE.at(
        at,
        format!("`{key}` requires {}", listed(missing.iter().copied())),
    )
    .label(about(action, missing))
    .why("the request would be rejected in every run")
    .help(help)
    .fix("Add what is missing as inputs", Safety::Unsafe, vec![edit])
}

fn about(action: &Action, missing: &[&str]) -> String {
    match missing {
        [only] => {
            let param = action.param(only);
            param.map_or_else(String::new, |param| {
                format!("`{only}` is {}", a(&param.kind))
            })
        }
        _ => String::new(),
    }
}
