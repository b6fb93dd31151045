//! # F084 ambiguous-action (error)
//!
//! ## What it checks
//!
//! Two systems of the file have this action.
//!
//! ## Why it matters
//!
//! In the wrong system the action reaches the wrong contact.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//! use cxone as Other
//!
//! set security user <AgentId>
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//! use cxone as Other
//!
//! Other: set security user <AgentId>
//! ```
//!
//! ## Fix
//!
//! None: only you know which system is meant.
//!
//! ## Related
//!
//! See F050 unknown-system.

use super::Rule;
use super::shortened;
use crate::check::resolve::{Found, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(84, "ambiguous-action");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for site in &model.sites {
        let Found::Several(systems) = &site.found else {
            continue;
        };
        let names = systems.iter();
        let names: Vec<&str> = names
            .map(|index| model.systems.list[*index as usize].alias)
            .collect();
        let at = site.written.span();
        let what = match site.written {
            Written::Action(_) | Written::Test(_) => model.slice(at).to_owned(),
            Written::WaitUntil(_) => format!("wait until {}", model.slice(at)),
            Written::Await(_) => format!("await {}", model.slice(at)),
        };
        found.add(problem(&what, at, &names));
    }
}

/// Something that more than one system has.
pub fn problem(what: &str, at: Span, systems: &[&str]) -> Diagnostic {
    let what = shortened(what);
    let forms = systems.iter().map(|system| format!("`{system}: {what}`"));
    let forms: Vec<String> = forms.collect();
    RULE.at(at, format!("{} both have `{what}`", systems.join(" and ")))
        .why("in the wrong system the action would reach another contact or agent")
        .help(format!("name the system you mean: {}", forms.join(" or ")))
}
