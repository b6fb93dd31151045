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
//! Unsafe: `flow check --fix --unsafe-fixes` writes what the system can watch and has a similar name, or
//! the name of the system in this file that has it.
//!
//! ## Related
//!
//! See F059 unknown-state.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::{Thing, nearest};
use crate::check::resolve::{Found, Site, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety, own_line};
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
            Found::None if !model.systems.broken => found.add(unknown(model, site, awaited)),
            _ => {}
        }
    }
}

fn fits(thing: &Thing, awaited: bool) -> bool {
    match awaited {
        true => thing.awaitable,
        false => !thing.states.is_empty(),
    }
}

fn unknown(model: &Model<'_>, site: &Site<'_>, awaited: bool) -> Diagnostic {
    let at = site.written.span();
    let name = model.slice(at);
    if awaited && name == "signal" {
        return no_signal(model, at);
    }
    let prefix = site.written.system();
    let meant = prefix.map(|span| model.slice(span));
    if let (Some(prefix), Some(alias)) = (prefix, has_it(model, name, meant, awaited)) {
        return of_another(name, at, (model.slice(prefix), prefix), alias);
    }
    let systems = model.systems.list.iter();
    let systems = systems.filter(|system| meant.is_none_or(|meant| meant == system.alias));
    let things = systems.flat_map(|system| &system.entry.things);
    let things = things.filter(|thing| fits(thing, awaited));
    let mut known: Vec<&str> = things.map(|thing| &*thing.name).collect();
    known.sort_unstable();
    known.dedup();
    let near = nearest(name, known.iter().copied());
    let found = problem(name, at, near, &known);
    match elsewhere(model, name, awaited).filter(|_| near.is_none()) {
        Some(title) => found.label(format!("only {title} has it")),
        None => found,
    }
}

/// The name by which the file calls a system that has the thing, other than the one written.
fn has_it<'a>(
    model: &Model<'a>,
    name: &str,
    written: Option<&str>,
    awaited: bool,
) -> Option<&'a str> {
    let mut systems = model.systems.list.iter();
    let other = systems.find(|system| {
        let thing = system.entry.thing(name);
        Some(system.alias) != written && thing.is_some_and(|thing| fits(thing, awaited))
    });
    other.map(|system| system.alias)
}

/// The title of the only system that has the thing, where the file does not use it.
fn elsewhere<'a>(model: &Model<'a>, name: &str, awaited: bool) -> Option<&'a str> {
    let mut systems = model.catalogue.systems().filter(|system| {
        let thing = system.thing(name);
        thing.is_some_and(|thing| fits(thing, awaited))
    });
    let only = systems.next()?;
    systems.next().is_none().then_some(&*only.title)
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

/// A thing of another system of the file than the one that stands before it.
pub fn of_another(name: &str, at: Span, written: (&str, Span), alias: &str) -> Diagnostic {
    let (prefix, place) = written;
    let edit = Edit {
        span: place,
        text: alias.to_owned(),
    };
    RULE.at(at, format!("`{prefix}` has no `{name}` to wait for"))
        .label(format!("`{alias}` has it"))
        .help(format!("did you mean `{alias}`?"))
        .fix(format!("Write `{alias}`"), Safety::Unsafe, vec![edit])
}

/// `await signal` alone.
fn no_signal(model: &Model<'_>, at: Span) -> Diagnostic {
    let named = "signal <name>";
    let line = own_line::replaced(model.source, at, named);
    let line = line.unwrap_or_else(|| format!("await {named}"));
    RULE.at(at, "`await signal` needs the signal's name")
        .why("the signal that the run waits for has no name")
        .help(format!("write `{line}`, with a name like `Approved`"))
}

/// A thing that can be watched, and does not arrive.
pub fn not_awaitable(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("the next `{name}` cannot be awaited"))
        .label("it has states, but none arrives")
        .help(format!("write `wait until {name} <Id> is …`"))
}
