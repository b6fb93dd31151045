//! What an outcome means, and which actions end in it.

use crate::catalogue::{Catalogue, Outcome};
use std::collections::BTreeSet;

/// Outcomes that the language itself has, beside those of actions.
const OF_THE_LANGUAGE: [(&str, &str); 4] = [
    (
        "Exhausted",
        "A `repeat` ended without `leave`: all its rounds have ended.",
    ),
    (
        "TimedOut",
        "A `within`, `wait until` or `await` reached its time limit.",
    ),
    (
        "Declined",
        "An `await signal` with a question was answered with no.",
    ),
    (
        "UnknownZone",
        "A time zone does not exist: the statement was not carried out.",
    ),
];

/// Outcomes that every action can end in.
const OF_EVERY_ACTION: [&str; 5] = [
    "Unauthorized",
    "Throttled",
    "Unavailable",
    "Unknown",
    "Rejected",
];

/// The page of an outcome; nothing for an unknown one.
pub(super) fn page(name: &str) -> Option<String> {
    let of_language = OF_THE_LANGUAGE.iter().find(|(known, _)| *known == name);
    if let Some((_, about)) = of_language {
        return Some(whole(name, about, ""));
    }
    let mut meanings = BTreeSet::new();
    let mut actions = String::from("\nActions that can end in it:\n\n");
    for system in Catalogue::builtin().systems() {
        for action in &system.actions {
            if let Some(outcome) = action.outcome(name) {
                meanings.insert(meaning(outcome));
                actions.push_str(&format!("    {}  ({})\n", action.key, system.title));
            }
        }
    }
    if meanings.is_empty() {
        return None;
    }
    let meanings: Vec<String> = meanings.into_iter().collect();
    let whose = match OF_EVERY_ACTION.contains(&name) {
        true => "\nEvery action can end in it.\n",
        false => &actions,
    };
    Some(whole(name, &meanings.join("\n"), whose))
}

fn whole(name: &str, about: &str, whose: &str) -> String {
    format!(
        "{name} (outcome)\n\n{about}\n{whose}\nHandle it below the statement: `on {name} -> …`. `flow docs outcomes` explains outcomes.\n"
    )
}

fn meaning(outcome: &Outcome) -> String {
    let retry = match outcome.transient {
        true if &*outcome.name != "Unknown" => " A retry may succeed.",
        _ => "",
    };
    format!("{}{retry}", outcome.about)
}

/// The names of all outcomes.
pub(super) fn names() -> BTreeSet<String> {
    let of_language = OF_THE_LANGUAGE.iter().map(|(name, _)| (*name).to_owned());
    let systems = Catalogue::builtin().systems();
    let actions = systems.flat_map(|system| system.actions.iter());
    let of_actions = actions.flat_map(|action| action.outcomes.iter());
    let of_actions = of_actions.map(|outcome| outcome.name.to_string());
    of_language.chain(of_actions).collect()
}
