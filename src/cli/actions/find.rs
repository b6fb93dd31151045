//! Which actions have to do with some words.

use crate::catalogue::{Action, SystemEntry};
use std::sync::Arc;

/// An action that was found, and whose it is.
pub(super) type Found<'a> = (&'a Arc<SystemEntry>, &'a Arc<Action>);

/// The actions that have to do with all of the words; where the words are the very phrase of
/// one, or what a vendor calls it, that one alone, of every system that has it.
pub(super) fn find<'a>(systems: &[&'a Arc<SystemEntry>], words: &[String]) -> Vec<Found<'a>> {
    let all = || {
        systems
            .iter()
            .flat_map(|system| system.actions.iter().map(move |action| (*system, action)))
    };
    let wanted = plain(&words.join(" "));
    let exact = all().filter(|(_, action)| is_exactly(action, &wanted));
    let keys: Vec<&str> = exact.map(|(_, action)| &*action.key).collect();
    if !keys.is_empty() {
        let same = all().filter(|(_, action)| keys.contains(&&*action.key));
        return same.collect();
    }
    all()
        .filter(|(system, action)| {
            let text = searched(system, action);
            wanted.split(' ').all(|word| text.contains(word))
        })
        .collect()
}

/// Words without values: `hold contact <ContactId>` is `hold contact`.
fn plain(words: &str) -> String {
    let kept: Vec<&str> = words
        .split_whitespace()
        .filter(|word| !word.starts_with('<'))
        .collect();
    kept.join(" ").to_lowercase()
}

fn is_exactly(action: &Action, wanted: &str) -> bool {
    let vendor = |name: &Arc<str>| folded(name) == folded(wanted);
    !wanted.is_empty() && (*action.key == *wanted || action.vendor_names.iter().any(vendor))
}

fn searched(system: &SystemEntry, action: &Action) -> String {
    let mut text = format!(
        "{} {} {} {} {}",
        system.name,
        action.key,
        action.family,
        action.phrase_text(),
        action.about
    );
    for name in &action.vendor_names {
        text.push(' ');
        text.push_str(name);
    }
    text.to_lowercase()
}

/// A name without what vendors spell differently: case, spaces, hyphens.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
