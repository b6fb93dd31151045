//! # F060 unknown-thing (error)
//!
//! ## What it checks
//!
//! `wait until` or `await` names something that the system cannot watch.
//!
//! ## Why it matters
//!
//! The run would wait for something that never comes, with a caller on the line.
//!
//! ## Example
//!
//! ```flow
//! wait until kontact <ContactId> is Held, at most 30s
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
//! Unsafe: `flow check --fix --unsafe-fixes` writes what the system can watch and has a similar name.
//!
//! ## Related
//!
//! See F059 unknown-state.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::check::resolve::{Found, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule =
    Rule::error(60, "unknown-thing").does("the run would wait for something that never comes");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for site in &model.sites {
        let at = site.written.span();
        let awaited = match site.written {
            Written::Await(_) => true,
            Written::WaitUntil(_) => false,
            Written::Action(_) | Written::Test(_) => continue,
        };
        match &site.found {
            Found::Thing(_, thing) if awaited && !thing.awaitable => {
                found.add(not_awaitable(&thing.name, at));
            }
            Found::None if !model.systems.broken => found.add(unknown(model, at, awaited)),
            _ => {}
        }
    }
}

fn unknown(model: &Model<'_>, at: Span, awaited: bool) -> Diagnostic {
    let name = model.slice(at);
    let systems = model.systems.list.iter();
    let things = systems.flat_map(|system| &system.entry.things);
    let things = things.filter(|thing| match awaited {
        true => thing.awaitable,
        false => !thing.states.is_empty(),
    });
    let mut known: Vec<&str> = things.map(|thing| &*thing.name).collect();
    known.sort_unstable();
    known.dedup();
    problem(name, at, nearest(name, known.iter().copied()), &known)
}

/// A thing that no system of the file has.
pub fn problem(name: &str, at: Span, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known {
        [] => "the systems of this file offer nothing to wait for".to_owned(),
        known => format!("a flow can wait for {}", listed(known.iter().copied())),
    };
    RULE.at(at, format!("`{name}` cannot be waited for"))
        .help(said(near, &rest))
        .swap(at, name, near)
}

/// A thing that can be watched, and does not arrive.
pub fn not_awaitable(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("the next `{name}` cannot be awaited"))
        .label("it has states, but none arrives")
        .help(format!("write `wait until {name} <Id> is …`"))
}
