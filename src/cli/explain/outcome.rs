//! What an outcome means, and which actions end in it.

use crate::catalogue::{Action, Catalogue, Outcome, SystemEntry};
use std::collections::{BTreeMap, BTreeSet};

/// Outcomes that the language itself has, beside those of actions.
const OF_THE_LANGUAGE: [(&str, &str); 5] = [
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
        "Cancelled",
        "In `always`, `Outcome` is `Cancelled` if the run is cancelled, or if its loop ends while this item is in progress. No \
         handler is run for it.",
    ),
    (
        "UnknownZone",
        "A time zone does not exist: the statement was not carried out.",
    ),
];

const SUCCESS: &str = "The system has shown that the action was carried out. If nothing can show the result of an action, \
                       the system has accepted the request: reports then add \"accepted, not confirmed\". `flow actions` says what \
                       confirms each action.";

/// More meanings than these are not listed: each action has its own.
const LISTED: usize = 8;

/// Outcomes that every action can end in.
const OF_EVERY_ACTION: [&str; 5] = [
    "Unauthorized",
    "Throttled",
    "Unavailable",
    "Unknown",
    "Rejected",
];

/// What is known about an outcome.
pub(in crate::cli) struct About {
    /// What it means; some actions have words of their own for it. What most actions mean is first.
    pub meanings: Vec<String>,
    /// Whether every action can end in it.
    pub of_every_action: bool,
    /// The actions that can end in it, with their systems.
    pub actions: Vec<(&'static SystemEntry, &'static Action)>,
}

/// What is known about an outcome; nothing for an unknown one.
pub(in crate::cli) fn about(name: &str) -> Option<About> {
    let of_language = OF_THE_LANGUAGE.iter().find(|(known, _)| *known == name);
    let mut about = About {
        meanings: of_language
            .map(|(_, about)| (*about).to_owned())
            .into_iter()
            .collect(),
        of_every_action: name == "Success" || OF_EVERY_ACTION.contains(&name),
        actions: Vec::new(),
    };
    if name == "Success" {
        // Each action has its own words for it: what they have in common is what is asked for here.
        about.meanings.push(SUCCESS.to_owned());
    } else if of_language.is_none() {
        about.actions = endings(name).map(|(of, _)| of).collect();
        about.meanings = by_number(endings(name).map(|(_, outcome)| meaning(outcome)));
    }
    (!about.meanings.is_empty()).then_some(about)
}

/// What ends in an outcome, and the outcome as it is described there.
fn endings(
    name: &str,
) -> impl Iterator<Item = ((&'static SystemEntry, &'static Action), &'static Outcome)> {
    let systems = Catalogue::builtin().systems();
    let actions =
        systems.flat_map(|system| system.actions.iter().map(move |one| (&**system, &**one)));
    actions.filter_map(move |(system, action)| {
        let outcome = action
            .outcome(name)
            .filter(|_| !action.never_ends_in(name))?;
        Some(((system, action), outcome))
    })
}

/// Each text once; what most of them say is first.
fn by_number(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(text, _)| text).collect()
}

/// The page of an outcome; nothing for an unknown one.
pub(super) fn page(name: &str) -> Option<String> {
    let about = about(name)?;
    let list = about
        .actions
        .iter()
        .map(|(system, action)| format!("    {}  ({})\n", action.key, system.title));
    let whose = match (about.of_every_action, about.actions.is_empty()) {
        (true, _) => "\nEvery action can end in it.\n".to_owned(),
        (false, true) => String::new(),
        (false, false) => format!(
            "\nActions that can end in it:\n\n{}",
            list.collect::<String>()
        ),
    };
    let (general, others) = about.meanings.split_first()?;
    let others = match others {
        [] => String::new(),
        others if others.len() > LISTED => {
            "\n\n`flow actions <action>` shows what it means for one action.".to_owned()
        }
        others => format!("\n\nFor some actions:\n\n    {}", others.join("\n    ")),
    };
    Some(whole(name, &format!("{general}{others}"), &whose))
}

fn whole(name: &str, about: &str, whose: &str) -> String {
    // a run that is being cancelled runs no handler
    let handle = match name {
        "Cancelled" => String::new(),
        _ => format!("Handle it below the statement: `on {name} -> …`. "),
    };
    format!(
        "{name} (outcome)\n\n{about}\n{whose}\n{handle}`flow docs outcomes` explains outcomes.\n"
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
pub(in crate::cli) fn names() -> BTreeSet<String> {
    let of_language = OF_THE_LANGUAGE.iter().map(|(name, _)| (*name).to_owned());
    let systems = Catalogue::builtin().systems();
    let actions = systems.flat_map(|system| system.actions.iter());
    let of_actions = actions.flat_map(|action| action.outcomes.iter());
    let of_actions = of_actions.map(|outcome| outcome.name.to_string());
    of_language.chain(of_actions).collect()
}
