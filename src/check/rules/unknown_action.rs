//! # F051 unknown-action (error)
//!
//! No system of the file has this action.
//!
//! ## Why it matters
//!
//! A misspelt action would leave a caller as before. Names from the vendor's own tools lead to the
//! right action.
//!
//! ## Bad
//!
//! ```flow
//! hold kontact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```

use super::{Rule, listed, shortened, unknown_choice};
use crate::catalogue::{NotFound, PhrasePart};
use crate::check::resolve::{Found, SUGGESTIONS, Written};
use crate::check::systems::parts;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::foreign_word;
use crate::syntax::tree::Phrase;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(51, "unknown-action");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.systems.broken {
        return;
    }
    let titles = model.systems.list.iter();
    let titles: Vec<&str> = titles.map(|system| &*system.entry.title).collect();
    let unknown = model.sites.iter().filter_map(|site| match site.written {
        _ if !matches!(site.found, Found::None) => None,
        Written::Action(action) => Some((action.system, &action.phrase)),
        Written::Test(phrase) => Some((phrase.system, phrase)),
        Written::WaitUntil(_) | Written::Await(_) => None,
    });
    for (number, (system, phrase)) in unknown.enumerate() {
        let alias = system.map(|span| model.slice(span));
        let meant = (number < SUGGESTIONS)
            .then(|| meant(model, alias, phrase))
            .flatten();
        let text = model.slice(phrase.span);
        let problem = problem(text, phrase.span, meant.as_ref(), &titles);
        found.add(match in_several_words(model, text, meant.as_ref()) {
            Some(help) => problem.label("").help(help),
            None => problem,
        });
    }
}

/// What a phrase may mean: the best that any of the systems knows.
fn meant(model: &Model<'_>, alias: Option<&str>, phrase: &Phrase) -> Option<NotFound> {
    let systems = model.systems.list.iter();
    let systems = systems.filter(|system| alias.is_none_or(|alias| alias == system.alias));
    let mut best: Option<NotFound> = None;
    for system in systems {
        if let Err(found) = system.entry.find(parts(model.source, phrase)) {
            let better = best.as_ref().is_none_or(|best| rank(&found) > rank(best));
            if better {
                best = Some(found);
            }
        }
    }
    best
}

/// `set agent state to Not Ready`: the vendor's words for a value, of which there is one here.
fn in_several_words(model: &Model<'_>, text: &str, meant: Option<&NotFound>) -> Option<String> {
    let Some(NotFound::Near(near)) = meant else {
        return None;
    };
    let [action] = near.as_slice() else {
        return None;
    };
    let said = text.strip_prefix(&*action.key)?.trim();
    let Some(PhrasePart::Value(param)) = action.phrase.last() else {
        return None;
    };
    let Kind::OneOf(names) = &action.params[*param].kind else {
        return None;
    };
    let known: Vec<&str> = names.iter().map(|name| &**name).collect();
    let state = unknown_choice::synonym(model, said, &known)?;
    Some(format!("write `{} {state}`", action.key))
}

fn rank(found: &NotFound) -> u8 {
    match found {
        NotFound::VendorName { .. } => 3,
        NotFound::Foreign(_) => 2,
        NotFound::Near(near) => u8::from(!near.is_empty()),
    }
}

/// A phrase that means no action; `found` is what it may have meant.
pub fn problem(phrase: &str, at: Span, found: Option<&NotFound>, systems: &[&str]) -> Diagnostic {
    let phrase = shortened(phrase);
    let title = format!("unknown action `{phrase}`");
    let known = matches!(
        found,
        Some(NotFound::VendorName { .. } | NotFound::Foreign(_))
    );
    let first = phrase.split_whitespace().next().unwrap_or_default();
    let habit = match &*phrase {
        "end" => Some(END),
        _ => foreign_word(first).filter(|_| !known),
    };
    let (label, help) = match found {
        _ if habit.is_some() => (String::new(), habit.map(str::to_owned)),
        Some(NotFound::VendorName { name, action }) if same_words(name, &phrase, &action.key) => {
            let label = match phrase.starts_with(&*action.key) {
                true => "",
                false => "an action is lower-case words with spaces",
            };
            let help = format!("write `{}`", action.phrase_text());
            (label.into(), Some(help))
        }
        Some(NotFound::VendorName { .. } | NotFound::Foreign(_)) => (String::new(), None),
        Some(NotFound::Near(near)) if near.len() == 1 && phrase == *near[0].key => {
            (no_values(&near[0].phrase_text()), None)
        }
        _ => (String::new(), None),
    };
    let help = help
        .or_else(|| found.and_then(NotFound::help))
        .unwrap_or_else(|| format!("`flow actions` lists what {} can do", named(systems)));
    RULE.at(at, title).label(label).help(help)
}

/// Other languages close a block with it: nobody who does so ends a contact.
const END: &str = "a block ends with `}`; `finish` ends the run";

/// Whether a vendor's name, as it was found and as it was written, has the words of an action.
fn same_words(name: &str, phrase: &str, key: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    letters(name) == letters(key) && letters(phrase).starts_with(&letters(key))
}

fn no_values(phrase: &str) -> String {
    let values = phrase.split(' ').filter(|part| part.starts_with('<'));
    let values: Vec<&str> = values.collect();
    match values.as_slice() {
        [] => String::new(),
        [one] => format!("`{one}` is missing"),
        more => format!("{} are missing", listed(more.iter().copied())),
    }
}

fn named(systems: &[&str]) -> String {
    match systems {
        [firsts @ .., last] if !firsts.is_empty() => format!("{} and {last}", firsts.join(", ")),
        systems => systems.join(", "),
    }
}
