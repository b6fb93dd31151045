//! # F059 unknown-state (error)
//!
//! ## What it checks
//!
//! A state is used that the contact or the agent can never be in.
//!
//! ## Why it matters
//!
//! A wait for a state that does not exist waits until its limit, with a caller on the line.
//!
//! ## Example
//!
//! ```flow
//! wait until contact <ContactId> is Hold, at most 30s
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! wait until contact <ContactId> is Held, at most 30s
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the state with the similar name. The flow would
//! wait for another one.
//!
//! ## Related
//!
//! See F060 unknown-thing, F092 unknown-choice, F101 impossible-state.

use super::Rule;
use super::{Swap, listed, said, unknown_choice};
use crate::catalogue::{Thing, nearest};
use crate::check::resolve::{Form, Found, Typed, What, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;
use std::collections::HashMap;

pub const RULE: Rule = Rule::error(59, "unknown-state");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let owners = owners(model);
    for typed in model
        .facts
        .typed
        .iter()
        .filter(|typed| typed.wanted == Kind::State)
    {
        let name = match &typed.form {
            Form::Choice => Some(model.slice(typed.expr.span)),
            Form::Literal(Ok(value)) => value.as_text(),
            _ => None,
        };
        match (name, owners.get(&typed.expr.span.start)) {
            (Some(name), Some(thing)) => of_thing(model, thing, name, typed.expr.span, found),
            (Some(name), None) => anywhere(model, typed, name, found),
            (None, _) => {}
        }
    }
    for site in &model.sites {
        if let (Written::WaitUntil(wait), Found::Thing(_, thing)) = (site.written, &site.found) {
            let name = model.slice(wait.state);
            of_thing(model, thing, name, wait.state, found);
        }
    }
}

/// The things whose states the conditions of an `await` are about, by where each value begins.
fn owners<'a>(model: &Model<'a>) -> HashMap<u32, &'a Thing> {
    let mut owners = HashMap::new();
    for site in &model.sites {
        if let (Written::Await(wait), Found::Thing(_, thing)) = (site.written, &site.found)
            && !thing.states.is_empty()
        {
            let values = wait.with.iter().map(|arg| arg.value.span.start);
            owners.extend(values.map(|start| (start, &***thing)));
        }
    }
    owners
}

/// A state that some thing of the systems in scope should have.
fn anywhere(model: &Model<'_>, typed: &Typed<'_>, name: &str, found: &mut Findings) {
    let systems = model.systems.list.iter();
    let things = systems.flat_map(|system| &system.entry.things);
    if things.clone().any(|thing| thing.state(name).is_some()) {
        return;
    }
    let ours = things.clone().find_map(|thing| thing.vendor_state(name));
    let ours = ours.map(|state| &*state.name);
    let mut known: Vec<&str> = things
        .flat_map(|thing| &thing.states)
        .map(|state| &*state.name)
        .collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() {
        return;
    }
    let near = ours
        .or_else(|| unknown_choice::synonym(model, name, &known))
        .or_else(|| nearest(name, known.iter().copied()));
    let what = match typed.role.what {
        What::Param(action, _) => action.short(),
        What::Named(words) => words,
    };
    found.add(problem(name, typed.expr.span, what, near, &known));
}

fn of_thing(model: &Model<'_>, thing: &Thing, name: &str, at: Span, found: &mut Findings) {
    if thing.state(name).is_some() {
        return;
    }
    let ours = thing.vendor_state(name).map(|state| &*state.name);
    let known: Vec<&str> = thing.states.iter().map(|state| &*state.name).collect();
    let near = ours
        .or_else(|| unknown_choice::synonym(model, name, &known))
        .or_else(|| nearest(name, known.iter().copied()));
    found.add(problem(name, at, &thing.name, near, &known));
}

/// A state that `what` cannot be in.
pub fn problem(name: &str, at: Span, what: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    RULE.at(at, format!("unknown state `{name}`"))
        .label(of_what(what))
        .why("the flow would never see this state, and a caller would wait for it")
        .help(said(
            near,
            &format!("the states are {}", listed(known.iter().copied())),
        ))
        .swap(at, name, near)
}

/// Of what it is no state; a comparison and the `with` of an `await` have none.
fn of_what(what: &str) -> String {
    match what.starts_with("the ") || what.starts_with('`') {
        true => String::new(),
        false => format!("not a state of {}", super::one(what)),
    }
}
