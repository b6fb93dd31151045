//! # F053 unknown-parameter (error)
//!
//! ## What it checks
//!
//! `with` sets a parameter that the action does not have, or a test names an output that it does
//! not have.
//!
//! ## Why it matters
//!
//! The value is not used: the setting silently does not apply to the contact.
//!
//! ## Example
//!
//! ```flow
//! schedule callback to <PhoneNumber> at <When>
//!     with FristName: <FirstName>, LastName: <LastName>, SkillId: 4021
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
//! Unsafe: `flow check --fix --unsafe-fixes` writes the parameter with the similar name. It may not be
//! the one that you mean.
//!
//! ## Related
//!
//! See F061 missing-parameter, F062 duplicate-parameter.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::{Output, nearest};
use crate::check::resolve::{Found, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::program::test::OF_SIGNALS;
use crate::source::Span;
use crate::syntax::tree::Arg;

pub const RULE: Rule = Rule::error(53, "unknown-parameter")
    .does("the value would not be sent: the contact or its record would lack it");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        for arg in used.with() {
            let name = model.slice(arg.name);
            if used.action.param(name).is_none() {
                let known: Vec<&str> = used
                    .action
                    .params
                    .iter()
                    .map(|param| &*param.name)
                    .collect();
                let near = nearest(name, known.iter().copied());
                found.add(problem(name, arg.name, used.action.short(), near, &known));
            }
        }
    }
    for site in &model.sites {
        if let (Written::Await(wait), Found::Thing(_, thing)) = (site.written, &site.found) {
            let what = format!("await {}", thing.name);
            for arg in &wait.with {
                of_outputs(model, arg, &thing.outputs, found, |name, near, known| {
                    problem(name, arg.name, &what, near, known)
                });
            }
        }
    }
    for (site, answer) in model.answers() {
        let (what, known) = match &site.found {
            Found::Action(_, action) => (action.short(), of(&action.outputs)),
            Found::Thing(_, thing) => (&*thing.name, of(&thing.outputs)),
            Found::Signal(name) => (model.slice(*name), vec![OF_SIGNALS]),
            Found::Several(_) | Found::NoSystem(_) | Found::None => continue,
        };
        let with = answer.with.iter();
        let own = |arg: &&Arg| crate::program::of_answers(model.slice(arg.name)).is_none();
        for arg in with.filter(own) {
            let name = model.slice(arg.name);
            if !known.contains(&name) {
                let near = nearest(name, known.iter().copied());
                found.add(output(name, arg.name, what, near, &known));
            }
        }
    }
}

fn of(outputs: &[Output]) -> Vec<&str> {
    outputs.iter().map(|output| &*output.name).collect()
}

/// A name that is none of some outputs.
fn of_outputs(
    model: &Model<'_>,
    arg: &Arg,
    outputs: &[Output],
    found: &mut Findings,
    tell: impl Fn(&str, Option<&str>, &[&str]) -> Diagnostic,
) {
    let name = model.slice(arg.name);
    if outputs.iter().any(|output| *output.name == *name) {
        return;
    }
    let known: Vec<&str> = outputs.iter().map(|output| &*output.name).collect();
    let near = nearest(name, known.iter().copied());
    found.add(tell(name, near, &known));
}

/// A parameter that `what` does not take.
pub fn problem(name: &str, at: Span, what: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known {
        [] => "it has no parameters".to_owned(),
        known => format!("its parameters are {}", listed(known.iter().copied())),
    };
    RULE.at(at, format!("`{what}` has no parameter `{name}`"))
        .help(said(near, &rest))
        .swap(at, name, near)
}

/// An output that an action does not have.
pub fn output(name: &str, at: Span, what: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known {
        [] => "it returns nothing".to_owned(),
        known => format!("it returns {}", listed(known.iter().copied())),
    };
    RULE.at(at, format!("`{what}` has no output `{name}`"))
        .help(said(near, &rest))
        .swap(at, name, near)
}
