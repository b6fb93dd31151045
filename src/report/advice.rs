//! What to do about a run that failed, said once for each outcome.

use super::Redactor;
use crate::catalogue::{Action, Catalogue, Outcome};
use crate::run::event::Failure;

/// What to do about this failure; empty where the script itself has said it.
pub fn for_failure(
    failure: &Failure,
    catalogue: Option<&Catalogue>,
    redactor: &Redactor,
) -> String {
    let action = failure.action.as_ref().and_then(|(system, key)| {
        let system = catalogue?.system(system)?;
        system.action(key)
    });
    let tried = failure.attempts.len() > 1;
    let text = match &*failure.outcome {
        "Unauthorized" => unauthorized(),
        "Throttled" => throttled(tried),
        "Unavailable" => unavailable(tried),
        "Unknown" => {
            let what = redactor.show(&failure.what);
            return unknown(&what, action.map(|a| &**a), catalogue, failure.by.is_some());
        }
        _ if failure.is_of_profile() => of_profile(),
        "Rejected" => rejected(),
        // The flow's own handler has decided these: it is no news to its author.
        "TimedOut" | "Exhausted" if failure.by.is_some() => return String::new(),
        "TimedOut" if failure.is_of_run_limit() => of_run_limit(),
        "TimedOut" => timed_out(),
        "Exhausted" => exhausted(),
        "Failed" => return failed(failure),
        other => {
            let outcome = action.and_then(|action| action.outcome(other));
            return documented(other, outcome, failure, tried);
        }
    };
    text.to_owned()
}

fn unauthorized() -> &'static str {
    "the system rejected the credentials, and no further request was sent with them. Check that \
         the profile's credentials in flow.toml are correct, have not expired and have the \
         permission, then run again"
}

fn throttled(tried: bool) -> &'static str {
    match tried {
        true => {
            "the system still limits requests. Run again later, or allow more time: `on \
                 Throttled -> retry 5 times backing off 1s to 60s`"
        }
        false => {
            "the system limits requests, and nothing was changed. Run again later, or let the \
                 flow wait: `on Throttled -> retry 5 times backing off 1s to 60s`"
        }
    }
}

fn unavailable(tried: bool) -> &'static str {
    match tried {
        true => {
            "no attempt reached the system; nothing was changed. Check the network and the \
                 address in flow.toml, then run again"
        }
        false => {
            "the request did not reach the system; nothing was changed. Check the network and \
                 the address in flow.toml, or retry in the flow: `on Unavailable -> retry`"
        }
    }
}

fn of_profile() -> &'static str {
    "nothing was run. Correct the profile in flow.toml, then run again"
}

fn rejected() -> &'static str {
    "the system rejected the request; its message is above. Correct the values, or handle it in \
         the flow: `on Rejected -> …`"
}

fn timed_out() -> &'static str {
    "the time limit was reached first. Allow more with `at most`, or handle it in the flow: `on \
         TimedOut -> …`"
}

fn of_run_limit() -> &'static str {
    "the whole run was not done in its time. Allow more with `--time-limit`"
}

fn exhausted() -> &'static str {
    "all rounds were used up. Allow more with `at most`, or handle it in the flow: `on \
         Exhausted -> …`"
}

fn failed(failure: &Failure) -> String {
    match failure.message {
        Some(_) => String::new(),
        None => "the flow has a `fail` here. Add the reason: `fail \"…\"`".to_owned(),
    }
}

fn unknown(
    what: &str,
    action: Option<&Action>,
    catalogue: Option<&Catalogue>,
    handled: bool,
) -> String {
    let mut text = format!(
        "the result of `{what}` is unknown: it was sent, and may or may not have taken effect. \
             It was not repeated. Check before you run this again"
    );
    let looks = action.map_or_else(Vec::new, |action| ways_to_look(action, catalogue));
    let place = action.and_then(|action| action.check_in.as_deref());
    match looks.as_slice() {
        [] => {
            let place = place.unwrap_or("the vendor's desktop or reports");
            text.push_str(&format!(", in {place}"));
        }
        looks => text.push_str(&format!(": {}", looks.join(" or "))),
    }
    if !handled {
        text.push_str(". To decide it in the flow: `on Unknown -> …`");
    }
    text
}

/// The actions that only read and can show what this one did.
fn ways_to_look(action: &Action, catalogue: Option<&Catalogue>) -> Vec<String> {
    let Some(system) = catalogue.and_then(|known| known.system(&action.system)) else {
        return Vec::new();
    };
    let phrase = |action: &std::sync::Arc<Action>| format!("`{}`", action.phrase_text());
    if let Some(check) = &action.check {
        let known = check.iter().filter_map(|key| system.action(key));
        return known.map(phrase).collect();
    }
    // where the catalogue says how one of them is looked at, other lists would only mislead
    let thing = action
        .state
        .as_ref()
        .and_then(|state| system.thing(&state.thing));
    let look = thing.and_then(|thing| thing.look.as_ref());
    if let Some(look) = look.and_then(|look| system.action(&look.action)) {
        return vec![phrase(look)];
    }
    let near = |other: &&std::sync::Arc<Action>| {
        other.reads && (other.family == action.family || about_same_thing(other, action))
    };
    let mut found: Vec<_> = system.actions.iter().filter(near).collect();
    found.sort_by_key(|other| other.family != action.family);
    found.into_iter().take(2).map(phrase).collect()
}

fn about_same_thing(a: &Action, b: &Action) -> bool {
    let last = |action: &Action| {
        let noun = action.key.split(' ').next_back().unwrap_or_default();
        noun.trim_end_matches('s').to_owned()
    };
    last(a) == last(b)
}

fn documented(name: &str, outcome: Option<&Outcome>, failure: &Failure, tried: bool) -> String {
    let mut text = String::new();
    if let Some(outcome) = outcome.filter(|outcome| !outcome.about.is_empty()) {
        text.push_str(&format!("{name}: {}. ", sentence(&outcome.about)));
    }
    let transient = outcome.is_some_and(|outcome| outcome.transient);
    let handled = failure.by.is_some();
    text.push_str(&match (transient, tried, handled) {
        (true, true, _) => format!(
            "The retries were not enough. Check why, or allow more: `on {name} -> retry 10 \
                 times backing off 1s to 30s`"
        ),
        (true, false, _) => format!("It may pass: `on {name} -> retry`"),
        (false, _, false) => format!(
            "Retrying would not help. Correct the values, or handle it in the flow: `on {name} \
                 -> …`"
        ),
        (false, _, true) => "Retrying would not help: correct the values".to_owned(),
    });
    text
}

fn sentence(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}
