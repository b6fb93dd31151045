//! Outcomes and states.

use crate::catalogue::{Outcome, State, Thing};
use crate::lsp::document::Document;
use crate::lsp::index::{Does, Of, Site};
use crate::source::Span;

/// An outcome on one line.
pub fn about(outcome: &Outcome) -> String {
    let retry = match (&*outcome.name, outcome.transient) {
        ("Success" | "Unknown", _) | (_, false) => "",
        (_, true) => " Retrying may succeed.",
    };
    format!("`{}`: {}{retry}", outcome.name, outcome.about)
}

/// What an outcome means here, and what can end in it.
pub fn hover(document: &Document, name: &str, of: &Of) -> Option<String> {
    let own = match (name, of) {
        ("TimedOut", _) => Some("The time limit was reached."),
        ("Exhausted", _) => Some("All rounds have ended."),
        ("UnknownZone", _) => {
            Some("A time zone does not exist: the statement was not carried out.")
        }
        ("Declined", _) => Some("The question of an `await signal` was answered with no."),
        _ => None,
    };
    if let Some(own) = own {
        return Some(format!("`{name}`: {own}"));
    }
    let sites = &document.index().sites;
    match of {
        Of::Action(action) => {
            let outcome = action.outcome(name)?;
            Some(format!(
                "{}\n\nOutcome of `{}`.",
                about(outcome),
                action.key
            ))
        }
        Of::Thing(thing) => {
            let mut known = thing.outcomes.iter();
            let outcome = known.find(|outcome| *outcome.name == *name)?;
            Some(format!(
                "{}\n\nOutcome of a wait for a {}.",
                about(outcome),
                thing.name
            ))
        }
        Of::Inside(span) => among(sites.iter().filter(|site| within(site, *span)), name),
        Of::Anywhere => among(sites.iter(), name),
    }
}

fn within(site: &Site, span: Span) -> bool {
    span.start <= site.span.start && site.span.end <= span.end
}

fn among<'a>(sites: impl Iterator<Item = &'a Site>, name: &str) -> Option<String> {
    let mut first = None;
    let mut keys: Vec<String> = Vec::new();
    for site in sites {
        let (key, outcome) = match &site.does {
            Does::Action(action) => (action.key.to_string(), action.outcome(name)),
            Does::Wait(thing) | Does::Await(thing) => {
                let mut known = thing.outcomes.iter();
                let outcome = known.find(|outcome| *outcome.name == *name);
                (format!("a wait for a {}", thing.name), outcome)
            }
            Does::Unknown => continue,
        };
        let Some(outcome) = outcome else { continue };
        first.get_or_insert_with(|| about(outcome));
        let key = format!("`{key}`");
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Some(format!("{}\n\nOutcome of {}.", first?, keys.join(", ")))
}

/// What a state means.
pub fn state(document: &Document, name: &str, thing: Option<&Thing>) -> Option<String> {
    let line = |thing: &str, state: &State| format!("`{}` ({thing}): {}", state.name, state.about);
    if let Some(thing) = thing {
        return Some(line(&thing.name, thing.state(name)?));
    }
    let systems = document.index().systems.iter();
    let things = systems.flat_map(|(_, entry)| &entry.things);
    let lines = things.filter_map(|thing| Some(line(&thing.name, thing.state(name)?)));
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n\n"))
}
